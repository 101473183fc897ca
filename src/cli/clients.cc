// SPDX-License-Identifier: MIT
// `onward clients`: the atlas, as a list or client by client. What is shown is not the entries'
// rules but what they come to: next() is asked for each cell, as anybody would ask it.
#include "cli/clients.h"

#include "cli/options.h"
#include "cli/show.h"
#include "config/suggest.h"
#include "onward/redirect/forecast.h"

#include <algorithm>
#include <array>
#include <iomanip>
#include <optional>
#include <ostream>
#include <string>
#include <variant>
#include <vector>

#include <boost/json.hpp>

namespace onward::cli {
namespace {

namespace json = boost::json;
using redirect::ContentSource;
using redirect::atlas::Client;

constexpr std::array kStatuses = {300, 301, 302, 303, 304, 305, 306, 307, 308};
constexpr std::array<std::string_view, 7> kMethods = {"GET",    "HEAD",  "POST",   "PUT",
                                                      "DELETE", "PATCH", "OPTIONS"};

struct Source {
  std::string_view name;
  ContentSource source;
};
constexpr std::array<Source, 3> kSources = {{{"memory", ContentSource::Memory},
                                             {"file", ContentSource::File},
                                             {"stream", ContentSource::Stream}}};

struct Relation {
  std::string_view name;
  std::string_view from;
  std::string_view to;
};
constexpr std::array<Relation, 7> kRelations = {
    {{"same", "https://a.example/", "https://a.example/2"},
     {"other port", "https://a.example/", "https://a.example:8443/"},
     {"other host", "https://a.example/", "https://b.example/"},
     {"subdomain", "https://a.example/", "https://www.a.example/"},
     {"parent", "https://www.a.example/", "https://a.example/"},
     {"http to https", "http://a.example/", "https://a.example/"},
     {"https to http", "https://a.example/", "http://a.example/"}}};

/// What stands on the wire for Location, from http://a.example/d/1?q=1.
constexpr std::array<std::string_view, 13> kLocations = {
    "x",    "../x",   "//b.example/x",      "?y",
    "#f",   "/a b",   "/\xC3\xBC",          "/\\x",
    "/%zz", "http:x", "HTTP://b.example/x", "ftp://b.example/x",
    ""};

/// What a choice is called in JSON, and to people.
struct Named {
  std::string_view token;
  std::string_view words;
};
constexpr std::array<Named, 5> kExpect = {
    {{"not-sent", "not sent"},
     {"sends-anyway", "sends the content anyway"},
     {"closes", "keeps the content back and takes another connection"},
     {"desyncs",
      "keeps the content back and uses the connection on: the next request is read as content, "
      "unless the answer says Connection: close"},
     {"breaks", "keeps the content back, and fails"}}};
constexpr std::array<Named, 3> kAnswer = {{{"read-to-end", "read to its end first"},
                                           {"read-or-given", "read first, but not for ever"},
                                           {"not-awaited", "not waited for"}}};
constexpr std::array<Named, 3> kEarlyClose = {
    {{"reads", "the redirect is seen"},
     {"loses", "the redirect is lost"},
     {"sends-again", "the request is sent to the old URL again"}}};
constexpr std::array<Named, 3> kStores = {
    {{"nothing", "nothing"},
     {"fresh", "what has explicit freshness"},
     {"fresh-or-permanent", "what has explicit freshness, and 301 and 308 without"}}};
constexpr std::array<Named, 3> kFragment = {{{"inherited", "of Location, else of the URL before"},
                                             {"own", "of Location only"},
                                             {"dropped", "not in the final URL"}}};
constexpr std::array<Named, 3> kReferer = {
    {{"callers", "what the caller gave"},
     {"previous", "the URL before"},
     {"previous-secure", "the URL before, but for https to http"}}};

template <typename Enum, std::size_t N>
const Named& named(const std::array<Named, N>& names, Enum value) {
  return names.at(static_cast<std::size_t>(value));
}

redirect::Forecast ask(const Client& client, const redirect::Request& request, int status,
                       std::string_view location) {
  http::Fields answer;
  (void)answer.add(http::FieldName("Location"), *http::FieldValue::parse(location));
  return redirect::forecast(client, {request, *http::Status::from(status), answer.view()});
}

redirect::Request request_for(std::string_view method, std::string_view url,
                              ContentSource content) {
  return {.method = *http::Method::parse(method), .url = *url::parse(url), .content = content};
}

/// The request that comes next, if one does.
std::optional<redirect::Follow> second_request(const Client& client, std::string_view method,
                                               int status) {
  const bool has_content = method == "POST" || method == "PUT" || method == "PATCH";
  const auto request = request_for(method, "https://a.example/1",
                                   has_content ? ContentSource::Memory : ContentSource::None);
  const auto forecast = ask(client, request, status, "/2");
  const auto* follow = std::get_if<redirect::Follow>(&forecast.step);
  return follow == nullptr ? std::nullopt : std::optional(*follow);
}

/// "GET", "POST+content", "PUT, empty", "-".
std::string text_of(const std::optional<redirect::Follow>& follow) {
  if (!follow) return "-";
  std::string text(follow->request.method.name());
  if (follow->content == redirect::ContentFate::Resent) text += "+content";
  if (follow->content == redirect::ContentFate::Emptied) text += ", empty";
  return text;
}

/// What becomes of a POST: "again", "empty", "error", "GET", "-".
std::string content_fate(const Client& client, ContentSource source, int status) {
  const auto forecast =
      ask(client, request_for("POST", "https://a.example/1", source), status, "/2");
  if (const auto* stop = std::get_if<redirect::Stop>(&forecast.step)) {
    return stop->reason == redirect::Reason::ContentNotReplayable ? "error" : "-";
  }
  const auto& follow = std::get<redirect::Follow>(forecast.step);
  if (follow.method_changed) return std::string(follow.request.method.name());
  if (forecast.severity == redirect::Severity::Lost) return "empty";
  return follow.content == redirect::ContentFate::Emptied ? "error" : "again";
}

/// The names of credentials and of a field of the caller's that go along; nullopt: not followed.
std::optional<std::vector<std::string>> kept(const Client& client, const Relation& relation) {
  auto request = request_for("GET", relation.from, ContentSource::None);
  for (const char* const name : {"Authorization", "Cookie", "Proxy-Authorization", "X-Api-Key"}) {
    (void)request.fields.add(*http::FieldName::parse(name), http::FieldValue("x"));
  }
  const auto forecast = ask(client, request, 307, relation.to);
  const auto* follow = std::get_if<redirect::Follow>(&forecast.step);
  if (follow == nullptr) return std::nullopt;
  std::vector<std::string> names;
  for (const http::Field field : follow->request.fields.view()) {
    if (field.name != "Referer") names.emplace_back(field.name);
  }
  return names;
}

/// The URL that is asked for, as it is written, or the reason why none is.
std::string read_location(const Client& client, std::string_view location) {
  const auto request = request_for("GET", "http://a.example/d/1?q=1", ContentSource::None);
  const auto forecast = ask(client, request, 307, location);
  if (const auto* stop = std::get_if<redirect::Stop>(&forecast.step)) {
    return std::string(redirect::name(stop->reason));
  }
  const redirect::Request& next = std::get<redirect::Follow>(forecast.step).request;
  return next.target.empty() ? std::string(next.url.href()) : next.url.origin() + next.target;
}

/// What is taken from the first request of a chain.
std::vector<std::string> from_first(const redirect::FromFirst& from) {
  std::vector<std::string> parts;
  if (from.fields) parts.emplace_back("fields");
  if (from.method) parts.emplace_back("method");
  if (from.content) parts.emplace_back("content");
  if (from.origin) parts.emplace_back("origin");
  return parts;
}

std::string joined(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : between).append(word);
  return text;
}

/// Cells at their columns; a line ends with its last word.
std::string aligned(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) {
  std::string line;
  std::size_t column = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    line += cells[i];
    if (i + 1 == cells.size()) break;
    column += widths[i];
    // The bytes of a code point after its first take no column.
    column += static_cast<std::size_t>(std::ranges::count_if(
        cells[i], [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }));
    line.append(line.size() < column ? column - line.size() : 1, ' ');
  }
  return line.substr(0, line.find_last_not_of(' ') + 1);
}

