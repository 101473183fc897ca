// SPDX-License-Identifier: MIT
// RFC 9112 §2 to §7, from the other side. Every byte goes into room that take() gives, which stops
// at the first error; every value through is_field_value(). Invariant: what is in the buffer is the
// beginning of exactly one well-formed head.
#include "onward/http/writer.h"

#include "base/check.h"
#include "http/authority.h"
#include "http/framing.h"
#include "http/target.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace onward::http {
namespace {

/// Host, Content-Length, Transfer-Encoding: the same that no trailer may have.
bool is_reserved(std::string_view name) { return is_forbidden_in_trailers(name); }

constexpr std::string_view kLineEnd = "\r\n";
/// RFC 9112 §4: the last space stands even where no phrase follows. The code is filled in.
constexpr std::string_view kStatusLine = "HTTP/1.1 000 ";

constexpr char digit(int number) { return static_cast<char>('0' + number); }

bool cannot_have_content(int status) { return status < 200 || status == 204; }

/// The decimal or hexadecimal digits of a number, by value.
struct Digits {
  std::array<char, 20> bytes;
  std::size_t size;

  std::string_view view() const { return {bytes.data(), size}; }
};

Digits digits_of(std::uint64_t number, int base) {
  Digits digits{};
  const auto written = std::to_chars(digits.bytes.begin(), digits.bytes.end(), number, base);
  digits.size = static_cast<std::size_t>(written.ptr - digits.bytes.data());
  return digits;
}

/// Copies `text` to where there is room for it; says where it ends.
char* copy(std::string_view text, char* to) { return to + text.copy(to, text.size()); }

/// Bytes into a buffer, as long as they fit.
class Room {
 public:
  explicit Room(std::span<char> room) : room_(room) {}

