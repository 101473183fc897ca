// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The text of a regular expression of Apache (PCRE): what can be told from it without running it,
// and how it is moved from the text that Apache searches to the one that Onward searches.
namespace onward::config::apache {

/// Where the parts of an expression stand.
struct ExpressionParts {
  struct Group {
    std::size_t begin = 0;  ///< of "("
    std::size_t body = 0;   ///< behind "(", or behind "(?<name>"
    std::size_t end = 0;    ///< of ")"
  };
  std::vector<Group> groups;         ///< those that capture, in the order of their numbers
  std::vector<std::size_t> bars;     ///< of "|" outside of all groups
  std::vector<std::size_t> anchors;  ///< of "^" outside of classes
  std::vector<Group> looks_behind;   ///< "(?<=", "(?<!"
  bool refers_back = false;          ///< "\1"
  bool sets_flags = false;           ///< "(?i)" outside of all groups
  bool is_balanced = true;
  bool is_readable = true;  ///< nothing in it keeps groups from being told: "\Q", "(?x)", "(?|"
  bool is_movable = true;   ///< nothing asks where a subject begins but "^": "\A", "(?R)", "(*F)"
};
ExpressionParts parts_of(std::string_view expression);

/// What an expression amounts to where it is a literal with a simple end.
struct Reduced {
  enum class Tail {
    None,           ///< "^/a$"
    OptionalSlash,  ///< "^/a/?$"
    Rest,           ///< "^/a(.*)$": group 1 is the rest
    Anything,       ///< "^/a", "^/a.*$"
  };
  std::string literal;  ///< what the subject begins with; bytes that paths hold unescaped
  Tail tail = Tail::None;
};
std::optional<Reduced> reduce(std::string_view expression);

/// The text that an expression without any special character is; nullopt for others.
std::optional<std::string> literal_of(std::string_view expression);

/// The expression held against a path instead of what is left of it without `base`, which is "" in
/// the context of a server, and "/" or "/folder/" in that of a folder.
struct Moved {
  std::string text;
  rules::Engine engine = rules::Engine::Re2;
  std::string whole = "0";  ///< the name of the group that is $0
  std::size_t groups = 0;   ///< that capture
  std::size_t first = 1;    ///< the number that group 1 has now
  bool is_never = false;    ///< it begins with a slash that is not there any more
};
struct MoveOptions {
  std::string_view base{};
  bool ignore_case = false;
  bool needs_whole = false;
  std::string_view group_prefix{};  ///< groups get names, "c1", "c2"; "" keeps their numbers
};
/// nullopt where no engine takes it, or where it would find something else there.
std::optional<Moved> move(std::string_view expression, const MoveOptions& options);

/// Which engine takes an expression; nullopt: none.
std::optional<rules::Engine> engine_for(std::string_view expression);

/// Whether the expression is found in a text; nullopt where it is none, or too dear.
std::optional<bool> found_in(std::string_view expression, bool ignore_case, std::string_view text);

/// What its groups take there, the whole first; nullopt where it is not found.
std::optional<std::vector<std::string>> groups_in(std::string_view expression, bool ignore_case,
                                                  std::string_view text);

/// Every byte of a class or group of the expression that could be a slash: whether `group` can take
/// more than one segment. True where it cannot be told.
bool can_take_slash(std::string_view group);

}  // namespace onward::config::apache
