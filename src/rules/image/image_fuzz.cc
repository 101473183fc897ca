// SPDX-License-Identifier: MIT
// Bytes that say they are an image: opened, asked, walked through. Nothing outside of them is read
// (the sanitizers say), and what is found is what a row may be. So that a fuzzer gets behind the
// checksums, they are set right first where the input asks for it.
#include "base/check.h"
#include "rules/hash.h"
#include "rules/image/find.h"
#include "rules/image/layout.h"
#include "rules/image/memory_file.h"
#include "rules/little_endian.h"
#include "rules/map_row.h"

#include <string>
#include <string_view>

namespace {

using onward::rules::append_number;
using onward::rules::hash_of;
using onward::rules::kImageHeaderBytes;
namespace image = onward::rules::image;

void put(std::string& bytes, std::size_t at, const std::string& number) {
  bytes.replace(at, number.size(), number);
}

std::string number_bytes(std::uint64_t number, std::size_t size) {
  std::string out;
  append_number(number, out);
  return out.substr(0, size);
}

/// Checksums of the header, of the body and of every record that a slot leads to.
void mend(std::string& bytes, bool with_records) {
  if (bytes.size() < kImageHeaderBytes) return;
  bytes.replace(0, 8, onward::rules::kImageMagic);
  put(bytes, 8, number_bytes(image::kVersion, 4));
  put(bytes, 16, number_bytes(bytes.size(), 8));
  const auto seal = [&bytes] {
    const std::string_view body = std::string_view(bytes).substr(kImageHeaderBytes);
    put(bytes, 112, number_bytes(image::body_checksum(body, 0), 8));
    put(bytes, 120, number_bytes(hash_of(std::string_view(bytes).substr(0, 120), 0), 8));
  };
  seal();
  const auto header = image::read_header(bytes);
  if (!with_records || !header) return;
  for (std::uint64_t i = 0; i < header->homes + header->longest_probe - 1; ++i) {
    const auto slot =
        onward::rules::load<std::uint64_t>(bytes.data() + header->slots_at + i * image::kSlotBytes);
    const std::uint64_t offset = slot & image::kOffsetMask;
    const auto size = image::record_size(bytes, *header, offset);
    if (!size) continue;
    put(bytes, offset,
        number_bytes(hash_of(std::string_view(bytes).substr(offset + 4, *size - 4), 0), 4));
  }
  seal();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const unsigned options = data[0];
  std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if ((options & 1U) != 0) mend(bytes, (options & 2U) != 0);
  const auto opened = onward::rules::open_bytes(bytes);
  if (!opened) return 0;
  const onward::rules::MapImage& map = **opened;
  const bool is_whole = map.check_rows().has_value();
  const auto rows = map.rows();
  CHECK(!is_whole || rows.size() == map.header().rows);
  std::size_t asked = 0;
  for (const auto& row : rows) {
    if (++asked > 64) break;
    const auto found = onward::rules::find(map, row.from);
    if (!found || !*found) continue;
    CHECK((*found)->status == 0 || onward::rules::is_row_status((*found)->status));
    static_cast<void>(map.origin_of(asked));
  }
  static_cast<void>(onward::rules::find(map, "http://shop.example:8080/a?x=1"));
  static_cast<void>(onward::rules::find(map, "/a"));
  return 0;
}
