// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"
#include "rules/conditions.h"
#include "rules/template.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A rule as other servers can say it: patterns as texts and regular expressions, targets as parts.
namespace onward::config {

/// What a pattern of a path or a host asks for.
struct PlainPattern {
  enum class Kind : std::uint8_t {
    Text,   ///< `text` alone
    Below,  ///< `text` and whatever follows, into group 1
    Other,
  };
  Kind kind = Kind::Other;
  std::string text{};
  /// Anchored, in what RE2 and PCRE2 have in common. Group n is the pattern's n-th.
  std::string regex{};
  /// In the language of paths with ":name" and a last "*"; "" where it cannot be said so.
  std::string segments{};
};

/// What a rule asks, cut up.
struct PlainConditions {
  std::string scheme{};  ///< "http", "https"; "" for both
  std::vector<PlainPattern> hosts{};
  std::optional<PlainPattern> path{};
};

/// Patterns of a rule's conditions; what is nested and what is asked besides is left to the caller.
/// nullopt where a part of a whole URL's pattern cannot be said (its port, its query), and then
/// `why` says which.
std::optional<PlainConditions> plain_conditions(const rules::Conditions& when,
                                                const rules::Comparison& comparison,
                                                std::string& why);

/// The groups that a rule's target may ask for.
rules::CaptureNames groups_of(const rules::Rule& rule);

/// A target in its parts; Parts::index is that of groups_of().
rules::Parts parts_of(const rules::Text& to, const rules::CaptureNames& names);

/// Whether a rule asks nothing but scheme, host and path by patterns.
bool asks_only_url(const rules::Conditions& when);

}  // namespace onward::config
