// SPDX-License-Identifier: MIT
// `onward explain`: one request through the rules, told in text or as JSON. The decision and its
// reasons are the module rules'; here is only how they look.
#include "cli/explain.h"

#include "cli/asked_request.h"
#include "cli/client_forecasts.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/show.h"
#include "cli/upload_advice.h"
#include "onward/rules/explain.h"

#include <chrono>
#include <cstdio>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include <boost/json.hpp>

namespace onward::cli {
namespace {

namespace json = boost::json;
using rules::Step;

struct Asked {
  std::string file;
  RequestWords words;
  std::optional<std::string> format;
  std::optional<std::string> base;
  std::chrono::sys_seconds at;
  std::vector<const redirect::atlas::Client*> clients;
  std::vector<std::string> secrets;
  redirect::ContentSource content = redirect::ContentSource::None;
  bool as_json = false;
  const http::RequestHead* head = nullptr;  ///< once the words are read
};

/// "2026-12-01T06:00:00Z" (RFC 3339, in UTC).
std::optional<std::chrono::sys_seconds> read_time(const std::string& text) {
  using namespace std::chrono;
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int size = 0;
  const int read = std::sscanf(text.c_str(), "%4d-%2u-%2uT%2d:%2d:%2dZ%n", &year, &month, &day,
                               &hour, &minute, &second, &size);
  const year_month_day date{std::chrono::year(year), std::chrono::month(month),
                            std::chrono::day(day)};
  const bool is_time =
      hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 61;
  if (read != 6 || static_cast<std::size_t>(size) != text.size() || !date.ok() || !is_time) {
    return std::nullopt;
  }
  return sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
}

/// --client names clients of the atlas, or is the address that the request comes from.
bool read_client(const std::optional<std::string>& client,
                 const std::optional<std::string>& content, Asked& asked, std::ostream& err) {
  asked.words.client = "127.0.0.1";
  if (client) asked.clients = find_clients(*client);
  if (client && asked.clients.empty()) asked.words.client = *client;
  if (client && asked.clients.empty() && client->find_first_of(".:") == client->npos) {
    err << "onward explain: '" << printable(*client)
        << "' is no IP address, and no client; 'onward clients' lists them\n";
    return false;
  }
  const auto source = content_source(content, asked.words.method);
  if (!source) {
    err << "onward explain: --content '" << printable(content.value_or(""))
        << "': it takes memory, file, stream or none\n";
    return false;
  }
  asked.content = *source;
  if (!asked.clients.empty() || (!content && asked.secrets.empty())) return true;
  err << "onward explain: " << (content ? "--content" : "--secret-field")
      << " goes with --client NAME\n";
  return false;
}

std::optional<Asked> read_arguments(Arguments arguments, std::ostream& err) {
  Asked asked;
  std::vector<std::string> operands;
  std::optional<std::string> method;
  std::optional<std::string> client;
  std::optional<std::string> content;
  std::optional<std::string> at;
  const OptionTable table{
      .command = "explain",
      .flags = {{"--json", &asked.as_json}},
      .options = {{"-X,--method", &method},
                  {"--client", &client},
                  {"--content", &content},
                  {"--at", &at},
                  {"--format", &asked.format},
                  {"--base", &asked.base}},
      .lists = {{"-H,--header", &asked.words.fields}, {"--secret-field", &asked.secrets}},
      .operands = &operands};
  if (!read_options(table, arguments, err)) return std::nullopt;
  if (operands.size() != 2) {
    err << "onward explain: give a file and a URL\nTry 'onward help explain'.\n";
    return std::nullopt;
  }
  asked.at = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  if (at) {
    const auto time = read_time(*at);
    if (!time) {
      err << "onward explain: '" << printable(*at) << "' is no time; write 2026-12-01T06:00:00Z\n";
      return std::nullopt;
    }
    asked.at = *time;
  }
  asked.file = operands[0];
  asked.words.url = operands[1];
  asked.words.method = method.value_or("GET");
  if (!read_client(client, content, asked, err)) return std::nullopt;
  return asked;
}

std::string_view name(Step::Outcome outcome) {
  switch (outcome) {
    case Step::Outcome::Matched:
      return "matched";
    case Step::Outcome::Rewrote:
      return "rewrote";
    case Step::Outcome::Passed:
      return "passed";
    case Step::Outcome::NotInMap:
      return "not-in-map";
    case Step::Outcome::Failed:
      return "failed";
  }
  return "";
}

/// "quickstart.toml:7"; the line of the map's row where one decided. An image has no lines.
std::string place_of(const rules::Rule& rule, const config::Configuration& configuration) {
  std::string place = printable(configuration.files.at(rule.place.file).path);
  if (rule.place.line != 0) place.append(":").append(std::to_string(rule.place.line));
  return place;
}

std::string label_of(const rules::Rule& rule, const config::Configuration& configuration) {
  const std::string place = place_of(rule, configuration);
  return rule.name.value.empty() ? place : place + " " + printable(rule.name.value);
}

/// Of many rules that do not match, the first and the last: what stands right before the decision.
constexpr std::size_t kMostSteps = 20;

void print_steps(const rules::Explanation& explanation, const config::Configuration& configuration,
                 std::ostream& out) {
  const auto rules = configuration.table->rules();
  const auto& steps = explanation.steps;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps.size() > kMostSteps && i == kMostSteps / 2) {
      const std::size_t left_out = steps.size() - kMostSteps;
      out << "  ... " << left_out << " more that do not match (--json has them all)\n";
      i += left_out;
    }
    const Step& step = steps[i];
    const bool decides =
        step.outcome == Step::Outcome::Matched || step.outcome == Step::Outcome::Passed;
    out << (decides ? "* " : "  ") << label_of(rules[step.rule], configuration) << "\n      "
        << (step.reason.empty() ? std::string(name(step.outcome)) : step.reason) << '\n';
  }
  if (!explanation.response.rule) out << "  no rule decides\n";
}

