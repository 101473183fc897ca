// SPDX-License-Identifier: MIT
// nginx's language by its first directives: a known name, words, and a ';' or '{' behind them. A
// map's lines are two words and a ';', the first of them a path, a host or an expression.
#include "config/foreign.h"
#include "config/nginx/lexer.h"
#include "config/source_url.h"

#include <algorithm>
#include <array>

namespace onward::config {
namespace {

using nginx::Token;

/// So many directives are looked at.
constexpr int kDirectivesLookedAt = 20;
constexpr std::size_t kBytesLookedAt = 65'536;

constexpr std::array<std::string_view, 40> kNames{"http",
                                                  "server",
                                                  "location",
                                                  "rewrite",
                                                  "return",
                                                  "map",
                                                  "upstream",
                                                  "events",
                                                  "user",
                                                  "pid",
                                                  "worker_processes",
                                                  "load_module",
                                                  "include",
                                                  "if",
                                                  "set",
                                                  "server_name",
                                                  "listen",
                                                  "error_page",
                                                  "geo",
                                                  "split_clients",
                                                  "log_format",
                                                  "error_log",
                                                  "access_log",
                                                  "limit_req_zone",
                                                  "proxy_cache_path",
                                                  "add_header",
                                                  "gzip",
                                                  "root",
                                                  "try_files",
                                                  "proxy_pass",
                                                  "stream",
                                                  "worker_rlimit_nofile",
                                                  "resolver",
                                                  "ssl_certificate",
                                                  "keepalive_timeout",
                                                  "default_type",
                                                  "client_max_body_size",
                                                  "limit_conn_zone",
                                                  "merge_slashes",
                                                  "real_ip_header"};

struct Statement {
  std::vector<nginx::Word> words;
  Token::Kind end = Token::Kind::End;
};

Statement next_statement(nginx::Lexer& lexer) {
  Statement statement;
  for (;;) {
    Token token = lexer.next();
    if (token.kind != Token::Kind::Word) {
      statement.end = token.kind;
      return statement;
    }
    if (statement.words.size() < 16) statement.words.push_back(std::move(token.word));
  }
}

ForeignText begin_of(std::string_view text) {
  return {text.substr(0, std::min(text.size(), kBytesLookedAt)), 0, ""};
}

bool is_known(std::string_view name) { return std::ranges::find(kNames, name) != kNames.end(); }

/// A block that only nginx has.
bool is_sure_block(const std::vector<nginx::Word>& words) {
  const std::string& name = words[0].text;
  const auto begins_with_dollar = [&](std::size_t index) {
    return index < words.size() && words[index].text.starts_with('$');
  };
  if (name == "server" || name == "http" || name == "events") return words.size() == 1;
  if (name == "if") return words.size() > 1 && words[1].text.starts_with("($");
  if (name == "map" || name == "split_clients") return begins_with_dollar(2);
  if (name == "geo") return begins_with_dollar(1);
  return (name == "location" && words.size() > 1 && words.size() < 4) ||
         (name == "upstream" && words.size() == 2) || name == "limit_except";
}

/// A line that only nginx has. Others with braces and semicolons have `return` and `set`, too.
bool is_sure_line(const std::vector<nginx::Word>& words) {
  const std::string& name = words[0].text;
  const std::string second = words.size() > 1 ? words[1].text : "";
  if (name == "return") {
    return second.size() == 3 && second.find_first_not_of("0123456789") == std::string::npos;
  }
  if (name == "set") return words.size() == 3 && second.starts_with('$');
  if (name == "rewrite") return words.size() == 3 || words.size() == 4;
  return is_known(name) && words.size() > 1;
}

}  // namespace

bool is_nginx(std::string_view text, std::string_view /*path*/) {
  rules::Diagnostics ignored;
  nginx::Lexer lexer(begin_of(text), ignored);
  for (int i = 0; i < kDirectivesLookedAt; ++i) {
    const Statement statement = next_statement(lexer);
    if (statement.end == Token::Kind::Close) continue;
    if (statement.end == Token::Kind::End || statement.words.empty()) return false;
    const std::string& name = statement.words[0].text;
    const bool is_script = statement.words[0].is_quoted || name.starts_with("//") ||
                           name.starts_with("/*") || name == "var" || name == "const";
    if (is_script) return false;
    if (statement.end == Token::Kind::Open && is_sure_block(statement.words)) return true;
    if (statement.end == Token::Kind::Semicolon && is_sure_line(statement.words)) return true;
    if (name.find_first_of("<>[]()=,\"") != std::string::npos) return false;
  }
  return false;
}

bool is_nginx_map(std::string_view text, std::string_view /*path*/) {
  rules::Diagnostics ignored;
  nginx::Lexer lexer(begin_of(text), ignored);
  int entries = 0;
  for (int i = 0; i < kDirectivesLookedAt; ++i) {
    const Statement statement = next_statement(lexer);
    if (statement.end == Token::Kind::End) break;
    if (statement.end != Token::Kind::Semicolon) return false;
    if (statement.words.size() == 1) continue;  // "hostnames"
    if (statement.words.size() != 2) return false;
    const std::string& key = statement.words[0].text;
    const bool is_key = key.starts_with('/') || key.starts_with('~') || key.starts_with("_/") ||
                        key == "default" || key.find('.') != std::string::npos;
    if (!is_key) return false;
    ++entries;
  }
  return entries > 0;
}

}  // namespace onward::config
