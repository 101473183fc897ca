// SPDX-License-Identifier: MIT
// In the context of a folder Apache searches in the path without the folder's name and without a
// slash: "^a" is "^/folder/a" of the whole path, and "a" is "^/folder/(?s:.*?)a". What is found,
// and what its groups take, is what PCRE2 finds first: at the leftmost place the leftmost
// alternative. An anchor deeper in an expression needs PCRE2, which can look behind.
#include "base/ascii.h"
#include "config/apache/expression_text.h"
#include "config/pattern_text.h"
#include "config/regex_text.h"
#include "rules/regex.h"

#include <algorithm>
#include <map>
#include <utility>

namespace onward::config::apache {
namespace {

/// The text of a group or look behind without what is around it.
std::string_view body_of(std::string_view text, const ExpressionParts::Group& group) {
  return text.substr(group.body, group.end - group.body);
}

/// Whether the expression can only begin at the begin of a subject because it would take all that
/// is before anyway.
bool takes_all_before(std::string_view alternative) {
  const ExpressionParts parts = parts_of(alternative);
  // "(.*)x\1": what was taken must come again.
  if (parts.refers_back) return false;
  std::string_view inner = alternative;
  char behind = '\0';
  if (!parts.groups.empty() && parts.groups[0].begin == 0) {
    inner = body_of(alternative, parts.groups[0]);
    const std::size_t end = parts.groups[0].end + 1;
    behind = end < alternative.size() ? alternative[end] : '\0';
  }
  // "(.*)", "(.*)x" and "(.*)?" do, "(.*|x)" and "(.*){0}" may not.
  if (!inner.starts_with(".*") && !inner.starts_with(".+")) return false;
  return behind != '{' && !inner.substr(2).starts_with('{') && parts_of(inner).bars.empty();
}

std::vector<std::string_view> alternatives_of(std::string_view text, const ExpressionParts& parts) {
  std::vector<std::string_view> alternatives;
  std::size_t begin = 0;
  for (const std::size_t bar : parts.bars) {
    alternatives.push_back(text.substr(begin, bar - begin));
    begin = bar + 1;
  }
  alternatives.push_back(text.substr(begin));
  return alternatives;
}

/// Whether all anchors stand at the begin of an alternative.
bool anchors_are_first(const ExpressionParts& parts) {
  return std::ranges::all_of(parts.anchors, [&](std::size_t at) {
    return at == 0 || std::ranges::find(parts.bars, at - 1) != parts.bars.end();
  });
}

/// Takes inline flags off the front: "(?i)^a".
std::string take_inline_flags(std::string_view& text) {
  if (!text.starts_with("(?")) return "";
  const std::size_t end = text.find(')');
  if (end == text.npos) return "";
  const std::string_view flags = text.substr(2, end - 2);
  if (flags.empty() || flags.find_first_not_of("ims") != flags.npos) return "";
  text.remove_prefix(end + 1);
  return std::string(flags);
}

std::string with_names(std::string_view text, std::string_view prefix) {
  const ExpressionParts parts = parts_of(text);
  std::string out;
  std::size_t copied = 0;
  for (std::size_t i = 0; i < parts.groups.size(); ++i) {
    const auto& group = parts.groups[i];
    out += text.substr(copied, group.begin - copied);
    out.append("(?P<").append(prefix).append(std::to_string(i + 1)).append(">");
    copied = group.body;
  }
  return out.append(text.substr(copied));
}

/// What a look behind asks for where a path of the folder begins: the folder's name stands there
/// now, and nothing stood there before.
enum class Behind {
  Same,     ///< "(?<!\.html)": the name, which ends in a slash, is no end of it
  OneByte,  ///< "(?<!/)", "(?<=[a-z])": that place has to be told apart
  Unknown,
};

/// A byte, an escape or a class.
bool is_one_piece(std::string_view body) {
  if (body.size() == 1) return std::string_view("^$|?*+(){}\\").find(body[0]) == body.npos;
  if (body.starts_with('\\')) {
    constexpr std::string_view kOfOneByte = "dDwWsShHvVN";
    return body.size() == 2 &&
           (!base::is_alnum(body[1]) || kOfOneByte.find(body[1]) != kOfOneByte.npos);
  }
  return body.starts_with('[') && behind_class(body, 0) == body.size();
}

Behind behind_kind(std::string_view body) {
  if (is_one_piece(body)) return Behind::OneByte;
  const ExpressionParts parts = parts_of(body);
  const bool is_same = std::ranges::all_of(alternatives_of(body, parts), [](std::string_view one) {
    if (one == "^") return true;
    const auto literal = literal_of(one);
    return literal && !literal->empty() && literal->find('/') == literal->npos;
  });
  return is_same ? Behind::Same : Behind::Unknown;
}

/// All anchors, and looks behind at one byte, as looks behind at the base.
std::string looking_behind(std::string_view text, const ExpressionParts& parts,
                           const std::string& base) {
  std::map<std::size_t, std::pair<std::size_t, std::string>> places;
  for (const std::size_t at : parts.anchors) places[at] = {at + 1, "(?<=^" + base + ")"};
  for (const auto& look : parts.looks_behind) {
    if (behind_kind(body_of(text, look)) != Behind::OneByte) continue;
    const std::string whole(text.substr(look.begin, look.end + 1 - look.begin));
    const bool is_negated = whole.starts_with("(?<!");
    std::string either = is_negated ? "(?:(?<=^" : "(?:(?<!^";
    either.append(base).append(is_negated ? ")|" : ")").append(whole).append(")");
    places[look.begin] = {look.end + 1, std::move(either)};
  }
  std::string out;
  std::size_t copied = 0;
  for (const auto& [begin, place] : places) {
    out.append(text.substr(copied, begin - copied)).append(place.second);
    copied = place.first;
  }
  return out.append(text.substr(copied));
}

/// The alternatives that can only begin where the text begins, and the others.
struct Alternatives {
  std::vector<std::string_view> at_begin;
  std::vector<std::string_view> anywhere;
  std::size_t never = 0;  ///< of those at the begin: that begin with a slash
  bool is_sorted = true;  ///< those at the begin stand first
};

Alternatives sorted(std::string_view text, const ExpressionParts& parts) {
  Alternatives all;
  for (std::string_view one : alternatives_of(text, parts)) {
    const bool is_anchored = one.starts_with('^');
    if (!is_anchored && !takes_all_before(one)) {
      all.anywhere.push_back(one);
      continue;
    }
    if (is_anchored) one.remove_prefix(1);
    const char behind = one.size() > 1 ? one[1] : '\0';
    const bool may_be_none = behind == '?' || behind == '*' || behind == '{';
    if (is_anchored && one.starts_with('/') && !may_be_none) ++all.never;
    all.is_sorted = all.is_sorted && all.anywhere.empty();
    all.at_begin.push_back(one);
  }
  return all;
}

std::string joined(const std::vector<std::string_view>& alternatives, bool has_brackets) {
  std::string text;
  for (std::size_t i = 0; i < alternatives.size(); ++i) {
    // "^|a": what stands in front of the bar can be nothing.
    if (i > 0) text += '|';
    text += alternatives[i];
  }
  return alternatives.size() > 1 && !has_brackets ? "(?:" + text + ")" : text;
}

/// Whether all looks behind can be told behind a base; `has_places` where it takes more than
/// leaving them as they are.
bool looks_can_move(std::string_view text, const ExpressionParts& parts, bool& has_places) {
  for (const auto& look : parts.looks_behind) {
    const Behind kind = behind_kind(body_of(text, look));
    if (kind == Behind::Unknown) return false;
    has_places = has_places || kind == Behind::OneByte;
  }
  return true;
}

/// The expression behind the base, without flags and names; nullopt where it cannot be said there.
std::optional<std::string> behind_base(std::string_view text, const MoveOptions& options,
                                       Moved& moved) {
  constexpr const char* kSkip = "(?s:.*?)";
  const ExpressionParts parts = parts_of(text);
  bool has_places = false;
  if (!parts.is_movable || !looks_can_move(text, parts, has_places)) return std::nullopt;
  // A group for the whole would move the numbers that are referred to.
  if (options.needs_whole && parts.refers_back) return std::nullopt;
  if (options.needs_whole) {
    moved.whole = "whole";
    moved.first = 2;
  }
  const std::string begin = "^" + escape_regex(options.base);
  const std::string opened = options.needs_whole ? "(?P<whole>" : "";
  const std::string closed = options.needs_whole ? ")" : "";
  const Alternatives all = sorted(text, parts);
  moved.is_never = all.never == parts.bars.size() + 1;
  const bool is_mixed = !all.at_begin.empty() && !all.anywhere.empty();
  // The order of alternatives decides only what groups take, and how far flags reach.
  const bool has_order = !all.is_sorted && (!parts.groups.empty() || parts.sets_flags);
  if (!anchors_are_first(parts) || has_places || (is_mixed && (has_order || options.needs_whole))) {
    return begin + kSkip + (options.needs_whole ? opened : "(?:") +
           looking_behind(text, parts, escape_regex(options.base)) + ")";
  }
  if (all.anywhere.empty()) {
    return begin + opened + joined(all.at_begin, options.needs_whole) + closed;
  }
  const std::string skipped = kSkip + opened + joined(all.anywhere, options.needs_whole) + closed;
  if (!is_mixed) return begin + skipped;
  return begin + "(?:" + joined(all.at_begin, true) + "|" + skipped + ")";
}

}  // namespace

std::optional<Moved> move(std::string_view text, const MoveOptions& options) {
  Moved moved;
  if (text.size() > rules::kMaxRegexBytes) return std::nullopt;
  std::string flags = take_inline_flags(text);
  const ExpressionParts parts = parts_of(text);
  if (!parts.is_balanced || !parts.is_readable) return std::nullopt;
  // Where groups get names, "whole" is none of them.
  const bool is_behind = !options.base.empty();
  if (is_behind && options.needs_whole && !options.group_prefix.empty()) return std::nullopt;
  moved.groups = parts.groups.size();
  if (options.ignore_case && flags.find('i') == std::string::npos) flags.insert(0, "i");
  if (text.empty()) text = "^";
  auto body = is_behind ? behind_base(text, options, moved) : std::string(text);
  if (!body) return std::nullopt;
  if (!options.group_prefix.empty()) body = with_names(*body, options.group_prefix);
  moved.text = flags.empty() ? *body : "(?" + flags + ")" + *body;
  const auto engine = engine_for(moved.text);
  if (!engine) return std::nullopt;
  moved.engine = *engine;
  return moved;
}

}  // namespace onward::config::apache
