// SPDX-License-Identifier: MIT
// Bytes to numbers and back. What is read is checked against the size of the file before it is
// used, in 64-bit numbers that are first shown to be too small to overflow.
#include "rules/image/layout.h"

#include "rules/hash.h"
#include "rules/little_endian.h"

#include <algorithm>
#include <array>

namespace onward::rules::image {
namespace {

enum Flag : std::uint32_t {
  kIgnoreCase = 1,
  kMergeSlashes = 2,
  kIgnoreSlash = 4,
  kLiteral = 8,
  kKeepEscapes = 16,
  kKeepDots = 32,
};
constexpr std::uint32_t kFlags = 63;

std::uint32_t flags_of(const ImageHeader& header) {
  std::uint32_t flags = 0;
  if (header.comparison.ignore_case) flags |= kIgnoreCase;
  if (header.comparison.merge_slashes) flags |= kMergeSlashes;
  if (header.comparison.ignore_trailing_slash) flags |= kIgnoreSlash;
  if (header.is_literal) flags |= kLiteral;
  if (header.comparison.keep_escapes) flags |= kKeepEscapes;
  if (header.comparison.keep_dots) flags |= kKeepDots;
  return flags;
}

/// Reads numbers one behind the other.
class Numbers {
 public:
  explicit Numbers(const char* at) : at_(at) {}

  template <class Number>
  Number next() {
    const auto number = load<Number>(at_);
    at_ += sizeof(Number);
    return number;
  }

 private:
  const char* at_;
};

bool lies_in(std::uint64_t at, std::uint64_t size, std::uint64_t end) {
  return at <= end && size <= end - at;
}

/// Whether the parts follow each other as the format says, inside of the file.
bool is_sound(const ImageHeader& header) {
  constexpr std::uint64_t kMost = kOffsetMask / kSlotBytes;
  const std::uint64_t end = header.file_size;
  if (end > kOffsetMask || header.records_at != kImageHeaderBytes) return false;
  if (!lies_in(header.records_at, header.records_size, end)) return false;
  if (header.homes == 0 || header.homes > kMost || header.rows > header.homes) return false;
  if (header.longest_probe == 0 || header.longest_probe > kMaxProbe) return false;
  const std::uint64_t slots = (header.homes + header.longest_probe - 1) * kSlotBytes;
  return header.slots_at % kSlotBytes == 0 &&
         header.slots_at >= header.records_at + header.records_size &&
         lies_in(header.slots_at, slots, end) && header.origins_at == header.slots_at + slots &&
         header.origins_size == end - header.origins_at;
}

}  // namespace

std::uint64_t body_checksum(std::string_view bytes, std::uint64_t before) {
  for (; !bytes.empty(); bytes.remove_prefix(std::min(kChunkBytes, bytes.size()))) {
    before = hash_of(bytes.substr(0, kChunkBytes), before);
  }
  return before;
}

std::string header_bytes(const ImageHeader& header) {
  std::string out(kImageMagic);
  append_number(kVersion, out);
  append_number(std::uint16_t{0}, out);
  append_number(flags_of(header), out);
  append_number(header.file_size, out);
  append_number(header.rows, out);
  append_number(header.homes, out);
  append_number(header.longest_probe, out);
  append_number(header.shapes, out);
  for (const std::uint64_t half : header.key) append_number(half, out);
  append_number(header.records_at, out);
  append_number(header.records_size, out);
  append_number(header.slots_at, out);
  append_number(header.origins_at, out);
  append_number(header.origins_size, out);
  append_number(static_cast<std::uint64_t>(header.built_at), out);
  append_number(header.body_checksum, out);
  append_number(hash_of(out, 0), out);
  return out;
}

Result<ImageHeader> read_header(std::string_view file) {
  if (!file.starts_with(kImageMagic)) return fail(ErrorCode::ImageForeign);
  if (file.size() < kImageHeaderBytes) return fail(ErrorCode::ImageSizeWrong);
  Numbers numbers(file.data() + kImageMagic.size());
  if (numbers.next<std::uint16_t>() != kVersion) return fail(ErrorCode::ImageVersionUnknown, 8);
  const std::string_view checked = file.substr(0, kImageHeaderBytes - 8);
  if (load<std::uint64_t>(file.data() + checked.size()) != hash_of(checked, 0)) {
    return fail(ErrorCode::ImageBroken);
  }
  const auto reserved = numbers.next<std::uint16_t>();
  const auto flags = numbers.next<std::uint32_t>();
  ImageHeader header;
  header.comparison = {(flags & kIgnoreCase) != 0, (flags & kMergeSlashes) != 0,
                       (flags & kIgnoreSlash) != 0, (flags & kKeepEscapes) != 0,
                       (flags & kKeepDots) != 0};
  header.is_literal = (flags & kLiteral) != 0;
  header.file_size = numbers.next<std::uint64_t>();
  header.rows = numbers.next<std::uint64_t>();
  header.homes = numbers.next<std::uint64_t>();
  header.longest_probe = numbers.next<std::uint32_t>();
  header.shapes = numbers.next<std::uint32_t>();
  for (std::uint64_t& half : header.key) half = numbers.next<std::uint64_t>();
  header.records_at = numbers.next<std::uint64_t>();
  header.records_size = numbers.next<std::uint64_t>();
  header.slots_at = numbers.next<std::uint64_t>();
  header.origins_at = numbers.next<std::uint64_t>();
  header.origins_size = numbers.next<std::uint64_t>();
  header.built_at = static_cast<std::int64_t>(numbers.next<std::uint64_t>());
  header.body_checksum = numbers.next<std::uint64_t>();
  if (header.file_size != file.size()) return fail(ErrorCode::ImageSizeWrong, 16);
  if (reserved != 0 || (flags & ~kFlags) != 0) return fail(ErrorCode::ImageVersionUnknown, 10);
  if (!is_sound(header)) return fail(ErrorCode::ImageBroken, 16);
  return header;
}

std::string origin_bytes(std::span<const ImageOrigin> origins) {
  std::string out;
  append_number(static_cast<std::uint32_t>(origins.size()), out);
  for (const ImageOrigin& origin : origins) {
    append_number(origin.begin, out);
    append_number(static_cast<std::uint32_t>(origin.name.size()), out);
    out += origin.name;
  }
  return out;
}

std::optional<std::vector<ImageOrigin>> read_origins(std::string_view bytes,
                                                     const ImageHeader& header) {
  if (bytes.size() < 4) return {};
  const auto count = load<std::uint32_t>(bytes.data());
  bytes.remove_prefix(4);
  if (count > kMaxOrigins) return {};
  std::vector<ImageOrigin> origins;
  std::uint64_t least = header.records_at;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (bytes.size() < 12) return {};
    const auto begin = load<std::uint64_t>(bytes.data());
    const auto size = load<std::uint32_t>(bytes.data() + 8);
    bytes.remove_prefix(12);
    if (begin < least || begin > header.records_at + header.records_size) return {};
    if (size > kMaxNameBytes || size > bytes.size()) return {};
    origins.push_back({begin, std::string(bytes.substr(0, size))});
    bytes.remove_prefix(size);
    least = begin;
  }
  if (!bytes.empty()) return {};
  return origins;
}

