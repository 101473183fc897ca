// SPDX-License-Identifier: MIT
// What scripts do with texts: compare, cut and replace. A part that is cut out of a request is a
// group of an expression over it.
#include "base/ascii.h"
#include "config/hosting/path_pattern.h"
#include "config/pattern_text.h"
#include "config/script/machine.h"
#include "rules/regex.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace onward::config {
namespace {

using What = Part::What;

constexpr std::size_t kMaxGroups = 10;

bool is_anchored(std::string_view source) {
  int depth = 0;
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (source[i] == '\\')
      ++i;
    else if (source[i] == '(' || source[i] == '[')
      ++depth;
    else if (source[i] == ')' || source[i] == ']')
      --depth;
    else if (source[i] == '|' && depth == 0)
      return false;
  }
  return source.starts_with('^');
}

/// "$1" and literals of a replacement.
std::optional<Parts> expanded(const std::string& by, const std::string& source,
                              rules::Subject subject) {
  Parts text;
  for (std::size_t i = 0; i < by.size(); ++i) {
    const bool is_group = by[i] == '$' && i + 1 < by.size() && base::is_digit(by[i + 1]);
    if (!is_group) {
      if (by[i] == '$' && i + 1 < by.size() && by[i + 1] != '$') return {};
      text.push_back(literal_part(by.substr(i, 1)));
      continue;
    }
    const auto part = group_of(source, static_cast<std::size_t>(by[++i] - '0'), subject);
    if (!part) return {};
    text.push_back(*part);
  }
  return text;
}

/// An expression and a text that are both known.
Value found_in(const std::string& expression, const std::string& text) {
  const rules::Regex regex = regex_of(expression, {});
  const auto compiled = rules::CompiledRegex::create(expression, {.engine = regex.engine});
  const auto* found = std::get_if<rules::CompiledRegex>(&compiled);
  if (found == nullptr) return unknown_value("an expression is none that a rule has");
  return boolean_value(found->search(text) == rules::CompiledRegex::Outcome::Found);
}

}  // namespace

std::optional<Part> group_of(const std::string& source, std::size_t number,
                             rules::Subject subject) {
  if (number == 0) return part_in(subject, "", source, "");
  std::vector<std::size_t> open;
  std::size_t seen = 0;
  std::size_t begin = std::string::npos;
  bool in_class = false;
  for (std::size_t i = 0; i < source.size(); ++i) {
    const char c = source[i];
    if (c == '\\') {
      ++i;
    } else if (in_class) {
      in_class = c != ']';
    } else if (c == '[') {
      in_class = true;
    } else if (c == '(') {
      const bool captures =
          source.compare(i + 1, 1, "?") != 0 || source.compare(i + 1, 3, "?P<") == 0;
      if (captures && ++seen == number) begin = i;
      open.push_back(i);
    } else if (c == ')' && !open.empty()) {
      if (open.back() == begin) {
        std::size_t inner = begin + 1;
        if (source.compare(inner, 3, "?P<") == 0) inner = source.find('>', inner) + 1;
        return part_in(subject, source.substr(0, begin), source.substr(inner, i - inner),
                       source.substr(i + 1));
      }
      open.pop_back();
    }
  }
  return {};
}

Value Machine::compare(const Parts& text, Compare how, const Value& what,
                       const rules::Place& place) {
  std::string word;
  if (how == Compare::Regex) {
    const bool is_regex = what.kind == Value::Kind::Thing && what.thing->type == Thing::Type::Regex;
    const auto source =
        is_regex ? expression_of(what.thing->name, what.thing->flags) : std::nullopt;
    if (!source) return unknown_value("an expression has flags that no rule has");
    word = *source;
  } else if (const auto known = literal(to_text(what))) {
    word = *known;
  } else {
    return unknown_value("two parts of a request are compared");
  }
  auto known = literal(text);
  if (!known && paths_ != nullptr) {
    if (const std::string* found = paths_->known(key_of(text))) known = *found;
  }
  if (known) {
    switch (how) {
      case Compare::Equals:
        return boolean_value(*known == word);
      case Compare::StartsWith:
        return boolean_value(known->starts_with(word));
      case Compare::EndsWith:
        return boolean_value(known->ends_with(word));
      case Compare::Includes:
        return boolean_value(known->find(word) != std::string::npos);
      case Compare::Present:
        return boolean_value(true);
      case Compare::Regex:
        return found_in(word, *known);
    }
  }
  auto condition = condition_of(text, how, word, place);
  if (!condition) {
    return unknown_value(!text.empty() && text[0].what == What::Unknown
                             ? text[0].text
                             : "a part of the request is compared in a way that no rule can");
  }
  Value value = test_value(std::move(*condition));
  const bool is_exact = how == Compare::Equals && text.size() == 1 && !text[0].ignores_case;
  if (is_exact) {  // where it holds the text is known
    value.thing = std::make_shared<Thing>();
    value.thing->name = key_of(text);
    value.thing->flags = word;
  }
  value.text = {literal_part(std::to_string(static_cast<int>(how)) + word + "\x04" + key_of(text))};
  return value;
}

