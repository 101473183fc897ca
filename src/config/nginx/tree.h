// SPDX-License-Identifier: MIT
#pragma once

#include "config/foreign.h"
#include "config/nginx/lexer.h"

#include <cstddef>
#include <string>
#include <vector>

// A configuration of nginx as a tree of directives, with what it includes in its place.
namespace onward::config::nginx {

/// Deepest nesting of blocks, and of files that include files; nginx has no limits of its own, and
/// the deepest of the files that were collected have 6 and 3.
inline constexpr std::size_t kMaxBlockDepth = 64;
inline constexpr std::size_t kMaxIncludeDepth = 16;
/// Most directives of one configuration with all that it includes.
inline constexpr std::size_t kMaxDirectives = 2'000'000;

/// "name word word;" or "name word { block }".
struct Directive {
  Word name;
  std::vector<Word> words;
  bool has_block = false;
  std::vector<Directive> block;
  /// A file that it includes could not be read: what stands in there is not known.
  bool lacks_include = false;

  const std::string& is() const { return name.text; }
  bool is_template() const;
  /// The word of that index; "" where there are fewer.
  const std::string& word(std::size_t index) const;
};

using Block = std::vector<Directive>;

struct Tree {
  Directive top;  ///< a nameless one; its block is the file
};

/// Reads a text and what it includes. What nginx would refuse is an Error or, where it is clear
/// what was meant, a Warning; reading goes on behind it.
Tree parse(const ForeignText& text, Includes& includes, rules::Diagnostics& diagnostics);

}  // namespace onward::config::nginx