// The checksum stands in front of what it is of.
void append_record(const Record& record, std::string& out) {
  const std::size_t at = out.size();
  append_number(std::uint32_t{0}, out);
  append_number(record.line, out);
  for (const std::string_view text : {record.path, record.query, record.host, record.to}) {
    append_number(static_cast<std::uint16_t>(text.size()), out);
  }
  append_number(record.status, out);
  append_number(static_cast<std::uint8_t>(record.port.size()), out);
  append_number(record.shape, out);
  out.append(record.path).append(record.query).append(record.host).append(record.port);
  out.append(record.to);
  const auto checksum =
      static_cast<std::uint32_t>(hash_of(std::string_view(out).substr(at + 4), 0));
  std::string bytes;
  append_number(checksum, bytes);
  out.replace(at, 4, bytes);
}

std::size_t record_size(std::string_view head) {
  std::size_t size = kRecordHeadBytes + load<std::uint8_t>(head.data() + 18);
  for (std::size_t at = 8; at < 16; at += 2) size += load<std::uint16_t>(head.data() + at);
  return size;
}

std::optional<std::size_t> record_size(std::string_view file, const ImageHeader& header,
                                       std::uint64_t offset) {
  const std::uint64_t end = header.records_at + header.records_size;
  if (offset < header.records_at || !lies_in(offset, kRecordHeadBytes, end)) return {};
  const std::size_t size = record_size(file.substr(offset, kRecordHeadBytes));
  if (!lies_in(offset, size, end)) return {};
  return size;
}

std::optional<Record> read_record(std::string_view bytes) {
  if (bytes.size() < kRecordHeadBytes) return {};
  if (load<std::uint32_t>(bytes.data()) !=
      static_cast<std::uint32_t>(hash_of(bytes.substr(4), 0))) {
    return {};
  }
  Numbers numbers(bytes.data() + 4);
  Record record;
  record.line = numbers.next<std::uint32_t>();
  std::array<std::size_t, 4> sizes{};
  for (std::size_t& size : sizes) size = numbers.next<std::uint16_t>();
  record.status = numbers.next<std::uint16_t>();
  const std::size_t port_size = numbers.next<std::uint8_t>();
  record.shape = numbers.next<std::uint8_t>();
  const std::size_t texts = sizes[0] + sizes[1] + sizes[2] + sizes[3] + port_size;
  if (bytes.size() != kRecordHeadBytes + texts || record.shape >= kShapes) return {};
  std::string_view rest = bytes.substr(kRecordHeadBytes);
  const auto take = [&rest](std::size_t size) {
    const std::string_view piece = rest.substr(0, size);
    rest.remove_prefix(size);
    return piece;
  };
  record.path = take(sizes[0]);
  record.query = take(sizes[1]);
  record.host = take(sizes[2]);
  record.port = take(port_size);
  record.to = take(sizes[3]);
  return record;
}

std::string row_text(const Record& record) {
  std::string text;
  const bool has_scheme = (record.shape & kKeyScheme) != 0;
  if (has_scheme) text += (record.shape & kKeyHttps) != 0 ? "https://" : "http://";
  text.append(record.host);
  if (!record.port.empty()) {
    text.append(":").append(record.port);
  } else if (!record.host.empty() && !has_scheme &&
             record.host.find_first_of(".:") == record.host.npos) {
    text += ":80";  // what makes a single word a host; as http's default it is no port
  }
  text.append(record.path);
  if (!record.query.empty()) text.append("?").append(record.query);
  return text;
}

// The keys of the parts differ, so that one text is another number in each place.
MapHashes hashes_of(const MapProbe& probe, std::uint32_t shapes, const ImageHeader& header) {
  const SipKey key{header.key[0], header.key[1]};
  MapHashes hashes;
  hashes.path = sip_hash<1, 3>(probe.path, key);
  if ((shapes & kShapesWithQuery) != 0 && !probe.query.empty()) {
    hashes.query = sip_hash<1, 3>(probe.query, {key.k0, key.k1 ^ 1U});
  }
  if ((shapes & kShapesWithHost) != 0 && !probe.host.empty()) {
    hashes.host = sip_hash<1, 3>(probe.host, {key.k0, key.k1 ^ 2U});
  }
  return hashes;
}

}  // namespace onward::rules::image
