// SPDX-License-Identifier: MIT
#pragma once

#include "config/report.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// JavaScript and TypeScript as tokens, as far as scripts that redirect need it.
namespace onward::config {

inline constexpr std::size_t kMaxScriptBytes = std::size_t{16} * 1024 * 1024;
inline constexpr std::size_t kMaxScriptTokens = 2'000'000;

struct Token {
  enum class Kind : std::uint8_t { Name, Number, String, Template, Regex, Mark, End };
  Kind kind = Kind::End;
  std::string text;   ///< of a string: its value; of a template: what stands between the backticks
  std::string flags;  ///< of a regular expression
  rules::Place place;
  std::size_t offset = 0;  ///< of a template: where `text` stands in the script
  bool after_newline = false;

  bool is(std::string_view mark) const { return kind == Kind::Mark && text == mark; }
  bool is_name(std::string_view name) const { return kind == Kind::Name && text == name; }
};

/// The tokens of a script, the last one End; nullopt where a string, comment or template does not
/// end. `place` is that of the first byte.
std::optional<std::vector<Token>> tokens_of(std::string_view script, rules::Place place,
                                            Report& report);

}  // namespace onward::config
