// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/diagnostic.h"
#include "onward/rules/rule.h"
#include "rules/asked.h"
#include "rules/map_key.h"
#include "rules/map_shape.h"
#include "rules/selection.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The rows of a map, compiled: one text, and an index of 32 bytes a row and some.
//
//   slots    | hash, row | hash, row | -, none | …      open addressing, two thirds full at most
//   rows     | where its text is, sizes, line, status | …
//   text     path query host port target, path query …
namespace onward::rules {

/// Immutable; share freely.
class MapTable {
 public:
  /// `default_status` is that of rows without one. What is wrong with a row goes to `diagnostics`
  /// at its line, and the row is left out; of two rows with one key the first is kept.
  static MapTable create(const MapSource& source, const Comparison& comparison, int default_status,
                         Diagnostics& diagnostics);

  /// The most specific row, in this order: host, path and query; host and path; path and query;
  /// path. Where there is a host, a row with scheme or port goes before one without.
  std::optional<FoundRow> find(Asked& asked) const;

  std::size_t size() const { return rows_.size(); }

  /// A row as it is looked up; views of the table. Empty parts are those that it leaves open.
  struct RowView {
    std::string_view scheme;
    std::string_view host;
    std::string_view port;
    std::string_view path;
    std::string_view query;
    std::string_view to;
    std::uint16_t status = 0;
    std::uint32_t line = 0;
  };
  RowView row(std::size_t index) const;

  /// A row that was left aside, as an earlier one has its key.
  struct Repeated {
    std::uint32_t line = 0;
    std::uint32_t first = 0;      ///< the line of the row that is used
    std::uint32_t first_row = 0;  ///< its index
    bool is_same = false;         ///< whether it says the same
    std::string to;               ///< what it says, where it says another thing
  };
  const std::vector<Repeated>& repeated() const { return repeated_; }

 private:
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t row = 0;  ///< counted from 1; 0: free
  };
  struct Row {
    std::uint64_t text;
    std::uint32_t line;
    std::uint16_t path_size;
    std::uint16_t query_size;
    std::uint16_t host_size;
    std::uint16_t to_size;
    std::uint16_t status;
    std::uint8_t port_size;
    std::uint8_t shape;
  };
  class Builder;

  bool fits(const Row& row, const MapProbe& probe, std::uint8_t shape) const;
  const Row* look_up(const MapProbe& probe, const MapHashes& hashes, std::uint8_t shape) const;
  Slot& free_slot(std::uint64_t hash);
  void reserve(std::size_t rows);

  Comparison comparison_;
  bool is_literal_ = false;
  std::uint32_t shapes_ = 0;  ///< a bit for each shape that some row has
  std::vector<Slot> slots_;
  std::vector<Row> rows_;
  std::vector<Repeated> repeated_;
  std::string text_;
};

}  // namespace onward::rules
