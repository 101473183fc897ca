// SPDX-License-Identifier: MIT
// What stands between operators: names, literals, objects, templates, classes. Of a class only
// its methods are read.
#include "config/script/parser.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace onward::config {
namespace {

using TokenKind = Token::Kind;

/// Most links of "a.b.c" and "a + b + c"; the tree is as deep.
constexpr std::size_t kMaxChain = 500;

}  // namespace

NodePtr ScriptParser::primary() {
  switch (token().kind) {
    case TokenKind::String: {
      auto node = make(Kind::String);
      node->text = token().text;
      ++at_;
      return node;
    }
    case TokenKind::Number: {
      auto node = make(Kind::Number);
      const std::string& text = token().text;
      std::from_chars(text.data(), text.data() + text.size(), node->number);
      ++at_;
      return node;
    }
    case TokenKind::Regex: {
      auto node = make(Kind::Regex);
      node->text = token().text;
      node->flags = token().flags;
      ++at_;
      return node;
    }
    case TokenKind::Template:
      return template_node();
    case TokenKind::Name:
      return name_node();
    case TokenKind::Mark:
      return mark_node();
    case TokenKind::End:
      break;
  }
  return make(Kind::Unknown);
}

NodePtr ScriptParser::name_node() {
  const std::string& word = token().text;
  if (word == "function" || (word == "async" && token(1).is_name("function"))) return function();
  if (word == "new") {
    auto node = make(Kind::New);
    ++at_;
    NodePtr callee = primary();
    for (std::size_t links = 0; links < kMaxChain && is("."); ++links) {
      auto member = make(Kind::Member);
      ++at_;
      member->text = token().text;
      ++at_;
      member->children.push_back(callee);
      callee = member;
    }
    if (is("<")) skip_type_arguments();
    node->children.push_back(callee);
    if (is("(")) arguments(*node);
    return node;
  }
  if (word == "class") return class_node();
  const bool is_literal =
      word == "true" || word == "false" || word == "null" || word == "undefined" || word == "this";
  auto node = make(is_literal ? Kind::Literal : Kind::Name);
  node->text = word;
  ++at_;
  return node;
}

NodePtr ScriptParser::mark_node() {
  if (is("(")) {
    ++at_;
    NodePtr inner = expression();
    while (take(",")) inner = expression();
    take(")");
    return inner;
  }
  if (is("[")) return array();
  if (is("{")) return object();
  return make(Kind::Unknown);
}

NodePtr ScriptParser::array() {
  auto node = make(Kind::Array);
  ++at_;
  elements(*node, "]");
  return node;
}

void ScriptParser::elements(Node& list, std::string_view close) {
  while (!at_end() && !is(close)) {
    const std::size_t before = at_;
    if (take(",")) continue;
    if (is("...")) {
      auto spread = make(Kind::Spread);
      ++at_;
      spread->children.push_back(expression());
      list.children.push_back(spread);
    } else {
      list.children.push_back(expression());
    }
    if (at_ == before) ++at_;
  }
  take(close);
}

NodePtr ScriptParser::object() {
  auto node = make(Kind::Object);
  ++at_;
  while (!at_end() && !is("}")) {
    const std::size_t before = at_;
    if (take(",")) continue;
    node->children.push_back(property());
    if (at_ == before) ++at_;
  }
  take("}");
  return node;
}

NodePtr ScriptParser::property() {
  auto node = make(Kind::Property);
  if (is("...")) {
    node->kind = Kind::Spread;
    ++at_;
    node->children.push_back(expression());
    return node;
  }
  const bool is_word = is_name("async") || is_name("get") || is_name("set");
  if (is_word && !token(1).is(",") && !token(1).is(":") && !token(1).is("(") && !token(1).is("}")) {
    ++at_;
  }
  take("*");
  if (take("[")) {
    node->flags = "computed";
    node->children.push_back(expression());
    take("]");
  } else {
    node->text = token().text;
    ++at_;
  }
  if (is("(") || is("<")) {
    if (is("<")) skip_type_arguments();
    auto method = make(Kind::Function);
    parameters(*method);
    body(*method);
    node->children.push_back(method);
  } else if (take(":")) {
    node->children.push_back(expression());
  } else {
    auto name = make(Kind::Name);
    name->place = node->place;
    name->text = node->text;
    node->children.push_back(name);
  }
  return node;
}

