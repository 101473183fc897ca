// SPDX-License-Identifier: MIT
// Lines and words. All are views of the text, so a file of a gigabyte costs nothing but a walk;
// white space is ASCII's, because what else Unicode has of it may stand in a path.
#include "config/lines.h"

#include <algorithm>

namespace onward::config {
namespace {

constexpr std::string_view kSpace = " \t\r\n\v\f";
constexpr std::string_view kMark = "\xEF\xBB\xBF";

}  // namespace

std::string_view without_mark(std::string_view text) {
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  return text;
}

LineReader::LineReader(std::string_view text) : rest_(without_mark(text)) {}

bool LineReader::next(Line& line) {
  if (rest_.empty()) return false;
  const std::size_t end = rest_.find('\n');
  line.text = rest_.substr(0, end);
  line.number = ++number_;
  rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
  if (line.text.ends_with('\r')) line.text.remove_suffix(1);
  return true;
}

std::vector<Word> words(std::string_view line) {
  std::vector<Word> found;
  std::size_t at = 0;
  while ((at = line.find_first_not_of(kSpace, at)) != std::string_view::npos) {
    const std::size_t end = std::min(line.find_first_of(kSpace, at), line.size());
    found.push_back({line.substr(at, end - at), at + 1});
    at = end;
  }
  return found;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

}  // namespace onward::config
