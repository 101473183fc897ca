// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/rules/map_image.h"
#include "rules/map_shape.h"
#include "rules/siphash.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Where what stands in an image (docs/map_format.md).
//
//   0        128                   slots_at                      origins_at       file_size
//   | header | records … | padding | slot | slot | - | slot | …  | names of files |
//
// All numbers are little-endian. Nothing here trusts the bytes it looks at.
namespace onward::rules::image {

inline constexpr std::uint16_t kVersion = 1;

/// A record's numbers; its texts follow: path, query, host, port, target.
inline constexpr std::size_t kRecordHeadBytes = 20;
inline constexpr std::size_t kSlotBytes = 8;

/// A slot: 16 bits of the hash above 48 bits of offset; 0 is an empty one.
inline constexpr unsigned kOffsetBits = 48;
inline constexpr std::uint64_t kOffsetMask = (std::uint64_t{1} << kOffsetBits) - 1;

/// The longest way that a key may be from its home, in slots: 4 KiB of them.
inline constexpr std::uint32_t kMaxProbe = 512;

inline constexpr std::size_t kMaxOrigins = 1000;
inline constexpr std::size_t kMaxNameBytes = 4096;

/// The body's checksum is made of its chunks', one behind the other, so that it can be computed
/// while the body is written or read.
inline constexpr std::size_t kChunkBytes = std::size_t{1} << 20;

/// The checksum of a body that goes on with these bytes; `before` is that of the whole chunks in
/// front of them, 0 where there are none.
std::uint64_t body_checksum(std::string_view bytes, std::uint64_t before);

std::string header_bytes(const ImageHeader& header);
/// Errors: as MapImage::open().
Result<ImageHeader> read_header(std::string_view file);

std::string origin_bytes(std::span<const ImageOrigin> origins);
/// nullopt where the bytes are no such list, or name places outside of the records.
std::optional<std::vector<ImageOrigin>> read_origins(std::string_view bytes,
                                                     const ImageHeader& header);

/// A row as it stands in a file. Views of its bytes.
struct Record {
  std::uint32_t line = 0;
  std::uint16_t status = 0;
  std::uint8_t shape = 0;
  std::string_view path;
  std::string_view query;
  std::string_view host;
  std::string_view port;
  std::string_view to;

  MapProbe key() const { return {path, query, host, port}; }
};

/// Appends the bytes of a record.
void append_record(const Record& record, std::string& out);

/// How long a record says it is. `head` has kRecordHeadBytes.
std::size_t record_size(std::string_view head);
/// The same for the record at `offset` of a file; nullopt where not all of that is among the
/// records.
std::optional<std::size_t> record_size(std::string_view file, const ImageHeader& header,
                                       std::uint64_t offset);

/// Reads exactly one record; nullopt where its checksum or its sizes do not hold.
std::optional<Record> read_record(std::string_view bytes);

/// A record's key as a file could state it: [scheme://][host[:port]]/path[?query].
std::string row_text(const Record& record);

/// A key's parts, hashed; only those that keys of these shapes have.
MapHashes hashes_of(const MapProbe& probe, std::uint32_t shapes, const ImageHeader& header);

constexpr std::uint64_t home_of(std::uint64_t hash, std::uint64_t homes) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>((Wide{hash} * homes) >> 64U);
}

constexpr std::uint64_t slot_of(std::uint64_t hash, std::uint64_t offset) {
  return hash << kOffsetBits | offset;
}

constexpr bool is_tagged(std::uint64_t slot, std::uint64_t hash) {
  return ((slot ^ hash << kOffsetBits) >> kOffsetBits) == 0;
}

}  // namespace onward::rules::image
