// SPDX-License-Identifier: MIT
#pragma once

#include "config/foreign.h"
#include "config/report.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// A Caddyfile as its lines: words, and below a line its block.
//
//   redir /old /new {     a line of three words, with a block
//   }
namespace onward::config::caddy {

/// How deep blocks may nest, and imports name imports.
inline constexpr std::size_t kMaxDepth = 32;
/// Most words of a file with all that it imports: 250,000 redirects take 800 MB on their way.
inline constexpr std::size_t kMaxWords = 800'000;

struct Word {
  std::string text;
  rules::Place place;
  bool is_quoted = false;
};

struct Line {
  std::vector<Word> words;  ///< one at least
  std::vector<Line> block;
  bool has_block = false;

  const std::string& name() const { return words[0].text; }
  const rules::Place& place() const { return words[0].place; }
};

/// The lines of a text. What is wrong with it is an error in `report`, and the rest is read.
std::vector<Line> read_lines(const ForeignText& text, Report& report);

/// The lines with each `import` replaced by what it names: a snippet, or files. Snippets, "(name)",
/// are taken out.
std::vector<Line> with_imports(std::vector<Line> lines, Includes& includes, Report& report);

}  // namespace onward::config::caddy
