// SPDX-License-Identifier: MIT
// A request line and field lines (RFC 9112 §3 and §5), from words. Invariant: no word holds a line
// end, so that none of them writes a second field or a second request.
#include "rules/written_request.h"

#include "base/ascii.h"
#include "onward/http/fields.h"

#include <algorithm>

namespace onward::rules {
namespace {

bool has_line_end(std::string_view word) { return word.find_first_of("\r\n") != word.npos; }

bool is_host(const std::string& field) {
  return base::equals_ignore_case(field_name(field), "Host");
}

}  // namespace

std::string_view field_name(std::string_view field) { return field.substr(0, field.find(':')); }

Result<void> WrittenRequest::write(const Words& words) {
  if (has_line_end(words.method) || has_line_end(words.target) || has_line_end(words.host) ||
      std::any_of(words.fields.begin(), words.fields.end(), has_line_end)) {
    return fail(ErrorCode::HttpLineEnding);
  }
  wire_.append(words.method).append(" ").append(words.target).append(" HTTP/1.1\r\n");
  if (std::none_of(words.fields.begin(), words.fields.end(), is_host)) {
    wire_.append("Host: ").append(words.host).append("\r\n");
  }
  for (const std::string& field : words.fields) wire_.append(field).append("\r\n");
  wire_ += "\r\n";
  const auto event = reader_.read(wire_);
  if (!event) return fail(event.error());
  if (event->kind != http::EventKind::Head) return fail(ErrorCode::HttpIncomplete);
  return {};
}

}  // namespace onward::rules
