// SPDX-License-Identifier: MIT
// `onward resolve`: four ways to ask (arguments or lines, text or JSON), one answer: the parser's.
// Answers go to the output, complaints about arguments to the error stream.
#include "cli/resolve.h"

#include "cli/json.h"
#include "cli/lines.h"
#include "cli/options.h"
#include "cli/show.h"
#include "onward/url/url.h"

#include <array>
#include <istream>
#include <optional>
#include <ostream>
#include <vector>

#include <boost/json.hpp>

namespace onward::cli {
namespace {

namespace json = boost::json;
using url::Url;

struct Component {
  std::string_view name;
  std::string_view (Url::*get)() const;
};

constexpr std::array kComponents{
    Component{"protocol", &Url::protocol}, Component{"username", &Url::username},
    Component{"password", &Url::password}, Component{"host", &Url::host},
    Component{"hostname", &Url::hostname}, Component{"port", &Url::port},
    Component{"pathname", &Url::pathname}, Component{"search", &Url::search},
    Component{"hash", &Url::hash},
};

Result<Url> resolve_with(std::string_view input, const std::optional<Url>& base) {
  return base ? url::resolve(input, *base) : url::parse(input);
}

json::object to_json(const Url& url) {
  json::object out{{"href", url.href()}};
  for (const Component& component : kComponents) out[component.name] = (url.*component.get)();
  out["origin"] = url.origin();
  return out;
}

json::object to_json(const Result<Url>& answer) {
  return answer ? to_json(*answer) : failure(answer.error());
}

void print_block(const Url& url, std::ostream& out) {
  out << url.href() << '\n';
  for (const Component& component : kComponents) {
    const std::string_view text = (url.*component.get)();
    if (text.empty()) continue;
    out << "  " << component.name << std::string(10 - component.name.size(), ' ') << text << '\n';
  }
  out << "  origin    " << url.origin() << '\n';
}

void print_failure(std::string_view input, const Error& error, std::ostream& err) {
  err << "onward resolve: not a valid URL: " << message(error.code) << '\n'
      << point_at(input, error.offset);
  if (error.code == ErrorCode::UrlRelative) err << "Give the base with --base.\n";
}

/// The base of one JSON line, or what is wrong with the line.
struct JsonRequest {
  std::string input;
  std::optional<std::string> base;
};

std::optional<JsonRequest> read_request(const json::value& line) {
  if (!line.is_object()) return std::nullopt;
  const json::object& object = line.as_object();
  const json::value* input = object.if_contains("input");
  const json::value* base = object.if_contains("base");
  if (input == nullptr || !input->is_string()) return std::nullopt;
  JsonRequest request{std::string(input->as_string()), std::nullopt};
  if (base != nullptr && base->is_string()) request.base = std::string(base->as_string());
  if (base != nullptr && !base->is_string() && !base->is_null()) return std::nullopt;
  return request;
}

json::object answer_request(const JsonRequest& request, std::optional<Url> base) {
  if (request.base) {
    auto own_base = url::parse(*request.base);
    if (!own_base) return base_failure(own_base.error());
    base = std::move(*own_base);
  }
  return to_json(resolve_with(request.input, base));
}

ExitCode resolve_json_lines(const std::optional<Url>& base, const Streams& streams) {
  return answer_json_lines(streams, [&base](const json::value& line) -> Answer {
    const auto request = read_request(line);
    if (!request) return {malformed(R"(not {"input":"...","base":"..." or null})"), false};
    return {answer_request(*request, base), true};
  });
}

ExitCode resolve_lines(const std::optional<Url>& base, const Streams& streams) {
  std::string line;
  for (LineStatus status; (status = read_line(streams.in, streams.out, line)) != LineStatus::End;) {
    const auto url =
        status == LineStatus::TooLong ? fail(ErrorCode::UrlTooLong) : resolve_with(line, base);
    if (url) {
      streams.out << url->href() << '\n';
    } else {
      streams.out << "invalid: " << message(url.error().code) << '\n';
    }
  }
  return ExitCode::Yes;
}

ExitCode resolve_operands(const std::vector<std::string>& inputs, const std::optional<Url>& base,
                          bool as_json, const Streams& streams) {
  ExitCode code = ExitCode::Yes;
  for (const std::string& input : inputs) {
    const auto url = resolve_with(input, base);
    if (!url) code = ExitCode::No;
    if (as_json) {
      streams.out << json::serialize(to_json(url)) << '\n';
    } else if (url) {
      print_block(*url, streams.out);
    } else {
      print_failure(input, url.error(), streams.err);
    }
  }
  return code;
}

}  // namespace

ExitCode run_resolve(Arguments arguments, const Streams& streams) {
  bool as_json = false;
  std::optional<std::string> base_text;
  std::vector<std::string> inputs;
  const OptionTable table{.command = "resolve",
                          .flags = {{"--json", &as_json}},
                          .options = {{"--base", &base_text}},
                          .operands = &inputs};
  if (!read_options(table, arguments, streams.err)) return ExitCode::Usage;

  std::optional<Url> base;
  if (base_text) {
    auto parsed = url::parse(*base_text);
    if (!parsed) {
      streams.err << "onward resolve: --base is not a valid URL: "
                  << base_message(parsed.error().code) << '\n'
                  << point_at(*base_text, parsed.error().offset);
      return ExitCode::Usage;
    }
    base = std::move(*parsed);
  }
  if (!inputs.empty() && inputs != std::vector<std::string>{"-"}) {
    return resolve_operands(inputs, base, as_json, streams);
  }
  return as_json ? resolve_json_lines(base, streams) : resolve_lines(base, streams);
}

}  // namespace onward::cli
