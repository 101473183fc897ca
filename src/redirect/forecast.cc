// SPDX-License-Identifier: MIT
// A step of another client, judged: does what the caller meant arrive (RFC 9110 §15.4.8: "MUST NOT
// change the request method"), and who sees its credentials (RFC 9110 §15.4, item 3).
#include "onward/redirect/forecast.h"

#include "base/ascii.h"

#include <algorithm>
#include <array>

namespace onward::redirect {
namespace {

using Port = OriginTest::Port;

constexpr std::array<std::string_view, 4> kCredentials = {"Authorization", "Cookie", "Cookie2",
                                                          "Proxy-Authorization"};
// What APIs call their keys; docs/redirects.md lists these.
constexpr std::array<std::string_view, 8> kKeyEndings = {
    "Api-Key",          "ApiKey", "Access-Key", "Auth-Key",
    "Subscription-Key", "Token",  "Secret",     "Signature"};
constexpr std::array<std::string_view, 2> kKeyBeginnings = {"X-Auth", "X-Secret"};

std::string the_answer(const Exchange& exchange) {
  return "the caller gets the " + std::to_string(exchange.status.code());
}

bool leads_to_https(const Exchange& exchange) {
  const auto location = exchange.fields.find("Location");
  const auto target = url::resolve(location.value_or(""), exchange.request.url);
  return target && target->scheme() == "https";
}

std::string why_not(const Policy& policy, const Exchange& exchange, Reason reason) {
  const std::string status = std::to_string(exchange.status.code());
  if (policy.methods.empty()) return "it follows no redirects: " + the_answer(exchange);
  switch (reason) {
    case Reason::NotRedirect:
      return "it does not follow " + status + ": " + the_answer(exchange);
    case Reason::MethodRefused: {
      std::string text = "it does not follow " + status + " for ";
      return text.append(exchange.request.method.name()).append(": ").append(the_answer(exchange));
    }
    case Reason::ContentNotReplayable:
      if (!policy.content.refusal_is_answer) return "it stops: the content can be read only once";
      return "the content can be read only once: " + the_answer(exchange);
    case Reason::CrossOriginRefused: {
      const OriginTest& refused = policy.refused;
      const bool is_scheme = refused.scheme && !refused.host && refused.port == Port::Ignored;
      std::string text =
          is_scheme ? "it does not go to another scheme" : "it does not leave the origin";
      return policy.refused_is_answer ? text.append(": ").append(the_answer(exchange))
                                      : "it stops: " + text;
    }
    case Reason::UnsupportedScheme:
      if (leads_to_https(exchange)) return "it stops: it speaks no https";
      return std::string("it stops: ").append(explanation(reason));
    default:
      return std::string("it stops: ").append(explanation(reason));
  }
}

// Whether the caller is told that the content was gone.
bool is_noticed(const Policy& policy, ContentSource source) {
  if (source == ContentSource::Stream) return policy.content.stream == Replay::Failed;
  if (source == ContentSource::File) return policy.content.file == Replay::Failed;
  return false;
}

void judge_follow(const Policy& policy, const Exchange& exchange, const Follow& follow,
                  Forecast& forecast) {
  const std::string before(exchange.request.method.name());
  const std::string after(follow.request.method.name());
  if (policy.content.streams_are_text && exchange.request.content == ContentSource::Stream) {
    forecast.severity = Severity::Lost;
    forecast.verdict = "the content is lost silently: a stream is sent as a text that names it";
    return;
  }
  if (follow.content == ContentFate::Emptied && is_noticed(policy, exchange.request.content)) {
    forecast.severity = Severity::Returned;
    forecast.verdict = after + " goes out again and fails: the content is gone";
  } else if (follow.content == ContentFate::Emptied) {
    forecast.severity = Severity::Lost;
    forecast.verdict = "the content is lost silently: " + after + " goes out again, with none";
  } else if (follow.method_changed) {
    forecast.severity = Severity::Changed;
    forecast.verdict = before + " becomes " + after;
    if (follow.content == ContentFate::Dropped) forecast.verdict += ": the content is not sent";
    if (follow.content == ContentFate::Resent) forecast.verdict += ", with the content of before";
  } else if (follow.content == ContentFate::Dropped) {
    forecast.severity = Severity::Changed;
    forecast.verdict = after + " again, without its content";
  } else {
    forecast.verdict = after + " again";
    if (follow.content == ContentFate::Resent) forecast.verdict += ", with its content";
  }
}

bool ends_ignoring_case(std::string_view name, std::string_view end) {
  return name.size() >= end.size() &&
         base::equals_ignore_case(name.substr(name.size() - end.size()), end);
}

// Whether only the origin that a field was given for may see it.
bool is_secret(std::string_view name, std::span<const std::string> secrets) {
  const auto is_name = [name](std::string_view one) { return base::equals_ignore_case(one, name); };
  return std::ranges::any_of(kCredentials, is_name) || std::ranges::any_of(secrets, is_name) ||
         std::ranges::any_of(
             kKeyEndings, [name](std::string_view end) { return ends_ignoring_case(name, end); }) ||
         std::ranges::any_of(kKeyBeginnings, [name](std::string_view front) {
           return base::equals_ignore_case(name.substr(0, front.size()), front);
         });
}

void find_leaks(http::FieldsView fields, std::span<const std::string> secrets, Forecast& forecast) {
  std::string names;
  for (const http::Field field : fields) {
    if (!is_secret(field.name, secrets)) continue;
    if (std::ranges::find(forecast.leaked, field.name) != forecast.leaked.end()) continue;
    forecast.leaked.emplace_back(field.name);
    names.append(names.empty() ? "" : ", ").append(field.name);
  }
  if (names.empty()) return;
  forecast.severity = std::max(forecast.severity, Severity::Leaked);
  forecast.verdict.append("; to another origin: ").append(names);
}

}  // namespace

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::Good:
      return "good";
    case Severity::Returned:
      return "returned";
    case Severity::Leaked:
      return "leaked";
    case Severity::Changed:
      return "changed";
    case Severity::Lost:
      return "lost";
  }
  return "";
}