void print_list(std::ostream& out) {
  const std::vector<std::size_t> widths = {27, 32, 20};
  out << "what becomes of a POST, its content in memory/file/stream\n\n"
      << aligned({"NAME", "PRODUCT", "307", "308"}, widths) << '\n';
  for (const Client& client : redirect::atlas::clients()) {
    std::vector<std::string> cells = {
        std::string(client.id), std::string(client.product).append(" ").append(client.versions)};
    for (const int status : {307, 308}) {
      std::vector<std::string> fates;
      fates.reserve(kSources.size());
      for (const Source& source : kSources) {
        fates.push_back(content_fate(client, source.source, status));
      }
      cells.push_back(joined(fates, "/"));
    }
    out << aligned(cells, widths) << '\n';
  }
}

std::string loop_of(const redirect::LoopRule& loop) {
  if (loop.visits == 0) return "not looked for";
  std::string text = "the same URL ";
  if (loop.by_method) text += "and method ";
  return text.append("more than ").append(std::to_string(loop.visits)).append(" times");
}

void print_tables(const Client& client, std::ostream& out) {
  const std::vector<std::size_t> widths = {12, 14, 14, 14, 14, 14, 14, 14};
  std::vector<std::string> cells = {"  status"};
  cells.insert(cells.end(), kMethods.begin(), kMethods.end());
  out << aligned(cells, widths) << '\n';
  for (const int status : kStatuses) {
    cells = {"  " + std::to_string(status)};
    for (const std::string_view method : kMethods) {
      cells.push_back(text_of(second_request(client, method, status)));
    }
    out << aligned(cells, widths) << '\n';
  }
  out << "\n  POST\n";
  for (const Source& source : kSources) {
    out << "  " << std::left << std::setw(10) << source.name << "302 "
        << content_fate(client, source.source, 302) << ", 307 "
        << content_fate(client, source.source, 307) << ", 308 "
        << content_fate(client, source.source, 308) << '\n';
  }
  out << "\n  fields that go along\n";
  for (const Relation& relation : kRelations) {
    const auto names = kept(client, relation);
    out << aligned({std::string("  ").append(relation.name),
                    names ? (names->empty() ? "none" : joined(*names, " ")) : "-"},
                   {18})
        << '\n';
  }
  out << "\n  Location, at http://a.example/d/1?q=1\n";
  for (const std::string_view location : kLocations) {
    std::string cell("  '");
    cell.append(location).append("'");
    out << aligned({cell, printable(read_location(client, location))}, {24}) << '\n';
  }
}

