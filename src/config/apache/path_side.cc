// SPDX-License-Identifier: MIT
// Patterns that are a literal with a simple end become URLPatterns, which read better and are found
// without trying; the others are searched in the decoded path, as Apache does.
#include "config/apache/path_side.h"

#include "config/apache/expression_text.h"
#include "config/pattern_text.h"

#include <utility>

namespace onward::config::apache {
namespace {

using Tail = Reduced::Tail;

class Writer {
 public:
  Writer(std::string_view pattern, const Context& context, const PatternUse& use)
      : pattern_(pattern), context_(context), use_(use) {}

  PathSide write() {
    side_.when.place = use_.place;
    const auto reduced = reduce(pattern_);
    const bool may_reduce = use_.group_prefix.empty() && (!use_.ignore_case || use_.folds);
    if (!(reduced && may_reduce && write_reduced(*reduced))) write_regex(reduced);
    if (use_.is_negated && side_.fault.empty()) negate();
    return std::move(side_);
  }

 private:
  std::string base() const { return context_.is_folder ? context_.base : ""; }

  /// Every path of the context.
  bool is_everything(const Reduced& reduced) const {
    return reduced.literal.empty() &&
           (reduced.tail == Tail::Rest || reduced.tail == Tail::Anything);
  }

  bool write_reduced(const Reduced& reduced) {
    if (use_.needs_whole &&
        (reduced.tail == Tail::OptionalSlash || reduced.tail == Tail::Anything)) {
      return false;
    }
    if (context_.is_folder && reduced.literal.starts_with('/')) {
      side_.is_never = true;
      return true;
    }
    if (!context_.is_folder && !reduced.literal.empty() && !reduced.literal.starts_with('/')) {
      side_.is_never = true;  // every path begins with a slash
      return true;
    }
    if (!context_.is_folder && reduced.literal.empty() && reduced.tail == Tail::None) {
      side_.is_never = true;
      return true;
    }
    const std::string literal = base() + reduced.literal;
    const bool is_all = is_everything(reduced) && (literal.empty() || literal == "/");
    if (!is_all || use_.needs_groups || use_.needs_whole) {
      std::string text = is_all ? "/" : escape_pattern(literal);
      if (reduced.tail == Tail::OptionalSlash) text += "{/}?";
      if (reduced.tail == Tail::Rest || reduced.tail == Tail::Anything) text += "*";
      side_.when.match = rules::Text{std::move(text), use_.place};
      side_.folds = use_.ignore_case;
    }
    groups_of(reduced, literal);
    return true;
  }

  void groups_of(const Reduced& reduced, const std::string& literal) {
    Parts rest;
    if (reduced.tail == Tail::Rest) {
      if (literal.empty()) append_literal(rest, "/");
      Part group{Part::Kind::Group, "0"};
      group.body = ".*";
      group.rest_of = literal.empty() ? "/" : literal;
      rest.push_back(std::move(group));
    }
    Parts whole;
    append_literal(whole, reduced.literal);
    whole.insert(whole.end(), rest.begin(), rest.end());
    side_.groups.push_back(std::move(whole));
    if (reduced.tail == Tail::Rest) side_.groups.push_back(std::move(rest));
  }

  void write_regex(const std::optional<Reduced>& reduced) {
    MoveOptions options;
    const std::string base = this->base();
    options.base = base;
    options.ignore_case = use_.ignore_case;
    options.needs_whole = use_.needs_whole;
    options.group_prefix = use_.group_prefix;
    const auto moved = move(pattern_, options);
    if (!moved) {
      side_.fault = "'" + std::string(pattern_) + "' is no regular expression that can be used";
      return;
    }
    side_.is_never = moved->is_never;
    side_.when.regex =
        rules::Regex{{moved->text, use_.place}, moved->engine, rules::Subject::DecodedPath};
    const ExpressionParts parts = parts_of(pattern_);
    side_.groups.push_back({{Part::Kind::Group, moved->whole}});
    for (std::size_t i = 0; i < moved->groups; ++i) {
      Part group{Part::Kind::Group, use_.group_prefix.empty()
                                        ? std::to_string(i + moved->first)
                                        : use_.group_prefix + std::to_string(i + 1)};
      const auto& at = parts.groups[i];
      group.body = pattern_.substr(at.body, at.end - at.body);
      if (reduced && reduced->tail == Tail::Rest) group.rest_of = base + reduced->literal;
      side_.groups.push_back({std::move(group)});
    }
  }

  void negate() {
    rules::Conditions inside;
    if (context_.is_folder && context_.base != "/") {
      inside.place = use_.place;
      inside.match = rules::Text{escape_pattern(context_.base) + "*", use_.place};
    }
    side_.groups.clear();  // a pattern that is not found takes nothing
    if (std::exchange(side_.is_never, false)) {
      side_.when = std::move(inside);  // "!^/a" in a folder: always
    } else if (is_empty(side_.when)) {
      side_.is_never = true;
    } else {
      side_.when = all_of({std::move(inside), none_of({std::move(side_.when)})});
    }
  }

  std::string_view pattern_;
  const Context& context_;
  const PatternUse& use_;
  PathSide side_;
};

}  // namespace

PathSide path_side(std::string_view pattern, const Context& context, const PatternUse& use) {
  return Writer(pattern, context, use).write();
}

}  // namespace onward::config::apache
