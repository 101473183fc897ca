// SPDX-License-Identifier: MIT
// Messages that others test their servers with, through the whole connection. Which of them the
// reader takes is held against those tests in src/http/corpus_test.cc; here: what is taken is
// answered, what is refused gets one status and the end, and nothing behind an end is answered.
#include "gateway/conversation.h"
#include "gateway/expected_answers.h"
#include "support/base64.h"
#include "support/corpora.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

void check(const std::string& wire) {
  if (asks_for_content(wire)) return;
  Conversation conversation;
  const std::string outcome = conversation.say(wire).outcome();
  EXPECT_EQ(outcome.substr(0, outcome.find('|') + 1), expected_answers(wire)) << wire;
}

std::string text(const boost::json::value& row, const char* key) {
  const auto* value = row.as_object().if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

TEST(ConnectionCorpus, Llhttp) {
  const auto rows = test::corpus("llhttp/llhttp-cases.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  int count = 0;
  for (const auto& row : rows->as_array()) {
    if (text(row, "kind") != "http" || !text(row, "type").starts_with("request")) continue;
    SCOPED_TRACE(text(row, "id"));
    for (const char* key : {"wire_b64", "wire_with_host_b64"}) {
      check(test::from_base64(text(row, key)));
    }
    ++count;
  }
  EXPECT_GT(count, 60);
}

// Its verdicts on heads; "ok" is a redirect here. Where the reader judges otherwise is listed in
// src/http/corpus_test.cc.
TEST(ConnectionCorpus, Picohttpparser) {
  const auto corpus = test::corpus("picohttpparser/cases.json");
  if (!corpus) GTEST_SKIP() << test::kCorpusAbsent;
  int agreed = 0;
  for (const auto& row : corpus->at("cases").as_array()) {
    const std::string function = text(row, "func");
    if (function == "test_response") continue;
    SCOPED_TRACE(function + ": " + text(row, "name"));
    std::string wire = test::from_base64(text(row, "wire_b64"));
    if (function == "test_headers") wire.insert(0, "GET / HTTP/1.0\r\n");
    check(wire);
    Conversation in_pieces;
    for (const char byte : wire) in_pieces.say({&byte, 1});
    const std::string outcome = in_pieces.outcome();
    const std::string expect = text(row, "expect");
    if (expect == "partial") {
      EXPECT_EQ(outcome, "| read");
    } else if (expect == "error") {
      EXPECT_EQ(outcome, "400 close | drain");
    } else {
      agreed += outcome.starts_with("307 ") ? 1 : 0;
      EXPECT_TRUE(outcome.starts_with("307 ") || outcome == "400 close | drain") << outcome;
    }
  }
  EXPECT_GE(agreed, 8);
}

TEST(ConnectionCorpus, H1spec) {
  const auto rows = test::corpus("h1spec/h1spec-cases.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  for (const auto& row : rows->as_array()) {
    const std::string wire = test::from_base64(text(row, "wire_b64"));
    SCOPED_TRACE(text(row, "id") + ": " + text(row, "description"));
    check(wire);
    Conversation conversation;
    const std::string outcome = conversation.say(wire).outcome();
    if (row.at("expectTimeout").as_bool()) {
      EXPECT_EQ(outcome, "| read");
      continue;
    }
    // Where a 200 is expected, we redirect.
    const int status = std::stoi(outcome);
    bool fits = false;
    for (const auto& range : row.at("expectedStatus").as_array()) {
      const auto low = range.at(0).as_int64();
      const auto high = range.at(1).as_int64();
      fits = fits || (low <= status && status <= high) || (low == 200 && status == 307);
    }
    EXPECT_TRUE(fits) << outcome;
  }
}

TEST(ConnectionCorpus, NginxHosts) {
  const auto rows = test::corpus("nginx-tests/host-validation.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  for (const auto& row : rows->at("cases").as_array()) {
    const std::string host = text(row, "host");
    SCOPED_TRACE(text(row, "name"));
    const std::string rest = " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    check("GET /" + rest);
    check(std::string("GET http://").append(host).append("/").append(rest));
  }
}

}  // namespace
}  // namespace onward::gateway