void print_client(const Client& client, std::ostream& out) {
  const redirect::Policy& policy = client.policy;
  out << client.id << "\n  " << client.product << ' ' << client.versions << '\n';
  if (!client.setup.empty()) out << "  " << client.setup << '\n';
  out << "  observed: " << client.observed << '\n';
  if (!client.agent.empty()) out << "  User-Agent: " << client.agent << "...\n";
  const int limit = policy.max_redirects;
  const auto first = from_first(policy.from_first);
  out << "  redirects: " << (limit < 0 ? "no limit" : "at most " + std::to_string(limit)) << "\n\n";
  print_tables(client, out);
  out << "\n  a loop: " << loop_of(policy.loop)
      << "\n  taken from the chain's first request: " << (first.empty() ? "nothing" : "")
      << joined(first, ", ") << (policy.from_first.fields ? " (what was dropped comes back)" : "")
      << "\n  fragment: " << named(kFragment, policy.fragment).words
      << "\n  Referer: " << named(kReferer, policy.referer).words
      << "\n  cookies that a redirect sets: " << (policy.keeps_cookies ? "kept" : "not kept")
      << "\n  redirects that are stored: " << named(kStores, policy.stores).words
      << "\n  Expect: 100-continue: " << named(kExpect, policy.wire.expect).words
      << "\n  the redirect's content: " << named(kAnswer, policy.wire.answer).words
      << "\n  closed while content is sent: " << named(kEarlyClose, policy.wire.early_close).words
      << "\n\n";
}

