// SPDX-License-Identifier: MIT
// RFC 9112 §4 and §5, read as a user agent reads them: from servers of all kinds, so what is no
// field is passed over, and a folded line is joined with a space (RFC 9112 §5.2). HTTP/2 comes in
// the same form, with a status line of the transport's making.
//
//   status-line = HTTP-version SP status-code SP [ reason-phrase ]
#include "client/head_lines.h"

#include "base/ascii.h"
#include "onward/http/syntax.h"

namespace onward::client {
namespace {

constexpr std::string_view kStatusLine = "HTTP/";

std::string_view without_line_end(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// "1.1 307 Moved" -> "1.1".
std::string_view known_version(std::string_view text) {
  for (const std::string_view version : {"1.0", "1.1", "2", "3"}) {
    if (text == version) return version;
  }
  return "";
}

}  // namespace

Result<HeadLines::Taken> HeadLines::take(std::string_view line) {
  line = without_line_end(line);
  if (line.starts_with(kStatusLine)) {
    if (auto begun = begin(line); !begun) return fail(begun.error());
    return Taken::Part;
  }
  if (!is_begun_) return Taken::Behind;
  if (!line.empty() && http::is_whitespace(line.front())) {
    // RFC 9112 §5.2: a user agent replaces a fold by a space.
    if (!field_.empty()) field_.append(" ").append(http::trim(line));
    return Taken::Part;
  }
  if (auto ended = end_field(); !ended) return fail(ended.error());
  field_.clear();
  if (line.empty()) return end();
  field_ = line;
  return Taken::Part;
}

Result<void> HeadLines::begin(std::string_view line) {
  field_.clear();
  is_whole_ = false;
  is_begun_ = false;
  line.remove_prefix(kStatusLine.size());
  const std::size_t space = line.find(' ');
  const std::string_view version = known_version(line.substr(0, space));
  if (version.empty() || space == std::string_view::npos) {
    return fail(ErrorCode::HttpVersionInvalid);
  }
  const auto status = http::Status::parse(line.substr(space + 1, 3));
  if (!status) return fail(status.error());
  head_ = {*status, {}, version};
  is_begun_ = true;
  return {};
}

Result<void> HeadLines::end_field() {
  const std::string_view text = field_;
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return {};
  const auto name = http::FieldName::parse(http::trim(text.substr(0, colon)));
  if (!name) return {};
  const auto value = http::FieldValue::parse(http::trim(text.substr(colon + 1)));
  if (value) return head_.fields.add(*name, *value);
  if (base::equals_ignore_case(name->text(), "Location")) return fail(value.error().code);
  return {};
}

Result<HeadLines::Taken> HeadLines::end() {
  is_begun_ = false;
  is_whole_ = !head_.status.is_informational();
  return is_whole_ ? Taken::Whole : Taken::Interim;
}

}  // namespace onward::client