/// A paragraph, broken before column 80 and set in by two.
void print_paragraph(std::string_view heading, std::string_view text, std::ostream& out) {
  constexpr std::size_t kWidth = 76;
  if (text.empty()) return;
  out << '\n' << heading << '\n';
  while (text.size() > kWidth) {
    const std::size_t space = text.rfind(' ', kWidth);
    const std::size_t end = space == std::string_view::npos || space == 0 ? kWidth : space;
    out << "  " << text.substr(0, end) << '\n';
    text.remove_prefix(end + (end == space ? 1 : 0));
  }
  out << "  " << text << '\n';
}

UploadAdvice connection_of(const rules::Explanation& explanation, const Asked& asked,
                           const config::Configuration& configuration) {
  return upload_advice(*asked.head, explanation.response, configuration.server.limits);
}

void print_text(const rules::Explanation& explanation, const Asked& asked,
                const config::Configuration& configuration, std::ostream& out) {
  out << printable(asked.words.method) << ' ' << explanation.url << "\n\nRules\n";
  print_steps(explanation, configuration, out);
  const rules::Response& response = explanation.response;
  out << "\nAnswer\n  " << response.status.code() << ' ' << response.status.reason() << '\n';
  for (const rules::ResponseField& field : response.fields) {
    out << "  " << field.name.text() << ": " << field.value.text() << '\n';
  }
  if (explanation.map_line != 0) out << "  by line " << explanation.map_line << " of the map\n";
  print_paragraph("Status", explanation.status_advice, out);
  print_paragraph("CORS", explanation.cors_advice, out);
  print_paragraph("Connection", connection_of(explanation, asked, configuration).text, out);
}

json::object rule_to_json(std::size_t index, const config::Configuration& configuration) {
  const rules::Rule& rule = configuration.table->rules()[index];
  return {{"index", index},
          {"name", rule.name.value},
          {"file", configuration.files.at(rule.place.file).path},
          {"line", rule.place.line}};
}

json::object to_json(const rules::Explanation& explanation, const Asked& asked,
                     const config::Configuration& configuration) {
  const rules::Response& response = explanation.response;
  json::array fields;
  for (const rules::ResponseField& field : response.fields) {
    fields.push_back(json::object{{"name", field.name.text()}, {"value", field.value.text()}});
  }
  json::array steps;
  for (const Step& step : explanation.steps) {
    json::object object = rule_to_json(step.rule, configuration);
    object["outcome"] = name(step.outcome);
    object["reason"] = step.reason;
    steps.push_back(std::move(object));
  }
  json::object out{{"method", asked.words.method},
                   {"url", explanation.url},
                   {"status", response.status.code()},
                   {"location", nullptr},
                   {"rule", nullptr},
                   {"map_line", nullptr},
                   {"fields", std::move(fields)},
                   {"steps", std::move(steps)},
                   {"status_advice", explanation.status_advice},
                   {"cors_advice", explanation.cors_advice}};
  const UploadAdvice connection = connection_of(explanation, asked, configuration);
  out["connection_closes"] = connection.closes;
  out["connection_advice"] = connection.text;
  if (!response.location.empty()) out["location"] = response.location;
  if (response.rule) out["rule"] = rule_to_json(*response.rule, configuration);
  if (explanation.map_line != 0) out["map_line"] = explanation.map_line;
  return out;
}

}  // namespace

ExitCode run_explain(Arguments arguments, const Streams& streams) {
  auto asked = read_arguments(arguments, streams.err);
  if (!asked) return ExitCode::Usage;
  const Loaded loaded = load({.command = "explain",
                              .paths = std::span(&asked->file, 1),
                              .format = asked->format,
                              .base = asked->base},
                             streams.err);
  if (!loaded.configuration.table) return loaded.code;
  const auto request =
      AskedRequest::make(asked->words, loaded.configuration.server.listeners, streams.err);
  if (!request) return ExitCode::Usage;
  asked->head = &request->request().head;

  rules::Workspace workspace;
  const rules::Explanation explanation =
      rules::explain(*loaded.configuration.table, request->request(), asked->at, workspace);
  const auto sent = asked->clients.empty() ? std::nullopt
                                           : request_of(asked->words.method, explanation.url,
                                                        asked->words.fields, asked->content);
  if (asked->as_json) {
    json::object object = to_json(explanation, *asked, loaded.configuration);
    if (sent)
      object["clients"] =
          forecasts_to_json({asked->clients, *sent, asked->secrets}, explanation.response);
    streams.out << json::serialize(object) << '\n';
  } else {
    print_text(explanation, *asked, loaded.configuration, streams.out);
    if (sent)
      print_forecasts({asked->clients, *sent, asked->secrets}, explanation.response, streams.out);
  }
  const auto rule = explanation.response.rule;
  const bool passes = rule && loaded.configuration.table->rules()[*rule].action.pass;
  return rule && !passes ? ExitCode::Yes : ExitCode::No;
}

}  // namespace onward::cli