// RFC 9110 §10.1.1: a final answer in place of 100 means that the content is not wanted.
Step first_step(const Policy& policy, const Exchange& exchange) {
  Chain chain(policy);
  const Request& sent = exchange.request;
  if (policy.wire.expect != Wire::Expect::Closes || sent.content == ContentSource::None ||
      !base::equals_ignore_case(sent.fields.view().find("Expect").value_or(""), "100-continue")) {
    return next(exchange, chain);
  }
  Policy holding = policy;
  holding.content = ContentRules{.home = policy.content.home};
  Request held = sent;
  held.content = ContentSource::Memory;
  Chain held_chain(holding);
  Step step = next({held, exchange.status, exchange.fields}, held_chain);
  if (auto* follow = std::get_if<Follow>(&step); follow != nullptr) {
    if (follow->content == ContentFate::Resent) follow->request.content = sent.content;
  }
  return step;
}

Forecast forecast(const atlas::Client& client, const Exchange& exchange,
                  std::span<const std::string> secrets) {
  Forecast forecast{.step = first_step(client.policy, exchange), .verdict = {}, .leaked = {}};
  if (const auto* stop = std::get_if<Stop>(&forecast.step)) {
    forecast.severity = Severity::Returned;
    forecast.verdict = why_not(client.policy, exchange, stop->reason);
    return forecast;
  }
  const Follow& follow = std::get<Follow>(forecast.step);
  judge_follow(client.policy, exchange, follow, forecast);
  if (follow.origin_changed) find_leaks(follow.request.fields.view(), secrets, forecast);
  return forecast;
}

}  // namespace onward::redirect