NodePtr ScriptParser::template_node() {
  auto node = make(Kind::Template);
  const Token& whole = token();
  ++at_;
  std::string literal;
  const std::string_view text = whole.text;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      literal += text[++i];
      continue;
    }
    if (text[i] != '$' || i + 1 >= text.size() || text[i + 1] != '{') {
      literal += text[i];
      continue;
    }
    const std::size_t begin = i + 2;
    int depth = 1;
    for (i = begin; i < text.size() && depth > 0; ++i) {
      if (text[i] == '{') ++depth;
      if (text[i] == '}') --depth;
    }
    --i;
    node->children.push_back(literal_node(literal, whole.place));
    literal.clear();
    node->children.push_back(inner(text.substr(begin, i - begin), whole.place));
  }
  node->children.push_back(literal_node(literal, whole.place));
  return node;
}

NodePtr ScriptParser::literal_node(const std::string& text, const rules::Place& place) {
  auto node = std::make_shared<Node>();
  node->kind = Kind::String;
  node->place = place;
  node->text = text;
  return node;
}

NodePtr ScriptParser::inner(std::string_view text, const rules::Place& place) {
  auto tokens = depth_ < kMaxScriptDepth ? tokens_of(text, place, report_) : std::nullopt;
  if (!tokens) return make(Kind::Unknown);
  return ScriptParser(std::move(*tokens), report_, depth_ + 1).expression();
}

NodePtr ScriptParser::class_node() {
  auto node = make(Kind::Class);
  ++at_;
  if (token().kind == TokenKind::Name && !is_name("extends") && !is_name("implements")) {
    node->text = token().text;
    ++at_;
  }
  while (!at_end() && !is("{")) ++at_;
  class_body(*node);
  return node;
}

void ScriptParser::class_body(Node& node) {
  static constexpr std::array<std::string_view, 11> kModifiers{
      "static",   "public", "private", "protected", "readonly", "async",
      "override", "get",    "set",     "abstract",  "declare"};
  take("{");
  while (!at_end() && !is("}")) {
    auto member = make(Kind::Property);
    const auto is_modifier = [this] {
      return token(1).kind == TokenKind::Name && !token(1).after_newline &&
             std::ranges::find(kModifiers, token().text) != kModifiers.end();
    };
    while (is_modifier()) {
      if (is_name("static")) member->flags = "static";
      ++at_;
    }
    if (is("{")) {
      skip_brackets();
      continue;
    }
    if (token().kind != TokenKind::Name) {
      ++at_;
      continue;
    }
    member->place = token().place;
    member->text = token().text;
    ++at_;
    if (is("<")) skip_type_arguments();
    if (is("(")) {
      auto method = make(Kind::Function);
      parameters(*method);
      body(*method);
      member->children.push_back(method);
    } else {
      if (!take("?")) take("!");
      if (take(":")) skip_type();
      if (take("=")) member->children.push_back(expression());
    }
    node.children.push_back(member);
  }
  take("}");
}

void ScriptParser::pattern(Node& node) {
  const bool is_object = is("{");
  ++at_;
  std::size_t index = 0;
  while (!at_end() && !is("}") && !is("]")) {
    if (take(",")) {
      ++index;
      continue;
    }
    take("...");
    std::string key = is_object ? token().text : std::to_string(index);
    std::string name = token().text;
    if (is("{") || is("[")) {
      skip_brackets();
      name.clear();
    } else {
      ++at_;
    }
    if (is_object && take(":")) {
      name = token().text;
      if (is("{") || is("[")) {
        skip_brackets();
        name.clear();
      } else {
        ++at_;
      }
    }
    if (take("=")) expression();
    node.names.push_back(std::move(key));
    node.names.push_back(std::move(name));
  }
  node.text = is_object ? "{}" : "[]";
  ++at_;
}

}  // namespace onward::config
