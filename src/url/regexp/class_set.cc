// SPDX-License-Identifier: MIT
// Sets of ASCII characters and strings: the operations of v-mode classes, and their RE2 spelling.
// RE2 never sees the i flag for them: an expanded set holds both cases.
#include "url/regexp/class_set.h"

#include "base/ascii.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace onward::url {
namespace {

constexpr char32_t kLongS = 0x17F;    // folds to "s"
constexpr char32_t kKelvin = 0x212A;  // folds to "k"

std::string escaped(std::size_t character) {
  const char c = static_cast<char>(character);
  if (base::is_alnum(c)) return std::string(1, c);
  constexpr std::string_view kHex = "0123456789abcdef";
  return std::string("\\x") + kHex[character >> 4U] + kHex[character & 15U];
}

}  // namespace

void ClassSet::add(char32_t first, char32_t last) {
  for (char32_t c = first; c <= last && c < 128; ++c) {
    const char ascii = static_cast<char>(c);
    characters_.set(base::byte(ignore_case_ ? base::to_lower(ascii) : ascii));
  }
  if (!ignore_case_) return;
  if (first <= kLongS && kLongS <= last) characters_.set('s');
  if (first <= kKelvin && kKelvin <= last) characters_.set('k');
}

void ClassSet::add_all(std::string_view ascii) {
  for (const char c : ascii) add(base::byte(c));
}

void ClassSet::add_string(std::u32string_view code_points) {
  if (code_points.size() == 1) return add(code_points[0]);
  std::string text;
  for (const char32_t c : code_points) {
    ClassSet folded(ignore_case_);
    folded.add(c);
    if (folded.characters_.none()) return;  // beyond ASCII: never found in a subject
    text += static_cast<char>(folded.characters_._Find_first());
  }
  strings_.insert(std::move(text));
}

void ClassSet::unite(const ClassSet& other) {
  characters_ |= other.characters_;
  strings_.insert(other.strings_.begin(), other.strings_.end());
}

void ClassSet::intersect(const ClassSet& other) {
  characters_ &= other.characters_;
  std::erase_if(strings_, [&](const std::string& s) { return !other.strings_.contains(s); });
}

void ClassSet::subtract(const ClassSet& other) {
  characters_ &= ~other.characters_;
  std::erase_if(strings_, [&](const std::string& s) { return other.strings_.contains(s); });
}

void ClassSet::complement() {
  characters_.flip();
  if (!ignore_case_) return;
  for (std::size_t c = 'A'; c <= 'Z'; ++c) characters_.reset(c);
}

MatchShape ClassSet::shape() const {
  const bool empty = strings_.contains("");
  const bool nonempty = characters_.any() || strings_.size() > (empty ? 1U : 0U);
  return {.empty = empty, .nonempty = nonempty};
}

std::string ClassSet::to_re2() const {
  if (strings_.empty()) return characters_to_re2();
  // ECMA-262, "CompileAtom" of a class: strings "in descending order of length".
  std::vector<std::string> ordered(strings_.begin(), strings_.end());
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  std::string result = "(?:";
  for (const std::string& text : ordered) {
    if (text.empty()) continue;
    for (const char c : text) {
      ClassSet one(ignore_case_);
      one.add(base::byte(c));
      result += one.characters_to_re2();
    }
    result += '|';
  }
  result += characters_to_re2();
  if (strings_.contains("")) result += '|';
  return result + ')';
}

std::string ClassSet::characters_to_re2() const {
  std::bitset<128> set = characters_;
  if (ignore_case_) {
    for (std::size_t c = 'a'; c <= 'z'; ++c) set[c - 'a' + 'A'] = set[c];
  }
  if (set.none()) return "[^\\x00-\\xff]";
  if (set.count() == 1) return escaped(set._Find_first());
  std::string result = "[";
  for (std::size_t first = 0; first < 128; ++first) {
    if (!set[first]) continue;
    std::size_t last = first;
    while (last + 1 < 128 && set[last + 1]) ++last;
    result += escaped(first);
    if (last > first) result += (last > first + 1 ? "-" : "") + escaped(last);
    first = last;
  }
  return result + ']';
}

}  // namespace onward::url
