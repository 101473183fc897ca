// SPDX-License-Identifier: MIT
// Queries are divided as the URL standard's application/x-www-form-urlencoded parser divides them,
// but neither "+" nor escapes are decoded: a query is compared as it was sent. Cookies: RFC 6265
// §4.2.1, cookie-string, read tolerantly.
#include "rules/named_value.h"

#include "base/ascii.h"

namespace onward::rules {
namespace {

// What stands before the next `separator`; it is taken off `rest`.
std::string_view take(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view piece = rest.substr(0, end);
  rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  return piece;
}

}  // namespace

bool ValuesOf::next() {
  switch (source_.kind) {
    case ValueSource::Kind::Fields:
      return next_field(name_);
    case ValueSource::Kind::Query:
      return next_parameter();
    case ValueSource::Kind::Cookies:
      break;
  }
  return next_cookie();
}

bool ValuesOf::next_field(std::string_view name) {
  while (at_ < source_.fields.size()) {
    const http::Field field = source_.fields[at_++];
    if (!base::equals_ignore_case(field.name, name)) continue;
    value_ = field.value;
    return true;
  }
  return false;
}

bool ValuesOf::next_parameter() {
  while (!rest_.empty()) {
    const std::string_view piece = take(rest_, '&');
    const std::size_t equals = piece.find('=');
    if (piece.empty() || piece.substr(0, equals) != name_) continue;
    value_ = equals == piece.npos ? std::string_view() : piece.substr(equals + 1);
    return true;
  }
  return false;
}

bool ValuesOf::next_cookie() {
  if (at_ == 0) rest_ = {};
  for (;;) {
    while (rest_.empty()) {
      if (!next_field("cookie")) return false;
      rest_ = value_;
    }
    const std::string_view piece = take(rest_, ';');
    const std::size_t equals = piece.find('=');
    if (equals == piece.npos || http::trim(piece.substr(0, equals)) != name_) continue;
    value_ = http::trim(piece.substr(equals + 1));
    return true;
  }
}

}  // namespace onward::rules
