// SPDX-License-Identifier: MIT
// The hash of a key is put together from those of its parts, so that a request's path, query and
// host are hashed once each, however many shapes of keys are tried; and only shapes that some row
// has are tried. A table is filled by its owner alone, so that its seed need not be a secret.
#include "rules/map_table.h"

#include "base/check.h"
#include "rules/hash.h"
#include "rules/map_row.h"

#include <limits>
#include <utility>

namespace onward::rules {
namespace {

constexpr std::uint64_t kSeed = 0x6F6E77617264206DU;

constexpr std::uint32_t tag_of(std::uint64_t hash) {
  return static_cast<std::uint32_t>(hash >> 32);
}

MapHashes hashes_of(const MapProbe& probe) {
  return {hash_of(probe.path, kSeed), probe.query.empty() ? 0 : hash_of(probe.query, kSeed + 1),
          probe.host.empty() ? 0 : hash_of(probe.host, kSeed + 2)};
}

}  // namespace

// Path, query, host and port lie behind each other; a scheme is a part of the shape.
bool MapTable::fits(const Row& row, const MapProbe& probe, std::uint8_t shape) const {
  if (row.shape != shape || row.path_size != probe.path.size()) return false;
  std::string_view text = std::string_view(text_).substr(row.text);
  const auto take = [&text](std::size_t size) {
    const std::string_view piece = text.substr(0, size);
    text.remove_prefix(size);
    return piece;
  };
  if (take(row.path_size) != probe.path) return false;
  if (const auto query = take(row.query_size); (shape & kKeyQuery) != 0 && query != probe.query) {
    return false;
  }
  if (const auto host = take(row.host_size); (shape & kKeyHost) != 0 && host != probe.host) {
    return false;
  }
  return (shape & kKeyPort) == 0 || take(row.port_size) == probe.port;
}

const MapTable::Row* MapTable::look_up(const MapProbe& probe, const MapHashes& hashes,
                                       std::uint8_t shape) const {
  const std::uint64_t hash = hashes.of(shape);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash & mask; slots_[i].row != 0; i = (i + 1) & mask) {
    if (slots_[i].tag != tag_of(hash)) continue;
    const Row& row = rows_[slots_[i].row - 1];
    if (fits(row, probe, shape)) return &row;
  }
  return nullptr;
}

MapTable::Slot& MapTable::free_slot(std::uint64_t hash) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = hash & mask;
  while (slots_[i].row != 0) i = (i + 1) & mask;
  return slots_[i];
}

void MapTable::reserve(std::size_t rows) {
  CHECK(rows < std::numeric_limits<std::uint32_t>::max() / 2);
  slots_.assign(std::bit_ceil(rows + rows / 2 + 1), Slot{});
  rows_.reserve(rows);
}

std::optional<FoundRow> MapTable::find(Asked& asked) const {
  if (rows_.empty()) return std::nullopt;
  const MapProbe probe = probe_of(asked, {comparison_, is_literal_});
  const MapHashes hashes = hashes_of(probe);
  const Row* const row = first_found(shapes_, asked.url(), probe, [&](std::uint8_t shape) {
    return look_up(probe, hashes, shape);
  });
  if (row == nullptr) return std::nullopt;
  const std::size_t to =
      row->text + row->path_size + row->query_size + row->host_size + row->port_size;
  return FoundRow{std::string_view(text_).substr(to, row->to_size), row->status, row->line,
                  (row->shape & kKeyQuery) != 0};
}

MapTable::RowView MapTable::row(std::size_t index) const {
  const Row& row = rows_[index];
  std::string_view text = std::string_view(text_).substr(row.text);
  const auto take = [&text](std::size_t size) {
    const std::string_view piece = text.substr(0, size);
    text.remove_prefix(size);
    return piece;
  };
  RowView view;
  view.path = take(row.path_size);
  view.query = take(row.query_size);
  view.host = take(row.host_size);
  view.port = take(row.port_size);
  view.to = take(row.to_size);
  if ((row.shape & kKeyScheme) != 0) view.scheme = (row.shape & kKeyHttps) != 0 ? "https" : "http";
  view.status = row.status;
  view.line = row.line;
  return view;
}

// Reads rows into a table, one after the other.
class MapTable::Builder {
 public:
  Builder(MapTable& table, const RowCheck& check, Diagnostics& diagnostics)
      : table_(table), check_(check), diagnostics_(diagnostics) {}

  void add(const MapRow& row) {
    const auto checked = check_row(row, check_, diagnostics_);
    if (!checked) return;
    const MapKey& key = checked->key;
    const std::uint8_t shape = shape_of(key);
    const MapProbe probe = MapProbe::of(key);
    const MapHashes hashes = hashes_of(probe);
    if (const Row* first = table_.look_up(probe, hashes, shape)) {
      note_repeated(row, *first, checked->to);
      return say_repeated(row, check_.file, "line " + std::to_string(first->line), diagnostics_);
    }
    const auto size = [](const std::string& text) {
      return static_cast<std::uint16_t>(text.size());
    };
    table_.rows_.push_back({table_.text_.size(), row.line, size(key.path), size(key.query),
                            size(key.host), size(checked->to), row.status,
                            static_cast<std::uint8_t>(key.port.size()), shape});
    const std::uint64_t hash = hashes.of(shape);
    table_.free_slot(hash) = {tag_of(hash), static_cast<std::uint32_t>(table_.rows_.size())};
    table_.text_.append(key.path).append(key.query).append(key.host).append(key.port);
    table_.text_.append(checked->to);
    table_.shapes_ |= 1U << shape;
    say_circle(row, *checked, check_, diagnostics_);
  }

 private:
  void note_repeated(const MapRow& row, const Row& first, const std::string& to) {
    const auto index = static_cast<std::size_t>(&first - table_.rows_.data());
    const bool is_same = table_.row(index).to == to && first.status == row.status;
    table_.repeated_.push_back({row.line, first.line, static_cast<std::uint32_t>(index), is_same,
                                is_same ? std::string() : to});
  }

  MapTable& table_;
  const RowCheck& check_;
  Diagnostics& diagnostics_;
};

MapTable MapTable::create(const MapSource& source, const Comparison& comparison, int default_status,
                          Diagnostics& diagnostics) {
  MapTable table;
  table.comparison_ = comparison;
  table.is_literal_ = source.is_literal;
  table.reserve(source.rows.size());
  const RowCheck check{{comparison, source.is_literal}, default_status, source.file};
  Builder builder(table, check, diagnostics);
  for (const MapRow& row : source.rows) builder.add(row);
  table.rows_.shrink_to_fit();
  table.text_.shrink_to_fit();
  return table;
}

}  // namespace onward::rules
