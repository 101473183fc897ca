// SPDX-License-Identifier: MIT
// The hash of a key is put together from those of its parts, so that a request's path, query and
// host are hashed once each, however many shapes of keys are tried; and only shapes that some row
// has are tried. A table is filled by its owner alone, so that its seed need not be a secret.
#include "rules/map_table.h"

#include "base/ascii.h"
#include "base/check.h"
#include "rules/findings.h"
#include "rules/hash.h"
#include "rules/target.h"
#include "rules/target_bytes.h"

#include <bit>
#include <limits>
#include <utility>

namespace onward::rules {
namespace {

constexpr std::uint64_t kSeed = 0x6F6E77617264206DU;

/// What a row's sizes are counted in. A request target has 8 KiB at most.
constexpr std::size_t kMaxTextBytes = std::numeric_limits<std::uint16_t>::max();

constexpr std::uint32_t tag_of(std::uint64_t hash) {
  return static_cast<std::uint32_t>(hash >> 32);
}

bool needs_target(int status) { return status < 400; }

bool is_row_status(int status) {
  switch (status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
    case 404:
    case 410:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::uint64_t MapTable::Probe::hash(std::uint8_t shape) const {
  std::uint64_t hash = mixed(path_hash, shape);
  if ((shape & kQuery) != 0) hash = mixed(hash, query_hash);
  if ((shape & kHost) != 0) hash = mixed(hash, host_hash);
  return hash;
}

MapTable::Probe MapTable::probe_of(std::string_view path, std::string_view query,
                                   std::string_view host, std::string_view port) {
  return {path,
          query,
          host,
          port,
          hash_of(path, kSeed),
          query.empty() ? 0 : hash_of(query, kSeed + 1),
          host.empty() ? 0 : hash_of(host, kSeed + 2)};
}

// Path, query, host and port lie behind each other; a scheme is a part of the shape.
bool MapTable::fits(const Row& row, const Probe& probe, std::uint8_t shape) const {
  if (row.shape != shape || row.path_size != probe.path.size()) return false;
  std::string_view text = std::string_view(text_).substr(row.text);
  const auto take = [&text](std::size_t size) {
    const std::string_view piece = text.substr(0, size);
    text.remove_prefix(size);
    return piece;
  };
  if (take(row.path_size) != probe.path) return false;
  if (const auto query = take(row.query_size); (shape & kQuery) != 0 && query != probe.query) {
    return false;
  }
  if (const auto host = take(row.host_size); (shape & kHost) != 0 && host != probe.host) {
    return false;
  }
  return (shape & kPort) == 0 || take(row.port_size) == probe.port;
}

const MapTable::Row* MapTable::look_up(const Probe& probe, std::uint8_t shape) const {
  const std::uint64_t hash = probe.hash(shape);
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
  const NormalUrl& url = asked.url();
  std::string_view path = asked.path(comparison_);
  std::string_view query = url.query;
  // Clients differ in what they escape ("(" and "%28"), and a literal row stands for both.
  if (is_literal_ && !target_byte::all_in(path, target_byte::kEscapedPath)) {
    std::string& escaped = asked.buffer().escaped;
    escaped.clear();
    append_encoded(path, target_byte::kEscapedPath, escaped);
    path = escaped;
  }
  if (comparison_.ignore_trailing_slash && path.size() > 1 && path.back() == '/') {
    path.remove_suffix(1);
  }
  if (comparison_.ignore_case) {
    std::string& folded = asked.buffer().folded;
    folded.clear();
    for (const char c : path) folded += base::to_lower(c);
    for (const char c : query) folded += base::to_lower(c);
    query = std::string_view(folded).substr(path.size());
    path = std::string_view(folded).substr(0, path.size());
  }
  const Probe probe = probe_of(path, query, url.host, url.port);
  const bool https = url.scheme == "https";
  for (std::uint32_t left = shapes_; left != 0;) {
    const auto shape = static_cast<std::uint8_t>(31 - std::countl_zero(left));
    left &= ~(1U << shape);
    if ((shape & kQuery) != 0 && query.empty()) continue;
    if ((shape & kScheme) != 0 && ((shape & kHttps) != 0) != https) continue;
    if (const Row* row = look_up(probe, shape)) {
      const std::size_t to =
          row->text + row->path_size + row->query_size + row->host_size + row->port_size;
      return FoundRow{std::string_view(text_).substr(to, row->to_size), row->status, row->line,
                      (shape & kQuery) != 0};
    }
  }
  return std::nullopt;
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
  if ((row.shape & kScheme) != 0) view.scheme = (row.shape & kHttps) != 0 ? "https" : "http";
  view.status = row.status;
  view.line = row.line;
  return view;
}

// Reads rows into a table, one after the other.
class MapTable::Builder {
 public:
  Builder(MapTable& table, const MapSource& source, int default_status, Diagnostics& diagnostics)
      : table_(table), source_(source), default_status_(default_status), findings_(diagnostics) {}

  void add(const MapRow& row) {
    if (row.status != 0 && !is_row_status(row.status)) {
      return refuse(row, {"a row has no status " + std::to_string(row.status),
                          "one of 301, 302, 303, 307, 308, 404 and 410"});
    }
    auto key = read_map_key(row.from, {table_.comparison_, source_.is_literal});
    if (auto* fault = std::get_if<RowFault>(&key)) return refuse(row, std::move(*fault));
    std::optional<std::string> to = "";
    std::string why;
    if (needs_target(row.status != 0 ? row.status : default_status_)) {
      to = serialize_target(row.to, source_.is_literal, why);
    }
    if (!to) return refuse(row, {std::move(why), ""});
    insert(row, std::get<MapKey>(key), *to);
  }

 private:
  Place place(const MapRow& row) const { return {source_.file, row.line, 1}; }

  void refuse(const MapRow& row, RowFault fault) {
    findings_.error(place(row), std::move(fault.message), std::move(fault.hint));
  }

  static std::uint8_t shape_of(const MapKey& key) {
    unsigned shape = 0;
    if (!key.host.empty()) shape |= kHost;
    if (!key.query.empty()) shape |= kQuery;
    if (!key.scheme.empty()) shape |= kScheme;
    if (key.scheme == "https") shape |= kHttps;
    if (!key.port.empty()) shape |= kPort;
    return static_cast<std::uint8_t>(shape);
  }

  void insert(const MapRow& row, const MapKey& key, const std::string& to) {
    for (const std::string* text : {&key.path, &key.query, &key.host, &to}) {
      if (text->size() > kMaxTextBytes) return refuse(row, {"the row is too long", ""});
    }
    const std::uint8_t shape = shape_of(key);
    const Probe probe = probe_of(key.path, key.query, key.host, key.port);
    if (const Row* first = table_.look_up(probe, shape)) {
      note_repeated(row, *first, to);
      findings_.warning(place(row), "'" + shown(row.from) + "' is the source of line " +
                                        std::to_string(first->line) + " again; that one is used");
      return;
    }
    const std::uint64_t hash = probe.hash(shape);
    const auto size = [](const std::string& text) {
      return static_cast<std::uint16_t>(text.size());
    };
    table_.rows_.push_back({table_.text_.size(), row.line, size(key.path), size(key.query),
                            size(key.host), size(to), row.status,
                            static_cast<std::uint8_t>(key.port.size()), shape});
    table_.free_slot(hash) = {tag_of(hash), static_cast<std::uint32_t>(table_.rows_.size())};
    table_.text_.append(key.path).append(key.query).append(key.host).append(key.port).append(to);
    table_.shapes_ |= 1U << shape;
    if (!leads_to_itself(key, to, {table_.comparison_, source_.is_literal})) return;
    findings_.warning(place(row), "'" + shown(row.from) + "' leads to itself",
                      "clients would go round in circles: correct the target, or remove the row");
  }

  void note_repeated(const MapRow& row, const Row& first, const std::string& to) {
    const auto index = static_cast<std::size_t>(&first - table_.rows_.data());
    const bool is_same = table_.row(index).to == to && first.status == row.status;
    table_.repeated_.push_back({row.line, first.line, static_cast<std::uint32_t>(index), is_same,
                                is_same ? std::string() : to});
  }

  MapTable& table_;
  const MapSource& source_;
  int default_status_;
  Findings findings_;
};

MapTable MapTable::create(const MapSource& source, const Comparison& comparison, int default_status,
                          Diagnostics& diagnostics) {
  MapTable table;
  table.comparison_ = comparison;
  table.is_literal_ = source.is_literal;
  table.reserve(source.rows.size());
  Builder builder(table, source, default_status, diagnostics);
  for (const MapRow& row : source.rows) builder.add(row);
  table.rows_.shrink_to_fit();
  table.text_.shrink_to_fit();
  return table;
}

}  // namespace onward::rules
