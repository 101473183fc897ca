// SPDX-License-Identifier: MIT
// Forms of Location: what stands in the request line, or that there is none. The rules say which
// request is written, the policy whether it goes there at all.
#include "clients/predict.h"
#include "clients/scene.h"

#include "redirect/location.h"
#include "redirect/location_presets.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace onward::clients {
namespace {

using redirect::Instead;
using redirect::LocationOutcome;
using redirect::LocationRules;
using redirect::NextRequest;
using redirect::OtherProtocol;

// How many bytes of a target the records have.
constexpr std::size_t kShownBytes = 40;

using Forms = std::map<std::string_view, std::vector<std::string>>;

// {A} and {B} stand for the ports.
const Forms& forms() {
  static const Forms kForms = {
      {"abs-path", {"/x"}},
      {"rel", {"x"}},
      {"dotdot", {"../x"}},
      {"dotdot-deep", {"../../../x"}},
      {"dot", {"./x"}},
      {"query", {"?q=2"}},
      {"netpath", {"//127.0.0.1:{B}/p"}},
      {"frag-only", {"#f"}},
      {"empty", {""}},
      {"absent", {}},
      {"two", {"/first", "/second"}},
      {"two-same", {"/same", "/same"}},
      {"space", {"/sp ace"}},
      {"tab", {"/ta\tb"}},
      {"utf8", {"/\xC3\xBC"}},
      {"latin1", {"/\xFC"}},
      {"backslash-net", {"\\\\127.0.0.1:{B}\\p"}},
      {"slash-backslash", {"/\\127.0.0.1:{B}/p"}},
      {"http-backslash", {"http:\\\\127.0.0.1:{B}\\p"}},
      {"upper-scheme", {"HTTP://127.0.0.1:{B}/p"}},
      {"userinfo", {"http://lu:lp@127.0.0.1:{B}/p"}},
      {"ftp", {"ftp://127.0.0.1:{B}/x"}},
      {"file", {"file:///etc/hostname"}},
      {"data", {"data:text/plain,hi"}},
      {"javascript", {"javascript:alert(1)"}},
      {"one-slash", {"http:/x"}},
      {"no-slash", {"http:x"}},
      {"three-slash", {"http:///p"}},
      {"no-path", {"http://127.0.0.1:{B}"}},
      {"no-path-query", {"http://127.0.0.1:{B}?x=1"}},
      {"bad-pct", {"/a%zz%2Fb%7e"}},
      {"ows", {"   /x   "}},
      {"ipv6", {"http://[::1]:{B}/p"}},
      {"ipv4-short", {"http://127.1:{B}/p"}},
      {"odd-chars", {"/x|{y}^`\"<>"}},
      {"long", {std::string("/").append(9000, 'a')}},
      {"mailto", {"mailto:a@b.c"}},
      {"at-trick", {"http://127.0.0.1:{A}@localhost:{B}/p"}},
      {"bad-port", {"http://127.0.0.1:99999/p"}},
      {"unknown-scheme", {"foo://127.0.0.1:{B}/p"}},
      {"colon-rel", {"a:b"}},
      {"dup-slash", {"/a//b/./c/../d"}},
      {"comma", {"/x, /y"}},
      {"quoted", {"\"/x\""}},
      {"angle", {"</x>"}},
  };
  return kForms;
}

std::string with_ports(std::string_view text) {
  std::string result(text);
  for (const auto& [name, port] : {std::pair("{A}", "41001"), std::pair("{B}", "41002")}) {
    for (std::size_t at = 0; (at = result.find(name, at)) != std::string::npos;) {
      result.replace(at, 3, port);
    }
  }
  return result;
}

// The records show a target's bytes as Latin-1, without backticks, cut short.
std::string shown(std::string_view target) {
  std::string text;
  for (const char c : target) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '`') continue;
    if (byte < 0x80) {
      text += c;
    } else {
      text += static_cast<char>(0xC0 | byte >> 6);
      text += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  if (text.size() > kShownBytes) text.resize(kShownBytes);
  return text;
}

// A reader knows the two servers under these names; every other name leads nowhere.
bool is_served(const NextRequest& request) {
  constexpr std::array<std::string_view, 3> kHosts = {"127.0.0.1", "localhost", "[::1]"};
  return request.scheme == "http" && std::ranges::find(kHosts, request.host) != kHosts.end() &&
         (request.port == 41001 || request.port == 41002);
}

std::string text_of(const LocationOutcome& outcome) {
  if (const auto* request = std::get_if<NextRequest>(&outcome)) {
    if (!is_served(*request)) return "error";
    return (request->port == 41001 ? "A " : "B ") + shown(request->target);
  }
  if (std::holds_alternative<OtherProtocol>(outcome)) return "another protocol";
  switch (std::get<Instead>(outcome)) {
    case Instead::Answer:
      return "answer";
    case Instead::Hangs:
      return "hangs";
    default:
      return "error";
  }
}

// The same words for what was seen.
std::string reduced(std::string_view seen) {
  if (take(seen, "requests ")) {
    std::string_view text = seen.substr(0, seen.find(" (3 requests)"));
    std::string target = with_ports(text.substr(0, text.find("…")));
    if (target.size() > kShownBytes + 2) target.resize(kShownBytes + 2);
    return target;
  }
  if (seen.starts_with("no HTTP request") || seen.starts_with("no request")) {
    return "another protocol";
  }
  if (seen.starts_with("returns") || seen.starts_with("stops")) return "answer";
  return seen.starts_with("hangs") ? "hangs" : "error";
}

// Whether the policy, which looks at more than Location, goes to where it leads.
bool is_followed(const Policy& policy, const Request& request, const NextRequest& found) {
  std::string url(found.scheme);
  url.append("://").append(found.host).append(":").append(std::to_string(found.port));
  if (!found.target.starts_with('/')) url += '/';
  Policy plain = policy;
  plain.location = nullptr;
  Chain chain(plain);
  const auto target = url::parse(url.append(found.target));
  if (!target) return false;
  const auto step = step_to(request, 307, target->href(), chain);
  return std::holds_alternative<redirect::Follow>(step);
}

// The values of a row: those of a named form, or the one that stands in a row "Location: …", whose
// bytes are written as Latin-1.
std::optional<std::vector<std::string>> values_of(std::string_view row) {
  if (const auto form = forms().find(row); form != forms().end()) return form->second;
  if (!take(row, "Location: ")) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const auto byte = static_cast<unsigned char>(row[i]);
    const bool two = (byte & 0xFE) == 0xC2 && i + 1 < row.size();
    bytes += two ? static_cast<char>((byte << 6 & 0xC0) | (row[++i] & 0x3F)) : row[i];
  }
  return std::vector{bytes};
}

}  // namespace

