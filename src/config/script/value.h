// SPDX-License-Identifier: MIT
#pragma once

#include "config/script/syntax.h"
#include "onward/rules/rule.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What a script computes with: constants, and texts that are made of parts of a request.
namespace onward::config {

/// Longest text, as a Location may be no longer: what is longer is not known.
inline constexpr std::size_t kMaxTextBytes = std::size_t{16} * 1024;

/// A part of a text.
struct Part {
  enum class What : std::uint8_t {
    Literal,
    Path,
    Search,  ///< the query with its mark, or nothing
    Query,   ///< without
    Host,
    Scheme,  ///< "https"
    Method,
    Group,       ///< what `inner` takes of a subject, between `before` and `after`
    QueryValue,  ///< of the parameter `text`
    Field,       ///< of the name `text`
    Cookie,      ///< of the name `text`
    Unknown,     ///< computed; `text` says how
  };
  What what = What::Literal;
  std::string text;
  rules::Subject subject = rules::Subject::Path;
  std::string before;
  std::string inner;
  std::string after;
  bool ignores_case = false;  ///< it is compared so
  bool has_mark = false;  ///< a Search that is "?" for "/a?", as in a whole URL; URL.search is ""

  /// Whether they are the same part of a request, with or without the mark of an empty query.
  friend bool operator==(const Part& a, const Part& b) {
    return a.what == b.what && a.text == b.text && a.subject == b.subject && a.before == b.before &&
           a.inner == b.inner && a.after == b.after && a.ignores_case == b.ignores_case;
  }
};
using Parts = std::vector<Part>;

struct Thing;

struct Value {
  enum class Kind : std::uint8_t { Undefined, Null, Boolean, Number, Text, Test, Thing, Unknown };
  Kind kind = Kind::Undefined;
  bool boolean = false;
  double number = 0;
  Parts text;
  /// Of a Test: what must hold; `boolean`: whether it must not.
  std::shared_ptr<const rules::Conditions> test;
  /// Of an Unknown: what is known all the same, a Position, Length or Variable; of a Test that a
  /// text (key_of() is `name`) is another (`flags`); or null.
  std::shared_ptr<Thing> thing;
};

struct Scope {
  std::map<std::string, Value, std::less<>> names;
  std::shared_ptr<Scope> parent;
  bool is_module = false;  ///< the outermost of a file
};

/// What has an identity.
struct Thing {
  enum class Type : std::uint8_t {
    Array,
    Object,
    Map,
    Set,
    Function,
    Regex,
    Url,
    SearchParams,  ///< perhaps of the member "url"
    Headers,
    Cookies,
    Match,     ///< of a regular expression with `members`: 0, 1, …
    Request,   ///< of a Worker
    Response,  ///< with a status and perhaps a Location
    Req,
    Res,
    Next,
    Router,
    Native,  ///< a name of the platform: Response, URL, Object, express …
    Class,
    Position,  ///< items: the text, and what is looked for in it: "text.indexOf(what)"
    Length,    ///< of the text in items, and so much (`number`) more
    Variable,  ///< of the environment, `name`
  };
  Type type = Type::Object;
  std::string name;   ///< of a Native; the source of a Regex
  std::string flags;  ///< of a Regex; of "require": the folder it begins at
  double number = 0;  ///< of a Length
  NodePtr node;       ///< of a Function
  std::shared_ptr<Scope> scope;
  std::vector<Value> items;  ///< of a Function: its first arguments, where it is bound to some
  std::vector<std::pair<std::string, Value>> members;
  bool is_open = false;  ///< there may be more in it than is known
  rules::Place place;
};

Value text_value(Parts text);
Value literal_value(std::string_view text);
Value number_value(double number);
Value boolean_value(bool boolean);
Value unknown_value(std::string_view why);
Value thing_value(std::shared_ptr<Thing> thing);
Value test_value(rules::Conditions conditions);

bool is_a(const Value& value, Thing::Type type);

Part part_of(Part::What what, std::string text = "");
/// A text that is this part alone.
Value part_value(Part::What what, std::string text = "");
Part literal_part(std::string_view text);

/// The text, where all of it is literal.
std::optional<std::string> literal(const Parts& text);
/// Neighbouring literals as one.
Parts joined(Parts text);
/// What tells texts apart.
std::string key_of(const Parts& text);
/// A value as the text that "+" makes of it.
Parts to_text(const Value& value);

/// A number as a whole one, from 0 to 1,000,000.
int whole(double number);

Value* member_of(Thing& thing, std::string_view name);
void set_member(Thing& thing, std::string_view name, Value value);

}  // namespace onward::config
