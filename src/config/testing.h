// SPDX-License-Identifier: MIT
#pragma once

#include "onward/config/configuration.h"
#include "onward/http/reader.h"
#include "onward/rules/answer.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// For tests: files that stand in memory, rules as one line of text, and answers of a table.
namespace onward::config {

/// A SourceReader of texts in memory.
class TextReader : public SourceReader {
 public:
  explicit TextReader(std::map<std::string, std::string, std::less<>> files)
      : files_(std::move(files)) {}
  Result<std::string> read(std::string_view path) override {
    const auto found = files_.find(path);
    if (found == files_.end()) return fail(ErrorCode::FileNotFound);
    return found->second;
  }

 private:
  std::map<std::string, std::string, std::less<>> files_;
};

/// The configuration of one text.
inline Configuration open_text(std::string_view name, std::string_view text,
                               std::optional<Format> format = {}) {
  std::map<std::string, std::string, std::less<>> files;
  files.emplace(name, text);
  TextReader reader(std::move(files));
  return open(name, {format}, reader);
}

/// All diagnostics as a person sees them.
inline std::string all_text(const Configuration& configuration) {
  std::string text;
  for (const auto& diagnostic : configuration.diagnostics) {
    text += to_text(diagnostic, configuration);
  }
  return text;
}

/// "shop.example /a/* -> 301 /b/{0}", as far as a rule of others goes.
inline std::string spelled(const rules::Rule& rule) {
  std::string text;
  const auto add = [&text](const std::string& word) { text += text.empty() ? word : " " + word; };
  for (const auto& host : rule.when.hosts) add(host.value);
  if (rule.when.match) add(rule.when.match->value);
  if (rule.when.regex) add("~ " + rule.when.regex->expression.value);
  for (const auto& one : rule.when.any) {
    for (const auto& cookie : one.cookies) add("cookie:" + cookie.name.value);
  }
  if (rule.comparison.ignore_trailing_slash) add("(/)");
  if (rule.action.pass) {
    add("-> pass");
  } else if (rule.action.map) {
    for (const auto& row : rule.action.map->rows) {
      add("[" + row.from + " -> " + std::to_string(row.status) + " " + row.to + "]");
    }
  } else {
    add("-> " + (rule.action.status ? std::to_string(rule.action.status->code()) : "307"));
    if (rule.action.to) add(rule.action.to->value);
  }
  if (rule.action.query == rules::QueryPolicy::Drop) add("drop");
  if (rule.action.query == rules::QueryPolicy::KeepNonempty) add("nonempty");
  return text;
}

/// Asks a table. Keeps what an answer's views need until the next question.
class Asking {
 public:
  explicit Asking(const rules::Table& table) : table_(table) {}

  /// "301 https://new.example/", or the status alone.
  std::string ask(std::string_view method, std::string_view host, std::string_view target,
                  std::string_view scheme = "http") {
    const std::string wire = std::string(method) + " " + std::string(target) +
                             " HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n";
    http::RequestReader reader;
    if (!reader.read(wire)) return "not read";
    rules::Origin origin;
    origin.scheme = scheme;
    const auto response =
        rules::answer(table_, {reader.head(), origin, {}}, std::chrono::sys_seconds{}, workspace_);
    rule_ = response.rule;
    std::string text = std::to_string(response.status.code());
    if (!response.location.empty()) text.append(" ").append(response.location);
    return text;
  }

  /// Which rule decided last.
  std::optional<std::size_t> rule() const { return rule_; }

 private:
  const rules::Table& table_;
  rules::Workspace workspace_;
  std::optional<std::size_t> rule_;
};

}  // namespace onward::config
