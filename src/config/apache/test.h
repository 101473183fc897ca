// SPDX-License-Identifier: MIT
#pragma once

#include "config/apache/account.h"
#include "config/apache/matcher.h"
#include "config/apache/value.h"
#include "onward/rules/rule.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a RewriteCond asks, as a condition of a rule.
namespace onward::config::apache {

/// Where directives stand.
struct Context {
  bool is_folder = false;    ///< a .htaccess, <Directory>, <Location>
  std::string base{"/"};     ///< of a folder: its URL, "/folder/"
  bool is_location = false;  ///< <Location>, where mod_rewrite sees paths of files
};

struct Tested {
  enum class Truth {
    Always,
    Never,
    Depends,  ///< on `when`
    Unknown,  ///< it cannot be asked here: `why`
  };
  Truth truth = Truth::Unknown;
  rules::Conditions when{};
  std::string why{};
  bool is_about_files = false;  ///< its truth is that of a place without files
  std::vector<Part> groups{};   ///< what %0, %1 … are behind it
  bool has_groups = false;      ///< it is a match that sets them
};

struct TestOptions {
  rules::Place place;
  std::string group_prefix{};  ///< where its groups are needed; "" where not
};

/// One text against one matcher. `subject` may hold groups and variables.
Tested test(const Parts& subject, const Matcher& matcher, const Context& context,
            const TestOptions& options);

/// One of several texts, of which the first whose conditions hold is meant.
Tested test_first(const std::vector<Value>& subjects, const Matcher& matcher,
                  const Context& context, const TestOptions& options);

// --- Conditions put together ---------------------------------------------------------------------

/// Conditions that hold where all of these do; those that can are merged into one.
rules::Conditions all_of(std::vector<rules::Conditions> conditions);
rules::Conditions any_of(std::vector<rules::Conditions> conditions);
rules::Conditions none_of(std::vector<rules::Conditions> conditions);

/// Gives all of them one place: that of the rule they are of, so that a fault is found with it.
void place_at(rules::Conditions& conditions, const rules::Place& place);

/// Whether they ask nothing.
bool is_empty(const rules::Conditions& conditions);
/// How many there are, with those inside.
std::size_t count_of(const rules::Conditions& conditions);
/// How deep they nest.
std::size_t depth_of(const rules::Conditions& conditions);
/// Whether there is an expression over the URL, or a pattern, in them.
bool has_expression(const rules::Conditions& conditions);

/// The path of a request as an expression of Apache's asks for it.
rules::Conditions path_conditions(std::string_view expression, bool ignore_case,
                                  const rules::Place& place);

}  // namespace onward::config::apache
