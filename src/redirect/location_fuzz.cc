// SPDX-License-Identifier: MIT
// Base, then Location values, each cut at a NUL, read by every kind of rules: a control, a space or
// a byte above ASCII stands in the request-target only where the rules send them raw, and the URL
// standard's rules are url::resolve().
#include "base/ascii.h"
#include "base/check.h"
#include "onward/url/url.h"
#include "redirect/location_presets.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace {

using namespace onward;
using namespace onward::redirect;
using namespace onward::redirect::locations;

constexpr const LocationRules* kAll[] = {
    &kUrlStandard, &kChromium,       &kFirefoxFetch, &kNodeFetch, &kOkHttp,        &kReqwest,
    &kCurl,        &kRequests,       &kUrllib3,      &kTornado,   &kTwisted,       &kYarl,
    &kGoUrl,       &kJavaUri,        &kJavaUrl,      &kSystemUri, &kApacheClient5, &kRubyUri,
    &kMojo,        &kPhpStreams,     &kGuzzle,       &kWget2,     &kLinks,         &kELinks,
    &kHttpTiny,    &kCommonsClient3, &kCppHttplib,   &kAria2};

void check_target(const LocationRules& rules, const NextRequest& request) {
  using Controls = LocationRules::Controls;
  const bool raw_spaces =
      !rules.browser && (rules.escapes.find(' ') == std::string_view::npos ||
                         rules.query_escapes.find(' ') == std::string_view::npos);
  for (const char c : request.target) {
    if (base::is_control(c)) CHECK(rules.controls == Controls::Kept);
    if (c == ' ') CHECK(raw_spaces);
    if (!base::is_ascii(c)) CHECK(!rules.escapes_non_ascii || rules.query_is_raw);
  }
  CHECK(request.scheme == "http" || request.scheme == "https");
  CHECK(!request.host.empty());
}

void check_standard(const url::Url& base, const std::vector<std::string_view>& values) {
  if (values.size() != 1 || values.front().empty()) return;
  const auto outcome = resolve_location(kUrlStandard, base, values);
  const auto* request = std::get_if<NextRequest>(&outcome);
  const auto expected = url::resolve(values.front(), base);
  const bool web = expected && (expected->scheme() == "http" || expected->scheme() == "https");
  CHECK(web == (request != nullptr));
  if (!web) return;
  CHECK(request->host == expected->hostname());
  std::string target(expected->pathname());
  if (const auto query = expected->query()) target.append("?").append(*query);
  CHECK(request->target == target);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = input.find('\0');
    parts.push_back(input.substr(0, end));
    if (end == std::string_view::npos) break;
    input.remove_prefix(end + 1);
  }
  const auto base = url::parse(parts.front());
  if (!base || (base->scheme() != "http" && base->scheme() != "https")) return 0;
  parts.erase(parts.begin());
  for (const LocationRules* rules : kAll) {
    const auto outcome = resolve_location(*rules, *base, parts);
    if (const auto* request = std::get_if<NextRequest>(&outcome)) check_target(*rules, *request);
  }
  check_standard(*base, parts);
  return 0;
}
