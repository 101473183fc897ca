// SPDX-License-Identifier: MIT
// Forecasts as text and as JSON. What a client does is the module redirect's to say; here is only
// the question, made of a request and our answer, and how the replies look.
#include "cli/client_forecasts.h"

#include "cli/show.h"

#include <algorithm>
#include <array>
#include <iomanip>
#include <ostream>
#include <utility>
#include <variant>

#include <boost/json.hpp>

namespace onward::cli {
namespace {

namespace json = boost::json;
using redirect::ContentSource;
using redirect::Forecast;

http::Fields fields_of(const rules::Response& response) {
  http::Fields fields;
  for (const rules::ResponseField& field : response.fields) {
    // An answer of ours is far below kMaxFieldBytes.
    (void)fields.add(field.name, field.value);
  }
  return fields;
}

std::string_view name(ContentSource source) {
  switch (source) {
    case ContentSource::None:
      return "none";
    case ContentSource::Memory:
      return "memory";
    case ContentSource::File:
      return "file";
    case ContentSource::Stream:
      return "stream";
  }
  return "";
}

/// Where it ends, and what did not come along.
void print_details(const Forecast& forecast, std::ostream& out) {
  const auto* follow = std::get_if<redirect::Follow>(&forecast.step);
  if (follow == nullptr) return;
  out << "  next    " << follow->request.method.name() << ' '
      << printable(follow->request.url.href()) << '\n';
  if (!follow->request.target.empty()) {
    out << "  writes  " << printable(follow->request.target) << '\n';
  }
  out << "  content " << redirect::name(follow->content) << '\n';
  for (const http::Field field : follow->request.fields.view()) {
    out << "  keeps   " << printable(field.name) << '\n';
  }
  for (const redirect::Stripped field : follow->stripped) {
    out << "  drops   " << printable(field.name) << " (" << redirect::name(field.why) << ")\n";
  }
}

json::object to_json(const redirect::atlas::Client& client, const Forecast& forecast) {
  json::object object{{"client", client.id},
                      {"severity", redirect::name(forecast.severity)},
                      {"verdict", forecast.verdict},
                      {"followed", false},
                      {"reason", nullptr}};
  if (const auto* stop = std::get_if<redirect::Stop>(&forecast.step)) {
    object["reason"] = redirect::name(stop->reason);
    return object;
  }
  const auto& follow = std::get<redirect::Follow>(forecast.step);
  object["followed"] = true;
  object["method"] = follow.request.method.name();
  object["url"] = follow.request.url.href();
  object["target"] = follow.request.target;
  object["content"] = redirect::name(follow.content);
  json::array kept;
  for (const http::Field field : follow.request.fields.view()) kept.emplace_back(field.name);
  object["kept"] = std::move(kept);
  json::object stripped;
  for (const redirect::Stripped field : follow.stripped) {
    stripped[field.name] = redirect::name(field.why);
  }
  object["stripped"] = std::move(stripped);
  object["leaked"] = json::array(forecast.leaked.begin(), forecast.leaked.end());
  return object;
}

// Our own policies keep a secret that they are told of.
Forecast forecast_of(const redirect::atlas::Client& client, const ForecastQuestion& question,
                     const redirect::Exchange& exchange) {
  if (redirect::Policy::find(client.id) == nullptr) {
    return redirect::forecast(client, exchange, question.secrets);
  }
  redirect::atlas::Client told = client;
  told.policy.secret_fields = question.secrets;
  return redirect::forecast(told, exchange, question.secrets);
}

}  // namespace

std::vector<const redirect::atlas::Client*> find_clients(std::string_view name) {
  // What is said of our own policies is read in them, not observed.
  const auto ours = [](redirect::Policy policy, std::string_view id) {
    return redirect::atlas::Client{.id = id,
                                   .product = "Onward",
                                   .versions = "this one",
                                   .observed = "source",
                                   .policy = std::move(policy)};
  };
  static const std::array kOwn = {ours(redirect::Policy::onward(), "onward"),
                                  ours(redirect::Policy::fetch(), "fetch"),
                                  ours(redirect::Policy::strict(), "strict")};
  std::vector<const redirect::atlas::Client*> found;
  for (const redirect::atlas::Client& client : kOwn) {
    if (name == client.id) found.push_back(&client);
  }
  for (const redirect::atlas::Client& client : redirect::atlas::clients()) {
    if (name == "all" || name == client.id) found.push_back(&client);
  }
  return found;
}

std::optional<ContentSource> content_source(const std::optional<std::string>& word,
                                            std::string_view method) {
  if (!word) {
    const bool has_content = method == "POST" || method == "PUT" || method == "PATCH";
    return has_content ? ContentSource::Memory : ContentSource::None;
  }
  for (const ContentSource source :
       {ContentSource::None, ContentSource::Memory, ContentSource::File, ContentSource::Stream}) {
    if (*word == name(source)) return source;
  }
  return std::nullopt;
}

std::optional<redirect::Request> request_of(std::string_view method, std::string_view url,
                                            const std::vector<std::string>& fields,
                                            ContentSource content) {
  const auto parsed = url::parse(url);
  const auto token = http::Method::parse(method);
  if (!parsed || !token) return std::nullopt;
  redirect::Request request{.method = *token, .url = *parsed, .content = content};
  for (const std::string& field : fields) {
    const std::size_t colon = field.find(':');
    if (colon == field.npos) return std::nullopt;
    const auto name = http::FieldName::parse(std::string_view(field).substr(0, colon));
    const auto value =
        http::FieldValue::parse(http::trim(std::string_view(field).substr(colon + 1)));
    if (!name || !value || !request.fields.add(*name, *value)) return std::nullopt;
  }
  return request;
}

void print_forecasts(const ForecastQuestion& question, const rules::Response& response,
                     std::ostream& out) {
  const http::Fields fields = fields_of(response);
  out << "\nClients, with " << name(question.request.content) << " for content\n";
  for (const redirect::atlas::Client* client : question.clients) {
    const Forecast forecast =
        forecast_of(*client, question, {question.request, response.status, fields.view()});
    out << "  " << std::left << std::setw(9) << redirect::name(forecast.severity) << std::setw(26)
        << client->id << forecast.verdict << '\n';
    if (question.clients.size() == 1) print_details(forecast, out);
  }
}

json::array forecasts_to_json(const ForecastQuestion& question, const rules::Response& response) {
  const http::Fields fields = fields_of(response);
  json::array array;
  for (const redirect::atlas::Client* client : question.clients) {
    array.push_back(to_json(
        *client,
        forecast_of(*client, question, {question.request, response.status, fields.view()})));
  }
  return array;
}

}  // namespace onward::cli
