// SPDX-License-Identifier: MIT
// Expressions by precedence, calls, and functions (ECMA-262, "ECMAScript Language: Expressions"
// and "Functions and Classes"). Chains are bounded by kMaxChain, as the tree is as deep.
#include "config/script/parser.h"

#include <algorithm>
#include <array>

namespace onward::config {
namespace {

using TokenKind = Token::Kind;

struct Precedence {
  std::string_view mark;
  int level;
};
constexpr std::array<Precedence, 23> kBinary{
    {{"??", 1},  {"||", 2},  {"&&", 3}, {"|", 4},  {"^", 5},  {"&", 6},  {"==", 7}, {"!=", 7},
     {"===", 7}, {"!==", 7}, {"<", 8},  {">", 8},  {"<=", 8}, {">=", 8}, {"<<", 9}, {">>", 9},
     {">>>", 9}, {"+", 10},  {"-", 10}, {"*", 11}, {"/", 11}, {"%", 11}, {"**", 12}}};

constexpr std::array<std::string_view, 9> kAssign{
    "=", "+=", "-=", "*=", "/=", "%=", "&&=", "||=", "?\?="};

/// Most links of "a.b.c" and "a + b + c"; the tree is as deep.
constexpr std::size_t kMaxChain = 500;

}  // namespace

NodePtr ScriptParser::function() {
  auto node = make(Kind::Function);
  take_name("async");
  take_name("function");
  take("*");
  if (token().kind == TokenKind::Name) ++at_;
  if (is("<")) skip_type_arguments();
  parameters(*node);
  body(*node);
  return node;
}

void ScriptParser::body(Node& node) {
  if (take(":")) skip_type();
  NodePtr body = is("{") ? block() : make(Kind::Block);
  node.children.insert(node.children.begin(), std::move(body));
}

void ScriptParser::parameters(Node& node) {
  take("(");
  while (!at_end() && !is(")")) {
    if (take(",")) continue;
    take("...");
    if (is("{") || is("[")) {
      auto one = make(Kind::Declare);
      pattern(*one);
      std::string joined = one->text;
      for (const std::string& name : one->names) joined += " " + name;
      node.names.push_back(joined);
    } else {
      node.names.push_back(token().text);
      ++at_;
    }
    take("?");
    if (take(":")) skip_type();
    if (take("=")) {
      node.names.back() += "=";
      node.children.push_back(expression());
    }
  }
  take(")");
}

bool ScriptParser::begins_arrow() const {
  std::size_t ahead = 0;
  int depth = 0;
  for (; at_ + ahead < tokens_.size(); ++ahead) {
    const Token& one = token(ahead);
    if (one.is("(") || one.is("[") || one.is("{")) ++depth;
    if (one.is(")") || one.is("]") || one.is("}")) --depth;
    if (depth == 0) break;
    if (one.kind == TokenKind::End) return false;
  }
  const Token& behind = token(ahead + 1);
  if (behind.is("=>")) return true;
  if (!behind.is(":")) return false;
  for (std::size_t i = ahead + 2; i < ahead + 40; ++i) {
    const Token& one = token(i);
    if (one.is("=>")) return true;
    if (one.is(";") || one.is("{") || one.is("?") || one.kind == TokenKind::End) return false;
    if (one.kind == TokenKind::String || one.is(",") || one.is(")")) return false;
  }
  return false;
}

NodePtr ScriptParser::arrow() {
  auto node = make(Kind::Function);
  if (is("(")) {
    parameters(*node);
  } else {
    node->names.push_back(token().text);
    ++at_;
  }
  if (take(":")) skip_type();
  take("=>");
  NodePtr body = is("{") ? block() : expression();
  node->children.insert(node->children.begin(), std::move(body));
  return node;
}

NodePtr ScriptParser::expression() {
  if (depth_ >= kMaxScriptDepth) {
    auto node = make(Kind::Unknown);
    if (is("(") || is("[") || is("{")) {
      skip_brackets();
    } else {
      ++at_;
    }
    return node;
  }
  ++depth_;
  NodePtr node = assignment();
  --depth_;
  return node;
}

NodePtr ScriptParser::assignment() {
  if (is_name("async") && !token(1).after_newline &&
      (token(1).is("(") || (token(1).kind == TokenKind::Name && token(2).is("=>")))) {
    const std::size_t before = at_++;
    if (!is("(") || begins_arrow()) return arrow();
    at_ = before;
  }
  if (is("(") && begins_arrow()) return arrow();
  if (token().kind == TokenKind::Name && token(1).is("=>")) return arrow();
  NodePtr left = conditional();
  for (const std::string_view mark : kAssign) {
    if (!is(mark)) continue;
    auto node = make(Kind::Assign);
    node->place = left->place;
    node->text = mark;
    ++at_;
    node->children = {left, expression()};
    return node;
  }
  return left;
}

NodePtr ScriptParser::conditional() {
  NodePtr test = binary(1);
  if (!is("?")) return test;
  auto node = make(Kind::Conditional);
  ++at_;
  node->children = {test, expression()};
  take(":");
  node->children.push_back(expression());
  return node;
}

int ScriptParser::level_of(const Token& token) {
  if (token.is_name("in") || token.is_name("instanceof")) return 8;
  if (token.kind != TokenKind::Mark) return 0;
  const auto found = std::ranges::find(kBinary, token.text, &Precedence::mark);
  return found == kBinary.end() ? 0 : found->level;
}

NodePtr ScriptParser::binary(int least) {
  NodePtr left = unary();
  for (std::size_t links = 0;; ++links) {
    if (links == kMaxChain) left = make(Kind::Unknown);
    // "x as Type", "x satisfies Type"
    if ((is_name("as") || is_name("satisfies")) && !token().after_newline) {
      ++at_;
      if (!take_name("const")) skip_type();
      continue;
    }
    const int level = level_of(token());
    if (level == 0 || level < least) return left;
    auto node = make(Kind::Binary);
    node->place = left->place;
    node->text = token().text;
    ++at_;
    node->children = {left, binary(level + 1)};
    left = node;
  }
}

NodePtr ScriptParser::unary() {
  if (is("++") || is("--")) {
    const std::string mark = token().text;
    ++at_;
    return update(postfix(primary()), mark);
  }
  for (const std::string_view mark : {"!", "-", "+", "~"}) {
    if (!is(mark)) continue;
    return unary_node();
  }
  if (is_name("typeof") || is_name("void") || is_name("delete")) return unary_node();
  if (is_name("await") || is_name("yield")) {
    ++at_;
    return unary();
  }
  NodePtr node = postfix(primary());
  if ((!is("++") && !is("--")) || token().after_newline) return node;
  const std::string mark = token().text;
  ++at_;
  return update(std::move(node), mark);
}

NodePtr ScriptParser::update(NodePtr target, const std::string& mark) {
  auto node = make(Kind::Assign);
  node->place = target->place;
  node->text = mark == "++" ? "+=" : "-=";
  auto one = make(Kind::Number);
  one->number = 1;
  node->children = {std::move(target), one};
  return node;
}

NodePtr ScriptParser::unary_node() {
  auto node = make(Kind::Unary);
  node->text = token().text;
  ++at_;
  if (depth_ >= kMaxScriptDepth) {
    node->children.push_back(make(Kind::Unknown));
    return node;
  }
  ++depth_;
  node->children.push_back(unary());
  --depth_;
  return node;
}

NodePtr ScriptParser::postfix(NodePtr node) {
  for (std::size_t links = 0;; ++links) {
    if (links == kMaxChain) node = make(Kind::Unknown);
    if (is(".") || is("?.")) {
      const bool is_chain = is("?.");
      ++at_;
      if (is_chain && (is("(") || is("["))) continue;
      auto member = make(Kind::Member);
      member->place = node->place;
      member->text = token().text;
      ++at_;
      member->children.push_back(std::move(node));
      node = member;
    } else if (is("[")) {
      auto index = make(Kind::Index);
      index->place = node->place;
      ++at_;
      index->children = {node, expression()};
      take("]");
      node = index;
    } else if (is("(")) {
      auto call = make(Kind::Call);
      call->place = node->place;
      call->children.push_back(std::move(node));
      arguments(*call);
      node = call;
    } else if (is("!") && !token().after_newline) {
      ++at_;
    } else {
      return node;
    }
  }
}

void ScriptParser::arguments(Node& call) {
  take("(");
  elements(call, ")");
}

}  // namespace onward::config
