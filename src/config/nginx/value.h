// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Texts with variables, and what is known of the variables while a configuration is followed
// without a request.
namespace onward::config::nginx {

/// What a piece of a value is; all but Text depend on the request.
enum class Source : std::uint8_t {
  Text,
  Uri,         ///< the path: decoded, slashes merged
  RequestUri,  ///< path and query as sent
  Args,
  IsArgs,  ///< "?" where there is a query
  Host,
  HttpHost,  ///< with its port
  Scheme,
  Method,
  Client,
  Argument,  ///< `text` is the name, as for the next two
  Field,
  Cookie,
  Group,    ///< of the regular expression with the number `from`; `text`: its number or name
  Map,      ///< the variable `text` of a map
  Row,      ///< what the row gives that the map is asked for
  Unknown,  ///< the variable `text`
  Flag,     ///< the variable `text` that a condition has set: that of the Flag number `from`
};

struct Piece {
  Source source = Source::Text;
  std::string text;
  std::size_t from = 0;

  friend bool operator==(const Piece&, const Piece&) = default;
};

using Value = std::vector<Piece>;

/// A piece of a text before anything is known: literal, or a variable's name.
struct Template {
  bool is_variable = false;
  std::string text;
};

/// "a$b${c}d" in its pieces. A '$' before what is no name stays as it is.
std::vector<Template> split_variables(std::string_view text);

/// What a variable of nginx itself is; Unknown where it is none that matters to redirects.
Piece built_in(std::string_view name);

void append_text(std::string_view text, Value& value);
void append(const Value& more, Value& value);
bool is_constant(const Value& value);
/// The text of a constant.
std::string text_of(const Value& value);
bool has(const Value& value, Source source);

/// As nginx says of a value: neither empty nor "0".
bool is_true(std::string_view text);

}  // namespace onward::config::nginx
