// SPDX-License-Identifier: MIT
// A step of another client, judged: does what the caller meant arrive (RFC 9110 §15.4.8: "MUST NOT
// change the request method"), and who sees its credentials (RFC 9110 §15.4, item 2).
#include "onward/redirect/forecast.h"

#include "base/ascii.h"

#include <algorithm>
#include <array>

namespace onward::redirect {
namespace {

constexpr std::array<std::string_view, 3> kCredentials = {"Authorization", "Cookie",
                                                          "Proxy-Authorization"};

std::string the_answer(const Exchange& exchange) {
  return "the caller gets the " + std::to_string(exchange.status.code());
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
    case Reason::CrossOriginRefused:
      return "it stops: it does not leave the origin";
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

}  // namespace

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::Good:
      return "good";
    case Severity::Returned:
      return "returned";
    case Severity::Changed:
      return "changed";
    case Severity::Lost:
      return "lost";
  }
  return "";
}

Forecast forecast(const atlas::Client& client, const Exchange& exchange) {
  Chain chain(client.policy);
  Forecast forecast{.step = next(exchange, chain), .verdict = {}, .leaked = {}};
  if (const auto* stop = std::get_if<Stop>(&forecast.step)) {
    forecast.severity = Severity::Returned;
    forecast.verdict = why_not(client.policy, exchange, stop->reason);
    return forecast;
  }
  const Follow& follow = std::get<Follow>(forecast.step);
  judge_follow(client.policy, exchange, follow, forecast);
  if (!follow.origin_changed) return forecast;
  for (const std::string_view credential : kCredentials) {
    if (!follow.request.fields.view().contains(credential)) continue;
    forecast.leaked.emplace_back(credential);
    forecast.verdict.append("; ").append(credential).append(" goes to another origin");
  }
  return forecast;
}

}  // namespace onward::redirect
