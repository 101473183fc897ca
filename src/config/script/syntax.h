// SPDX-License-Identifier: MIT
#pragma once

#include "config/report.h"
#include "config/script/token.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A script as a tree. What is not known becomes a node that says so; a script never fails as a
// whole because of one statement.
namespace onward::config {

inline constexpr int kMaxScriptDepth = 200;

struct Node;
using NodePtr = std::shared_ptr<const Node>;

struct Node {
  enum class Kind : std::uint8_t {
    // Expressions
    Unknown,
    Name,         // text
    String,       // text
    Number,       // number
    Literal,      // text: true, false, null, undefined, this
    Regex,        // text, flags
    Template,     // children: strings and expressions in turn
    Array,        // children
    Object,       // children: Property
    Property,     // text: the key; children[0] its value, but of a field of a class that has none;
                  // flags: "computed" where children[0] is the key, "static"
    Spread,       // children[0]
    Function,     // names: parameters, with "=" behind where a default follows;
                  // children[0]: Block, or an expression; then the defaults
    Member,       // children[0] . text
    Index,        // children[0] [ children[1] ]
    Call,         // children[0] ( children[1…] )
    New,          // the same
    Unary,        // text children[0]
    Binary,       // children[0] text children[1]
    Assign,       // children[0] text children[1]
    Conditional,  // children: test, then, else
    // Statements
    Block,       // children
    Declare,     // text: the name, or names of a pattern; children[0], perhaps: its value
    Expression,  // children[0]
    If,          // children: test, then, perhaps else
    Return,      // children[0], perhaps
    Throw,
    Switch,   // children[0]; then Case
    Case,     // children[0]: test, or null for default; then statements
    Break,    // text: "continue", or nothing
    ForOf,    // children: the variable as Declare, list, body; text: "of", "in"
    For,      // children: before, test, behind (each perhaps null), body
    Loop,     // any other loop: children: body
    Import,   // text: the module; names: what it is there and here, "*" for all of it
    Try,      // children: the block, then perhaps handler and finally
    Class,    // text: its name; children: methods and fields as Property
    Skipped,  // type, interface …
  };
  Kind kind = Kind::Unknown;
  rules::Place place;
  std::string text;
  std::string flags;
  double number = 0;
  std::vector<std::string> names;
  std::vector<NodePtr> children;
};

/// The script as a Block; nullopt where it cannot even be cut into tokens, which is then said.
std::optional<NodePtr> parse_script(std::string_view script, Report& report);

}  // namespace onward::config
