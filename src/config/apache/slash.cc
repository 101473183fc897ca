// SPDX-License-Identifier: MIT
// "https://new.example$1" is safe where the group begins with a slash, and lets the client choose
// the host where it does not. The slash is moved out of the group into the pattern and the target;
// what has none is another form of the rule, without the group, or is no request of this rule any
// more.
#include "config/apache/expression_text.h"
#include "config/apache/path_side.h"

#include <algorithm>

namespace onward::config::apache {
namespace {

constexpr std::string_view kRepeats = "?*+{";

bool is_repeated(std::string_view behind) {
  return !behind.empty() && kRepeats.find(behind[0]) != std::string_view::npos;
}

/// The parts of a pattern around one of its groups.
struct Around {
  std::string before;
  std::string body;
  std::string behind;
  std::size_t groups = 0;  ///< the group and those in it
};

Slashed with_slash(const Around& around, const std::string& body, const std::string& behind) {
  return {around.before + "/(" + body + ")" + behind};
}

Slashed without_group(const Around& around, std::size_t number, const std::string& behind) {
  return {around.before + behind, number, around.groups};
}

/// Groups whose own text begins with a slash: "(/.*)", "(/[^/]+)?".
std::vector<Slashed> of_slash_group(const Around& around, std::size_t number) {
  const std::string inner = around.body.substr(1);
  const bool is_optional = around.behind.starts_with('?');
  const std::string behind = is_optional ? around.behind.substr(1) : around.behind;
  if (is_repeated(inner) || is_repeated(behind) || !parts_of(inner).bars.empty()) return {};
  std::vector<Slashed> forms{with_slash(around, inner, behind)};
  if (is_optional) forms.push_back(without_group(around, number, behind));
  return forms;
}

}  // namespace

std::vector<Slashed> with_slash_before(std::string_view pattern, std::size_t number,
                                       const Context& context, bool& narrows) {
  narrows = false;
  const ExpressionParts parts = parts_of(pattern);
  if (number == 0 || number > parts.groups.size() || !parts.bars.empty()) return {};
  const auto& group = parts.groups[number - 1];
  Around around;
  around.before = pattern.substr(0, group.begin);
  around.body = pattern.substr(group.body, group.end - group.body);
  around.behind = pattern.substr(std::min(group.end + 1, pattern.size()));
  around.groups = 1 + parts_of(around.body).groups.size();
  if (around.body.starts_with('/')) return of_slash_group(around, number);
  if (is_repeated(around.behind) || (around.body != ".*" && around.body != ".+")) return {};
  const bool is_first = around.before.empty() || around.before == "^";
  const bool is_whole = around.behind.empty() || around.behind == "$";
  // No slash is left at the begin of a folder's path, nor behind another slash.
  if ((is_first && context.is_folder) || around.before.ends_with('/')) return {};
  if (is_first) around.before = "^";
  narrows = !is_first;
  std::vector<Slashed> forms{with_slash(around, ".*", around.behind)};
  // Every path begins with a slash, so that "^(.*)$" takes one.
  const bool may_be_empty = around.body == ".*" && !(is_first && is_whole);
  if (may_be_empty) forms.push_back(without_group(around, number, around.behind));
  return forms;
}

PathSide path_side(const Slashed& form, const Context& context, const PatternUse& use) {
  PathSide side = path_side(std::string_view(form.pattern), context, use);
  if (form.dropped > 0 && form.dropped <= side.groups.size()) {
    side.groups.insert(side.groups.begin() + static_cast<std::ptrdiff_t>(form.dropped),
                       form.dropped_count, Parts{});
  }
  return side;
}

}  // namespace onward::config::apache
