// SPDX-License-Identifier: MIT
// RFC 9112 §2.2 to §5. A Cursor walks over one line; whoever meets the end of the bytes says More
// and is called again, from the beginning of the line, when there are more. Invariant: an answer
// depends on the bytes alone and not on how they were cut, as each check looks at what is before
// it.
#include "http/lines.h"

#include "base/ascii.h"
#include "http/scan.h"

namespace onward::http {
namespace {

enum class Step { Done, More, Bad };

struct Cursor {
  const char* at;
  const char* end;
  ErrorCode code{};  ///< where Bad

  Step bad(ErrorCode why) {
    code = why;
    return Step::Bad;
  }
};

/// One byte that must stand here.
Step take(Cursor& cursor, char expected, ErrorCode otherwise) {
  if (cursor.at == cursor.end) return Step::More;
  if (*cursor.at != expected) return cursor.bad(otherwise);
  ++cursor.at;
  return Step::Done;
}

/// CRLF. RFC 9112 §2.2 lets a recipient take LF alone, and a bare CR for a space; readers that do
/// disagree with those that do not.
Step take_line_end(Cursor& cursor, ErrorCode otherwise) {
  if (cursor.at == cursor.end) return Step::More;
  if (*cursor.at == '\n') return cursor.bad(ErrorCode::HttpLineEnding);
  if (const Step step = take(cursor, '\r', otherwise); step != Step::Done) return step;
  return take(cursor, '\n', ErrorCode::HttpLineEnding);
}

/// method = token
Step take_method(Cursor& cursor, std::string_view& method) {
  const char* const begin = cursor.at;
  cursor.at = skip<byte_class::kToken>(begin, cursor.end);
  const auto size = static_cast<std::size_t>(cursor.at - begin);
  if (size > kMaxMethodBytes) {
    cursor.at = begin + kMaxMethodBytes;
    return cursor.bad(ErrorCode::HttpMethodTooLong);
  }
  if (cursor.at == cursor.end) return Step::More;
  if (size == 0) return cursor.bad(ErrorCode::HttpMethodInvalid);
  method = {begin, size};
  return take(cursor, ' ', ErrorCode::HttpMethodInvalid);
}

/// request-target, up to its space.
Step take_target(Cursor& cursor, std::size_t max_bytes, std::string_view& target) {
  const char* const begin = cursor.at;
  const auto there = static_cast<std::size_t>(cursor.end - begin);
  const char* const bound = there > max_bytes ? begin + max_bytes : cursor.end;
  cursor.at = skip<byte_class::kTarget>(begin, bound);
  if (cursor.at == cursor.end) return Step::More;
  if (cursor.at == bound && is_target_byte(*bound)) {
    return cursor.bad(ErrorCode::HttpTargetTooLong);
  }
  if (*cursor.at == '\r' || *cursor.at == '\n') return cursor.bad(ErrorCode::HttpVersionInvalid);
  if (*cursor.at != ' ' || cursor.at == begin) return cursor.bad(ErrorCode::HttpTargetInvalid);
  target = {begin, static_cast<std::size_t>(cursor.at - begin)};
  ++cursor.at;
  return Step::Done;
}

/// HTTP-version = "HTTP" "/" DIGIT "." DIGIT
Step take_version(Cursor& cursor, Version& version) {
  constexpr std::string_view kUsual = "HTTP/1.1";
  if (std::string_view(cursor.at, cursor.end).starts_with(kUsual)) {
    cursor.at += kUsual.size();
    version = Version::Http11;
    return Step::Done;
  }
  char digits[2] = {};
  std::size_t found = 0;
  for (const char part : std::string_view("HTTP/0.0")) {
    if (cursor.at == cursor.end) return Step::More;
    const bool is_right = part == '0' ? base::is_digit(*cursor.at) : *cursor.at == part;
    if (!is_right) return cursor.bad(ErrorCode::HttpVersionInvalid);
    if (part == '0') digits[found++] = *cursor.at;
    ++cursor.at;
  }
  // DEVIATION: RFC 9110 §2.5 wants 1.2 and above taken as 1.1. Nobody sends them, but attackers do.
  if (digits[0] != '1' || digits[1] > '1') return cursor.bad(ErrorCode::HttpVersionUnsupported);
  version = digits[1] == '1' ? Version::Http11 : Version::Http10;
  return Step::Done;
}

/// status-code = 3DIGIT, and what must follow: SP or the line's end.
Step take_status(Cursor& cursor, std::string_view& status) {
  const char* const begin = cursor.at;
  for (int i = 0; i < 3; ++i, ++cursor.at) {
    if (cursor.at == cursor.end) return Step::More;
    if (!base::is_digit(*cursor.at)) return cursor.bad(ErrorCode::HttpStatusInvalid);
  }
  status = {begin, 3};
  return Step::Done;
}

/// [ SP *( HTAB / SP / VCHAR / obs-text ) ]. RFC 9112 §4 wants the space even before an empty
/// phrase; servers leave it out, and nothing is ambiguous without it.
Step take_reason(Cursor& cursor, std::string_view& reason) {
  if (cursor.at == cursor.end) return Step::More;
  if (*cursor.at == '\r' || *cursor.at == '\n') return Step::Done;
  if (*cursor.at != ' ') return cursor.bad(ErrorCode::HttpStatusInvalid);
  const char* const begin = ++cursor.at;
  cursor.at = skip_field_value(begin, cursor.end);
  reason = {begin, static_cast<std::size_t>(cursor.at - begin)};
  return Step::Done;
}

/// field-name ":" — RFC 9112 §5.1: no whitespace between the two.
Step take_name(Cursor& cursor) {
  const char* const begin = cursor.at;
  if (is_whitespace(*begin)) return cursor.bad(ErrorCode::HttpFieldFolded);  // obs-fold, §5.2
  cursor.at = skip<byte_class::kToken>(begin, cursor.end);
  if (cursor.at == cursor.end) return Step::More;
  if (*cursor.at == ':' && cursor.at != begin) return Step::Done;
  return cursor.bad(is_whitespace(*cursor.at) && cursor.at != begin
                        ? ErrorCode::HttpFieldNameSpace
                        : ErrorCode::HttpFieldNameInvalid);
}

/// field-line = field-name ":" OWS field-value OWS CRLF
Step take_field_line(Cursor& cursor, const char* bytes, FieldSlice& slice) {
  const char* const name = cursor.at;
  if (const Step step = take_name(cursor); step != Step::Done) return step;
  const auto name_size = cursor.at - name;
  const char* value = cursor.at + 1;
  while (value != cursor.end && is_whitespace(*value)) ++value;
  cursor.at = skip_field_value(value, cursor.end);
  const char* value_end = cursor.at;
  const Step step = take_line_end(cursor, ErrorCode::HttpFieldValueInvalid);
  if (step != Step::Done) return step;
  while (value_end != value && is_whitespace(value_end[-1])) --value_end;
  slice = {static_cast<std::uint16_t>(name - bytes), static_cast<std::uint16_t>(name_size),
           static_cast<std::uint16_t>(value - bytes),
           static_cast<std::uint16_t>(value_end - value)};
  return Step::Done;
}

Result<std::size_t> answer(Step step, const Cursor& cursor, std::string_view bytes) {
  const auto offset = static_cast<std::size_t>(cursor.at - bytes.data());
  if (step == Step::Bad) return fail(cursor.code, offset);
  return step == Step::More ? 0 : offset;
}

/// Notes two parts of a start line as offsets.
FieldSlice slice_of(std::string_view bytes, std::string_view first, std::string_view second) {
  const auto begin = [bytes](std::string_view part) {
    return static_cast<std::uint16_t>(part.empty() ? 0 : part.data() - bytes.data());
  };
  return {begin(first), static_cast<std::uint16_t>(first.size()), begin(second),
          static_cast<std::uint16_t>(second.size())};
}

Cursor cursor_at(std::string_view bytes, std::size_t at) {
  return {bytes.data() + at, bytes.data() + bytes.size()};
}

}  // namespace

Result<std::size_t> read_request_line(std::string_view bytes, std::size_t at, const Limits& limits,
                                      HeadLines& lines) {
  Cursor cursor = cursor_at(bytes, at);
  std::string_view method;
  std::string_view target;
  Step step = take_method(cursor, method);
  if (step == Step::Done) step = take_target(cursor, limits.target_bytes, target);
  if (step == Step::Done) step = take_version(cursor, lines.version);
  if (step == Step::Done) step = take_line_end(cursor, ErrorCode::HttpVersionInvalid);
  if (step == Step::Done) lines.start = slice_of(bytes, method, target);
  return answer(step, cursor, bytes);
}

Result<std::size_t> read_status_line(std::string_view bytes, std::size_t at, HeadLines& lines) {
  Cursor cursor = cursor_at(bytes, at);
  std::string_view status;
  std::string_view reason;
  Step step = take_version(cursor, lines.version);
  if (step == Step::Done) step = take(cursor, ' ', ErrorCode::HttpVersionInvalid);
  if (step == Step::Done) step = take_status(cursor, status);
  if (step == Step::Done) step = take_reason(cursor, reason);
  if (step == Step::Done) step = take_line_end(cursor, ErrorCode::HttpReasonInvalid);
  if (step == Step::Done) lines.start = slice_of(bytes, status, reason);
  return answer(step, cursor, bytes);
}

Result<bool> read_field_lines(std::string_view bytes, LinesProgress& progress,
                              std::span<FieldSlice> room) {
  Cursor cursor = cursor_at(bytes, progress.at);
  while (cursor.at != cursor.end) {
    const bool is_end = *cursor.at == '\r' || *cursor.at == '\n';
    Step step = Step::Done;
    if (is_end) {
      step = take_line_end(cursor, ErrorCode::HttpLineEnding);
    } else if (progress.count == room.size()) {
      step = cursor.bad(ErrorCode::HttpTooManyFields);
    } else {
      step = take_field_line(cursor, bytes.data(), room[progress.count]);
    }
    const auto offset = static_cast<std::size_t>(cursor.at - bytes.data());
    if (step == Step::Bad) return fail(cursor.code, offset);
    if (step == Step::More) return false;
    progress.at = offset;
    if (is_end) return true;
    ++progress.count;
  }
  return false;
}

}  // namespace onward::http
