// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Texts of mod_rewrite with places to fill in, and the environment, which is worked out while a
// file is read: what a variable holds is a list of what it may hold, each under its conditions.
namespace onward::config::apache {

/// A piece of a substitution or of a condition's test string.
struct Piece {
  enum class Kind {
    Literal,
    Group,           ///< $N
    ConditionGroup,  ///< %N
    Variable,        ///< %{NAME}
    Lookup,          ///< ${map:key|default}
  };
  Kind kind = Kind::Literal;
  std::string text{};  ///< the literal; the variable; the map
  std::size_t number = 0;
  std::string key{};  ///< of a look-up, as written
  std::string fallback{};
  bool has_fallback = false;
};
using Pieces = std::vector<Piece>;

/// Cuts a text as mod_rewrite's do_expand() does.
Pieces pieces_of(std::string_view text);

/// Cuts a text as ap_pregsub() does, for RedirectMatch and SetEnvIf: $N alone is filled in.
Pieces substitution_of(std::string_view text);

/// What a text is made of once groups and environment are known.
struct Part {
  enum class Kind {
    Literal,
    Group,     ///< a group of the rule, by its name in a template
    Variable,  ///< a variable of the request
  };
  enum class Source { Path, Host, Query, Field };
  Kind kind = Kind::Literal;
  std::string text{};
  Source source = Source::Path;
  std::string body{};          ///< of a group: the expression in its parentheses
  bool is_whole_path = false;  ///< of a group of REQUEST_URI, which may begin with a slash
  /// Of a group that is all of the path behind this text.
  std::optional<std::string> rest_of{};
};
using Parts = std::vector<Part>;

/// A text under conditions, all of which must hold.
struct Value {
  Parts parts;
  std::vector<rules::Conditions> when;
};

/// ASCII letters in upper case.
std::string upper_of(std::string_view text);

/// The parts joined where all of them are literal.
std::optional<std::string> constant_of(const Parts& parts);
void append_literal(Parts& parts, std::string_view text);

/// Variables that the file itself sets.
class Environment {
 public:
  struct Setting {
    std::vector<rules::Conditions> when;
    Parts value;
    std::string fault{};  ///< why the value is not known
  };

  void set(std::string_view name, Setting setting);
  /// The settings, the last first, up to one that always holds; empty where it is never set.
  std::vector<Setting> settings_of(std::string_view name) const;
  bool knows(std::string_view name) const;

 private:
  std::map<std::string, std::vector<Setting>, std::less<>> variables_;
};

}  // namespace onward::config::apache
