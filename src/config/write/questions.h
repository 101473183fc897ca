// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What a rule asks, for languages whose conditions do not nest: cases of which one must hold, and
// in each questions that all must hold.
//
//   any = [{ methods = "POST" }, { cookies = { a = true } }]   with   match = "/x/*"
//     case 1   path "^/x/(.*)$", method POST
//     case 2   path "^/x/(.*)$", cookie a
namespace onward::config {

struct Question {
  enum class Of : std::uint8_t {
    Scheme,   ///< the one value: "http", "https"
    Methods,  ///< `values`, HEAD for GET among them
    Host,     ///< without its port
    Path,
    DecodedPath,
    Url,
    Target,
    Query,
    Field,
    Parameter,
    Cookie,
    Clients,  ///< networks
    Since,    ///< the time is that of `time`, or later
  };
  enum class Test : std::uint8_t {
    Present,
    Equals,  ///< one of `values`
    Begins,  ///< with one of them
    Contains,
    Matches,  ///< `regex` is found
  };
  Of of = Of::Path;
  Test test = Test::Equals;
  bool is_negated = false;
  bool ignores_case = false;
  bool is_pcre = false;  ///< RE2 has not all of `regex`
  std::string name{};    ///< of a field, a parameter, a cookie
  std::vector<std::string> values{};
  /// For all tests but Present: the same as an expression, whose groups have no names.
  std::string regex{};
  long long time = 0;  ///< seconds since 1970
  /// Where its groups begin in Case::path_groups, and of each the number; see cases_of().
  std::size_t first_group = 0;
  std::vector<std::size_t> groups{};
  bool has_host_groups = false;

  friend bool operator==(const Question&, const Question&) = default;
};

/// The group of a question's expression.
struct GroupPlace {
  std::size_t question = 0;
  std::size_t number = 0;  ///< from 1; 0 is all that was found
};

struct Case {
  std::vector<Question> questions;
  std::vector<std::optional<GroupPlace>> path_groups;  ///< by index, as in groups_of()
  std::vector<std::optional<GroupPlace>> host_groups;
};

/// The cases of a rule. nullopt where something cannot be said in any of these languages (a share
/// of the clients, a port), or where there would be more than a few dozen; `why` says which.
std::optional<std::vector<Case>> cases_of(const rules::Rule& rule, std::string& why);

/// An expression that is found in the query where the question about a parameter holds, or in the
/// field Cookie; nullopt where the question is an expression itself.
std::optional<std::string> regex_of_pair(const Question& question);

}  // namespace onward::config
