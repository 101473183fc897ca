// SPDX-License-Identifier: MIT
// A text that is one part of a request, compared with a literal or an expression. The URL is
// compared as a whole: where "/api/" is looked for in it, it may stand in the query, too.
#include "config/script/compare.h"

#include "base/ascii.h"
#include "config/hosting/path_pattern.h"
#include "config/pattern_text.h"

#include <algorithm>

namespace onward::config {
namespace {

using What = Part::What;
using TestKind = rules::ValueTest::Kind;

std::string expression(Compare how, const std::string& what) {
  switch (how) {
    case Compare::Equals:
      return "^" + escape_regex(what) + "$";
    case Compare::StartsWith:
      return "^" + escape_regex(what);
    case Compare::EndsWith:
      return escape_regex(what) + "$";
    case Compare::Includes:
      return escape_regex(what);
    case Compare::Regex:
      return what;
    case Compare::Present:
      break;
  }
  return ".";
}

rules::Conditions by_regex(const std::string& expression, rules::Subject subject,
                           const rules::Place& place) {
  rules::Conditions when;
  when.place = place;
  when.regex = regex_of(expression, place, subject);
  return when;
}

rules::Conditions of_path(const Part& part, Compare how, const std::string& what,
                          const rules::Place& place) {
  rules::Conditions when;
  when.place = place;
  const bool is_plain = !part.ignores_case && what.starts_with('/');
  if (how == Compare::Equals && is_plain) {
    when.match = {escape_pattern(what), place};
    return when;
  }
  if (how == Compare::StartsWith && is_plain) {
    when.match = {escape_pattern(what) + "*", place};
    return when;
  }
  return by_regex((part.ignores_case ? "(?i)" : "") + expression(how, what), rules::Subject::Path,
                  place);
}

std::optional<rules::Conditions> of_method(Compare how, const std::string& what,
                                           const rules::Place& place) {
  if (how != Compare::Equals || what.empty()) return {};
  rules::Conditions when;
  when.place = place;
  when.methods = {{what, place}};
  if (what == "GET") {
    rules::Conditions head;
    head.place = place;
    head.methods = {{"HEAD", place}};
    when.none.push_back(std::move(head));
  }
  return when;
}

rules::ValueTest value_test_of(const Part& part, Compare how, const std::string& what,
                               const rules::Place& place) {
  rules::ValueTest test;
  test.name = {part.text, place};
  test.value = {what, place};
  switch (how) {
    case Compare::Present:
      test.kind = TestKind::Present;
      test.value = {};
      return test;
    case Compare::Equals:
      test.kind = TestKind::Equals;
      break;
    case Compare::StartsWith:
      test.kind = TestKind::Prefix;
      break;
    case Compare::Includes:
      test.kind = TestKind::Contains;
      break;
    case Compare::EndsWith:
    case Compare::Regex:
      test.kind = TestKind::Regex;
      break;
  }
  if (part.ignores_case || test.kind == TestKind::Regex) {
    test.kind = TestKind::Regex;
    test.value.value = (part.ignores_case ? "(?i)" : "") + expression(how, what);
  }
  return test;
}

/// A group compared: what it may be takes its place in the expression.
std::optional<rules::Conditions> of_group(const Part& part, Compare how, const std::string& what,
                                          const rules::Place& place) {
  const std::string any = part.inner.find("[^/]") != std::string::npos ? "[^/]*" : ".*";
  std::string inner;
  switch (how) {
    case Compare::Equals:
      inner = escape_regex(what);
      break;
    case Compare::StartsWith:
      inner = escape_regex(what) + any;
      break;
    case Compare::EndsWith:
      inner = any + escape_regex(what);
      break;
    case Compare::Includes:
      inner = any + escape_regex(what) + any;
      break;
    case Compare::Present:
      inner =
          part.inner.ends_with('+') || part.inner.ends_with("+?") ? part.inner : any + "[^/]" + any;
      if (any == ".*") inner = ".+";
      break;
    case Compare::Regex: {
      std::string_view source = what;
      const bool folds = source.starts_with("(?i)");
      if (folds) source.remove_prefix(4);
      const bool is_whole = source.starts_with('^') && source.ends_with('$');
      if (!is_whole || source.find('|') != std::string_view::npos) return {};
      inner = (folds ? "(?i:" : "(?:") + std::string(source.substr(1, source.size() - 2)) + ")";
      break;
    }
  }
  if (part.ignores_case) inner.insert(0, "(?i:").append(")");
  // What need not be there has to, if it is to be something.
  std::string after = part.after;
  if (after.starts_with(")?")) after.erase(1, 1);
  return by_regex(part.before + "(?:" + inner + ")" + after, part.subject, place);
}

std::optional<rules::Conditions> of_scheme(Compare how, std::string what,
                                           const rules::Place& place) {
  if (what.ends_with(':')) what.pop_back();
  if (how != Compare::Equals || (what != "http" && what != "https")) return {};
  rules::Conditions when;
  when.place = place;
  when.scheme = {what, place};
  return when;
}

/// X-Forwarded-Proto, or what the request came by where nobody says it.
std::optional<rules::Conditions> of_forwarded_scheme(Compare how, const std::string& what,
                                                     const rules::Place& place) {
  auto own = of_scheme(how, what, place);
  if (!own) return {};
  const Part field = part_of(What::Field, "X-Forwarded-Proto");
  const std::string scheme = what.starts_with("https") ? "https" : "http";
  rules::Conditions said;
  said.place = place;
  said.fields.push_back(
      value_test_of(field, Compare::Regex, "^\\s*" + scheme + "\\s*(?:,|$)", place));
  rules::Conditions absent;
  absent.place = place;
  absent.fields.push_back(value_test_of(field, Compare::Present, "", place));
  own->none.push_back(std::move(absent));
  rules::Conditions when;
  when.place = place;
  when.any.push_back(std::move(said));
  when.any.push_back(std::move(*own));
  return when;
}

std::optional<rules::Conditions> of_search(Compare how, std::string what,
                                           const rules::Place& place) {
  if (how == Compare::Regex || how == Compare::EndsWith) return {};
  if (how != Compare::Present && what.starts_with('?')) what.erase(0, 1);
  return by_regex(expression(how, what), rules::Subject::Query, place);
}

std::optional<rules::Conditions> of_part(const Part& part, Compare how, const std::string& what,
                                         const rules::Place& place) {
  rules::Conditions when;
  when.place = place;
  switch (part.what) {
    case What::Path:
      return of_path(part, how, what, place);
    case What::Search:
      return of_search(how, what, place);
    case What::Query:
      return by_regex(expression(how, what), rules::Subject::Query, place);
    case What::Host:
      return by_regex("(?i)" + expression(how, what), rules::Subject::Host, place);
    case What::Scheme:
      return part.text.empty() ? of_scheme(how, what, place)
                               : of_forwarded_scheme(how, what, place);
    case What::Method:
      return of_method(how, what, place);
    case What::Group:
      return of_group(part, how, what, place);
    case What::QueryValue:
      when.query.push_back(value_test_of(part, how, what, place));
      return when;
    case What::Field:
      if (base::equals_ignore_case(part.text, "host")) {
        return by_regex("(?i)" + expression(how, what), rules::Subject::Host, place);
      }
      when.fields.push_back(value_test_of(part, how, what, place));
      return when;
    case What::Cookie:
      when.cookies.push_back(value_test_of(part, how, what, place));
      return when;
    case What::Literal:
    case What::Unknown:
      break;
  }
  return {};
}

}  // namespace

Part search_with_mark() {
  Part search = part_of(What::Search);
  search.has_mark = true;
  return search;
}

Parts whole_target() { return {part_of(What::Path), search_with_mark()}; }

Parts whole_url() {
  return {part_of(What::Scheme), literal_part("://"), part_of(What::Host), part_of(What::Path),
          search_with_mark()};
}

std::optional<rules::Subject> subject_of(const Parts& text) {
  if (text == whole_url()) return rules::Subject::Url;
  if (text == whole_target()) return rules::Subject::Target;
  if (text.size() != 1) return {};
  if (text[0].what == What::Path) return rules::Subject::Path;
  if (text[0].what == What::Host) return rules::Subject::Host;
  if (text[0].what == What::Query) return rules::Subject::Query;
  return {};
}

std::optional<std::string> expression_of(std::string_view source, std::string_view flags) {
  std::string made;
  for (const char flag : flags) {
    if (flag == 'i') made = "(?i)";
    if (flag != 'i' && flag != 'u' && flag != 'g') return {};
  }
  return made + with_named_groups(source);
}

std::optional<rules::Conditions> condition_of(const Parts& text, Compare how,
                                              const std::string& what, const rules::Place& place) {
  if (text == whole_url() || text == whole_target()) {
    const bool is_url = text == whole_url();
    return by_regex(expression(how, what), is_url ? rules::Subject::Url : rules::Subject::Target,
                    place);
  }
  if (text.size() == 1) return of_part(text[0], how, what, place);
  const bool is_scheme = text.size() == 2 && text[0].what == What::Scheme && text[1].text == ":";
  if (is_scheme) return of_part(text[0], how, what, place);
  // A literal in front that both have.
  const bool has_front = text.size() >= 2 && text[0].what == What::Literal &&
                         (how == Compare::Equals || how == Compare::StartsWith) &&
                         what.starts_with(text[0].text);
  if (!has_front) return {};
  return condition_of({text.begin() + 1, text.end()}, how, what.substr(text[0].text.size()), place);
}

}  // namespace onward::config
