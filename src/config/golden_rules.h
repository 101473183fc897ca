// SPDX-License-Identifier: MIT
#pragma once

#include "config/foreign.h"
#include "config/testing.h"

#include <cstddef>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

// For tests of importers: golden files of four parts, each behind a line of ten dashes.
//
//   redir /old /new              the file; one that it includes begins "===== name"
//   ----------
//   1: {match=/old} -> 302 /new  the rules that it becomes, with their lines
//   ----------
//   …                            every diagnostic, as a person sees it
//   ----------
//   GET http://h/old => 302 /new   requests and their answers
namespace onward::config {

constexpr std::string_view kDashes = "----------\n";

inline std::string spelled_test(std::string_view kind, const rules::ValueTest& test) {
  static constexpr const char* kKinds[] = {"?", "absent", "=", "^=", "*=", "~"};
  std::string text(kind);
  text.append(":").append(test.name.value).append(kKinds[static_cast<std::size_t>(test.kind)]);
  return text + test.value.value;
}

/// Conditions as one line.
inline std::string spelled(const rules::Conditions& when) {
  static constexpr const char* kSubjects[] = {"path", "decoded", "url", "query", "host", "target"};
  std::string text;
  const auto put = [&text](const std::string& word) { text += (text.empty() ? "" : " ") + word; };
  const auto list = [&put](std::string_view name, const std::vector<rules::Text>& texts) {
    std::string joined;
    for (const auto& one : texts) joined += (joined.empty() ? "" : "|") + one.value;
    if (!texts.empty()) put(std::string(name).append("=").append(joined));
  };
  if (when.scheme) put("scheme=" + when.scheme->value);
  list("host", when.hosts);
  list("method", when.methods);
  list("client", when.clients);
  if (when.match) put("match=" + when.match->value);
  if (when.regex) {
    put(std::string(kSubjects[static_cast<std::size_t>(when.regex->subject)])
            .append(when.regex->engine == rules::Engine::Pcre2 ? "~pcre~" : "~")
            .append(when.regex->expression.value));
  }
  for (const auto& test : when.fields) put(spelled_test("field", test));
  for (const auto& test : when.query) put(spelled_test("query", test));
  for (const auto& test : when.cookies) put(spelled_test("cookie", test));
  const auto nested = [&put](std::string_view name, const std::vector<rules::Conditions>& inner) {
    std::string joined;
    for (const auto& one : inner) joined += (joined.empty() ? "" : ", ") + spelled(one);
    if (!inner.empty()) put(std::string(name).append("(").append(joined).append(")"));
  };
  nested("all", when.all);
  nested("any", when.any);
  nested("not", when.none);
  return text;
}

/// A rule as one line: what must hold, and what is done.
inline std::string spelled_whole(const rules::Rule& rule) {
  std::string text = std::to_string(rule.place.line) + ": {" + spelled(rule.when) + "} -> ";
  const auto& action = rule.action;
  if (action.pass) return text + "pass";
  if (action.rewrite) return text + "rewrite " + action.rewrite->value;
  if (action.status) text += std::to_string(action.status->code());
  if (action.to) text += " " + action.to->value;
  if (action.map) text += " map of " + std::to_string(action.map->rows.size());
  if (action.query == rules::QueryPolicy::Drop) text += " drop";
  if (action.query == rules::QueryPolicy::KeepNonempty) text += " keep_nonempty";
  if (action.query == rules::QueryPolicy::AsWritten) text += " as_written";
  for (const auto& host : action.to_hosts) text += " to:" + host.value;
  return text;
}

/// "GET http://h/a" or "POST https://h/a; Name: value; …": what a table answers.
inline std::string asked(const rules::Table& table, std::string_view question) {
  const std::size_t space = question.find(' ');
  const std::size_t semicolon = std::min(question.find("; "), question.size());
  const std::string_view url = question.substr(space + 1, semicolon - space - 1);
  const std::size_t host = url.find("://") + 3;
  const std::size_t path = std::min(url.find('/', host), url.size());
  std::string fields;
  for (std::string_view rest = question.substr(semicolon); !rest.empty();) {
    rest.remove_prefix(std::min<std::size_t>(2, rest.size()));
    const std::size_t end = std::min(rest.find("; "), rest.size());
    fields.append("\r\n").append(rest.substr(0, end));
    rest.remove_prefix(end);
  }
  Asking asking(table);
  return asking.ask(question.substr(0, space), std::string(url.substr(host, path - host)) + fields,
                    path == url.size() ? "/" : url.substr(path), url.substr(0, host - 3));
}

/// The file of a golden case and those that it includes.
inline std::map<std::string, std::string, std::less<>> golden_files(std::string_view input,
                                                                    std::string_view name) {
  std::map<std::string, std::string, std::less<>> files;
  std::string current(name);
  std::istringstream stream{std::string(input)};
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("===== ")) {
      current = line.substr(6);
    } else {
      files[current] += line + "\n";
    }
  }
  return files;
}

/// The parts of a golden file behind its input.
inline std::string golden_result(const Configuration& configuration, std::string_view questions) {
  std::string text;
  if (configuration.table) {
    for (const auto& rule : configuration.table->rules()) text += spelled_whole(rule) + "\n";
  }
  text.append(kDashes).append(all_text(configuration)).append(kDashes);
  std::istringstream stream{std::string(questions)};
  for (std::string line; std::getline(stream, line);) {
    const std::string question = line.substr(0, line.find(" => "));
    text += question + " => ";
    text += (configuration.table ? asked(*configuration.table, question) : "no table") + "\n";
  }
  return text;
}

/// Reads each case, as test::golden_cases() has them, as a file `name`, and asks its requests.
template <class Cases>
void check_golden_rules(const Cases& cases, std::string_view name, Format format) {
  ASSERT_FALSE(cases.empty());
  for (const auto& one : cases) {
    const std::size_t last = one.expected.rfind(kDashes);
    ASSERT_NE(last, std::string::npos) << one.name;
    TextReader reader(golden_files(one.input, name));
    const Configuration configuration = open(name, {format}, reader);
    EXPECT_EQ(golden_result(configuration, one.expected.substr(last + kDashes.size())),
              one.expected)
        << one.name;
  }
}

}  // namespace onward::config
