// SPDX-License-Identifier: MIT
// A parser of expressions by precedence and of the statements that handlers are made of. Types of
// TypeScript are passed over. Depth is bounded by kMaxScriptDepth; what is deeper is Unknown.
// Longer than other files: one grammar.
#include "config/script/syntax.h"

#include "base/ascii.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace onward::config {
namespace {

using Kind = Node::Kind;
using TokenKind = Token::Kind;

struct Precedence {
  std::string_view mark;
  int level;
};
constexpr std::array<Precedence, 23> kBinary{{{"??", 1},  {"||", 2},  {"&&", 3}, {"|", 4},
                                              {"^", 5},   {"&", 6},   {"==", 7}, {"!=", 7},
                                              {"===", 7}, {"!==", 7}, {"<", 8},  {">", 8},
                                              {"<=", 8},  {">=", 8},  {"<<", 9}, {">>", 9},
                                              {">>>", 9}, {"+", 10},  {"-", 10}, {"*", 11},
                                              {"/", 11},  {"%", 11},  {"**", 12}}};

constexpr std::array<std::string_view, 9> kAssign{"=",  "+=",  "-=",  "*=", "/=",
                                                  "%=", "&&=", "||=", "?\?="};

/// Most links of "a.b.c" and "a + b + c"; the tree is as deep.
constexpr std::size_t kMaxChain = 500;

class Parser {
 public:
  Parser(std::string_view script, std::vector<Token> tokens, Report& report)
      : script_(script), tokens_(std::move(tokens)), report_(report) {}

  NodePtr program() {
    auto block = make(Kind::Block);
    while (!at_end()) {
      const std::size_t before = at_;
      block->children.push_back(statement());
      if (at_ == before) ++at_;
    }
    return block;
  }

  NodePtr whole_expression() { return expression(); }

 private:
  using Making = std::shared_ptr<Node>;

  const Token& token(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  bool at_end() const { return token().kind == TokenKind::End; }
  bool is(std::string_view mark) const { return token().is(mark); }
  bool is_name(std::string_view name) const { return token().is_name(name); }
  bool take(std::string_view mark) {
    if (!is(mark)) return false;
    ++at_;
    return true;
  }
  bool take_name(std::string_view name) {
    if (!is_name(name)) return false;
    ++at_;
    return true;
  }

  Making make(Kind kind) const {
    auto node = std::make_shared<Node>();
    node->kind = kind;
    node->place = token().place;
    return node;
  }

  /// Over everything up to the bracket that closes the one that is open at token().
  void skip_brackets() {
    int depth = 0;
    while (!at_end()) {
      if (is("(") || is("[") || is("{")) ++depth;
      if (is(")") || is("]") || is("}")) --depth;
      ++at_;
      if (depth <= 0) return;
    }
  }

  /// Over a statement that is not read.
  void skip_statement() {
    while (!at_end() && !is(";") && !is("}")) {
      const bool had_body = is("{");
      if (is("(") || is("[") || is("{")) {
        skip_brackets();
      } else {
        ++at_;
      }
      if (had_body || token().after_newline) break;
    }
    take(";");
  }

  /// Over a type, up to what ends it.
  void skip_type() {
    int angles = 0;
    while (!at_end()) {
      if (is("<")) ++angles;
      if (is(">")) --angles;
      if (is(">>")) angles -= 2;
      if (is("(") || is("[")) {
        skip_brackets();
        if (is("=>")) ++at_;
        continue;
      }
      if (is("{")) {
        // "): {…} {" or ": {…} =": a type of its own only where something stands behind it.
        const Token& before = tokens_[at_ - 1];
        if (!(before.is(":") || before.is("|") || before.is("<") || before.is("&") ||
              before.is(","))) {
          return;
        }
        skip_brackets();
        continue;
      }
      if (angles <= 0 && (is(",") || is(")") || is("=") || is(";") || is("=>") || is("}") ||
                          is("]") || (token().after_newline && !is("|")))) {
        return;
      }
      ++at_;
    }
  }

  NodePtr statement() {
    if (depth_ >= kMaxScriptDepth) return skipped();
    ++depth_;
    NodePtr node = statement_within();
    --depth_;
    return node;
  }

  NodePtr skipped() {
    auto node = make(Kind::Skipped);
    skip_statement();
    return node;
  }

  NodePtr statement_within() {
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
      ++at_;
      if (token().kind == TokenKind::Name && !token().after_newline) ++at_;
      take(";");
      return node;
    }
    if (word == "function" || (word == "async" && token(1).is_name("function"))) {
      return function_declaration();
    }
    if (word == "export") return export_statement();
    if (word == "class" || word == "enum" || word == "declare" || word == "abstract") {
      return class_statement();
    }
    if (word == "import" && !token(1).is("(")) return skipped();
    if ((word == "type" || word == "interface" || word == "namespace") &&
        token(1).kind == TokenKind::Name) {
      return class_statement();
    }
    return expression_statement();
  }

