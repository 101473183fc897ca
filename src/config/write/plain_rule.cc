// SPDX-License-Identifier: MIT
// Patterns are compiled as for serving, so that what is written out is in the normal form that is
// compared here, and then spelled as a regular expression part by part (URLPattern, "generate a
// regular expression and name list").
#include "config/write/plain_rule.h"

#include "config/pattern_text.h"
#include "onward/url/pattern.h"
#include "rules/compile_conditions.h"
#include "rules/compile_match.h"

#include <algorithm>

namespace onward::config {
namespace {

using Kind = PlainPattern::Kind;
using url::Modifier;
using url::PartType;

std::string group_regex(const url::Part& part, char delimiter) {
  switch (part.type) {
    case PartType::FullWildcard:
      return ".*";
    case PartType::SegmentWildcard:
      return std::string("[^") + delimiter + "]+?";
    case PartType::Regexp:
      return part.value;
    case PartType::FixedText:
      break;
  }
  return escape_regex(part.value);
}

std::string part_regex(const url::Part& part, char delimiter) {
  const std::string inner = group_regex(part, delimiter);
  if (part.type == PartType::FixedText) {
    return part.modifier == Modifier::None
               ? inner
               : "(?:" + inner + ")" + std::string(url::to_string(part.modifier));
  }
  const std::string prefix = escape_regex(part.prefix);
  const std::string suffix = escape_regex(part.suffix);
  if (part.modifier == Modifier::None) return prefix + "(" + inner + ")" + suffix;
  if (part.modifier == Modifier::Optional)
    return "(?:" + prefix + "(" + inner + ")" + suffix + ")?";
  std::string repeated = prefix + "((?:" + inner + ")(?:" + suffix;
  repeated += prefix + "(?:" + inner + "))*)" + suffix;
  return part.modifier == Modifier::OneOrMore ? repeated : "(?:" + repeated + ")?";
}

/// ":name" and a last "*", with nothing but text around.
std::string segments_of(const url::PartList& parts) {
  std::string text;
  for (const url::Part& part : parts) {
    const bool is_last = &part == &parts.back();
    if (part.modifier != Modifier::None || !part.suffix.empty()) return "";
    text += part.prefix;
    if (part.type == PartType::FixedText) {
      text += part.value;
    } else if (part.type == PartType::SegmentWildcard && text.ends_with('/')) {
      text += ":" + part.name;
    } else if (part.type == PartType::FullWildcard && is_last && text.ends_with('/')) {
      text += "*";
    } else {
      return "";
    }
  }
  return text;
}

/// The same with the slash at its end left open; "" where that cannot be said.
std::string with_any_slash(const PlainPattern& pattern) {
  if (pattern.kind == Kind::Below && pattern.text.ends_with('/')) {
    const std::string parent = pattern.text.substr(0, pattern.text.size() - 1);
    return "^" + escape_regex(parent) + "(?:/(.*))?$";
  }
  std::string regex = pattern.regex;
  regex.pop_back();
  if (regex.ends_with('/')) {
    regex.pop_back();
    // What "*" takes ends before this slash, also where it is the last of several.
    if (regex.ends_with("(.*)")) regex.insert(regex.size() - 1, "?");
  }
  return regex + "/?$";
}

PlainPattern plain_pattern(const rules::ComponentMatcher& matcher, char delimiter) {
  PlainPattern plain;
  if (const auto text = matcher.only_text()) {
    plain.kind = Kind::Text;
    plain.text = plain.segments = *text;
    plain.regex = "^" + escape_regex(*text) + "$";
    return plain;
  }
  const url::PartList& parts = matcher.pattern()->parts;
  plain.regex = "^";
  for (const url::Part& part : parts) plain.regex += part_regex(part, delimiter);
  plain.regex += "$";
  plain.segments = segments_of(parts);
  const bool is_below = plain.segments.ends_with('*') && parts.size() <= 2 &&
                        plain.segments.find(':') == std::string::npos;
  if (is_below) {
    plain.kind = Kind::Below;
    plain.text = plain.segments.substr(0, plain.segments.size() - 1);
  }
  return plain;
}

std::optional<PlainPattern> plain_host(const std::string& pattern) {
  rules::Diagnostics ignored;
  const auto matcher = rules::compile_host({pattern, {}}, ignored);
  if (!matcher) return {};
  return plain_pattern(*matcher, '.');
}

/// Scheme and host of a whole URL's pattern; false with the reason where it asks for more.
bool add_origin(const std::string& match, PlainConditions& plain, std::string& why) {
  const auto pattern = url::Pattern::create(match);
  if (!pattern) return false;
  if (pattern->search() != "*" && !pattern->search().empty()) {
    why = "the query in the pattern of a URL cannot be said";
    return false;
  }
  if (!pattern->port().empty() && pattern->port() != "*") {
    why = "the port in the pattern of a URL cannot be said";
    return false;
  }
  const std::string protocol(pattern->protocol());
  if (protocol == "http" || protocol == "https") plain.scheme = protocol;
  if (pattern->hostname() == "*" || !plain.hosts.empty()) return true;
  if (auto host = plain_host(std::string(pattern->hostname()))) {
    plain.hosts.push_back(std::move(*host));
  }
  return true;
}

}  // namespace

std::optional<PlainConditions> plain_conditions(const rules::Conditions& when,
                                                const rules::Comparison& comparison,
                                                std::string& why) {
  PlainConditions plain;
  if (when.scheme) plain.scheme = when.scheme->value;
  for (const rules::Text& host : when.hosts) {
    if (auto pattern = plain_host(host.value)) plain.hosts.push_back(std::move(*pattern));
  }
  if (!when.match) return plain;
  rules::Conditions match;
  match.match = when.match;
  rules::Diagnostics ignored;
  const rules::CompiledConditions compiled = compile_conditions(match, comparison, ignored);
  if (!when.match->value.starts_with('/') && !add_origin(when.match->value, plain, why)) return {};
  if (!compiled.path) return plain;
  plain.path = plain_pattern(*compiled.path, '/');
  if (comparison.ignore_trailing_slash) {
    plain.path->regex = with_any_slash(*plain.path);
  }
  return plain;
}

rules::CaptureNames groups_of(const rules::Rule& rule) {
  rules::Diagnostics ignored;
  return capture_names(compile_conditions(rule.when, rule.comparison, ignored));
}

rules::Parts parts_of(const rules::Text& to, const rules::CaptureNames& names) {
  rules::Diagnostics ignored;
  return parse_template(to, names, ignored);
}

bool asks_only_url(const rules::Conditions& when) {
  return !when.regex && when.methods.empty() && when.fields.empty() && when.query.empty() &&
         when.cookies.empty() && when.clients.empty() && when.between.empty() && !when.share &&
         when.all.empty() && when.any.empty() && when.none.empty();
}

}  // namespace onward::config
