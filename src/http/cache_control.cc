// SPDX-License-Identifier: MIT
// Cache-Control (RFC 9111 §5.2), read so that a mistake never keeps an answer for longer:
//
//   Cache-Control   = #cache-directive
//   cache-directive = token [ "=" ( token / quoted-string ) ]
#include "onward/http/cache_control.h"

#include "base/ascii.h"

#include <algorithm>
#include <array>
#include <string>

namespace onward::http {
namespace {

using std::chrono::seconds;

struct Directive {
  std::string_view name;
  std::optional<std::string> argument;
};

/// What a quoted string means; what is not closed or has more behind it stays as it is, quotes and
/// all, and is then no number.
std::string unquoted(std::string_view text) {
  if (text.size() < 2 || text.front() != '"') return std::string(text);
  std::string meant;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1 == text.size() ? meant : std::string(text);
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    meant += text[i];
  }
  return std::string(text);
}

/// No space stands around "=" in the grammar. Where one does, "max-age = 60" is meant all the
/// same: the name counts, and the argument, which is no number with a space before it, is wrong.
Directive read_directive(std::string_view element) {
  const std::size_t equals = element.find('=');
  if (equals == std::string_view::npos) return {element, {}};
  return {trim(element.substr(0, equals)), unquoted(element.substr(equals + 1))};
}

/// A flag and its name.
struct Flag {
  std::string_view name;
  bool CacheControl::*member;
};
constexpr std::array kFlags{
    Flag{"no-cache", &CacheControl::no_cache},
    Flag{"no-store", &CacheControl::no_store},
    Flag{"no-transform", &CacheControl::no_transform},
    Flag{"only-if-cached", &CacheControl::only_if_cached},
    Flag{"must-revalidate", &CacheControl::must_revalidate},
    Flag{"must-understand", &CacheControl::must_understand},
    Flag{"proxy-revalidate", &CacheControl::proxy_revalidate},
    Flag{"private", &CacheControl::is_private},
    Flag{"public", &CacheControl::is_public},
};

/// A number of seconds, its name, and what a bad one and the stricter of two are.
struct Number {
  std::string_view name;
  std::optional<seconds> CacheControl::*member;
  seconds strictest;
};
constexpr std::array kNumbers{
    Number{"max-age", &CacheControl::max_age, seconds{0}},
    Number{"s-maxage", &CacheControl::s_maxage, seconds{0}},
    Number{"min-fresh", &CacheControl::min_fresh, kMaxDeltaSeconds},
};

/// RFC 9111 §4.2.1: of two that differ, the first or "considered stale"; we take the latter.
void take_number(const Number& number, const Directive& directive, CacheControl& control) {
  auto value = read_delta_seconds(directive.argument.value_or("")).value_or(number.strictest);
  auto& member = control.*number.member;
  if (member && *member != value) value = number.strictest;
  member = value;
}

void take_max_stale(const Directive& directive, CacheControl& control) {
  const auto value =
      directive.argument ? read_delta_seconds(*directive.argument) : kMaxDeltaSeconds;
  if (!value) return;
  control.max_stale = std::min(control.max_stale.value_or(*value), *value);
}

void take(const Directive& directive, CacheControl& control) {
  for (const Flag& flag : kFlags) {
    if (base::equals_ignore_case(directive.name, flag.name)) control.*flag.member = true;
  }
  for (const Number& number : kNumbers) {
    if (base::equals_ignore_case(directive.name, number.name)) {
      take_number(number, directive, control);
    }
  }
  if (base::equals_ignore_case(directive.name, "max-stale")) take_max_stale(directive, control);
}

}  // namespace

std::optional<seconds> read_delta_seconds(std::string_view text) {
  if (text.empty() || !std::ranges::all_of(text, base::is_digit)) return {};
  seconds value{0};
  for (const char digit : text) {
    value = std::min(value * 10 + seconds{digit - '0'}, kMaxDeltaSeconds);
  }
  return value;
}

CacheControl read_cache_control(FieldsView fields) {
  CacheControl control;
  for (const Field field : fields) {
    if (!base::equals_ignore_case(field.name, "Cache-Control")) continue;
    ListElements list(field.value);
    while (list.next()) take(read_directive(list.element()), control);
  }
  return control;
}

}  // namespace onward::http
