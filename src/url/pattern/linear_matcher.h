// SPDX-License-Identifier: MIT
#pragma once

#include "url/pattern/part.h"
#include "url/pattern/re2_matcher.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace onward::url {

/// Part lists that match in one way at most, without a regular expression: fixed text, ":name" and
/// at most one "*", no modifiers. Immutable; share freely.
///
///   /api/:version/users/:id         https only          /files/*          *.example.com
///
/// What is left of the "*" is compared forwards from the subject's start, what is right of it (or
/// the last text, if there is no "*") backwards from its end. A ":name" must end where the
/// delimiter stands, so that there is nothing to choose and no way back to go.
class LinearMatcher {
 public:
  /// nullopt where the part list may match in several ways; then Re2Matcher chooses.
  static std::optional<LinearMatcher> create(const PartList& parts, const PartOptions& options);

  /// Re2Matcher::match(), and the same answer. Allocates nothing.
  bool match(std::string_view subject, std::span<Capture> captures) const;

 private:
  enum class Kind : std::uint8_t { Text, Segment, Rest };
  struct Step {
    Kind kind;
    std::string text;       // of Text
    std::size_t group = 0;  // of the others
  };

  LinearMatcher() = default;
  static std::optional<std::vector<Step>> flatten(const PartList& parts);
  bool is_deterministic() const;
  bool begins_with_delimiter(const Step& step) const;
  bool ends_with_delimiter(const Step& step) const;
  bool same(std::string_view subject, std::string_view text) const;
  bool match_left(std::string_view subject, std::size_t& at, std::size_t end,
                  std::span<Capture> captures) const;
  bool match_right(std::string_view subject, std::size_t& end, std::span<Capture> captures) const;

  std::vector<Step> left_;
  std::vector<Step> right_;
  std::optional<std::size_t> rest_;  // the group of the "*"
  char delimiter_ = '\0';
  bool ignore_case_ = false;
};

}  // namespace onward::url
