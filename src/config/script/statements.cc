// SPDX-License-Identifier: MIT
// Statements: those that handlers are made of (ECMA-262, "ECMAScript Language: Statements and
// Declarations"). Others are passed over.
#include "config/script/parser.h"
#include "url/utf8.h"

#include <utility>

namespace onward::config {
namespace {

using TokenKind = Token::Kind;

}  // namespace

NodePtr ScriptParser::program() {
  auto block = make(Kind::Block);
  while (!at_end()) {
    const std::size_t before = at_;
    block->children.push_back(statement());
    if (at_ == before) ++at_;
  }
  return block;
}

NodePtr ScriptParser::statement() {
  if (depth_ >= kMaxScriptDepth) return skipped();
  ++depth_;
  NodePtr node = statement_within();
  --depth_;
  return node;
}

NodePtr ScriptParser::skipped() {
  auto node = make(Kind::Skipped);
  skip_statement();
  return node;
}

NodePtr ScriptParser::statement_within() {
  if (is("{")) return block();
  if (is(";")) return skipped();
  if (token().kind != TokenKind::Name) return expression_statement();
  const std::string& word = token().text;
  if (word == "const" || word == "let" || word == "var") return declaration();
  if (word == "if") return if_statement();
  if (word == "return" || word == "throw") return return_statement();
  if (word == "switch") return switch_statement();
  if (word == "for") return for_statement();
  if (word == "while" || word == "do") return loop();
  if (word == "try") return try_statement();
  if (word == "break" || word == "continue") {
    auto node = make(Kind::Break);
    node->text = word == "continue" ? word : "";
    ++at_;
    if (token().kind == TokenKind::Name && !token().after_newline) ++at_;
    take(";");
    return node;
  }
  if (word == "function" || (word == "async" && token(1).is_name("function"))) {
    return function_declaration();
  }
  if (word == "export") return export_statement();
  if (word == "class" || (word == "abstract" && token(1).is_name("class"))) {
    auto node = make(Kind::Declare);
    take_name("abstract");
    node->text = token(1).text;
    node->children.push_back(class_node());
    return node;
  }
  if (word == "enum" || word == "declare") return type_statement();
  if (word == "import" && !token(1).is("(") && !token(1).is(".")) return import_statement();
  if ((word == "type" || word == "interface" || word == "namespace") &&
      token(1).kind == TokenKind::Name) {
    return type_statement();
  }
  return expression_statement();
}

NodePtr ScriptParser::type_statement() {
  auto node = make(Kind::Skipped);
  while (!at_end() && !is("{") && !is(";") && !(is("=") && token(1).kind != TokenKind::End)) ++at_;
  if (is("{")) {
    skip_brackets();
  } else {
    skip_statement();
  }
  return node;
}

/// import a, { b, c as d } from "m"; import * as e from "m"; import "m"
NodePtr ScriptParser::import_statement() {
  auto node = make(Kind::Import);
  ++at_;
  if (is_name("type") && !token(1).is(",") && !token(1).is_name("from")) return skipped();
  bool is_inside = false;
  while (!at_end() && token().kind != TokenKind::String && !is(";")) {
    if (is("{") || is("}")) is_inside = is("{");
    const bool is_all = is("*");
    const std::string word = token().text;
    ++at_;
    if (!is_all && tokens_[at_ - 1].kind != TokenKind::Name) continue;
    if (!is_inside && !is_all && word == "from") continue;
    const bool is_renamed = take_name("as");
    node->names.push_back(is_inside || is_all ? word : "default");
    node->names.push_back(is_renamed ? token().text : word);
    if (is_renamed) ++at_;
  }
  if (token().kind == TokenKind::String) {
    node->text = token().text;
    ++at_;
  }
  if (take_name("with") || take_name("assert")) skip_brackets();
  take(";");
  return node;
}

NodePtr ScriptParser::export_statement() {
  ++at_;
  if (take_name("default")) {
    auto node = make(Kind::Declare);
    node->text = "export default";
    node->children.push_back(expression());
    take(";");
    return node;
  }
  if (is("{") || is("*")) return skipped();
  return statement();
}

NodePtr ScriptParser::block() {
  auto node = make(Kind::Block);
  take("{");
  while (!at_end() && !is("}")) {
    const std::size_t before = at_;
    node->children.push_back(statement());
    if (at_ == before) ++at_;
  }
  take("}");
  return node;
}

NodePtr ScriptParser::expression_statement() {
  auto node = make(Kind::Expression);
  node->children.push_back(expression());
  while (take(",")) node->children.push_back(expression());
  if (!is(";") && !is("}") && !token().after_newline) {
    skip_statement();
  } else {
    take(";");
  }
  return node;
}

NodePtr ScriptParser::declaration() {
  ++at_;
  auto all = make(Kind::Block);
  all->text = "declarations";
  do {
    auto node = make(Kind::Declare);
    if (is("{") || is("[")) {
      pattern(*node);
    } else {
      node->text = token().text;
      ++at_;
    }
    if (take("!") || is(":")) {
      if (take(":")) skip_type();
    }
    if (take("=")) node->children.push_back(expression());
    all->children.push_back(node);
  } while (take(","));
  if (!token().after_newline && !is(";") && !is("}") && !is_name("of") && !is_name("in") &&
      !is(")")) {
    skip_statement();
  } else {
    take(";");
  }
  return all->children.size() == 1 ? all->children[0] : all;
}

NodePtr ScriptParser::if_statement() {
  auto node = make(Kind::If);
  ++at_;
  take("(");
  node->children.push_back(expression());
  take(")");
  node->children.push_back(statement());
  if (take_name("else")) node->children.push_back(statement());
  return node;
}

NodePtr ScriptParser::return_statement() {
  auto node = make(is_name("throw") ? Kind::Throw : Kind::Return);
  ++at_;
  if (!is(";") && !is("}") && !token().after_newline) node->children.push_back(expression());
  take(";");
  return node;
}

NodePtr ScriptParser::switch_statement() {
  auto node = make(Kind::Switch);
  ++at_;
  take("(");
  node->children.push_back(expression());
  take(")");
  take("{");
  while (!at_end() && !is("}")) {
    auto one = make(Kind::Case);
    if (take_name("default")) {
      one->children.push_back(nullptr);
    } else if (take_name("case")) {
      one->children.push_back(expression());
    } else {
      break;
    }
    take(":");
    while (!at_end() && !is("}") && !is_name("case") && !is_name("default")) {
      const std::size_t before = at_;
      one->children.push_back(statement());
      if (at_ == before) ++at_;
    }
    node->children.push_back(one);
  }
  take("}");
  return node;
}

NodePtr ScriptParser::for_statement() {
  auto node = make(Kind::For);
  ++at_;
  take_name("await");
  take("(");
  const std::size_t begin = at_;
  if (for_each(node)) return node;
  at_ = begin;
  const bool declares = is_name("const") || is_name("let") || is_name("var");
  NodePtr before = take(";") ? nullptr : declares ? declaration() : expression_statement();
  NodePtr test = is(";") ? nullptr : expression();
  take(";");
  auto behind = make(Kind::Expression);
  while (!at_end() && !is(")")) {
    const std::size_t here = at_;
    behind->children.push_back(expression());
    take(",");
    if (at_ == here) break;
  }
  if (!take(")")) {
    at_ = begin - 1;
    skip_brackets();
    node->kind = Kind::Loop;
    node->children = {statement()};
    return node;
  }
  node->children = {std::move(before), std::move(test), std::move(behind)};
  node->children.push_back(statement());
  return node;
}

bool ScriptParser::for_each(const Making& node) {
  auto variable = make(Kind::Declare);
  if (is_name("const") || is_name("let") || is_name("var")) ++at_;
  if (is("{") || is("[")) {
    pattern(*variable);
  } else {
    variable->text = token().text;
    ++at_;
  }
  if (!is_name("of") && !is_name("in")) return false;
  node->kind = Kind::ForOf;
  node->text = token().text;
  ++at_;
  node->children = {variable, expression()};
  take(")");
  node->children.push_back(statement());
  return true;
}

NodePtr ScriptParser::loop() {
  auto node = make(Kind::Loop);
  const bool is_do = is_name("do");
  ++at_;
  if (!is_do && is("(")) skip_brackets();
  node->children.push_back(statement());
  if (is_do && take_name("while") && is("(")) skip_brackets();
  take(";");
  return node;
}

NodePtr ScriptParser::try_statement() {
  auto node = make(Kind::Try);
  ++at_;
  node->children.push_back(block());
  if (take_name("catch")) {
    if (is("(")) skip_brackets();
    node->children.push_back(block());
  }
  if (take_name("finally")) node->children.push_back(block());
  return node;
}

NodePtr ScriptParser::function_declaration() {
  auto node = make(Kind::Declare);
  node->flags = "hoisted";
  const std::size_t name = is_name("async") ? 2 : 1;
  node->text = token(token(name).is("*") ? name + 1 : name).text;
  node->children.push_back(function());
  return node;
}

std::optional<NodePtr> parse_script(std::string_view script, Report& report) {
  if (url::find_ill_formed_utf8(script) != script.npos) {
    report.error({}, "the script is not written in UTF-8");
    return {};
  }
  auto tokens = tokens_of(script, {report.file(), 1, 1}, report);
  if (!tokens) return {};
  return ScriptParser(std::move(*tokens), report).program();
}

}  // namespace onward::config
