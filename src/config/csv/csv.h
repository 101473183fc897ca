// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Records of comma or tab separated values (RFC 4180), read one at a time.
namespace onward::config {

/// A record ends at a line end within so many bytes, or its quotes are taken for a mistake: an
/// unclosed quote must not swallow a gigabyte.
inline constexpr std::size_t kMaxRecordBytes = std::size_t{64} * 1024;

struct Cell {
  std::string text;  ///< without its quotes, and without white space around it where it has none
  std::size_t column = 1;
  bool is_quoted = false;
};

struct Record {
  std::vector<Cell> cells;
  std::size_t line = 0;  ///< where it begins
};

enum class RecordStatus : std::uint8_t {
  Read,
  Unclosed,  ///< a quote that is never closed, or after kMaxRecordBytes: the line is passed over
  End,
};

/// Gives the records of a text. Empty lines are passed over. Text between a closing quote and the
/// separator is kept as it stands.
class CsvReader {
 public:
  CsvReader(std::string_view text, char separator);

  RecordStatus next(Record& record);

 private:
  bool take_cell(Record& record);
  bool take_quoted(Cell& cell);
  void skip_line();

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t line_start_ = 0;
  std::size_t record_start_ = 0;
};

}  // namespace onward::config
