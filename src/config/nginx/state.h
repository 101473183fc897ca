// SPDX-License-Identifier: MIT
#pragma once

#include "config/nginx/model.h"
#include "config/nginx/value.h"
#include "onward/rules/rule.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What is known at one place of a configuration about the requests that come there.
namespace onward::config::nginx {

/// One thing that holds of these requests.
struct Atom {
  enum class Kind : std::uint8_t { PathExact, PathPrefix, PathRegex, Other };
  Kind kind = Kind::Other;
  std::string text;  ///< of a path: decoded
  bool ignore_case = false;
  bool is_negated = false;
  rules::Conditions other{};
  rules::Place place{};
  std::size_t number = 0;  ///< what Piece::from says

  bool is_path() const { return kind != Kind::Other; }
};

/// Whether a test holds.
struct Outcome {
  enum class Kind : std::uint8_t {
    Holds,
    Fails,
    Depends,  ///< on the request: where `atom` holds of it
    Unknown,  ///< `why`
  };
  Kind kind = Kind::Unknown;
  Atom atom{};
  std::string why{};
  std::vector<std::string> groups{};  ///< of a regular expression that holds of a constant
  bool is_certain = false;  ///< it holds of every request, and is asked for its groups alone
};

struct Test {
  enum class Kind : std::uint8_t { True, Equals, Regex };
  Kind kind = Kind::True;
  bool is_negated = false;
  bool ignore_case = false;
  std::string text{};
  rules::Place place{};
};

/// Where the groups "$1" come from: a regular expression, or texts that are known.
struct Groups {
  std::size_t from = 0;  ///< 0: none
  std::vector<std::string> texts{};
  std::size_t count = 0;  ///< of the expression
};

struct State {
  const Server* server = nullptr;
  const Location* location = nullptr;  ///< none: those of the server itself
  std::vector<Atom> atoms{};
  std::size_t next_atom = 1;
  /// nullopt: the path that was asked for.
  std::optional<Value> uri{};
  std::optional<Value> args{};
  bool was_rewritten = false;  ///< since the location was chosen
  std::map<std::string, Value> variables{};
  Groups groups{};
  std::shared_ptr<const std::vector<rules::MapRow>> rows{};
  rules::Comparison row_comparison{};
  std::size_t jumps = 0;  ///< to other locations
  int status_behind = 0;  ///< answered where nothing else is: the status of an error page
  bool is_error_page = false;
  std::string assumption{};  ///< what was taken for granted on the way here
};

/// The path, where only one is left.
std::optional<std::string> known_path(const State& state);

/// Tests of the path of a state: what it surely is, or an atom that asks the request.
Outcome test_exact(const State& state, std::string_view text);
Outcome test_prefix(const State& state, std::string_view text);
Outcome test_path_regex(const State& state, std::string_view expression, bool ignore_case);

/// A test of any value without pieces of maps.
Outcome test(const State& state, const Value& value, const Test& asked);

/// Adds the atom of an outcome, and takes its groups where it is a regular expression.
void assume(const Outcome& outcome, State& state);

}  // namespace onward::config::nginx