Predicted predict_location(const Policy& policy, const Cell& cell) {
  const auto form = values_of(cell.row);
  if (!form) return LeftOut{"a form of Location that is not known here"};
  if (cell.seen == "none sent") return LeftOut{"the client could not send the request"};
  std::vector<std::string> values;
  for (const std::string& value : *form) values.push_back(with_ports(value));
  const std::vector<std::string_view> views(values.begin(), values.end());
  const Request request = request_to(std::string(kA).append("/d/start?q=1"), "GET");
  const LocationRules& rules =
      policy.location != nullptr ? *policy.location : redirect::locations::kUrlStandard;
  const LocationOutcome outcome = resolve_location(rules, request.url, views);
  std::string seen = reduced(cell.seen);
  const auto* found = std::get_if<NextRequest>(&outcome);
  Chain chain(policy);
  const bool never = std::holds_alternative<redirect::Stop>(
      step_to(request, 307, std::string(kA).append("/x"), chain));
  if (never || (found != nullptr && is_served(*found) && !is_followed(policy, request, *found))) {
    // Refused by the policy: as an error or as an answer, which next() does not tell apart.
    if (seen == "error" || seen == "answer" || seen == "hangs") seen = "not followed";
    return Prediction{"not followed", seen};
  }
  return Prediction{text_of(outcome), seen};
}

}  // namespace onward::clients
