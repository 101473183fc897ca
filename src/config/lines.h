// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

// Text by lines, and lines by words.
namespace onward::config {

/// A line without its end (LF or CR LF), and its number from 1.
struct Line {
  std::string_view text;
  std::size_t number = 0;
};

/// Gives the lines of a text one after the other; a byte order mark before the first is passed
/// over.
///
///   LineReader lines(text);
///   for (Line line; lines.next(line);) read(line.text);
class LineReader {
 public:
  explicit LineReader(std::string_view text);

  /// False at the end. A last line without an end is a line, an empty rest is none.
  bool next(Line& line);

 private:
  std::string_view rest_;
  std::size_t number_ = 0;
};

/// A run of bytes without white space, and its column from 1.
struct Word {
  std::string_view text;
  std::size_t column = 0;
};

/// The words of a line; white space is what JavaScript's \s and trim() take of ASCII.
std::vector<Word> words(std::string_view line);

/// Without white space at its ends.
std::string_view trimmed(std::string_view text);

/// The text without a byte order mark before it.
std::string_view without_mark(std::string_view text);

}  // namespace onward::config
