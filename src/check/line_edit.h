// SPDX-License-Identifier: MIT
#pragma once

#include "onward/config/configuration.h"
#include "onward/rules/diagnostic.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Rewriting the target of one line, and leaving every other byte of the file as it is.
namespace onward::check {

/// `size` bytes at `at` become `text`.
struct Edit {
  std::size_t at = 0;
  std::size_t size = 0;
  std::string text;
};

/// The lines of a file, found by their numbers.
class LineIndex {
 public:
  explicit LineIndex(const config::SourceFile& file);

  struct Found {
    std::size_t at = 0;
    std::string_view text;
  };
  std::optional<Found> find(std::uint32_t number) const;
  const config::SourceFile& file() const { return file_; }

 private:
  const config::SourceFile& file_;
  std::vector<Found> lines_;
};

/// The target of a rule, which stands at its place; nullopt where it does not stand there plainly.
std::optional<Edit> edit_of_target(const LineIndex& lines, const rules::Place& place,
                                   std::string_view was, const std::string& target);

/// The target of a row of a map. `was` is what it leads to, serialized.
std::optional<Edit> edit_of_row(const LineIndex& lines, std::uint32_t line, std::string_view was,
                                const std::string& target);

/// The text with its edits, which touch different places.
std::string with_edits(std::string_view text, std::vector<Edit> edits);

}  // namespace onward::check
