// SPDX-License-Identifier: MIT
// `onward clients`: the atlas, as a list or client by client. What is shown is not the entries'
// rules but what they come to: next() is asked for each cell, as anybody would ask it.
#include "cli/clients.h"

#include "cli/options.h"
#include "cli/show.h"
#include "onward/redirect/forecast.h"

#include <array>
#include <iomanip>
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

redirect::Step ask(const Client& client, const redirect::Request& request, int status,
                   std::string_view location) {
  http::Fields answer;
  (void)answer.add(http::FieldName("Location"), *http::FieldValue::parse(location));
  redirect::Chain chain(client.policy);
  return redirect::next({request, *http::Status::from(status), answer.view()}, chain);
}

redirect::Request request_for(std::string_view method, std::string_view url,
                              ContentSource content) {
  return {.method = *http::Method::parse(method), .url = *url::parse(url), .content = content};
}

/// "GET", "POST+content", "PUT, empty", "-".
std::string second_request(const Client& client, std::string_view method, int status) {
  const bool has_content = method == "POST" || method == "PUT" || method == "PATCH";
  const auto step = ask(client,
                        request_for(method, "https://a.example/1",
                                    has_content ? ContentSource::Memory : ContentSource::None),
                        status, "/2");
  const auto* follow = std::get_if<redirect::Follow>(&step);
  if (follow == nullptr) return "-";
  std::string text(follow->request.method.name());
  if (follow->content == redirect::ContentFate::Resent) text += "+content";
  if (follow->content == redirect::ContentFate::Emptied) text += ", empty";
  return text;
}

/// What becomes of a POST: "again", "empty", "error", "GET", "-".
std::string content_fate(const Client& client, ContentSource source, int status) {
  const auto request = request_for("POST", "https://a.example/1", source);
  http::Fields answer;
  (void)answer.add(http::FieldName("Location"), http::FieldValue("/2"));
  const auto forecast =
      redirect::forecast(client, {request, *http::Status::from(status), answer.view()});
  if (const auto* stop = std::get_if<redirect::Stop>(&forecast.step)) {
    return stop->reason == redirect::Reason::ContentNotReplayable ? "error" : "-";
  }
  const auto& follow = std::get<redirect::Follow>(forecast.step);
  if (follow.method_changed) return std::string(follow.request.method.name());
  if (follow.content != redirect::ContentFate::Emptied) return "again";
  return forecast.severity == redirect::Severity::Lost ? "empty" : "error";
}

/// The names of credentials and of a field of the caller's that go along; "-" if not followed.
std::string kept(const Client& client, const Relation& relation) {
  auto request = request_for("GET", relation.from, ContentSource::None);
  (void)request.fields.add(http::FieldName("Authorization"), http::FieldValue("x"));
  (void)request.fields.add(http::FieldName("Cookie"), http::FieldValue("x"));
  (void)request.fields.add(http::FieldName("Proxy-Authorization"), http::FieldValue("x"));
  (void)request.fields.add(http::FieldName("X-Api-Key"), http::FieldValue("x"));
  const auto step = ask(client, request, 307, relation.to);
  const auto* follow = std::get_if<redirect::Follow>(&step);
  if (follow == nullptr) return "-";
  std::string names;
  for (const http::Field field : follow->request.fields.view()) {
    if (field.name == "Referer") continue;
    if (!names.empty()) names += ' ';
    names += field.name;
  }
  return names;
}

std::string_view name(redirect::Wire::Expect expect) {
  switch (expect) {
    case redirect::Wire::Expect::NotSent:
      return "not sent";
    case redirect::Wire::Expect::SendsAnyway:
      return "sends the content anyway";
    case redirect::Wire::Expect::Closes:
      return "keeps the content back and takes another connection";
    case redirect::Wire::Expect::Desyncs:
      return "keeps the content back and uses the connection on: the next request is read as "
             "content, unless the answer says Connection: close";
    case redirect::Wire::Expect::Breaks:
      return "keeps the content back, and fails";
  }
  return "";
}

std::string_view name(redirect::Wire::Answer answer) {
  switch (answer) {
    case redirect::Wire::Answer::ReadToEnd:
      return "read to its end first";
    case redirect::Wire::Answer::ReadOrGiven:
      return "read first, but not for ever";
    case redirect::Wire::Answer::NotAwaited:
      return "not waited for";
  }
  return "";
}

