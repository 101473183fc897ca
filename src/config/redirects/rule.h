// SPDX-License-Identifier: MIT
#pragma once

#include "config/foreign.h"
#include "config/pattern_text.h"
#include "config/report.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What the two dialects of _redirects share: a line that is understood becomes rules.
namespace onward::config {

/// A piece of a line and its column.
struct Piece {
  std::string text;
  std::size_t column = 1;
  std::size_t line = 0;  ///< where it is not the line of the whole
};

/// A line of _redirects, understood.
struct RedirectLine {
  std::size_t number = 0;
  Piece from;  ///< a path, or a URL where the dialect has such
  Piece to;
  int status = 301;  ///< 200: other content is served, and no line below is asked
  std::size_t status_column = 1;
  /// Query parameters that must be there: the value is literal or ":name".
  std::vector<std::pair<std::string, std::string>> query;
  std::vector<std::string> cookies;  ///< one of them must be there
  bool scheme_counts = false;        ///< the source's own (SchemePairs)

  bool is_redirect() const { return status / 100 == 3; }
  /// Other content under the same URL: the requests are none of those for the lines below.
  bool passes() const { return status == 200; }
};

/// How a dialect differs.
struct Dialect {
  Placeholders placeholders = Placeholders::AtSegmentStart;
  bool ignores_trailing_slash = false;
  /// "/news/*" takes "/news", too.
  bool splat_takes_parent = false;
  /// "/old/* /old/new/:splat" leaves "/old/new/x" alone.
  bool spares_own_target = false;
};

inline constexpr Dialect kNetlifyDialect{.placeholders = Placeholders::AtSegmentStart,
                                         .ignores_trailing_slash = true,
                                         .splat_takes_parent = true,
                                         .spares_own_target = true};

/// What is said of a line that passes.
inline constexpr const char* kPasses =
    "status 200 serves other content under the same URL: its requests are not redirected, and are "
    "answered 404 here";

/// Appends the rules that the line stands for and its sample, or says why it can have none; whether
/// it has some.
bool append_rules(const RedirectLine& line, const Dialect& dialect, ForeignRules& read,
                  Report& report);

}  // namespace onward::config
