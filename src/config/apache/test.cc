// SPDX-License-Identifier: MIT
// Each variable of mod_rewrite has one way to be asked. What is known beforehand (a variable that
// the file sets, the version) is decided at once; what depends on two values alone (HTTPS) by
// asking both; what there is not here (files) is what it would be in an empty folder. A variable
// that a request does not have is an empty text, so that an expression that finds "" holds there.
// Long: one function a variable; what they share is small and private.
#include "config/apache/test.h"

#include "base/ascii.h"
#include "config/apache/expression_text.h"
#include "config/pattern_text.h"

#include <array>

namespace onward::config::apache {
namespace {

using rules::Conditions;
using Truth = Tested::Truth;

Tested decided(bool truth) { return {truth ? Truth::Always : Truth::Never}; }

Tested unknown(std::string why) {
  Tested tested;
  tested.why = std::move(why);
  return tested;
}

Tested depends(Conditions when, bool is_negated) {
  Tested tested{Truth::Depends};
  tested.when = is_negated ? none_of({std::move(when)}) : std::move(when);
  return tested;
}

/// The question about one variable.
struct Asking {
  const Matcher& matcher;
  const Context& context;
  const TestOptions& options;
};

/// The matcher as an expression; nullopt for comparisons that expressions cannot make.
std::optional<std::string> expression_of(const Matcher& matcher) {
  switch (matcher.kind) {
    case Matcher::Kind::Expression:
      return matcher.text;
    case Matcher::Kind::Equal:
      return "^" + escape_regex(matcher.text) + "$";
    case Matcher::Kind::Greater:
      if (matcher.text.empty()) return ".";
      return std::nullopt;
    case Matcher::Kind::GreaterOrEqual:
      if (matcher.text.empty()) return "^";
      return std::nullopt;
    case Matcher::Kind::Number:
    case Matcher::Kind::Less:
    case Matcher::Kind::LessOrEqual:
    case Matcher::Kind::File:
      return std::nullopt;
  }
  return std::nullopt;
}

rules::Text text_at(std::string text, const TestOptions& options) {
  return {std::move(text), options.place};
}

/// "^", ".*", "^(.*)$" …
bool takes_everything(std::string_view expression) {
  const auto reduced = reduce(expression);
  return expression == "^" ||
         (reduced && reduced->literal.empty() &&
          (reduced->tail == Reduced::Tail::Anything || reduced->tail == Reduced::Tail::Rest));
}

Tested on_field(std::string_view name, const Asking& asking) {
  const auto expression = expression_of(asking.matcher);
  if (!expression) return unknown("a comparison by order");
  const bool holds_without = found_in(*expression, asking.matcher.ignore_case, "").value_or(false);
  Conditions present;
  present.place = asking.options.place;
  using Kind = rules::ValueTest::Kind;
  const auto literal = literal_of(*expression);
  std::string text = *expression;
  Kind kind = Kind::Regex;
  if (literal && !literal->empty() && !asking.matcher.ignore_case) {
    text = *literal;
    kind = Kind::Contains;
  } else {
    if (takes_everything(text)) return decided(!asking.matcher.is_negated);
    if (asking.matcher.ignore_case) text.insert(0, "(?i)");
    const auto engine = engine_for(text);
    if (!engine) return unknown("'" + *expression + "' is no regular expression");
    if (*engine != rules::Engine::Re2) {
      return unknown("the value of a field is asked by an expression with look-around");
    }
  }
  present.fields.push_back(
      {text_at(std::string(name), asking.options), kind, text_at(std::move(text), asking.options)});
  if (expression == "^$") {
    // Not empty, which is said more simply than: neither absent nor empty.
    present.fields[0].value.value = ".";
    Tested tested = depends(std::move(present), !asking.matcher.is_negated);
    tested.has_groups = !asking.matcher.is_negated;
    return tested;
  }
  if (holds_without) {
    Conditions absent;
    absent.place = asking.options.place;
    absent.fields.push_back({text_at(std::string(name), asking.options), Kind::Absent, {}});
    present = any_of({std::move(present), std::move(absent)});
  }
  Tested tested = depends(std::move(present), asking.matcher.is_negated);
  tested.has_groups = !asking.matcher.is_negated;
  if (tested.has_groups) {
    tested.groups.resize(
        10, {Part::Kind::Group, "a part of " + std::string(name), Part::Source::Field});
  }
  return tested;
}

void name_groups(Tested& tested, const Moved& moved, std::string_view expression,
                 std::string_view prefix, Part::Source source) {
  const ExpressionParts parts = parts_of(expression);
  tested.has_groups = true;
  for (std::size_t i = 0; i <= moved.groups; ++i) {
    Part part{Part::Kind::Group, std::string(prefix) + std::to_string(i), source};
    if (i > 0) {
      const auto& group = parts.groups[i - 1];
      part.body = expression.substr(group.body, group.end - group.body);
    }
    tested.groups.push_back(std::move(part));
  }
}

/// "^www\.example\.com$" as a host.
std::optional<std::string> host_of(std::string_view expression) {
  if (!expression.starts_with('^') || !expression.ends_with('$')) return std::nullopt;
  auto literal = literal_of(expression.substr(1, expression.size() - 2));
  if (!literal || literal->empty()) return std::nullopt;
  for (const char c : *literal) {
    if (!(base::is_digit(c) || (c >= 'a' && c <= 'z') || c == '.' || c == '-')) {
      return std::nullopt;
    }
  }
  return literal;
}

Tested on_text(rules::Subject subject, const Asking& asking, std::string_view base = "") {
  const auto expression = expression_of(asking.matcher);
  if (!expression) return unknown("a comparison by order");
  const bool needs_groups = !asking.options.group_prefix.empty() && !asking.matcher.is_negated;
  if (subject == rules::Subject::Host && !needs_groups) {
    if (const auto host = host_of(*expression)) {
      Conditions when;
      when.place = asking.options.place;
      when.hosts.push_back(text_at(*host, asking.options));
      return depends(std::move(when), asking.matcher.is_negated);
    }
  }
  // Every path begins with a slash.
  if (!needs_groups &&
      (takes_everything(*expression) || (subject == rules::Subject::DecodedPath && base.empty() &&
                                         (*expression == "^/" || *expression == "/")))) {
    return decided(!asking.matcher.is_negated);
  }
  if (subject == rules::Subject::DecodedPath && base.empty() && !needs_groups) {
    Tested tested =
        depends(path_conditions(*expression, asking.matcher.ignore_case, asking.options.place),
                asking.matcher.is_negated);
    tested.has_groups = !asking.matcher.is_negated;
    return tested;
  }
  MoveOptions options;
  options.base = base;
  options.ignore_case = asking.matcher.ignore_case;
  if (needs_groups) options.group_prefix = asking.options.group_prefix;
  const auto moved = move(*expression, options);
  if (!moved) return unknown("'" + *expression + "' is no regular expression that can be used");
  Conditions when;
  when.place = asking.options.place;
  when.regex = rules::Regex{text_at(moved->text, asking.options), moved->engine, subject};
  Tested tested = depends(std::move(when), asking.matcher.is_negated);
  if (!asking.matcher.is_negated) {
    const auto source = subject == rules::Subject::Host    ? Part::Source::Host
                        : subject == rules::Subject::Query ? Part::Source::Query
                                                           : Part::Source::Path;
    name_groups(tested, *moved, *expression, asking.options.group_prefix, source);
    for (Part& group : tested.groups) group.is_whole_path = source == Part::Source::Path;
  }
  return tested;
}

/// A variable that is one text under http and another under https.
Tested by_scheme(std::string_view on_http, std::string_view on_https, const Asking& asking) {
  const auto http = passes(asking.matcher, on_http);
  const auto https = passes(asking.matcher, on_https);
  if (!http || !https) return unknown("the test is none of a text");
  Tested tested = decided(*http);
  if (*http != *https) {
    tested.truth = Truth::Depends;
    tested.when.place = asking.options.place;
    tested.when.scheme = text_at(*https ? "https" : "http", asking.options);
  }
  tested.has_groups = asking.matcher.kind == Matcher::Kind::Expression &&
                      !asking.matcher.is_negated && *http != *https;
  if (tested.has_groups) {
    const auto groups =
        groups_in(asking.matcher.text, asking.matcher.ignore_case, *https ? on_https : on_http);
    for (const std::string& group : groups.value_or(std::vector<std::string>())) {
      tested.groups.push_back({Part::Kind::Literal, group});
    }
  }
  return tested;
}

Tested on_method(const Asking& asking) {
  // RFC 9110 §9, RFC 5789, and those of WebDAV that lists in configurations name.
  constexpr std::array kMethods{"GET",    "HEAD",  "POST",    "PUT",   "DELETE",   "OPTIONS",
                                "PATCH",  "TRACE", "CONNECT", "TRACK", "PROPFIND", "PROPPATCH",
                                "MKCOL",  "COPY",  "MOVE",    "LOCK",  "UNLOCK",   "REPORT",
                                "SEARCH", "MERGE", "DEBUG",   "QUERY", "PURGE"};
  Matcher positive = asking.matcher;
  positive.is_negated = false;
  Conditions when;
  when.place = asking.options.place;
  bool has_get = false;
  bool has_head = false;
  for (const char* method : kMethods) {
    const auto passed = passes(positive, method);
    if (!passed) return unknown("the test is none of a text");
    if (!*passed) continue;
    has_get = has_get || std::string_view(method) == "GET";
    has_head = has_head || std::string_view(method) == "HEAD";
    if (has_get && std::string_view(method) == "HEAD") continue;
    when.methods.push_back(text_at(method, asking.options));
  }
  if (when.methods.empty()) return decided(asking.matcher.is_negated);
  if (when.methods.size() >= kMethods.size() - 1) return decided(!asking.matcher.is_negated);
  if (has_get && !has_head) {
    Conditions head;
    head.methods.push_back(text_at("HEAD", asking.options));
    when.none.push_back(std::move(head));
  }
  return depends(std::move(when), asking.matcher.is_negated);
}

/// "^10\.0\.0\.1$", "^10\.", "=127.0.0.1" as networks.
Tested on_address(const Asking& asking) {
  const auto expression = expression_of(asking.matcher);
  std::string_view text = expression ? std::string_view(*expression) : "";
  const bool is_begin = text.starts_with('^');
  if (is_begin) text.remove_prefix(1);
  const bool is_end = text.ends_with('$') && !text.ends_with("\\$");
  if (is_end) text.remove_suffix(1);
  auto literal = literal_of(text);
  // An unescaped dot means any byte, and is meant as a dot: no address has another byte there.
  if (!literal && text.find_first_not_of("0123456789.:abcdef") == text.npos) {
    literal = std::string(text);
  }
  Conditions when;
  when.place = asking.options.place;
  if (literal && is_begin && is_end && !literal->empty()) {
    when.clients.push_back(text_at(*literal, asking.options));
    return depends(std::move(when), asking.matcher.is_negated);
  }
  if (literal && is_begin && literal->ends_with('.')) {
    const auto dots = static_cast<std::size_t>(std::ranges::count(*literal, '.'));
    std::string network = literal->substr(0, literal->size() - 1);
    for (std::size_t i = dots; i < 4; ++i) network += ".0";
    when.clients.push_back(text_at(network + "/" + std::to_string(dots * 8), asking.options));
    return depends(std::move(when), asking.matcher.is_negated);
  }
  return unknown("an expression over the client's address that is no network");
}

Tested on_file(const Parts& subject, const Asking& asking) {
  Tested tested = decided(asking.matcher.is_negated);
  tested.is_about_files = true;
  // The folder itself is there.
  const bool is_request =
      subject.size() == 1 && subject[0].kind == Part::Kind::Variable &&
      (subject[0].text == "request_filename" || subject[0].text == "script_filename");
  if (asking.matcher.text == "-d" && asking.context.is_folder && is_request) {
    Conditions when;
    when.place = asking.options.place;
    when.match = text_at(escape_pattern(asking.context.base), asking.options);
    const bool is_negated = asking.matcher.is_negated;
    tested = depends(std::move(when), is_negated);
    tested.is_about_files = true;
  }
  return tested;
}

/// "GET /a?b HTTP/1.1" is asked for its target: "^[A-Z]{3,9}\ /a\ HTTP/" is "^/a$".
Tested on_request_line(const Asking& asking) {
  const auto expression = expression_of(asking.matcher);
  if (!expression) return unknown("a comparison by order");
  std::string_view text = *expression;
  constexpr std::array<std::string_view, 4> kSpaces{"\\ /", "\\s/", "\\s+/", " /"};
  std::size_t slash = text.npos;
  std::size_t space_at = text.npos;
  for (const std::string_view space : kSpaces) {
    const std::size_t at = text.find(space);
    if (at == text.npos || at >= space_at) continue;
    space_at = at;
    slash = at + space.size() - 1;
  }
  if (slash == text.npos) return unknown("an expression over the request line");
  const std::string method = std::string(text.substr(0, space_at)) + "$";
  const bool takes_all = found_in(method, false, "GET").value_or(false) &&
                         found_in(method, false, "DELETE").value_or(false);
  if (!takes_all) return unknown("an expression over the request line that asks for methods");
  std::string target = "^" + std::string(text.substr(slash));
  for (const std::string_view end :
       {"\\ HTTP/", "\\ HTTP", "\\sHTTP/", "\\sHTTP", " HTTP/", " HTTP", "\\s", "\\ "}) {
    const std::size_t at = target.find(end);
    if (at == target.npos || at + end.size() < target.size()) continue;
    target.replace(at, end.size(), "$");
    break;
  }
  for (const std::string_view either : {"[?\\s]", "[\\s?]", "[\\ ?]", "[?\\ ]"}) {
    const std::size_t at = target.find(either);
    if (at != target.npos) target.replace(at, either.size(), "(?:\\?|$)");
  }
  if (target.find("\\s") != target.npos || target.find(' ') != target.npos) {
    return unknown("an expression over the request line");
  }
  Matcher matcher = asking.matcher;
  matcher.kind = Matcher::Kind::Expression;
  matcher.text = target;
  return on_text(rules::Subject::Target, {matcher, asking.context, asking.options});
}

struct FieldName {
  std::string_view variable;
  std::string_view field;
};
constexpr std::array kFields{
    FieldName{"http_accept", "Accept"},
    FieldName{"http_user_agent", "User-Agent"},
    FieldName{"http_referer", "Referer"},
    FieldName{"http_cookie", "Cookie"},
    FieldName{"http_forwarded", "Forwarded"},
    FieldName{"http_proxy_connection", "Proxy-Connection"},
    FieldName{"content_type", "Content-Type"},
};

/// Variables whose value nothing in a request changes.
std::optional<std::string> known_variable(std::string_view name) {
  if (name == "server_protocol") return "HTTP/1.1";
  if (name == "is_subreq") return "false";
  if (name == "api_version") return "20120211:127";
  if (name == "ipv6") return "off";
  for (const std::string_view empty :
       {"path_info", "auth_type", "remote_user", "remote_ident", "handler", "env:redirect_status",
        "env:redirect_url", "script_user", "script_group"}) {
    if (name == empty) return "";
  }
  return std::nullopt;
}

Tested on_variable(const std::string& name, const Asking& asking) {
  if (name == "http_host" || name == "server_name" || name == "http:host") {
    return on_text(rules::Subject::Host, asking);
  }
  if (name == "request_uri") return on_text(rules::Subject::DecodedPath, asking);
  if (name == "request_filename" || name == "script_filename" || name == "script_name") {
    if (!asking.context.is_folder) return on_text(rules::Subject::DecodedPath, asking);
    const auto expression = expression_of(asking.matcher);
    if (!expression || expression->starts_with('^')) {
      return unknown("the path of a file on disk");
    }
    return on_text(rules::Subject::DecodedPath, asking);
  }
  if (name == "query_string") return on_text(rules::Subject::Query, asking);
  if (name == "the_request") return on_request_line(asking);
  if (name == "https") return by_scheme("off", "on", asking);
  if (name == "env:https" || name == "ssl:https") return by_scheme("", "on", asking);
  if (name == "server_port") return by_scheme("80", "443", asking);
  if (name == "request_scheme") return by_scheme("http", "https", asking);
  if (name == "request_method") return on_method(asking);
  if (name == "remote_addr" || name == "conn_remote_addr") return on_address(asking);
  for (const FieldName& field : kFields) {
    if (name == field.variable) return on_field(field.field, asking);
  }
  if (name == "http_accept_language") return on_field("Accept-Language", asking);
  if (name.starts_with("http:") && name.size() > 5) return on_field(name.substr(5), asking);
  if (const auto value = known_variable(name)) {
    const auto passed = passes(asking.matcher, *value);
    return passed ? decided(*passed) : unknown("the test is none of a text");
  }
  return unknown("%{" + upper_of(name) + "} is not known here");
}

/// "&%{QUERY_STRING}" against "&id=": a byte before the text, which the expression begins with.
std::optional<std::string> without_byte_before(char byte, std::string_view expression) {
  if (expression.starts_with(byte)) {
    return "(?:^|" + escape_regex(std::string_view(&byte, 1)) + ")" +
           std::string(expression.substr(1));
  }
  return std::nullopt;
}

}  // namespace

Conditions path_conditions(std::string_view expression, bool ignore_case,
                           const rules::Place& place) {
  Conditions when;
  when.place = place;
  if (const auto reduced = ignore_case ? std::nullopt : reduce(expression);
      reduced && (reduced->literal.starts_with('/') || reduced->literal.empty())) {
    if (reduced->literal.empty() && reduced->tail != Reduced::Tail::None) {
      when.match = rules::Text{"/*", place};
      return when;
    }
    if (!reduced->literal.empty()) {
      std::string pattern = escape_pattern(reduced->literal);
      if (reduced->tail == Reduced::Tail::OptionalSlash) pattern += "{/}?";
      if (reduced->tail == Reduced::Tail::Rest || reduced->tail == Reduced::Tail::Anything) {
        pattern += "*";
      }
      when.match = rules::Text{std::move(pattern), place};
      return when;
    }
  }
  std::string text = expression.empty() ? "^" : std::string(expression);
  if (ignore_case) text.insert(0, "(?i)");
  const auto engine = engine_for(text).value_or(rules::Engine::Re2);
  when.regex = rules::Regex{{std::move(text), place}, engine, rules::Subject::DecodedPath};
  return when;
}

Tested test(const Parts& subject, const Matcher& matcher, const Context& context,
            const TestOptions& options) {
  const Asking asking{matcher, context, options};
  if (matcher.kind == Matcher::Kind::File) return on_file(subject, asking);
  if (const auto constant = constant_of(subject)) {
    const auto passed = passes(matcher, *constant);
    if (!passed) return unknown("'" + matcher.text + "' is no regular expression");
    Tested tested = decided(*passed);
    if (*passed && matcher.kind == Matcher::Kind::Expression && !matcher.is_negated) {
      tested.has_groups = true;
      const auto groups = groups_in(matcher.text, matcher.ignore_case, *constant);
      for (const std::string& group : groups.value_or(std::vector<std::string>())) {
        tested.groups.push_back({Part::Kind::Literal, group});
      }
    }
    return tested;
  }
  if (subject.size() == 1 && subject[0].kind == Part::Kind::Variable) {
    return on_variable(subject[0].text, asking);
  }
  if (subject.size() == 1 && subject[0].kind == Part::Kind::Group && !subject[0].body.empty() &&
      !found_in("^(?:" + subject[0].body + ")$", false, "").value_or(true) &&
      passes(matcher, "x") == true && passes(matcher, "0/") == true &&
      passes(matcher, "") == false) {
    return decided(true);  // it asks whether there is something, and there is
  }
  if (subject.size() == 1) {
    const auto& rest = subject[0].rest_of;
    if (rest) return on_text(rules::Subject::DecodedPath, asking, *rest);
  }
  if (subject.size() == 2 && subject[0].kind == Part::Kind::Literal &&
      subject[0].text.size() == 1 && subject[1].kind == Part::Kind::Variable &&
      matcher.kind == Matcher::Kind::Expression) {
    if (const auto moved = without_byte_before(subject[0].text[0], matcher.text)) {
      Matcher other = matcher;
      other.text = *moved;
      return on_variable(subject[1].text, {other, context, options});
    }
  }
  if (subject.size() == 2 && subject[0].kind == Part::Kind::Variable &&
      subject[1].kind == Part::Kind::Literal && subject[0].text == "https") {
    return by_scheme("off" + subject[1].text, "on" + subject[1].text, asking);
  }
  if (subject.size() == 2 && subject[0].kind == Part::Kind::Variable &&
      subject[1].kind == Part::Kind::Literal && subject[0].text == "server_port") {
    return by_scheme("80" + subject[1].text, "443" + subject[1].text, asking);
  }
  return unknown("a text put together of several parts of the request");
}

Tested test_first(const std::vector<Value>& subjects, const Matcher& matcher,
                  const Context& context, const TestOptions& options) {
  if (subjects.size() == 1 && subjects[0].when.empty()) {
    return test(subjects[0].parts, matcher, context, options);
  }
  std::vector<Conditions> holding;
  std::vector<Conditions> before;
  Tested result = decided(false);
  for (const Value& subject : subjects) {
    Tested tested = test(subject.parts, matcher, context, options);
    if (tested.truth == Truth::Unknown) return tested;
    if (tested.truth != Truth::Never) {
      std::vector<Conditions> all = subject.when;
      if (tested.truth == Truth::Depends) all.push_back(tested.when);
      if (!before.empty()) all.push_back(none_of(before));
      if (all.empty()) {
        result.truth = Truth::Always;
        return result;
      }
      holding.push_back(all_of(std::move(all)));
    }
    if (!subject.when.empty()) before.push_back(all_of(subject.when));
  }
  if (holding.empty()) return result;
  result.truth = Truth::Depends;
  result.when = any_of(std::move(holding));
  return result;
}

}  // namespace onward::config::apache
