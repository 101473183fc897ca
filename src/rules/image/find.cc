// SPDX-License-Identifier: MIT
// A look-up reads the slots from the key's home on, and a record only where 16 more bits of the
// hash agree. That record is taken out of the file before it is believed: its own checksum is
// computed over the very bytes that are answered, so that a file which is written over or cut off
// in this moment can lose rows, and never change one.
#include "rules/image/find.h"

#include "rules/image/layout.h"
#include "rules/little_endian.h"
#include "rules/map_row.h"
#include "rules/written_request.h"

#include <algorithm>

namespace onward::rules {
namespace {

using image::Record;

bool is_asked_for(const Record& record, const MapProbe& probe, std::uint8_t shape) {
  return record.shape == shape && record.path == probe.path &&
         ((shape & kKeyQuery) == 0 || record.query == probe.query) &&
         ((shape & kKeyHost) == 0 || record.host == probe.host) &&
         ((shape & kKeyPort) == 0 || record.port == probe.port);
}

/// A record, and where it stood.
struct Placed {
  Record record;
  std::uint64_t offset = 0;
};

/// One look-up.
class Finding {
 public:
  Finding(const MapImage& image, Asked& asked)
      : image_(image),
        header_(image.header()),
        asked_(asked),
        probe_(probe_of(asked, {header_.comparison, header_.is_literal})),
        hashes_(image::hashes_of(probe_, header_.shapes, header_)) {}

  std::optional<Placed> run() {
    return first_found(header_.shapes, asked_.url(), probe_,
                       [this](std::uint8_t shape) { return look_up(shape); });
  }

 private:
  std::optional<Placed> look_up(std::uint8_t shape) {
    const std::uint64_t hash = hashes_.of(shape);
    const char* slot = image_.bytes().data() + header_.slots_at +
                       image::kSlotBytes * image::home_of(hash, header_.homes);
    for (std::uint32_t i = 0; i < header_.longest_probe; ++i, slot += image::kSlotBytes) {
      const auto entry = load<std::uint64_t>(slot);
      if (entry == 0) break;
      if (!image::is_tagged(entry, hash)) continue;
      const std::uint64_t offset = entry & image::kOffsetMask;
      const auto record = take(offset);
      if (record && is_asked_for(*record, probe_, shape)) return Placed{*record, offset};
    }
    return std::nullopt;
  }

  // A record lies in two or three lines of the cache, which come from memory together where they
  // are asked for together.
  void fetch(std::uint64_t offset) const {
    constexpr std::size_t kLineBytes = 64;
    const std::string_view bytes = image_.bytes();
    const std::uint64_t end = std::min<std::uint64_t>(offset + 3 * kLineBytes, bytes.size());
    for (std::uint64_t at = offset; at < end; at += kLineBytes) {
      __builtin_prefetch(bytes.data() + at);
    }
  }

  std::optional<Record> take(std::uint64_t offset) {
    fetch(offset);
    const auto size = image::record_size(image_.bytes(), header_, offset);
    if (!size) return std::nullopt;
    std::string& row = asked_.buffer().row;
    row.assign(image_.bytes().data() + offset, *size);
    const auto record = image::read_record(row);
    // What may stand in a Location is looked at again where it is written.
    if (!record || (record->status != 0 && !is_row_status(record->status))) return std::nullopt;
    return record;
  }

  const MapImage& image_;
  const ImageHeader& header_;
  Asked& asked_;
  MapProbe probe_;
  MapHashes hashes_;
};

}  // namespace

std::optional<FoundRow> find(const MapImage& image, Asked& asked) {
  const auto found = Finding(image, asked).run();
  if (!found) return std::nullopt;
  const Record& record = found->record;
  return FoundRow{record.to, record.status, record.line, (record.shape & kKeyQuery) != 0};
}

Result<std::optional<ImageRow>> find(const MapImage& image, std::string_view url) {
  Origin origin;
  std::string_view authority;
  std::string_view target = url;
  if (const std::size_t scheme = url.find("://"); !url.starts_with('/') && scheme != url.npos) {
    origin.scheme = url.substr(0, scheme);
    target.remove_prefix(scheme + 3);
    authority = target.substr(0, target.find_first_of("/?"));
    target.remove_prefix(authority.size());
  }
  WrittenRequest written;
  const std::string with_path = std::string(target.starts_with('/') ? "" : "/").append(target);
  const std::string_view host = authority.empty() ? "localhost" : authority;
  if (auto sent = written.write({"GET", with_path, host, {}}); !sent) return fail(sent.error());
  http::RequestHead head = written.head();
  const Request request{head, origin};
  NormalBuffer normal;
  NormalUrl normalized;
  if (auto r = normalize(request, normal, normalized); !r) return fail(r.error());
  if (authority.empty()) normalized.host = "";
  SelectionBuffer buffer;
  const Question question{request, normalized, "GET", {}};
  Asked asked(question, buffer);
  const auto found = Finding(image, asked).run();
  if (!found) return std::nullopt;
  const Record& record = found->record;
  return ImageRow{image::row_text(record), std::string(record.to), record.status,
                  std::string(image.origin_of(found->offset)), record.line};
}

}  // namespace onward::rules