  void put(std::string_view text) {
    is_full_ = is_full_ || text.size() > room_.size() - size_;
    if (is_full_) return;
    std::copy(text.begin(), text.end(), room_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += text.size();
  }
  Result<std::size_t> size() const {
    if (is_full_) return fail(ErrorCode::HttpBufferFull);
    return size_;
  }

 private:
  std::span<char> room_;
  std::size_t size_ = 0;
  bool is_full_ = false;
};

/// What the reader would say of a request's target and host.
Result<void> check_request(const Method& method, std::string_view target, std::string_view host) {
  if (target.empty() || !all_in_class(target, byte_class::kTarget)) {
    return fail(ErrorCode::HttpTargetInvalid);
  }
  Target parsed;
  if (auto r = parse_target(target, method.known(), parsed); !r) return r;
  if (!is_valid_authority(host)) return fail(ErrorCode::HttpHostInvalid);
  if (!parsed.authority.empty() && !same_authority(parsed.authority, host, parsed.scheme)) {
    return fail(ErrorCode::HttpHostDisagrees);
  }
  return {};
}

}  // namespace

HeadWriter HeadWriter::response(std::span<char> room, Status status) {
  HeadWriter writer(room, false);
  writer.status_ = status.code();
  const std::string_view reason = status.reason();
  char* const at = writer.take(kStatusLine.size() + reason.size() + 2);
  if (at == nullptr) return writer;
  char* const code = copy(kStatusLine, at) - 4;
  copy(kLineEnd, copy(reason, code + 4));
  code[0] = digit(writer.status_ / 100);
  code[1] = digit(writer.status_ / 10 % 10);
  code[2] = digit(writer.status_ % 10);
  return writer;
}

HeadWriter HeadWriter::request(std::span<char> room, const Method& method, std::string_view target,
                               std::string_view host) {
  HeadWriter writer(room, true);
  if (auto r = check_request(method, target, host); !r) {
    writer.refuse(r.error().code);
    return writer;
  }
  writer.put(method.name());
  writer.put(" ");
  writer.put(target);
  writer.put(" HTTP/1.1\r\n");
  writer.put_field("Host", host);  // RFC 9110 §7.2: as the first field
  return writer;
}

HeadWriter& HeadWriter::field(FieldName name, FieldValue value) {
  if (is_reserved(name.text())) {
    refuse(ErrorCode::HttpFieldReserved);
  } else {
    put_field(name.text(), value.text());
  }
  return *this;
}

HeadWriter& HeadWriter::field(FieldName name, std::string_view value) {
  const auto checked = FieldValue::parse(value);
  if (checked) return field(name, *checked);
  refuse(checked.error().code);
  return *this;
}

HeadWriter& HeadWriter::fields(FieldsView fields) {
  for (const Field each : fields) {
    const auto name = FieldName::parse(each.name);
    if (name) {
      field(*name, each.value);
    } else {
      refuse(name.error().code);
    }
  }
  return *this;
}

Result<std::size_t> HeadWriter::end(Framing framing) {
  put_framing(framing);
  put("\r\n");
  if (has_failed_) return fail(error_);
  return size_;
}

void HeadWriter::put_framing(Framing framing) {
  const bool is_bare = !is_request_ && cannot_have_content(status_);
  switch (framing.kind) {
    case FramingKind::None:
      // Without it a response would last until the close (RFC 9112 §6.3, 8).
      if (!is_request_ && !is_bare && status_ != 304) put_length(0);
      return;
    case FramingKind::Length:
      // RFC 9110 §8.6: "MUST NOT send a Content-Length in any response" with 1xx or 204.
      if (is_bare) refuse(ErrorCode::HttpContentRefused);
      if (framing.length > std::numeric_limits<std::int64_t>::max()) {
        refuse(ErrorCode::HttpLengthInvalid);
      }
      return put_length(framing.length);
    case FramingKind::Chunked:
      if (is_bare) refuse(ErrorCode::HttpContentRefused);  // RFC 9112 §6.1
      return put_field("Transfer-Encoding", "chunked");
    case FramingKind::UntilClose:
      if (is_request_ || is_bare || status_ == 304) refuse(ErrorCode::HttpContentRefused);
      return;
    case FramingKind::Tunnel:
      if (is_request_ || (status_ != 101 && status_ / 100 != 2)) {
        refuse(ErrorCode::HttpContentRefused);
      }
      return;
  }
}

void HeadWriter::put_length(std::uint64_t length) {
  put_field("Content-Length", digits_of(length, 10).view());
}

void HeadWriter::put_field(std::string_view name, std::string_view value) {
  char* at = take(name.size() + value.size() + 4);
  if (at != nullptr) copy(kLineEnd, copy(value, copy(": ", copy(name, at))));
}

void HeadWriter::put(std::string_view text) {
  char* const at = take(text.size());
  if (at != nullptr) copy(text, at);
}

char* HeadWriter::take(std::size_t size) {
  if (size > room_.size() - size_) refuse(ErrorCode::HttpBufferFull);
  if (has_failed_) return nullptr;
  char* const at = room_.data() + size_;
  size_ += size;
  return at;
}

void HeadWriter::refuse(ErrorCode code) {
  if (has_failed_) return;
  has_failed_ = true;
  error_ = code;
}

ChunkLine chunk_line(std::uint64_t size) {
  CHECK(size != 0);
  const Digits digits = digits_of(size, 16);
  ChunkLine line{};
  char* const end = std::copy_n(digits.bytes.begin(), digits.size, line.bytes.begin());
  std::copy(kChunkEnd.begin(), kChunkEnd.end(), end);
  line.size = digits.size + kChunkEnd.size();
  return line;
}

Result<std::size_t> write_chunk(std::span<char> room, std::string_view content) {
  if (content.empty()) return 0;
  Room out(room);
  out.put(chunk_line(content.size()).view());
  out.put(content);
  out.put(kChunkEnd);
  return out.size();
}

Result<std::size_t> write_last_chunk(std::span<char> room, FieldsView trailers) {
  Room out(room);
  out.put("0\r\n");
  for (const Field trailer : trailers) {
    const auto name = FieldName::parse(trailer.name);
    if (!name) return fail(name.error().code);
    const auto value = FieldValue::parse(trailer.value);
    if (!value) return fail(value.error().code);
    if (is_forbidden_in_trailers(trailer.name)) return fail(ErrorCode::HttpTrailerForbidden);
    out.put(trailer.name);
    out.put(": ");
    out.put(trailer.value);
    out.put("\r\n");
  }
  out.put("\r\n");
  return out.size();
}

}  // namespace onward::http
