// SPDX-License-Identifier: MIT
#pragma once

#include "url/regexp/translate.h"

#include <bitset>
#include <set>
#include <string>
#include <string_view>

namespace onward::url {

/// What a class of a v-mode regular expression matches, of ASCII: characters, and strings of other
/// lengths (\q{abc|}). Where case is ignored, everything in it is folded to lower case
/// (ECMA-262, "MaybeSimpleCaseFolding"), and set operations work on the folded characters.
class ClassSet {
 public:
  explicit ClassSet(bool ignore_case) : ignore_case_(ignore_case) {}

  /// Adds the code points `first` to `last`. U+017F folds to "s" and U+212A to "k".
  void add(char32_t first, char32_t last);
  void add(char32_t code_point) { add(code_point, code_point); }
  void add_all(std::string_view ascii);
  /// Adds a string of code points; one of length one is a character.
  void add_string(std::u32string_view code_points);

  void unite(const ClassSet& other);
  void intersect(const ClassSet& other);
  void subtract(const ClassSet& other);
  /// ECMA-262, "CharacterComplement"; the strings must be none.
  void complement();

  MatchShape shape() const;

  /// One atom of RE2: a character, a class, or a group of alternatives, the longest string first.
  std::string to_re2() const;

 private:
  std::string characters_to_re2() const;

  bool ignore_case_;
  std::bitset<128> characters_;
  std::set<std::string> strings_;
};

}  // namespace onward::url
