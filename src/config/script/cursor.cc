// SPDX-License-Identifier: MIT
// The tokens one after the other, and what is passed over: types of TypeScript, statements that
// are not read.
#include "config/script/parser.h"

#include <algorithm>

namespace onward::config {
namespace {

using TokenKind = Token::Kind;

}  // namespace

const Token& ScriptParser::token(std::size_t ahead) const {
  return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

bool ScriptParser::at_end() const { return token().kind == TokenKind::End; }

bool ScriptParser::is(std::string_view mark) const { return token().is(mark); }

bool ScriptParser::is_name(std::string_view name) const { return token().is_name(name); }

bool ScriptParser::take(std::string_view mark) {
  if (!is(mark)) return false;
  ++at_;
  return true;
}

bool ScriptParser::take_name(std::string_view name) {
  if (!is_name(name)) return false;
  ++at_;
  return true;
}

ScriptParser::Making ScriptParser::make(Node::Kind kind) const {
  auto node = std::make_shared<Node>();
  node->kind = kind;
  node->place = token().place;
  return node;
}

void ScriptParser::skip_brackets() {
  int depth = 0;
  while (!at_end()) {
    if (is("(") || is("[") || is("{")) ++depth;
    if (is(")") || is("]") || is("}")) --depth;
    ++at_;
    if (depth <= 0) return;
  }
}

void ScriptParser::skip_statement() {
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

void ScriptParser::skip_type() {
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

void ScriptParser::skip_type_arguments() {
  int angles = 0;
  do {
    if (is("<")) ++angles;
    if (is(">")) --angles;
    if (is(">>")) angles -= 2;
    ++at_;
  } while (!at_end() && angles > 0);
}

}  // namespace onward::config
