// SPDX-License-Identifier: MIT
#pragma once

#include "config/script/syntax.h"
#include "config/script/token.h"

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace onward::config {

/// Reads tokens into a tree: statements (statements.cc), operators (operators.cc), what stands
/// between them (operands.cc). Recursion is bounded by kMaxScriptDepth. One thread.
class ScriptParser {
 public:
  ScriptParser(std::vector<Token> tokens, Report& report, int depth = 0)
      : tokens_(std::move(tokens)), report_(report), depth_(depth) {}

  NodePtr program();
  NodePtr expression();

 private:
  using Kind = Node::Kind;
  using Making = std::shared_ptr<Node>;

  const Token& token(std::size_t ahead = 0) const;
  bool at_end() const;
  bool is(std::string_view mark) const;
  bool is_name(std::string_view name) const;
  bool take(std::string_view mark);
  bool take_name(std::string_view name);
  Making make(Kind kind) const;
  /// Over everything up to the bracket that closes the one that is open at token().
  void skip_brackets();
  /// Over a statement that is not read.
  void skip_statement();
  /// Over a type, up to what ends it.
  void skip_type();
  void skip_type_arguments();

  NodePtr statement();
  NodePtr skipped();
  NodePtr statement_within();
  NodePtr type_statement();
  NodePtr export_statement();
  NodePtr block();
  NodePtr expression_statement();
  /// "a = 1, { b, c: d } = e": a Block of declarations where there are several.
  NodePtr declaration();
  NodePtr if_statement();
  NodePtr return_statement();
  NodePtr switch_statement();
  NodePtr for_statement();
  /// "const x of list)" and what follows; false where it is none.
  bool for_each(const Making& node);
  NodePtr loop();
  NodePtr import_statement();
  NodePtr try_statement();
  NodePtr function_declaration();

  NodePtr function();
  void body(Node& node);
  void parameters(Node& node);
  /// Whether "(" begins the parameters of an arrow function.
  bool begins_arrow() const;
  NodePtr arrow();
  NodePtr assignment();
  NodePtr conditional();
  static int level_of(const Token& token);
  NodePtr binary(int least);
  NodePtr unary();
  NodePtr unary_node();
  /// i++, --i: as "i += 1"
  NodePtr update(NodePtr target, const std::string& mark);
  NodePtr postfix(NodePtr node);
  void arguments(Node& call);

  NodePtr primary();
  NodePtr name_node();
  NodePtr mark_node();
  NodePtr array();
  /// Expressions and spreads, with commas between, up to `close` and behind it.
  void elements(Node& list, std::string_view close);
  NodePtr object();
  NodePtr property();
  /// "`a${b}c`"
  NodePtr template_node();
  static NodePtr literal_node(const std::string& text, const rules::Place& place);
  NodePtr inner(std::string_view text, const rules::Place& place);
  /// A class with its name, where it has one, and what it extends.
  NodePtr class_node();
  void class_body(Node& node);
  /// "{ a, b: c = 1, ...d }", "[a, b]" into names: key and name in turn.
  void pattern(Node& node);

  std::vector<Token> tokens_;
  Report& report_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace onward::config
