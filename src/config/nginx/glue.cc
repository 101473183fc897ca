// SPDX-License-Identifier: MIT
// A path begins with a slash, so a group at its begin does; "(/.*)?" has one or is empty; of
// "^/a(.*)$" what follows "/a" may be a slash, nothing, or more of the name of a host, which nginx
// would send the client to.
#include "config/nginx/glue.h"

#include "config/nginx/expression.h"

namespace onward::config::nginx {
namespace {

bool is_anything(std::string_view inside) { return inside == ".*" || inside == ".+"; }

bool has_alternatives(std::string_view inside) {
  return inside.find('|') != std::string_view::npos;
}

bool begins_with_slash(std::string_view inside) {
  if (inside.starts_with("\\/")) inside.remove_prefix(1);
  return inside.starts_with('/') &&
         (inside.size() == 1 || std::string_view("*+?{").find(inside[1]) == std::string_view::npos);
}

std::string_view without_slash(std::string_view inside) {
  return inside.substr(inside.starts_with('\\') ? 2 : 1);
}

}  // namespace

SlashVariants slash_out_of_group(std::string_view expression, std::size_t number) {
  SlashVariants result;
  const auto groups = groups_of(expression);
  if (number == 0 || number > groups.size()) return result;
  const GroupSpan& group = groups[number - 1];
  if (!group.is_top) return result;
  std::string_view inside = expression.substr(group.begin, group.close - group.begin);
  const std::string before(expression.substr(0, group.open));
  const std::string open(expression.substr(group.open, group.begin - group.open));
  const std::string behind(expression.substr(group.close + 1 + group.quantifier.size()));
  const auto with_slash = [&](std::string_view rest) {
    result.variants.push_back(
        {std::string(before).append("/").append(open).append(rest) + ")" + behind});
  };
  const auto without_group = [&] { result.variants.push_back({before + behind, false}); };

  const bool is_first = before.empty() || before == "^" || before == "(?i)^" || before == "(?i)";
  if (is_first && is_anything(inside) && group.quantifier.empty()) {
    const std::string anchored = before.ends_with('^') ? before : before + "^";
    result.variants.push_back({std::string(anchored).append("/").append(open) + ".*)" + behind});
    return result;
  }
  bool may_be_empty = group.quantifier == "?";
  if (inside.starts_with('|')) {
    inside.remove_prefix(1);
    may_be_empty = true;
  } else if (inside.ends_with('|')) {
    inside.remove_suffix(1);
    may_be_empty = true;
  }
  if (!group.quantifier.empty() && group.quantifier != "?") return result;
  if (begins_with_slash(inside) && !has_alternatives(inside)) {
    with_slash(without_slash(inside));
    if (may_be_empty && number == groups.size()) without_group();
    result.leaves_rest = may_be_empty && number != groups.size();
    return result;
  }
  const bool is_last = number == groups.size() && (behind.empty() || behind == "$");
  if (inside == ".*" && is_last && !before.ends_with('/') && group.quantifier.empty()) {
    with_slash(".*");
    result.variants.push_back({before + "$", false});
    result.leaves_rest = true;
  }
  return result;
}

}  // namespace onward::config::nginx
