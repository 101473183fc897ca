// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/rules/diagnostic.h"
#include "onward/rules/rule.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

// Rules, checked and indexed.
//
//   auto compiled = onward::rules::compile(rules);
//   compiled.diagnostics;            // everything that is wrong, with its place
//   if (compiled.table) serve(*compiled.table);
namespace onward::rules {

struct TableState;  // compiled; src/rules/table_state.h

/// An image that a rule looks up.
struct UsedImage {
  std::size_t rule = 0;
  std::uint32_t file = 0;  ///< MapSource::file
  std::shared_ptr<const MapImage> image;
};

/// Compiled rules. Immutable; share freely.
class Table {
 public:
  Table(std::shared_ptr<const TableState> state, std::vector<UsedImage> images);
  ~Table();
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  /// The rules as they were written, in file order. Their maps have no rows and no images any more:
  /// those are in the table alone.
  std::span<const Rule> rules() const;
  /// How many rows their maps have, those left aside as repeated or wrong not counted.
  std::size_t map_rows() const;

  /// The images of the rules' maps, in the order of the rules.
  std::span<const UsedImage> images() const { return images_; }
  /// The same rules with another image in the place of the one at `index` of images(); nothing is
  /// compiled. Error: ImageCompares.
  Result<std::shared_ptr<const Table>> with_image(std::size_t index,
                                                  std::shared_ptr<const MapImage> image) const;

  /// For this module.
  const TableState& state() const { return *state_; }

 private:
  std::shared_ptr<const TableState> state_;
  std::vector<UsedImage> images_;
};

struct Compiled {
  /// Null where a diagnostic is an error, but for those about rows of maps: such a row is left out.
  std::shared_ptr<const Table> table;
  Diagnostics diagnostics;  ///< in the order of their places
  std::vector<Rule> rules;  ///< where there is no table: what was given
};

/// Checks and indexes. The order of `rules` is the order of matching: the first that matches wins.
Compiled compile(std::vector<Rule> rules);

/// Answers each [[rule.example]] and reports the ones that differ from what is written.
///
/// A request is "POST /api/v1/orders?x=1", or with a whole URL, which then says scheme and Host;
/// "Name: value" lines may follow. Without either the host is "localhost". Its time is that of a
/// Date line, else the first that the rule's `between` allows, else 1970; its client is in the
/// first network of the rule's `client`. An answer is "307 https://new.example/x", or "404".
Diagnostics run_examples(const Table& table);

}  // namespace onward::rules
