// SPDX-License-Identifier: MIT
// Each question is an expression over one sample, or words that HAProxy has for it; what it has no
// sample for is refused with the reason.
#include "config/write/haproxy_words.h"

#include "config/write/haproxy_text.h"

#include <algorithm>

namespace onward::config {
namespace {

using Of = Question::Of;
using Test = Question::Test;

/// So many values stand in one line: HAProxy takes 64 words.
constexpr std::size_t kMostValues = 40;

bool is_plain_name(const std::string& name) {
  return !name.empty() && name.find_first_not_of(
                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "0123456789-_") == std::string::npos;
}

std::string_view method_of(Test test) {
  switch (test) {
    case Test::Present:
      return "found";
    case Test::Equals:
      return "str";
    case Test::Begins:
      return "beg";
    case Test::Contains:
      return "sub";
    case Test::Matches:
      break;
  }
  return "reg";
}

std::vector<std::string> lines(const std::string& begin, const std::vector<std::string>& values) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i % kMostValues == 0) lines.push_back(begin + " --");
    lines.back() += " " + haproxy_word(values[i]);
  }
  return lines;
}

}  // namespace

std::string haproxy_sample(const Question& question, const std::string& path) {
  switch (question.of) {
    case Of::Host:
      return "req.hdr(host),host_only,lower";
    case Of::Path:
      return path;
    case Of::DecodedPath:
      return path + ",url_dec";
    case Of::Url:
      return "var(txn.onward_url)";
    case Of::Target:
      return "var(txn.onward_target)";
    case Of::Query:
      return "query";
    case Of::Field:
      return is_plain_name(question.name) ? "req.fhdr(" + question.name + ")" : "";
    case Of::Parameter:
      if (question.test != Test::Matches) return "query";
      return is_plain_name(question.name) ? "urlp(" + question.name + ")" : "";
    case Of::Cookie:
      if (question.test != Test::Matches) return "req.fhdr(cookie)";
      return is_plain_name(question.name) ? "req.cook(" + question.name + ")" : "";
    case Of::Scheme:
    case Of::Methods:
    case Of::Clients:
    case Of::Since:
      break;
  }
  return "";
}

std::optional<std::vector<std::string>> haproxy_acl(const Question& question,
                                                    const std::string& path) {
  if (question.of == Of::Scheme) return {{"ssl_fc"}};
  if (question.of == Of::Since) return {{"date ge " + std::to_string(question.time)}};
  if (question.of == Of::Methods) return lines("method", question.values);
  if (question.of == Of::Clients) return lines("src", question.values);
  const std::string sample = haproxy_sample(question, path);
  if (sample.empty()) return {};
  if (question.of == Of::Parameter || question.of == Of::Cookie) {
    const auto regex = regex_of_pair(question);
    if (!regex && question.test != Test::Matches) return {};
    return lines(sample + " -m reg", {regex.value_or(question.regex)});
  }
  if (question.test == Test::Present) return {{sample + " -m found"}};
  const std::string begin = sample + (question.ignores_case ? " -i" : "") + " -m " +
                            std::string(method_of(question.test));
  if (question.test == Test::Matches) return lines(begin, {question.regex});
  return lines(begin, question.values);
}

bool is_opposite_acl(const Question& question) {
  return question.of == Of::Scheme && question.values[0] == "http";
}

}  // namespace onward::config
