// SPDX-License-Identifier: MIT
#pragma once

#include "config/write/questions.h"
#include "onward/rules/rule.h"
#include "rules/target.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The target of a redirect with the variables of another language.
namespace onward::config {

/// How a language writes what stands in a target. Errors: nullopt.
class Spelling {
 public:
  virtual ~Spelling() = default;
  /// A text that stands for itself, whatever it holds.
  virtual std::string literal(std::string_view text) const = 0;
  /// A group of a question, as it was sent.
  virtual std::optional<std::string> group(const Case& asked, const GroupPlace& place) const = 0;
  /// What is no group and no literal; the path and the query as they were sent.
  virtual std::optional<std::string> value(const rules::Part& part) const = 0;
  /// Scheme and host, as the client called them: "https://shop.example".
  virtual std::string origin() const = 0;
  /// A section as a whole, where the language has a way that is better than part by part.
  virtual std::optional<std::string> section(const Case& /*asked*/,
                                             const rules::Parts& /*parts*/) const {
    return {};
  }

 protected:
  Spelling() = default;
  Spelling(const Spelling&) = default;
  Spelling& operator=(const Spelling&) = default;
};

/// Which part of the request's query stands between `front` and `fragment`.
enum class QueryBehind : std::uint8_t {
  None,
  Asked,  ///< behind "?", or behind "&" where there is one already; nothing where it is empty
  Sent,   ///< as it was sent, with its "?", also where that is all of it
};

/// What a rule's policy says of it, behind a target that has a query of its own, or has none.
QueryBehind query_behind(rules::QueryPolicy policy, bool has_query);

struct SpelledTarget {
  std::string front;
  std::string fragment;  ///< with "#"
  bool has_query = false;
  QueryBehind query = QueryBehind::None;
  /// Where the host is filled in and only some may come of it: it, and an expression for those.
  std::string host;
  std::string allowed_hosts;
};

/// nullopt where it cannot be said, and then `why` says what.
std::optional<SpelledTarget> spell_target(const rules::Rule& rule, const Case& asked,
                                          const Spelling& spelling, std::string& why);

/// The path that a rewrite goes on with.
std::optional<std::string> spell_rewrite(const rules::Rule& rule, const Case& asked,
                                         const Spelling& spelling, std::string& why);

}  // namespace onward::config
