// SPDX-License-Identifier: MIT
// Our own policies. Methods: RFC 9110 §15.4.2 to §15.4.9 as Fetch, "HTTP-redirect fetch", narrows
// them. Fields: RFC 9110 §15.4, "when automatically following a redirected request". Where onward()
// is stricter than Fetch, the reason stands at the member.
#include "onward/redirect/policy.h"

#include <algorithm>
#include <array>

namespace onward::redirect {
namespace {

using When = FieldRule::When;

// Fetch, "HTTP-redirect fetch": "if one of the following is true" - 301 and 302 to POST, 303 to all
// but GET and HEAD. RFC 9110 §15.4.8 and §15.4.9: 307 and 308 must not change the method.
constexpr MethodRule kMethods[] = {
    {.statuses = {301, 302}, .methods = {Method::Post}, .then = Then::Get},
    {.statuses = {303}, .methods = Methods::but({Method::Get, Method::Head}), .then = Then::Get},
    {.statuses = {301, 302, 303, 307, 308}}};

constexpr std::string_view kCredentials[] = {"Authorization", "Cookie", "Cookie2",
                                             "Proxy-Authorization"};
constexpr std::string_view kFetchContent[] = {"Content-Encoding", "Content-Language",
                                              "Content-Location", "Content-Type", "Content-Length"};
constexpr std::string_view kContent[] = {"Content-*",    "Digest", "Repr-Digest",
                                         "Trailer",      "Expect", "Transfer-Encoding",
                                         "Last-Modified"};
constexpr std::string_view kConnection[] = {"Connection", "Keep-Alive", "Proxy-Connection",
                                            "TE",         "Upgrade",    "HTTP2-Settings"};
constexpr std::string_view kAboutOrigin[] = {"Host", "Origin", "Referer"};
constexpr std::string_view kConditions[] = {"If-Match", "If-None-Match", "If-Modified-Since",
                                            "If-Unmodified-Since", "If-Range"};
constexpr std::string_view kRange[] = {"Range"};

// Fetch, "CORS non-wildcard request-header name" is Authorization alone: Cookie, Host, Origin,
// Referer and Proxy-* are forbidden to callers of fetch() and made anew for each request.
constexpr FieldRule kFetchFields[] = {
    {.names = kCredentials, .when = When::OriginChanged, .why = WhyStripped::CrossOrigin},
    {.names = kFetchContent, .when = When::Rewritten, .why = WhyStripped::ContentGone},
    {.names = kAboutOrigin, .when = When::OriginChanged, .why = WhyStripped::Recomputed}};

// RFC 9110 §15.4, items 2, 3 and 5. Preconditions of an unsafe method stay: without its If-Match, a
// PUT would overwrite what it was told to spare. A Range stays, but not beside an If-Range, which
// was about the first resource's validator (RFC 9110 §13.1.5).
constexpr FieldRule kFields[] = {
    {.names = kCredentials, .when = When::OriginChanged, .why = WhyStripped::CrossOrigin},
    {.names = kContent, .when = When::Rewritten, .why = WhyStripped::ContentGone},
    {.names = kConnection, .when = When::Always, .why = WhyStripped::Recomputed},
    {.names = kAboutOrigin, .when = When::OriginChanged, .why = WhyStripped::Recomputed},
    {.names = kRange, .when = When::BesideIfRange, .why = WhyStripped::Conditional},
    {.names = kConditions, .when = When::SafeMethod, .why = WhyStripped::Conditional}};

// Fetch: "if status is not 303, and the request's body's source is null, then return a network
// error".
constexpr ContentRules kReplayable{.stream_stops = Statuses::but({303})};

}  // namespace

Policy Policy::onward() {
  Policy policy;
  policy.methods = kMethods;
  policy.fields = kFields;
  policy.content = kReplayable;
  policy.loop = {.visits = 1, .by_method = true, .cookie_forgives = true};
  return policy;
}

Policy Policy::fetch() {
  Policy policy;
  policy.name = "fetch";
  policy.allow_downgrade = true;
  policy.methods = kMethods;
  policy.fields = kFetchFields;
  policy.content = kReplayable;
  policy.equal_locations_are_one = false;
  policy.userinfo = Userinfo::RefusedCrossOrigin;
  return policy;
}

Policy Policy::strict() {
  Policy policy = onward();
  policy.name = "strict";
  policy.keep_method = true;
  return policy;
}

const Policy* Policy::find(std::string_view name) {
  static const std::array<Policy, 3> kPolicies = {onward(), fetch(), strict()};
  const auto* const found = std::ranges::find(kPolicies, name, &Policy::name);
  return found == kPolicies.end() ? nullptr : found;
}

}  // namespace onward::redirect
