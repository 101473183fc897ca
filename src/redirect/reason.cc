// SPDX-License-Identifier: MIT
// Reasons, in words: one row each, in the order of the enumeration, so that a row that is missing
// does not compile.
#include "onward/redirect/decision.h"

#include <array>

namespace onward::redirect {
namespace {

struct Row {
  std::string_view name;
  std::string_view explanation;
  std::string_view section;
};

constexpr std::array<Row, 12> kReasons = {{
    {"not-redirect", "the answer is not a redirect that is followed", "RFC 9110 §15.4"},
    {"no-location", "the redirect says no Location", "RFC 9110 §10.2.2"},
    {"bad-location", "Location is no URL, nor a reference to one", "URL, basic URL parser"},
    {"locations-differ", "there are two Location fields, and they differ", "RFC 9110 §5.3"},
    {"unsupported-scheme", "it leads to another scheme than http and https",
     "Fetch, HTTP-redirect fetch"},
    {"limit", "the number of redirects is used up", "Fetch, HTTP-redirect fetch"},
    {"loop", "the same request was sent before in this chain", "RFC 9110 §15.4"},
    {"downgrade", "it leads from https to http, where anybody can read and change it",
     "RFC 9110 §4.2.2"},
    {"cross-origin-refused", "it leads to another origin, which is not allowed here",
     "RFC 6454 §5"},
    {"method-refused", "this status is not followed for this method", "RFC 9110 §15.4"},
    {"content-not-replayable", "the content can be read only once, and is gone",
     "Fetch, HTTP-redirect fetch"},
    {"credentials-in-location", "Location brings a user name or a password", "RFC 9110 §4.2.4"},
}};
static_assert(kReasons.size() == static_cast<std::size_t>(Reason::CredentialsInLocation) + 1);

const Row& row(Reason reason) { return kReasons[static_cast<std::size_t>(reason)]; }

}  // namespace

std::string_view name(Reason reason) { return row(reason).name; }
std::string_view explanation(Reason reason) { return row(reason).explanation; }
std::string_view section(Reason reason) { return row(reason).section; }

std::string_view name(WhyStripped why) {
  switch (why) {
    case WhyStripped::CrossOrigin:
      return "cross-origin";
    case WhyStripped::ContentGone:
      return "content-gone";
    case WhyStripped::Conditional:
      return "conditional";
    case WhyStripped::Recomputed:
      return "recomputed";
    case WhyStripped::PolicyDropped:
      return "policy-dropped";
  }
  return "";
}

std::string_view name(ContentFate fate) {
  switch (fate) {
    case ContentFate::None:
      return "none";
    case ContentFate::Resent:
      return "resent";
    case ContentFate::Dropped:
      return "dropped";
    case ContentFate::Emptied:
      return "emptied";
  }
  return "";
}

}  // namespace onward::redirect