Value Machine::match(const Parts& text, const Value& regex, const rules::Place& place) {
  Value test = compare(text, Compare::Regex, regex, place);
  if (literal(text) && test.kind == Value::Kind::Boolean && test.boolean) {
    return unknown_value("groups of a constant are read");
  }
  if (test.kind == Value::Kind::Unknown) return test;
  if (!truth(test, place)) {
    Value none;
    none.kind = Value::Kind::Null;
    return none;
  }
  auto found = std::make_shared<Thing>();
  found->type = Thing::Type::Match;
  const auto subject = subject_of(text);
  const std::string source = expression_of(regex.thing->name, regex.thing->flags).value_or("");
  for (std::size_t i = 0; subject && i < kMaxGroups; ++i) {
    if (const auto part = group_of(source, i, *subject)) {
      found->members.emplace_back(std::to_string(i), text_value({*part}));
    }
  }
  std::size_t number = 0;
  for (const std::string& name : groups_of(source)) {
    ++number;
    const auto part = name.empty() || !subject ? std::nullopt : group_of(source, number, *subject);
    if (part) found->members.emplace_back(name, text_value({*part}));
  }
  return thing_value(std::move(found));
}

/// The first place of `what` in a path: where it begins, or behind; in a URL the path's comes
/// first.
Value Machine::replace_literal(const Parts& text, const std::string& what, const Parts& by,
                               const rules::Place& place) {
  const auto at_path = std::ranges::find(text, What::Path, &Part::what);
  const bool is_path = subject_of(text).has_value() && at_path != text.end();
  const bool is_host = text.size() == 1 && text[0].what == What::Host;
  if (what.empty() || what == "//" || !(is_path || is_host)) {
    return unknown_value("a text is replaced in a way that no rule can");
  }
  const auto subject = is_host ? rules::Subject::Host : rules::Subject::Path;
  const Parts subject_text{part_of(is_host ? What::Host : What::Path)};
  const std::string mark = escape_regex(what);
  const auto with = [&](Parts middle) {
    Parts whole = text;
    const auto at = whole.begin() + (is_host ? 0 : at_path - text.begin());
    const auto next = whole.erase(at);
    whole.insert(next, middle.begin(), middle.end());
    return text_value(std::move(whole));
  };
  const bool always = is_path && what == "/";
  if (always ||
      truth(compare(subject_text, Compare::StartsWith, literal_value(what), place), place)) {
    Parts middle = by;
    middle.push_back(part_in(subject, "^" + mark, ".*", "$"));
    return with(std::move(middle));
  }
  const std::string first = is_host ? "^." : "^/";
  rules::Conditions behind;
  behind.place = place;
  behind.regex = rules::Regex{{first + ".*?" + mark, place}, rules::Engine::Re2, subject};
  Value test = test_value(std::move(behind));
  test.text = {literal_part("behind " + what)};
  if (truth(test, place)) {
    Parts middle;
    if (is_path) middle.push_back(literal_part("/"));
    middle.push_back(part_in(subject, is_host ? "^" : "^/", ".*?", mark + ".*$"));
    middle.insert(middle.end(), by.begin(), by.end());
    middle.push_back(part_in(subject, first + ".*?" + mark, ".*", "$"));
    return with(std::move(middle));
  }
  if (text.size() == 1) return text_value(text);
  // In a URL: not in the path, perhaps in the query.
  const Value in_query =
      compare({part_of(What::Query)}, Compare::Includes, literal_value(what), place);
  if (!truth(in_query, place)) return text_value(text);
  Parts whole = text;
  whole.pop_back();
  whole.push_back(literal_part("?"));
  whole.push_back(part_in(rules::Subject::Query, "^", ".*?", mark + ".*$"));
  whole.insert(whole.end(), by.begin(), by.end());
  whole.push_back(part_in(rules::Subject::Query, "^.*?" + mark, ".*", "$"));
  return text_value(std::move(whole));
}

/// text.replace("a", "b")
Value Machine::replace_text(const Parts& text, const Value& what, const Value& by,
                            const rules::Place& place) {
  const auto known = literal(to_text(by));
  const auto word = literal(what.text);
  const auto old = literal(text);
  if (!word || by.kind == Value::Kind::Thing) {
    return unknown_value("a text is replaced by what is computed");
  }
  if (!old || !known) return replace_literal(text, *word, to_text(by), place);
  std::string made = *old;
  const std::size_t at = made.find(*word);
  return literal_value(at == std::string::npos ? made : made.replace(at, word->size(), *known));
}

