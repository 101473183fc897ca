// SPDX-License-Identifier: MIT
// W3C Trace Context §3.2 (traceparent), §3.2.4 (later versions). What is not valid is as if it were
// not there, so no half of it ever reaches a log.
#include "gateway/traceparent.h"

#include <algorithm>

namespace onward::gateway {
namespace {

// §3.2.2.2  version-format: trace-id "-" parent-id "-" trace-flags
constexpr std::size_t kTraceAt = 3;
constexpr std::size_t kTraceDigits = 32;
constexpr std::size_t kParentAt = kTraceAt + kTraceDigits + 1;
constexpr std::size_t kParentDigits = 16;
constexpr std::size_t kFlagsAt = kParentAt + kParentDigits + 1;
constexpr std::size_t kBytes = kFlagsAt + 2;

// §3.2.2  HEXDIGLC = DIGIT / "a" / … / "f": capitals are none.
constexpr bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

bool are_hex(std::string_view text) { return std::ranges::all_of(text, is_hex); }

bool are_zeros(std::string_view text) { return text.find_first_not_of('0') == text.npos; }

}  // namespace

std::optional<Traceparent> parse_traceparent(std::string_view value) {
  if (value.size() < kBytes) return std::nullopt;
  for (const std::size_t dash : {kTraceAt - 1, kParentAt - 1, kFlagsAt - 1}) {
    if (value[dash] != '-') return std::nullopt;
  }
  const std::string_view version = value.substr(0, 2);
  const std::string_view flags = value.substr(kFlagsAt, 2);
  const Traceparent parsed{value.substr(kTraceAt, kTraceDigits),
                           value.substr(kParentAt, kParentDigits)};
  if (!are_hex(version) || version == "ff" || !are_hex(flags)) return std::nullopt;
  if (!are_hex(parsed.trace_id) || !are_hex(parsed.parent_id)) return std::nullopt;
  // §3.2.2.3, §3.2.2.4: all zeros are invalid.
  if (are_zeros(parsed.trace_id) || are_zeros(parsed.parent_id)) return std::nullopt;
  // §3.2.4: of a higher version something may follow, behind a dash.
  if (value.size() > kBytes && (version == "00" || value[kBytes] != '-')) return std::nullopt;
  return parsed;
}

std::optional<Traceparent> traceparent_of(http::FieldsView fields) {
  const auto value = fields.single("traceparent");
  if (!value || !*value) return std::nullopt;
  return parse_traceparent(**value);
}

}  // namespace onward::gateway