json::array to_array(const std::vector<std::string>& words) {
  return json::array(words.begin(), words.end());
}

std::string kebab(std::string_view words) {
  std::string text(words);
  std::ranges::replace(text, ' ', '-');
  return text;
}

json::object second_to_json(const Client& client) {
  json::object second;
  for (const int status : kStatuses) {
    json::object methods;
    for (const std::string_view method : kMethods) {
      const auto follow = second_request(client, method, status);
      json::value& cell = methods[method];
      if (!follow) continue;
      cell = json::object{{"method", follow->request.method.name()},
                          {"content", redirect::name(follow->content)}};
    }
    second[std::to_string(status)] = std::move(methods);
  }
  return second;
}

json::object to_json(const Client& client) {
  const redirect::Policy& policy = client.policy;
  json::object content;
  for (const Source& source : kSources) {
    json::object statuses;
    for (const int status : {301, 302, 303, 307, 308}) {
      const std::string fate = content_fate(client, source.source, status);
      statuses[std::to_string(status)] = fate == "-" ? "not-followed" : fate;
    }
    content[source.name] = std::move(statuses);
  }
  json::object fields;
  for (const Relation& relation : kRelations) {
    json::value& cell = fields[kebab(relation.name)];
    if (const auto names = kept(client, relation)) cell = to_array(*names);
  }
  json::object locations;
  for (const std::string_view location : kLocations) {
    locations[location] = read_location(client, location);
  }
  json::object object{{"id", client.id},
                      {"product", client.product},
                      {"versions", client.versions},
                      {"setup", client.setup},
                      {"agent", client.agent},
                      {"observed", client.observed},
                      {"max_redirects", nullptr},
                      {"second_request", second_to_json(client)},
                      {"content", std::move(content)},
                      {"fields_kept", std::move(fields)},
                      {"location", std::move(locations)},
                      {"loop_visits", policy.loop.visits},
                      {"from_first", to_array(from_first(policy.from_first))},
                      {"fragment", named(kFragment, policy.fragment).token},
                      {"referer", named(kReferer, policy.referer).token},
                      {"keeps_cookies", policy.keeps_cookies},
                      {"stores", named(kStores, policy.stores).token},
                      {"wire",
                       {{"expect", named(kExpect, policy.wire.expect).token},
                        {"answer", named(kAnswer, policy.wire.answer).token},
                        {"early_close", named(kEarlyClose, policy.wire.early_close).token},
                        {"reuses", policy.wire.reuses}}}};
  if (policy.max_redirects >= 0) object["max_redirects"] = policy.max_redirects;
  return object;
}

// "Curl" and "crul" are near to curl.
std::string hint_for(std::string_view word) {
  std::vector<std::string_view> ids;
  for (const Client& client : redirect::atlas::clients()) ids.push_back(client.id);
  const std::string near = config::suggest(word, ids);
  return near.empty() ? ";" : "; did you mean '" + near + "'?";
}

}  // namespace

ExitCode run_clients(Arguments arguments, const Streams& streams) {
  bool as_json = false;
  std::vector<std::string> names;
  const OptionTable table{
      .command = "clients", .flags = {{"--json", &as_json}}, .operands = &names};
  if (!read_options(table, arguments, streams.err)) return ExitCode::Usage;
  std::vector<const Client*> chosen;
  for (const std::string& word : names) {
    chosen.push_back(redirect::atlas::find(word));
    if (chosen.back() != nullptr) continue;
    streams.err << "onward clients: there is no client '" << printable(word) << "'"
                << hint_for(word) << " 'onward clients' lists them\n";
    return ExitCode::Usage;
  }
  if (names.empty() && !as_json) print_list(streams.out);
  if (names.empty() && as_json) {
    for (const Client& client : redirect::atlas::clients()) chosen.push_back(&client);
  }
  for (const Client* client : chosen) {
    if (as_json) {
      streams.out << json::serialize(to_json(*client)) << '\n';
    } else {
      print_client(*client, streams.out);
    }
  }
  return ExitCode::Yes;
}

}  // namespace onward::cli
