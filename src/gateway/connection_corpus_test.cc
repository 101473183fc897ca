// SPDX-License-Identifier: MIT
// Messages that others test their servers with, through the whole connection. Which of them the
// reader takes is held against those tests in src/http/corpus_test.cc; here: what is taken is
// answered, what is refused gets one status and the end, and nothing behind an end is answered.
#include "gateway/conversation.h"
#include "support/base64.h"
#include "support/corpora.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

/// Whether a connection may be used again behind an early answer to this.
bool is_kept(const http::RequestHead& head) {
  const bool has_content =
      head.framing.kind == http::FramingKind::Chunked || head.framing.length != 0;
  if (!head.keep_alive) return false;
  return !has_content || (head.framing.kind == http::FramingKind::Length &&
                          head.framing.length <= config::Limits().keep_content_bytes &&
                          head.expectation == http::Expectation::None);
}

/// The answers' statuses, from what the reader alone says of the wire.
std::string expected_answers(std::string_view wire) {
  http::RequestReader reader;
  std::string answers;
  bool is_answered = false;
  for (;;) {
    const auto event = reader.read(wire);
    if (!event) {
      if (is_answered) return answers + "|";
      return answers + std::to_string(status_hint(event.error().code)) + " close |";
    }
    wire.remove_prefix(event->consumed);
    if (event->kind == http::EventKind::More) return answers + "|";
    if (event->kind == http::EventKind::Head) {
      is_answered = true;
      answers += "307 ";
      if (!is_kept(reader.head())) return answers + "close |";
      if (reader.head().version == http::Version::Http10) answers += "keep-alive ";
    }
    if (event->kind != http::EventKind::End) continue;
    is_answered = false;
    reader.next();
  }
}

void check(const std::string& wire) {
  if (wire.find("/echo") != std::string::npos || wire.find("/gone") != std::string::npos) return;
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
