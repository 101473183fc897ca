// SPDX-License-Identifier: MIT
// A step in one or two sentences for people, each claim with the section it rests on: that of the
// status in RFC 9110 §15.4, and that of the reason.
#include "onward/redirect/decision.h"

#include <array>
#include <utility>

namespace onward::redirect {
namespace {

// RFC 9110 §15.4.1 to §15.4.9, in the order of the statuses.
std::string status_section(int status) {
  constexpr std::array kOfStatus = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  const auto at = static_cast<std::size_t>(status - 300);
  if (at >= kOfStatus.size()) return "RFC 9110 §15.4";
  return "RFC 9110 §15.4." + std::to_string(kOfStatus[at]);
}

std::string head(const Exchange& exchange) {
  std::string text = std::to_string(exchange.status.code());
  if (!exchange.status.reason().empty()) text.append(" ").append(exchange.status.reason());
  return text;
}

std::string_view about_content(ContentFate fate) {
  switch (fate) {
    case ContentFate::None:
      return "";
    case ContentFate::Resent:
      return ", with its content";
    case ContentFate::Dropped:
      return "; the content is not sent again";
    case ContentFate::Emptied:
      return ", but its content is lost";
  }
  return "";
}

std::string_view about(WhyStripped why) {
  switch (why) {
    case WhyStripped::CrossOrigin:
      return "another origin (RFC 9110 §15.4, Fetch)";
    case WhyStripped::ContentGone:
      return "they describe content that is not sent (RFC 9110 §15.4)";
    case WhyStripped::Conditional:
      return "they are about the first resource (RFC 9110 §13)";
    case WhyStripped::Recomputed:
      return "made anew for each request (RFC 9110 §15.4)";
    case WhyStripped::PolicyDropped:
      return "this client never sends them on";
  }
  return "";
}

void append_stripped(const StrippedFields& stripped, std::string& text) {
  constexpr std::array kWhys = {WhyStripped::CrossOrigin, WhyStripped::ContentGone,
                                WhyStripped::Conditional, WhyStripped::Recomputed,
                                WhyStripped::PolicyDropped};
  std::string_view before = " Not sent on: ";
  for (const WhyStripped why : kWhys) {
    bool is_found = false;
    for (const Stripped field : stripped) {
      if (field.why != why) continue;
      text.append(is_found ? ", " : before).append(field.name);
      is_found = true;
    }
    if (!is_found) continue;
    text.append(": ").append(about(why));
    before = "; ";
  }
  if (before == "; ") text += '.';
}

std::string explain_follow(const Exchange& exchange, const Follow& follow) {
  std::string text = head(exchange).append(": ");
  if (follow.method_changed) {
    text.append(exchange.request.method.name()).append(" becomes ");
    text.append(follow.request.method.name());
  } else {
    text.append(follow.request.method.name()).append(" again");
  }
  text.append(" at ").append(follow.request.url.href()).append(about_content(follow.content));
  text.append(" (").append(status_section(exchange.status.code())).append(").");
  append_stripped(follow.stripped, text);
  return text;
}

std::string explain_stop(const Exchange& exchange, Reason reason) {
  std::string text = head(exchange).append(": ");
  text.append(explanation(reason)).append(" (").append(section(reason));
  if (exchange.status.is_redirection()) {
    const std::string status = status_section(exchange.status.code());
    if (section(reason) != status) text.append("; ").append(status);
  }
  return text.append(").");
}

}  // namespace

std::string explain(const Exchange& exchange, const Step& step) {
  if (const auto* follow = std::get_if<Follow>(&step)) return explain_follow(exchange, *follow);
  return explain_stop(exchange, std::get<Stop>(step).reason);
}

}  // namespace onward::redirect
