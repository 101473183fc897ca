// SPDX-License-Identifier: MIT
// Examples are run as requests are: written as bytes, read by the strict reader, answered by the
// table. So an example cannot ask what no client could.
//
//   request = method SP ( path / URL ) *( LF name ":" value )
//   answer  = status [ SP location ]
#include "base/ascii.h"
#include "onward/http/date.h"
#include "onward/http/fields.h"
#include "onward/rules/answer.h"
#include "onward/rules/network.h"
#include "onward/rules/table.h"
#include "onward/url/url.h"
#include "rules/findings.h"
#include "rules/written_request.h"

#include <optional>
#include <vector>

namespace onward::rules {
namespace {

std::string_view next_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

/// The time and the client that a rule's own conditions allow.
std::chrono::sys_seconds time_of(const Rule& rule) {
  if (rule.when.between.empty()) return {};
  const Between& between = rule.when.between.front();
  if (between.from) return *between.from;
  return between.until ? *between.until - std::chrono::seconds{1} : std::chrono::sys_seconds{};
}

Address client_of(const Rule& rule) {
  if (rule.when.clients.empty()) return parse_address("192.0.2.1").value_or(Address{});
  const auto network = parse_network(rule.when.clients.front().value);
  return network ? network->base : Address{};
}

/// An example's request in words, and what is known beside it.
struct Described {
  std::string_view method;
  std::string target;
  std::string host = "localhost";
  std::vector<std::string> fields;
  Origin origin;
  std::chrono::sys_seconds now;
};

class ExampleRunner {
 public:
  ExampleRunner(const Table& table, Findings& findings) : table_(table), findings_(findings) {}

  void run(const Rule& rule, const Example& example) {
    Described described;
    described.now = time_of(rule);
    if (!describe(example.request, described)) return;
    WrittenRequest written;
    const auto result =
        written.write({described.method, described.target, described.host, described.fields});
    if (!result) {
      findings_.error(
          example.request.place,
          "the request of the example cannot be sent: " + std::string(message(result.error().code)),
          "write it as 'POST /path?query', with 'Name: value' lines below if needed");
      return;
    }
    const Request request{written.head(), described.origin, client_of(rule)};
    compare(example.answer, answer(table_, request, described.now, workspace_));
  }

 private:
  bool describe(const Text& request, Described& described) {
    std::string_view rest = request.value;
    const std::string_view line = http::trim(next_line(rest));
    const std::size_t space = line.find(' ');
    described.method = line.substr(0, space);
    const std::string_view target = space == line.npos ? "" : http::trim(line.substr(space));
    if (target.starts_with('/') || target == "*") {
      described.target = target;
    } else if (!take_url(target, described)) {
      findings_.error(request.place, "the example's request has no target",
                      "write a method and a path, 'GET /old', or a method and a URL");
      return false;
    }
    while (!rest.empty()) {
      const std::string_view field = http::trim(next_line(rest));
      if (!field.empty()) described.fields.emplace_back(field);
      const std::string_view name = field_name(field);
      if (!base::equals_ignore_case(name, "Date") || name.size() == field.size()) continue;
      const auto date = http::parse_date(http::trim(field.substr(name.size() + 1)), described.now);
      if (date) described.now = *date;
    }
    return true;
  }

  /// Scheme and host of a URL; its path and query as they stand there, byte by byte.
  static bool take_url(std::string_view text, Described& described) {
    const auto url = url::parse(text);
    if (!url || (url->scheme() != "http" && url->scheme() != "https")) return false;
    described.origin.scheme = url->scheme();
    described.host = url->host();
    const std::size_t path = text.find_first_of("/?#", text.find("://") + 3);
    described.target = path == text.npos ? "/" : text.substr(path);
    if (described.target.starts_with('?')) described.target.insert(0, "/");
    return true;
  }

  void compare(const Text& expected, const Response& response) {
    const std::string_view text = http::trim(expected.value);
    const std::string_view code = text.substr(0, text.find(' '));
    const std::string_view location = http::trim(text.substr(code.size()));
    if (!http::Status::parse(code)) {
      findings_.error(expected.place, "the example's answer does not begin with a status",
                      "write '307 https://new.example/path', or a status such as '404'");
      return;
    }
    const std::string came_code = std::to_string(response.status.code());
    if (came_code == code && (location.empty() || location == response.location)) return;
    std::string came = came_code;
    if (!response.location.empty()) came.append(" ").append(response.location);
    findings_.error(expected.place,
                    "the example is answered '" + came + "', not '" + shown(text) + "'",
                    by_whom(response));
  }

  std::string by_whom(const Response& response) const {
    if (!response.rule) return "no rule matches it";
    const Rule& rule = table_.rules()[*response.rule];
    std::string text = "it is answered by rule " + std::to_string(*response.rule + 1);
    if (!rule.name.value.empty()) text += ", '" + shown(rule.name.value) + "'";
    if (rule.place.line != 0) text += ", in line " + std::to_string(rule.place.line);
    return text;
  }

  const Table& table_;
  Findings& findings_;
  Workspace workspace_;
};

}  // namespace

Diagnostics run_examples(const Table& table) {
  Diagnostics diagnostics;
  Findings findings(diagnostics);
  ExampleRunner runner(table, findings);
  for (const Rule& rule : table.rules()) {
    for (const Example& example : rule.examples) runner.run(rule, example);
  }
  return diagnostics;
}

}  // namespace onward::rules
