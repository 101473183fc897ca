// SPDX-License-Identifier: MIT
// Part lists turned back into pattern strings (URLPattern, "Converting part lists to pattern
// strings"), and their order. The string generated is the normal form: parsing it gives the same
// part list, which is why a group is wrapped in braces wherever its neighbours would change it.
#include "url/pattern/part.h"

#include "base/ascii.h"
#include "url/regexp/identifier.h"

#include <algorithm>
#include <tuple>

namespace onward::url {
namespace {

bool is_fixed_text(const Part* part) { return part && part->type == PartType::FixedText; }
bool has_custom_name(const Part& part) { return !base::is_digit(part.name.front()); }

bool is_prefix_character(std::string_view text, char prefix) {
  return text.size() == 1 && text[0] == prefix && prefix != '\0';
}

// One part together with the neighbours that its spelling depends on.
struct Placed {
  const Part& part;
  const Part* previous;
  const Part* next;
  const PartOptions& options;
};

// Whether ":name" would run into what follows it: ":foo" before "bar", or before "(…)".
bool runs_into_next(const Placed& at) {
  if (!has_custom_name(at.part) || at.part.type != PartType::SegmentWildcard ||
      at.part.modifier != Modifier::None || !at.next || !at.next->prefix.empty() ||
      !at.next->suffix.empty()) {
    return false;
  }
  if (is_fixed_text(at.next)) return begins_like_a_name(at.next->value);
  return !has_custom_name(*at.next);
}

// Whether the prefix character at the end of the text before would be taken as the group's prefix.
bool would_take_prefix(const Placed& at) {
  return at.part.prefix.empty() && is_fixed_text(at.previous) && !at.previous->value.empty() &&
         at.options.prefix != '\0' && at.previous->value.back() == at.options.prefix;
}

bool needs_grouping(const Placed& at) {
  if (!at.part.suffix.empty()) return true;
  if (!at.part.prefix.empty() && !is_prefix_character(at.part.prefix, at.options.prefix)) {
    return true;
  }
  return runs_into_next(at) || would_take_prefix(at);
}

// A wildcard may be spelled "*" only where it cannot be read as a modifier.
bool may_be_asterisk(const Placed& at, bool grouped) {
  return !has_custom_name(at.part) &&
         (!at.previous || is_fixed_text(at.previous) || at.previous->modifier != Modifier::None ||
          grouped || !at.part.prefix.empty());
}

std::string matcher_text(const Placed& at, bool grouped) {
  switch (at.part.type) {
    case PartType::Regexp:
      return "(" + at.part.value + ")";
    case PartType::SegmentWildcard:
      return has_custom_name(at.part) ? "" : "(" + segment_wildcard_regexp(at.options) + ")";
    case PartType::FullWildcard:
      return may_be_asterisk(at, grouped) ? "*" : "(" + std::string(kFullWildcardRegexp) + ")";
    case PartType::FixedText:
      break;
  }
  return "";
}

void append_fixed_text(const Part& part, std::string& result) {
  if (part.modifier == Modifier::None) {
    result += escape_pattern_string(part.value);
    return;
  }
  result += '{';
  result += escape_pattern_string(part.value);
  result += '}';
  result += to_string(part.modifier);
}

void append_group(const Placed& at, std::string& result) {
  const Part& part = at.part;
  const bool grouped = needs_grouping(at);
  if (grouped) result += '{';
  result += escape_pattern_string(part.prefix);
  if (has_custom_name(part)) {
    result += ':';
    result += part.name;
  }
  result += matcher_text(at, grouped);
  if (part.type == PartType::SegmentWildcard && has_custom_name(part) &&
      begins_like_a_name(part.suffix)) {
    result += '\\';
  }
  result += escape_pattern_string(part.suffix);
  if (grouped) result += '}';
  result += to_string(part.modifier);
}

int compare_part(const Part& left, const Part& right) {
  const auto key = [](const Part& part) {
    return std::tie(part.type, part.modifier, part.prefix, part.value, part.suffix);
  };
  if (key(left) < key(right)) return -1;
  return key(left) == key(right) ? 0 : 1;
}

}  // namespace

std::string_view to_string(Modifier modifier) {
  switch (modifier) {
    case Modifier::ZeroOrMore:
      return "*";
    case Modifier::Optional:
      return "?";
    case Modifier::OneOrMore:
      return "+";
    case Modifier::None:
      break;
  }
  return "";
}

std::string segment_wildcard_regexp(const PartOptions& options) {
  if (options.delimiter == '\0') return "[^]+?";
  return std::string("[^\\") + options.delimiter + "]+?";
}

std::string generate_pattern_string(const PartList& parts, const PartOptions& options) {
  std::string result;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].type == PartType::FixedText) {
      append_fixed_text(parts[i], result);
      continue;
    }
    const Part* const previous = i > 0 ? &parts[i - 1] : nullptr;
    const Part* const next = i + 1 < parts.size() ? &parts[i + 1] : nullptr;
    append_group({parts[i], previous, next, options}, result);
  }
  return result;
}

std::string escape_pattern_string(std::string_view text) {
  constexpr std::string_view kSpecial = "+*?:{}()\\";
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    if (kSpecial.find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

int compare_parts(const PartList& left, const PartList& right) {
  const std::size_t common = std::min(left.size(), right.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (const int order = compare_part(left[i], right[i]); order != 0) return order;
  }
  if (left.size() == right.size()) return 0;
  // The longer list's next part against empty text, so that "/foo/" is stricter than "/foo/*".
  const Part empty;
  return left.size() > common ? compare_part(left[common], empty)
                              : compare_part(empty, right[common]);
}

}  // namespace onward::url