  NodePtr class_statement() {
    auto node = make(Kind::Skipped);
    while (!at_end() && !is("{") && !is(";") && !(is("=") && token(1).kind != TokenKind::End)) ++at_;
    if (is("{")) {
      class_body(*node);
    } else {
      skip_statement();
    }
    return node;
  }

  /// The methods of a class, so that what redirects in them is seen.
  void class_body(Node& node) {
    take("{");
    while (!at_end() && !is("}")) {
      if (token().kind == TokenKind::Name && (token(1).is("(") || token(1).is("<"))) {
        node.children.push_back(property());
      } else if (is("{")) {
        skip_brackets();
      } else {
        ++at_;
      }
    }
    take("}");
  }

  NodePtr export_statement() {
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

  NodePtr block() {
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

  NodePtr expression_statement() {
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

  /// "a = 1, { b, c: d } = e": a Block of declarations where there are several.
  NodePtr declaration() {
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

  /// "{ a, b: c = 1, ...d }", "[a, b]" into names: key and name in turn.
  void pattern(Node& node) {
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

  NodePtr if_statement() {
    auto node = make(Kind::If);
    ++at_;
    take("(");
    node->children.push_back(expression());
    take(")");
    node->children.push_back(statement());
    if (take_name("else")) node->children.push_back(statement());
    return node;
  }

  NodePtr return_statement() {
    auto node = make(is_name("throw") ? Kind::Throw : Kind::Return);
    ++at_;
    if (!is(";") && !is("}") && !token().after_newline) node->children.push_back(expression());
    take(";");
    return node;
  }

  NodePtr switch_statement() {
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

  NodePtr for_statement() {
    auto node = make(Kind::ForOf);
    ++at_;
    take_name("await");
    take("(");
    const std::size_t begin = at_;
    if (is_name("const") || is_name("let") || is_name("var")) {
      ++at_;
      auto variable = make(Kind::Declare);
      if (is("{") || is("[")) {
        pattern(*variable);
      } else {
        variable->text = token().text;
        ++at_;
      }
      if (take_name("of")) {
        node->children = {variable, expression()};
        take(")");
        node->children.push_back(statement());
        return node;
      }
    }
    at_ = begin - 1;
    skip_brackets();
    node->kind = Kind::Loop;
    node->children.push_back(statement());
    return node;
  }

  NodePtr loop() {
    auto node = make(Kind::Loop);
    const bool is_do = is_name("do");
    ++at_;
    if (!is_do && is("(")) skip_brackets();
    node->children.push_back(statement());
    if (is_do && take_name("while") && is("(")) skip_brackets();
    take(";");
    return node;
  }

  NodePtr try_statement() {
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

  NodePtr function_declaration() {
    auto node = make(Kind::Declare);
    node->flags = "hoisted";
    const std::size_t name = is_name("async") ? 2 : 1;
    node->text = token(token(name).is("*") ? name + 1 : name).text;
    node->children.push_back(function());
    return node;
  }

  NodePtr function() {
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

  void body(Node& node) {
    if (take(":")) skip_type();
    NodePtr body = is("{") ? block() : make(Kind::Block);
    node.children.insert(node.children.begin(), std::move(body));
  }

  void skip_type_arguments() {
    int angles = 0;
    do {
      if (is("<")) ++angles;
      if (is(">")) --angles;
      if (is(">>")) angles -= 2;
      ++at_;
    } while (!at_end() && angles > 0);
  }

  void parameters(Node& node) {
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

  /// Whether "(" begins the parameters of an arrow function.
  bool begins_arrow() const {
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

  NodePtr arrow() {
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

  NodePtr expression() {
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

  NodePtr assignment() {
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

  NodePtr conditional() {
    NodePtr test = binary(1);
    if (!is("?")) return test;
    auto node = make(Kind::Conditional);
    ++at_;
    node->children = {test, expression()};
    take(":");
    node->children.push_back(expression());
    return node;
  }

  static int level_of(const Token& token) {
    if (token.is_name("in") || token.is_name("instanceof")) return 8;
    if (token.kind != TokenKind::Mark) return 0;
    const auto found = std::ranges::find(kBinary, token.text, &Precedence::mark);
    return found == kBinary.end() ? 0 : found->level;
  }

  NodePtr binary(int least) {
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

  NodePtr unary() {
    for (const std::string_view mark : {"!", "-", "+", "~", "++", "--"}) {
      if (!is(mark)) continue;
      return unary_node();
    }
    if (is_name("typeof") || is_name("void") || is_name("delete")) return unary_node();
    if (is_name("await") || is_name("yield")) {
      ++at_;
      return unary();
    }
    NodePtr node = postfix(primary());
    if ((is("++") || is("--")) && !token().after_newline) ++at_;
    return node;
  }

  NodePtr unary_node() {
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

  NodePtr postfix(NodePtr node) {
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

  void arguments(Node& call) {
    take("(");
    while (!at_end() && !is(")")) {
      const std::size_t before = at_;
      if (take(",")) continue;
      if (is("...")) {
        auto spread = make(Kind::Spread);
        ++at_;
        spread->children.push_back(expression());
        call.children.push_back(spread);
      } else {
        call.children.push_back(expression());
      }
      if (at_ == before) ++at_;
    }
    take(")");
  }

  NodePtr primary() {
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

  NodePtr name_node() {
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
    if (word == "class") {
      auto node = make(Kind::Unknown);
      while (!at_end() && !is("{")) ++at_;
      class_body(*node);
      return node;
    }
    const bool is_literal = word == "true" || word == "false" || word == "null" ||
                            word == "undefined" || word == "this";
    auto node = make(is_literal ? Kind::Literal : Kind::Name);
    node->text = word;
    ++at_;
    return node;
  }

  NodePtr mark_node() {
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

  NodePtr array() {
    auto node = make(Kind::Array);
    ++at_;
    while (!at_end() && !is("]")) {
      const std::size_t before = at_;
      if (take(",")) continue;
      if (is("...")) {
        auto spread = make(Kind::Spread);
        ++at_;
        spread->children.push_back(expression());
        node->children.push_back(spread);
      } else {
        node->children.push_back(expression());
      }
      if (at_ == before) ++at_;
    }
    take("]");
    return node;
  }

  NodePtr object() {
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

  NodePtr property() {
    auto node = make(Kind::Property);
    if (is("...")) {
      node->kind = Kind::Spread;
      ++at_;
      node->children.push_back(expression());
      return node;
    }
    const bool is_word = is_name("async") || is_name("get") || is_name("set");
    if (is_word && !token(1).is(",") && !token(1).is(":") && !token(1).is("(") &&
        !token(1).is("}")) {
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

  /// "`a${b}c`"
  NodePtr template_node() {
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

  static NodePtr literal_node(const std::string& text, const rules::Place& place) {
    auto node = std::make_shared<Node>();
    node->kind = Kind::String;
    node->place = place;
    node->text = text;
    return node;
  }

  NodePtr inner(std::string_view text, const rules::Place& place) {
    auto tokens = depth_ < kMaxScriptDepth ? tokens_of(text, place, report_) : std::nullopt;
    if (!tokens) return make(Kind::Unknown);
    Parser parser(text, std::move(*tokens), report_);
    parser.depth_ = depth_ + 1;
    return parser.whole_expression();
  }

  std::string_view script_;
  std::vector<Token> tokens_;
  Report& report_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

std::optional<NodePtr> parse_script(std::string_view script, Report& report) {
  auto tokens = tokens_of(script, {report.file(), 1, 1}, report);
  if (!tokens) return {};
  return Parser(script, std::move(*tokens), report).program();
}

}  // namespace onward::config
