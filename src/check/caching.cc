// SPDX-License-Identifier: MIT
// RFC 9110 §15.1: 301 and 308 are kept where nothing says otherwise, 302 and 307 only where
// something does. Looked at once for each rule and status: rows of a map share their rule's cache.
#include "check/subject.h"
#include "onward/http/cache_control.h"

#include <chrono>
#include <map>
#include <optional>

namespace onward::check {
namespace {

/// Beyond a year nobody thinks of taking it back (RFC 9111 names no limit).
constexpr std::chrono::hours kLong{24 * 366};

struct Verdict {
  std::string_view id;  ///< "": nothing is wrong
  std::string message;
};

Verdict judge(const rules::Response& response) {
  http::Fields fields;
  std::string_view written;
  for (const rules::ResponseField& field : response.fields) {
    if (field.name.text() != "Cache-Control") continue;
    static_cast<void>(fields.add(field.name, field.value));
    written = field.value.text();
  }
  const http::CacheControl control = http::read_cache_control(fields.view());
  const int code = response.status.code();
  const std::string said = "'" + std::string(written) + "'";
  if (code == 301 || code == 308) {
    if (control.no_store || control.no_cache) return {};
    if (!control.max_age) {
      return {"permanent-uncached", "nothing says for how long this " + std::to_string(code) +
                                        " may be kept: browsers keep it for ever"};
    }
    if (*control.max_age <= kLong) return {};
    return {"permanent-uncached", "this " + std::to_string(code) + " may be kept for " +
                                      std::to_string(control.max_age->count() / 86'400) +
                                      " days: " + said};
  }
  if (code != 302 && code != 303 && code != 307) return {};
  const bool is_kept = (control.max_age && control.max_age->count() > 0) ||
                       (control.s_maxage && control.s_maxage->count() > 0);
  if (!is_kept || control.no_store || control.no_cache) return {};
  return {"temporary-cached",
          "this " + std::to_string(code) + " is for a while, and may be kept: " + said};
}

}  // namespace

void find_caching(Subject& subject) {
  std::map<std::pair<std::uint32_t, std::uint16_t>, Verdict> verdicts;
  for (const Start& start : subject.starts) {
    if (start.kind != Start::Kind::Decides) continue;
    const Node& node = subject.walk.node(start.node);
    if (node.rule != start.rule + 1 || node.status < 300 || node.status > 399) continue;
    const auto [known, is_new] = verdicts.try_emplace({start.rule, node.status});
    Verdict& verdict = known->second;
    const rules::SampleRequest request = subject.walk.request(node);
    if (is_new) {
      const auto& origin = subject.site.origin_of(request.scheme, request.authority);
      verdict = judge(subject.walk.asking().ask(request, origin).response);
    }
    if (verdict.id.empty()) continue;
    const rules::Place place = subject.place(start);
    subject.found.add_manner(verdict.id, Severity::Warning, place, "", [&] {
      Finding finding{.id = verdict.id, .severity = Severity::Warning, .place = place};
      finding.message = verdict.message;
      finding.fix = find_id(verdict.id)->fix;
      finding.request = subject.show(request);
      return finding;
    });
  }
}

}  // namespace onward::check
