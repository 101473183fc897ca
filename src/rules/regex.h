// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"
#include "rules/component_matcher.h"
#include "rules/required_text.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

// Regular expressions of rules, in either engine.
namespace onward::rules {

/// Longest expression, in bytes. The longest source in the rules that were collected from other
/// servers' public files had 587 characters.
inline constexpr std::size_t kMaxRegexBytes = std::size_t{16} * 1024;

/// Most groups that an expression may have, as url::kMaxPatternGroups.
inline constexpr std::size_t kMaxRegexGroups = 100;

/// Why an expression is none, and where in it.
struct RegexFault {
  std::string message;
  std::size_t offset = 0;
};

struct RegexOptions {
  Engine engine = Engine::Re2;
  bool ignore_case = false;
};

/// A compiled expression. Immutable; share freely.
class CompiledRegex {
 public:
  static std::variant<CompiledRegex, RegexFault> create(std::string_view expression,
                                                        RegexOptions options);
  CompiledRegex(CompiledRegex&&) noexcept;
  CompiledRegex& operator=(CompiledRegex&&) noexcept;
  ~CompiledRegex();

  enum class Outcome : std::uint8_t { Found, NotFound, GaveUp };

  /// Searches. `groups` is empty, or group_count() long. GaveUp: PCRE2 met its match limit.
  Outcome search(std::string_view subject, std::span<Group> groups = {}) const;

  /// With the whole match, which is group 0.
  std::size_t group_count() const { return group_count_; }
  /// "0", "1", …, then the names that groups have, each with its group's number.
  const std::vector<std::pair<std::string, std::size_t>>& names() const { return names_; }

  /// What every subject that is found begins with, by byte; "" where nothing is known.
  std::string required_prefix() const;

  /// What every subject that is found contains (required_text.h).
  std::vector<OneOf> required_texts(bool is_subject_ascii) const;

 private:
  struct Engines;
  CompiledRegex();

  std::unique_ptr<const Engines> engines_;
  std::size_t group_count_ = 1;
  std::vector<std::pair<std::string, std::size_t>> names_;
};

}  // namespace onward::rules