std::string_view name(redirect::Wire::EarlyClose close) {
  switch (close) {
    case redirect::Wire::EarlyClose::Reads:
      return "the redirect is seen";
    case redirect::Wire::EarlyClose::Loses:
      return "the redirect is lost";
    case redirect::Wire::EarlyClose::SendsAgain:
      return "the request is sent to the old URL again";
  }
  return "";
}

void print_list(std::ostream& out) {
  out << std::left << std::setw(27) << "NAME" << std::setw(30) << "PRODUCT"
      << "POST 307 memory/file/stream  308\n";
  for (const Client& client : redirect::atlas::clients()) {
    out << std::setw(27) << client.id << std::setw(30)
        << std::string(client.product).append(" ").append(client.versions);
    for (const int status : {307, 308}) {
      for (const Source& source : kSources) {
        out << content_fate(client, source.source, status)
            << (source.name != "stream" ? "/" : "  ");
      }
    }
    out << '\n';
  }
}

void print_client(const Client& client, std::ostream& out) {
  out << client.id << "\n  " << client.product << ' ' << client.versions << '\n';
  if (!client.setup.empty()) out << "  " << client.setup << '\n';
  out << "  observed: " << client.observed << '\n';
  if (!client.agent.empty()) out << "  User-Agent: " << client.agent << "...\n";
  const int limit = client.policy.max_redirects;
  out << "  redirects: " << (limit < 0 ? "no limit" : "at most " + std::to_string(limit)) << "\n\n";
  out << std::left << std::setw(12) << "  status";
  for (const std::string_view method : kMethods) out << std::setw(14) << method;
  for (const int status : kStatuses) {
    out << "\n  " << std::setw(10) << status;
    for (const std::string_view method : kMethods) {
      out << std::setw(14) << second_request(client, method, status);
    }
  }
  out << "\n\n  POST\n";
  for (const Source& source : kSources) {
    out << "  " << std::setw(10) << source.name << "302 "
        << content_fate(client, source.source, 302) << ", 307 "
        << content_fate(client, source.source, 307) << ", 308 "
        << content_fate(client, source.source, 308) << '\n';
  }
  out << "\n  fields that go along\n";
  for (const Relation& relation : kRelations) {
    out << "  " << std::setw(16) << relation.name << kept(client, relation) << '\n';
  }
  out << "\n  Expect: 100-continue: " << name(client.policy.wire.expect)
      << "\n  the redirect's content: " << name(client.policy.wire.answer)
      << "\n  closed while content is sent: " << name(client.policy.wire.early_close) << "\n\n";
}

json::object to_json(const Client& client) {
  json::object second;
  for (const int status : kStatuses) {
    json::object methods;
    for (const std::string_view method : kMethods) {
      methods[method] = second_request(client, method, status);
    }
    second[std::to_string(status)] = std::move(methods);
  }
  json::object content;
  for (const Source& source : kSources) {
    json::object statuses;
    for (const int status : {301, 302, 303, 307, 308}) {
      statuses[std::to_string(status)] = content_fate(client, source.source, status);
    }
    content[source.name] = std::move(statuses);
  }
  json::object fields;
  for (const Relation& relation : kRelations) fields[relation.name] = kept(client, relation);
  json::object object{{"id", client.id},
                      {"product", client.product},
                      {"versions", client.versions},
                      {"setup", client.setup},
                      {"agent", client.agent},
                      {"observed", client.observed},
                      {"max_redirects", nullptr},
                      {"second_request", std::move(second)},
                      {"content", std::move(content)},
                      {"fields_kept", std::move(fields)},
                      {"wire",
                       {{"expect", name(client.policy.wire.expect)},
                        {"answer", name(client.policy.wire.answer)},
                        {"early_close", name(client.policy.wire.early_close)},
                        {"reuses", client.policy.wire.reuses}}}};
  if (client.policy.max_redirects >= 0) object["max_redirects"] = client.policy.max_redirects;
  return object;
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
    streams.err << "onward clients: there is no client '" << printable(word)
                << "'; 'onward clients' lists them\n";
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
