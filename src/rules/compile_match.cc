// SPDX-License-Identifier: MIT
// From `match` and `host` to matchers. Fixed text of a path is brought into the normal form of
// requests (docs/rules.md): URLPattern encodes what a URL encodes and removes dot segments; here
// the escapes outside of regular expressions get upper-case digits, and those of unreserved
// characters are decoded.
#include "rules/compile_match.h"

#include "base/ascii.h"
#include "onward/base/error.h"
#include "onward/url/pattern.h"
#include "rules/findings.h"
#include "rules/pattern_mistakes.h"
#include "url/ip_address.h"
#include "url/pattern/encode.h"
#include "url/utf8.h"

#include <algorithm>
#include <string>
#include <utility>

namespace onward::rules {
namespace {

using enum url::PatternComponent;

bool is_unreserved(char c) {
  return base::is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

// Text that is its own normal form and its own pattern: most rules. Dots could be dot segments,
// which only rules that keep them have.
bool is_plain_path(std::string_view path, const Comparison& comparison) {
  char before = '\0';
  for (const char c : path) {
    if (!is_unreserved(c) && c != '/') return false;
    if (c == '.' && before == '/' && !comparison.keep_dots) return false;
    before = c;
  }
  return true;
}

// An escape in a pattern, in normal form. A backslash keeps the pattern from taking a decoded
// letter into the name of a group.
std::string normal_escape(std::string_view escape) {
  const char c = static_cast<char>(base::hex_value(escape[1]) * 16 + base::hex_value(escape[2]));
  if (is_unreserved(c)) return {'\\', c};
  return {'%', base::to_upper(escape[1]), base::to_upper(escape[2])};
}

std::string normal_pattern(std::string_view pattern, const Comparison& comparison) {
  const bool is_normal = !comparison.keep_escapes;
  std::string normal;
  int depth = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    const std::string_view rest = pattern.substr(i);
    if (c == '\\' && rest.size() > 1) {
      if (is_normal && depth == 0 && rest[1] == '|') {
        normal += "%7C";
      } else {
        normal += rest.substr(0, 2);
      }
      ++i;
    } else if (is_normal && depth == 0 && c == '|') {
      normal += "%7C";  // the one byte that URLPattern leaves raw, and the normal form does not
    } else if (is_normal && depth == 0 && c == '%' && rest.size() > 2 &&
               base::is_hex_digit(rest[1]) && base::is_hex_digit(rest[2])) {
      normal += normal_escape(rest);
      i += 2;
    } else if (depth == 0 && comparison.merge_slashes && c == '/' && normal.ends_with('/')) {
      continue;
    } else {
      depth += c == '(' ? 1 : c == ')' && depth > 0 ? -1 : 0;
      normal += c;
    }
  }
  return normal;
}

std::string hint_for(ErrorCode code) {
  switch (code) {
    case ErrorCode::PatternSyntax:
      return "'\\' before a character makes it an ordinary one; groups are ':name', '*' and "
             "'(regexp)'";
    case ErrorCode::PatternRegexpUnsupported:
      return "give the whole expression under regex, with engine = \"pcre2\"";
    default:
      return "";
  }
}

void report(const Text& text, const Error& error, std::string_view component,
            Diagnostics& diagnostics) {
  std::string what(message(error.code));
  if (!component.empty()) what.append(" (").append(component).append(")");
  Findings(diagnostics)
      .error(behind(text.place, error.offset), "in the pattern '" + shown(text.value) + "' " + what,
             hint_for(error.code));
}

void compile_path(const Text& match, const Comparison& comparison, CompiledConditions& conditions,
                  Diagnostics& diagnostics) {
  if (is_plain_path(match.value, comparison)) {
    std::string text;
    if (comparison.merge_slashes) {
      append_merged(match.value, text);
    } else {
      text = match.value;
    }
    conditions.path = ComponentMatcher::text(std::move(text), comparison.ignore_case);
    return;
  }
  url::PartOptions options = url::kPathnameOptions;
  options.ignore_case = comparison.ignore_case;
  auto component =
      url::compile_component(normal_pattern(url::to_well_formed_utf8(match.value), comparison),
                             options, url::encode_pathname);
  if (!component) return report(match, component.error(), "", diagnostics);
  conditions.path = ComponentMatcher(std::move(*component));
}

// A matcher for a component of the pattern; nullopt where every URL fits.
std::optional<ComponentMatcher> matcher_of(const url::Pattern& pattern,
                                           url::PatternComponent component, bool keep_groups) {
  const url::CompiledComponent& compiled = pattern.state()[component];
  const bool anything = std::holds_alternative<url::CompiledComponent::Anything>(compiled.matcher);
  if (anything && !keep_groups) return std::nullopt;
  auto again = url::compile_component(compiled.pattern_string, compiled.options, compiled.encode);
  if (!again) return std::nullopt;  // never: a normal form compiles
  return ComponentMatcher(std::move(*again));
}

void set(std::optional<ComponentMatcher> matcher, std::unique_ptr<const ComponentMatcher>& place,
         FurtherConditions::Kind kind, FurtherConditions& further) {
  if (!matcher) return;
  place = std::make_unique<const ComponentMatcher>(std::move(*matcher));
  further.present |= 1U << kind;
}

void compile_whole_url(const Text& match, const Comparison& comparison,
                       CompiledConditions& conditions, Diagnostics& diagnostics) {
  url::PatternFault fault;
  const auto pattern = url::Pattern::create(match.value, std::nullopt,
                                            {.ignore_case = comparison.ignore_case}, &fault);
  if (!pattern) {
    const auto component = fault.component ? url::name(*fault.component) : std::string_view();
    return report(match, pattern.error(), component, diagnostics);
  }
  const auto scheme = matcher_of(*pattern, Protocol, true);
  if (!scheme || (!scheme->match("http") && !scheme->match("https"))) {
    Findings(diagnostics)
        .error(match.place, "no request has the scheme of '" + shown(match.value) + "'",
               "requests have http or https");
    return;
  }
  FurtherConditions& further = further_of(conditions);
  set(matcher_of(*pattern, Protocol, false), further.scheme, FurtherConditions::kScheme, further);
  if (auto host = matcher_of(*pattern, Hostname, true)) {
    HostMatcher hosts;
    hosts.add(std::move(*host));
    further.match_host = std::make_unique<const HostMatcher>(std::move(hosts));
    further.present |= 1U << FurtherConditions::kMatchHost;
  }
  set(matcher_of(*pattern, Port, false), further.port, FurtherConditions::kPort, further);
  set(matcher_of(*pattern, Search, false), further.search, FurtherConditions::kSearch, further);
  conditions.path = matcher_of(*pattern, Pathname, true);
  // Its escapes and slashes are not those of the normal form yet.
  const bool has_escapes = pattern->pathname().find_first_of("%|") != std::string_view::npos;
  if (!comparison.merge_slashes && (comparison.keep_escapes || !has_escapes)) return;
  CompiledConditions path;
  compile_path({std::string(pattern->pathname()), match.place}, comparison, path, diagnostics);
  conditions.path = std::move(path.path);
}

// "[::1]", in which a pattern would see a group after each colon.
std::optional<std::string> ipv6_host(std::string_view host) {
  if (host.size() < 2 || host.front() != '[' || host.back() != ']') return std::nullopt;
  const auto address = url::parse_ipv6(host.substr(1, host.size() - 2));
  if (!address) return std::nullopt;
  std::string text = "[";
  url::append_ipv6(*address, text);
  return text + "]";
}

}  // namespace

FurtherConditions& further_of(CompiledConditions& conditions) {
  if (!conditions.further) conditions.further = std::make_unique<FurtherConditions>();
  return *conditions.further;
}

void compile_match(const Text& match, const Comparison& comparison, CompiledConditions& conditions,
                   Diagnostics& diagnostics) {
  conditions.comparison = comparison;
  if (auto mistake = mistake_in_match(match)) {
    diagnostics.push_back(std::move(*mistake));
  } else if (is_whole_url(match.value)) {
    compile_whole_url(match, comparison, conditions, diagnostics);
  } else {
    compile_path(match, comparison, conditions, diagnostics);
  }
}

std::optional<ComponentMatcher> compile_host(const Text& host, Diagnostics& diagnostics) {
  if (auto mistake = mistake_in_host(host)) {
    diagnostics.push_back(std::move(*mistake));
    return std::nullopt;
  }
  if (auto address = ipv6_host(host.value)) {
    return ComponentMatcher::text(std::move(*address), false);
  }
  const auto encode =
      url::is_ipv6_hostname_pattern(host.value) ? url::encode_ipv6_hostname : url::encode_hostname;
  auto component =
      url::compile_component(url::to_well_formed_utf8(host.value), url::kHostnameOptions, encode);
  if (!component) {
    report(host, component.error(), "", diagnostics);
    return std::nullopt;
  }
  return ComponentMatcher(std::move(*component));
}

}  // namespace onward::rules
