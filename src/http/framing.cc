// SPDX-License-Identifier: MIT
// RFC 9112 §6.1 to §6.3, §9.3; RFC 9110 §7.6.1, §8.6, §10.1.1. All readers of a message must agree
// about its end, so what has two readings is refused here and never repaired.
#include "http/framing.h"

#include "base/ascii.h"

#include <limits>

namespace onward::http {
namespace {

using base::equals_ignore_case;

/// Content-Length = 1*DIGIT. Not a list: RFC 9110 §8.6 allows to take "5, 5" for 5, or to refuse
/// it.
std::optional<std::uint64_t> parse_length(std::string_view digits) {
  // 2^63 - 1, so that nobody's signed number overflows.
  constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();
  std::uint64_t length = 0;
  for (const char c : digits) {
    if (!base::is_digit(c)) return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (length > (kMax - digit) / 10) return std::nullopt;
    length = length * 10 + digit;
  }
  if (digits.empty()) return std::nullopt;
  return length;
}

void pick_connection(std::string_view value, KeyFields& keys) {
  ListElements options(value);
  while (options.next()) {
    if (equals_ignore_case(options.element(), "close")) keys.says_close = true;
    if (equals_ignore_case(options.element(), "keep-alive")) keys.says_keep_alive = true;
  }
}

void pick_expectation(std::string_view value, KeyFields& keys) {
  ListElements expectations(value);
  while (expectations.next()) {
    const bool is_known = equals_ignore_case(expectations.element(), "100-continue");
    if (!is_known) {
      keys.expectation = Expectation::Unknown;
    } else if (keys.expectation == Expectation::None) {
      keys.expectation = Expectation::Continue;
    }
  }
}

constexpr std::uint32_t bit(unsigned number) { return std::uint32_t{1} << (number & 31U); }

/// A cheap look at the first letter and the length, which most fields of a request do not pass.
bool may_be_key(std::string_view name) {
  constexpr std::uint32_t kFirst = bit('c') | bit('e') | bit('h') | bit('t');
  constexpr std::uint32_t kSizes = bit(4) | bit(6) | bit(10) | bit(14) | bit(17);
  const std::uint32_t first = bit(base::byte(name.front()));
  return (kFirst & first) != 0 && (kSizes & bit(static_cast<unsigned>(name.size()))) != 0;
}

/// One field; its errors have no offset.
Result<void> pick(Field field, KeyFields& keys) {
  const auto is = [&field](std::string_view name) { return equals_ignore_case(field.name, name); };
  switch (field.name.size()) {
    case 4:
      if (!is("Host")) return {};
      if (keys.host) return fail(ErrorCode::HttpHostRepeated);
      keys.host = field.value;
      return {};
    case 6:
      if (is("Expect")) pick_expectation(field.value, keys);
      return {};
    case 10:
      if (is("Connection")) pick_connection(field.value, keys);
      return {};
    case 14:
      if (!is("Content-Length")) return {};
      if (keys.length) return fail(ErrorCode::HttpLengthRepeated);
      keys.length = parse_length(field.value);
      if (!keys.length) return fail(ErrorCode::HttpLengthInvalid);
      return {};
    case 17:
      if (is("Transfer-Encoding")) keys.has_coding = true;
      return {};
    default:
      return {};
  }
}

/// What the codings of one Transfer-Encoding add up to.
struct Codings {
  bool is_malformed = false;
  bool has_other = false;
  int chunked = 0;
  bool is_chunked_last = false;

  void add(std::string_view coding) {
    // transfer-coding = token *( OWS ";" OWS parameter )
    const std::string_view name = trim(coding.substr(0, coding.find(';')));
    const bool has_parameter = coding.find(';') != std::string_view::npos;
    is_chunked_last = equals_ignore_case(name, "chunked");
    if (is_chunked_last) ++chunked;
    if (!is_chunked_last) has_other = true;
    // RFC 9112 §7.1: chunked has no parameters, and one is an error.
    if (!is_token(name) || (is_chunked_last && has_parameter)) is_malformed = true;
  }
};

}  // namespace

Result<void> pick_key_fields(const char* bytes, FieldsView fields, KeyFields& keys) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Field field = fields[i];
    if (!may_be_key(field.name)) continue;
    if (auto r = pick(field, keys); !r) {
      return fail(r.error().code, static_cast<std::size_t>(field.value.data() - bytes));
    }
  }
  return {};
}

Result<void> check_coding(const KeyFields& keys, const char* bytes, FieldsView fields,
                          Version version) {
  if (!keys.has_coding) return {};
  Codings codings;
  std::size_t offset = 0;
  for (const Field field : fields) {
    if (!equals_ignore_case(field.name, "Transfer-Encoding")) continue;
    offset = static_cast<std::size_t>(field.value.data() - bytes);
    // DEVIATION from RFC 9110 §5.6.1, by which an empty value adds nothing to the list: readers
    // differ about it, and about where a message ends they must not.
    if (field.value.empty()) codings.is_malformed = true;
    ListElements elements(field.value);
    while (elements.next()) codings.add(elements.element());
  }
  // RFC 9112 §6.1: both together "ought to be handled as an error". In HTTP/1.0 the framing is
  // faulty whatever the coding.
  if (keys.length) return fail(ErrorCode::HttpLengthAndCoding, offset);
  if (version == Version::Http10) return fail(ErrorCode::HttpCodingBeforeHttp11, offset);
  if (codings.is_malformed || codings.chunked > 1) {
    return fail(ErrorCode::HttpCodingInvalid, offset);
  }
  // RFC 9112 §6.3, 4: chunked, but not last, is 400. A coding that is not implemented is 501
  // (§6.1).
  if (codings.chunked == 1 && !codings.is_chunked_last) {
    return fail(ErrorCode::HttpCodingInvalid, offset);
  }
  if (codings.has_other) return fail(ErrorCode::HttpCodingUnsupported, offset);
  if (codings.chunked == 0) return fail(ErrorCode::HttpCodingInvalid, offset);
  return {};
}

Framing request_framing(const KeyFields& keys) {
  if (keys.has_coding) return {FramingKind::Chunked};
  if (keys.length) return {FramingKind::Length, *keys.length};
  return {};  // RFC 9112 §6.3, 7
}

Framing response_framing(const KeyFields& keys, Status status, const Method& method) {
  if (status == 101) return {FramingKind::Tunnel};  // RFC 9110 §15.2.2
  if (method == KnownMethod::Connect && status.is_successful()) return {FramingKind::Tunnel};
  // RFC 9112 §6.3, 1: these end with their head, whatever the fields say.
  if (method == KnownMethod::Head || status.is_informational() || status == 204 || status == 304) {
    return {};
  }
  if (keys.has_coding) return {FramingKind::Chunked};
  if (keys.length) return {FramingKind::Length, *keys.length};
  return {FramingKind::UntilClose};
}

bool is_persistent(const KeyFields& keys, Version version) {
  if (keys.says_close) return false;
  return version != Version::Http10 || keys.says_keep_alive;
}

bool is_forbidden_in_trailers(std::string_view name) {
  // RFC 9110 §6.5.1: "message framing, routing".
  // By size first: each field that is written is asked about.
  switch (name.size()) {
    case 4:
      return equals_ignore_case(name, "Host");
    case 14:
      return equals_ignore_case(name, "Content-Length");
    case 17:
      return equals_ignore_case(name, "Transfer-Encoding");
    default:
      return false;
  }
}

}  // namespace onward::http