Value Machine::replace(const Parts& text, const Value& what, const Value& by,
                       const rules::Place& place) {
  const auto known = literal(to_text(by));
  if (what.kind == Value::Kind::Text) return replace_text(text, what, by, place);
  const bool is_regex = what.kind == Value::Kind::Thing && what.thing->type == Thing::Type::Regex;
  const auto subject = subject_of(text);
  const auto source = is_regex ? expression_of(what.thing->name, what.thing->flags) : std::nullopt;
  const bool merges = is_regex && known == "/" && what.thing->flags == "g" &&
                      (what.thing->name == "\\/+" || what.thing->name == "\\/{2,}" ||
                       what.thing->name == "\\/\\/+");
  if (merges) return merge_slashes(text, place);
  if (is_regex && source && text == whole_target()) return replace_in_target(what, by, place);
  if (!source || !known || !subject || text.size() != 1) {
    return unknown_value("a text is replaced in a way that no rule can");
  }
  const std::string flags = source->starts_with("(?i)") ? "(?i)" : "";
  const std::string core = source->substr(flags.size());
  const bool at_start = is_anchored(core);
  const bool is_global = what.thing->flags.find('g') != std::string::npos;
  const bool at_end = core.ends_with('$') && !core.ends_with("\\$");
  if (is_global && !at_start && !at_end)
    return unknown_value("all places of an expression are replaced");
  const auto middle = expanded(*known, *source, *subject);
  if (!middle) return unknown_value("a replacement has a form that no rule has");
  const auto test_with = [&](const std::string& front) {
    rules::Conditions when;
    when.place = place;
    when.regex = regex_of(flags + front + "(?:" + core + ")", place, *subject);
    Value test = test_value(std::move(when));
    test.text = {literal_part(front + core + key_of(text))};
    return truth(test, place);
  };
  if (test_with(at_start ? "" : "^")) {
    Parts made = *middle;
    if (!at_end)
      made.push_back(
          part_in(*subject, flags + (at_start ? "" : "^") + "(?:" + core + ")", ".*", "$"));
    return text_value(std::move(made));
  }
  const std::string first = text[0].what == What::Path ? "/" : ".";
  if (at_start || !test_with("^" + first + ".*?")) return text_value(text);
  const bool is_path = first == "/";
  Parts made;
  if (is_path) made.push_back(literal_part("/"));
  made.push_back(part_in(*subject, flags + (is_path ? "^/" : "^"), is_path ? ".*?" : ".+?",
                         "(?:" + core + ")" + (at_end ? "" : ".*$")));
  made.insert(made.end(), middle->begin(), middle->end());
  if (!at_end)
    made.push_back(part_in(*subject, flags + "^" + first + ".*?(?:" + core + ")", ".*", "$"));
  return text_value(std::move(made));
}

/// In path and query: in the path where there is no query, or where an expression cannot reach it.
Value Machine::replace_in_target(const Value& what, const Value& by, const rules::Place& place) {
  const std::string& source = what.thing->name;
  const bool stays = source.starts_with('^') && !source.ends_with('$') &&
                     source.find_first_of(".|?*") == std::string::npos &&
                     source.find("[^") == std::string::npos;
  const Value search = text_value({part_of(What::Search)});
  if (!stays && truth(search, place)) {
    return unknown_value("an expression is replaced in the query, too");
  }
  Value path = replace({part_of(What::Path)}, what, by, place);
  if (path.kind != Value::Kind::Text) return path;
  Parts made = path.text;
  made.push_back(search_with_mark());
  return text_value(std::move(made));
}

Value Machine::call_text(const Parts& text, const std::string& name,
                         const std::vector<Value>& arguments, const rules::Place& place) {
  const Value first = arguments.empty() ? Value{} : arguments[0];
  if (!text.empty() && text[0].what == What::Unknown) return unknown_value(text[0].text);
  if (name == "toString" || name == "toJSON" || name == "valueOf") return text_value(text);
  if (name == "startsWith" && arguments.size() == 1)
    return compare(text, Compare::StartsWith, first, place);
  if (name == "endsWith" && arguments.size() == 1)
    return compare(text, Compare::EndsWith, first, place);
  if (name == "includes") return compare(text, Compare::Includes, first, place);
  if (name == "match") return match(text, first, place);
  if ((name == "replace" || name == "replaceAll") && arguments.size() == 2) {
    return replace(text, first, arguments[1], place);
  }
  if (name == "concat") {
    Parts made = text;
    for (const Value& one : arguments) {
      for (Part& part : to_text(one)) made.push_back(std::move(part));
    }
    return text_value(std::move(made));
  }
  const auto known = literal(text);
  if (name == "toLowerCase") {
    if (known) return literal_value(base::to_lower(*known));
    // A host is in lower case anyway; what else is, is compared without regard to case.
    Parts folded = text;
    if (text.size() == 1 && text[0].what == What::Host) return text_value(text);
    if (text.size() != 1) return unknown_value("a text is put into lower case");
    folded[0].ignores_case = true;
    return text_value(std::move(folded));
  }
  if (name == "split") return split(text, first);
  if (name == "trim") return text_value(text);
  if (name == "indexOf" || name == "search") {
    const auto what = literal(to_text(first));
    if (known && what) {
      const std::size_t at = known->find(*what);
      return number_value(at == std::string::npos ? -1 : static_cast<double>(at));
    }
    return measured_value(Thing::Type::Position, {text_value(text), first});
  }
  if (name == "charAt" || name == "at") return char_at(text, first);
  const bool cuts = name == "slice" || name == "substring" || name == "substr";
  if (cuts && !arguments.empty()) return cut(text, name, arguments);
  return unknown_value("'." + name + "()' of a text is computed");
}

}  // namespace onward::config
