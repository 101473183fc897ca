// SPDX-License-Identifier: MIT
// Records are written as rows come in, and only the hash of each and its place are kept. In the
// end these are sorted by hash, which is the order of slots: each goes to its home, or to the first
// free slot behind it. So slots are written from the first to the last, and how far any key lies
// from its home is known before the first one is.
#include "rules/image/builder.h"

#include "rules/image/layout.h"
#include "rules/little_endian.h"

#include <algorithm>
#include <utility>

namespace onward::rules {
namespace {

/// Two thirds of the slots are full; each time that this is too narrow there are half as many more.
constexpr int kWidenings = 4;

constexpr std::uint64_t kLeastHomes = 8;

/// What is written at once. File systems keep what they are given in one piece in large pages, and
/// whoever looks the image up then waits less for the translation of addresses.
constexpr std::size_t kWriteBytes = 32 * image::kChunkBytes;

std::string padding(std::uint64_t at) {
  return std::string((image::kSlotBytes - at % image::kSlotBytes) % image::kSlotBytes, '\0');
}

}  // namespace

ImageBuilder::ImageBuilder(const ImageOptions& options, ImageFile& file, Diagnostics& diagnostics)
    : options_(options), file_(file), diagnostics_(diagnostics), at_(kImageHeaderBytes) {
  header_.comparison = options.comparison;
  header_.is_literal = options.is_literal;
  header_.key = options.key;
  header_.built_at = options.built_at;
  header_.records_at = kImageHeaderBytes;
}

void ImageBuilder::begin_origin(std::string_view name, std::uint32_t index) {
  origins_.push_back({end(), std::string(name.substr(0, image::kMaxNameBytes))});
  indices_.push_back(index);
}

// A chunk is hashed when it is whole, and then never touched again.
void ImageBuilder::write_whole_chunks() {
  if (pending_.size() < kWriteBytes) return;
  const std::size_t size = pending_.size() / image::kChunkBytes * image::kChunkBytes;
  const std::string_view chunks = std::string_view(pending_).substr(0, size);
  header_.body_checksum = image::body_checksum(chunks, header_.body_checksum);
  if (outcome_) outcome_ = file_.write(at_, chunks);
  at_ += size;
  pending_.erase(0, size);
}

void ImageBuilder::write_rest() {
  if (outcome_) outcome_ = file_.write(at_, pending_);
}

void ImageBuilder::add(const MapRow& row) {
  const RowCheck check{{options_.comparison, options_.is_literal},
                       options_.status != 0 ? options_.status : 301,
                       indices_.empty() ? 0 : indices_.back()};
  const auto checked = check_row(row, check, diagnostics_);
  if (!checked) return;
  const MapKey& key = checked->key;
  const std::uint8_t shape = shape_of(key);
  const std::uint16_t status = row.status != 0 ? row.status : options_.status;
  const MapHashes hashes = image::hashes_of(MapProbe::of(key), ~std::uint32_t{0}, header_);
  entries_.push_back({hashes.of(shape), end()});
  header_.shapes |= 1U << shape;
  image::append_record(
      {row.line, status, shape, key.path, key.query, key.host, key.port, checked->to}, pending_);
  write_whole_chunks();
  Diagnostics circle;
  say_circle(row, *checked, check, circle);
  if (!circle.empty()) circles_.emplace(entries_.back().offset, std::move(circle.front()));
}

std::optional<std::size_t> ImageBuilder::origin_of(std::uint64_t offset) const {
  const auto behind = std::ranges::upper_bound(origins_, offset, {}, &ImageOrigin::begin);
  if (behind == origins_.begin()) return {};
  return static_cast<std::size_t>(behind - origins_.begin() - 1);
}

Result<std::string> ImageBuilder::record_at(std::uint64_t offset) {
  const auto head = file_.read(offset, image::kRecordHeadBytes);
  if (!head) return fail(head.error());
  return file_.read(offset, image::record_size(*head));
}

// Equal hashes of 64 bits are equal keys, nearly always; the records know.
bool ImageBuilder::is_repeated(const Entry& first, const Entry& entry) {
  const auto one = record_at(first.offset);
  const auto other = record_at(entry.offset);
  if (!one || !other) {
    outcome_ = fail(one ? other.error() : one.error());
    return false;
  }
  const auto a = image::read_record(*one);
  const auto b = image::read_record(*other);
  if (!a || !b) {
    outcome_ = fail(ErrorCode::ImageBroken);
    return false;
  }
  if (a->shape != b->shape || image::row_text(*a) != image::row_text(*b)) return false;
  std::string where = "line " + std::to_string(a->line);
  const auto from = origin_of(first.offset);
  const auto own = origin_of(entry.offset);
  if (from != own && from) where.append(" of ").append(origins_[*from].name);
  circles_.erase(entry.offset);
  say_repeated({image::row_text(*b), "", 0, b->line}, own ? indices_[*own] : 0, where,
               diagnostics_);
  return true;
}

void ImageBuilder::drop_repeated() {
  std::ranges::sort(entries_, [](const Entry& a, const Entry& b) {
    return std::pair(a.hash, a.offset) < std::pair(b.hash, b.offset);
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    bool is_new = true;
    for (std::size_t k = kept; is_new && k > 0 && entries_[k - 1].hash == entries_[i].hash; --k) {
      is_new = !is_repeated(entries_[k - 1], entries_[i]);
    }
    if (is_new) entries_[kept++] = entries_[i];
  }
  entries_.resize(kept);
}

void ImageBuilder::sort_diagnostics() {
  for (auto& [offset, circle] : circles_) diagnostics_.push_back(std::move(circle));
  circles_.clear();
  std::ranges::stable_sort(diagnostics_, {}, [](const Diagnostic& diagnostic) {
    return std::pair(diagnostic.place.file, diagnostic.place.line);
  });
}

std::uint64_t ImageBuilder::longest_probe(std::uint64_t homes) const {
  std::uint64_t longest = 1;
  std::uint64_t free = 0;
  for (const Entry& entry : entries_) {
    const std::uint64_t home = image::home_of(entry.hash, homes);
    free = std::max(free, home) + 1;
    longest = std::max(longest, free - home);
  }
  return longest;
}

bool ImageBuilder::place_slots() {
  header_.rows = entries_.size();
  header_.homes = kLeastHomes + header_.rows + header_.rows / 2;
  for (int i = 0; i < kWidenings; ++i, header_.homes += header_.homes / 2) {
    const std::uint64_t longest = longest_probe(header_.homes);
    if (longest > image::kMaxProbe) continue;
    header_.longest_probe = static_cast<std::uint32_t>(longest);
    return true;
  }
  return false;
}

void ImageBuilder::write_slots() {
  std::uint64_t free = 0;
  const auto leave = [&](std::uint64_t until) {
    for (; free < until; ++free) {
      append_number(std::uint64_t{0}, pending_);
      write_whole_chunks();
    }
  };
  for (const Entry& entry : entries_) {
    leave(image::home_of(entry.hash, header_.homes));
    append_number(image::slot_of(entry.hash, entry.offset), pending_);
    ++free;
    write_whole_chunks();
  }
  leave(header_.homes + header_.longest_probe - 1);
}

Result<ImageHeader> ImageBuilder::finish() {
  write_rest();  // so that records can be read again
  header_.records_size = end() - header_.records_at;
  if (outcome_) drop_repeated();
  sort_diagnostics();
  if (outcome_ && !place_slots()) outcome_ = fail(ErrorCode::ImageCrowded);
  if (!outcome_) return fail(outcome_.error());
  pending_ += padding(end());
  header_.slots_at = end();
  write_slots();
  header_.origins_at = end();
  const std::string origins = image::origin_bytes(origins_);
  header_.origins_size = origins.size();
  pending_ += origins;
  write_whole_chunks();
  write_rest();
  header_.body_checksum = image::body_checksum(pending_, header_.body_checksum);
  header_.file_size = end();
  // Last of all, so that what was cut off before has no header.
  if (outcome_) outcome_ = file_.write(0, image::header_bytes(header_));
  if (!outcome_) return fail(outcome_.error());
  return header_;
}

}  // namespace onward::rules
