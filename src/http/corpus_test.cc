// SPDX-License-Identifier: MIT
// Messages that others test their parsers with: llhttp, picohttpparser, h1spec, and nginx's Host
// values. Each case is read or refused as it says, or stands in a table here with what we do
// instead and why; a row that is not needed fails as well. docs/conformance.md sums up the reasons.
#include "http/transcript.h"
#include "onward/http/reader.h"
#include "support/base64.h"
#include "support/corpora.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::http {
namespace {

// What a reader made of a wire.
struct Outcome {
  std::string error;  ///< "" if nothing was refused
  int heads = 0;
  int ends = 0;
  bool has_bytes_behind_close = false;
};

template <class Reader>
Outcome read(Reader& reader, std::string_view wire) {
  Outcome outcome;
  bool is_last = false;
  for (;;) {
    const auto event = reader.read(wire);
    if (!event) {
      outcome.error = name(event.error().code);
      return outcome;
    }
    wire.remove_prefix(event->consumed);
    if (event->kind == EventKind::More) return outcome;
    if (event->kind == EventKind::Head) {
      ++outcome.heads;
      is_last = !reader.head().keep_alive;
    }
    if (event->kind != EventKind::End) continue;
    ++outcome.ends;
    if (is_last) {
      outcome.has_bytes_behind_close = !wire.empty();
      return outcome;
    }
    reader.next();
  }
}

Outcome read_request(std::string_view wire) {
  RequestReader reader;
  return read(reader, wire);
}

Outcome read_response(std::string_view wire) {
  ResponseReader reader(Method("GET"));
  return read(reader, wire);
}

std::string text(const boost::json::object& row, std::string_view key) {
  const auto* value = row.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

// A case that we judge otherwise.
struct Differs {
  const char* id;
  const char* ours;  ///< our error, or "read"
  const char* why;
};

// Holds verdicts against what is expected, and the table of differences against what was needed.
class Ledger {
 public:
  explicit Ledger(const std::vector<Differs>& table) {
    for (const Differs& row : table) EXPECT_TRUE(rows_.emplace(row.id, row).second) << row.id;
  }
  void judge(const std::string& id, bool is_expected_read, const std::string& error) {
    ++judged_;
    const bool agrees = is_expected_read == error.empty();
    const auto row = rows_.find(id);
    if (row == rows_.end()) {
      EXPECT_TRUE(agrees) << id << ": " << (error.empty() ? "read" : error);
      return;
    }
    EXPECT_FALSE(agrees) << id << " stands in the table for nothing";
    EXPECT_EQ(error.empty() ? "read" : error, row->second.ours) << id;
    used_.insert(id);
  }
  int judged() const { return judged_; }
  std::size_t used() const { return used_.size(); }

 private:
  std::map<std::string, Differs> rows_;
  std::set<std::string> used_;
  int judged_ = 0;
};

const std::vector<Differs> kLlhttp{
    {"request/connection:640", "http-field-name-space", "lenient: whitespace before a colon"},
    {"request/content-length:232", "http-length-and-coding", "lenient: both framings at once"},
    {"request/invalid:69", "read", "a method is any token (RFC 9110 §9.1)"},
    {"request/lenient-header-value-relaxed:13", "http-field-value-invalid",
     "lenient: a control byte"},
    {"request/lenient-headers:9", "http-field-value-invalid", "lenient: a control byte"},
    {"request/lenient-version:7", "http-version-unsupported", "lenient: HTTP/5.6"},
    {"request/method:138", "http-target-form", "* is for OPTIONS (RFC 9112 §3.2.4)"},
    {"request/method:405", "http-version-invalid", "RTSP is not HTTP"},
    {"request/method:433", "http-version-invalid", "RTSP is not HTTP"},
    {"request/method:461", "http-target-form", "* is for OPTIONS; no upgrade by preface"},
    {"request/sample:317", "http-version-invalid", "HTTP/0.9"},
    {"request/sample:336", "http-field-folded", "lenient: obs-fold"},
    {"request/sample:576", "http-field-folded", "lenient: obs-fold"},
    {"request/transfer-encoding:539", "http-target-invalid",
     "a fragment in the target; lenient: both framings"},
    {"request/transfer-encoding:683", "http-target-invalid",
     "a fragment in the target; lenient: chunked is not last"},
    {"request/transfer-encoding:754", "http-target-invalid", "a fragment in the target"},
    {"request/transfer-encoding:796", "http-target-invalid", "a fragment in the target"},
    {"request/transfer-encoding:1029", "http-line-ending", "lenient: bare CR in a chunk's line"},
    {"request/uri:128", "http-host-disagrees", "Host, which the corpus adds, names another host"},
    {"request/uri:225", "http-target-userinfo", "a user name in the target (RFC 9110 §4.2.4)"},
    {"response/lenient-version:7", "http-version-unsupported", "lenient: HTTP/5.6"},
    {"response/sample:43", "http-version-invalid", "RTSP is not HTTP"},
    {"response/sample:354", "http-line-ending", "lenient: bare LF"},
    {"response/transfer-encoding:46", "http-coding-invalid", "chunked is not last"},
    {"response/transfer-encoding:77", "http-coding-invalid", "chunked is not last"},
    {"response/transfer-encoding:392", "http-field-folded", "lenient: obs-fold"},
    {"url:5", "http-target-invalid", "a fragment in the target"},
    {"url:140", "http-target-invalid", "a fragment in the target"},
    {"url:155", "http-target-invalid", "a fragment in the target"},
    {"url:169", "http-target-invalid", "a fragment in the target"},
    {"url:219", "http-host-invalid", "an IPv6 zone is no part of a URL's host"},
};

bool is_pause(const std::string& reason) { return reason.starts_with("Pause on"); }

TEST(HttpCorpus, Llhttp) {
  const auto rows = test::corpus("llhttp/llhttp-cases.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  Ledger ledger(kLlhttp);
  for (const auto& value : rows->as_array()) {
    const auto& row = value.as_object();
    const std::string id = text(row, "id");
    SCOPED_TRACE(id);
    const std::string type = text(row, "type");
    const bool is_lenient = type.find("lenient") != std::string::npos;
    const bool is_response = type.starts_with("response");
    std::string wire =
        test::from_base64(text(row, is_response ? "wire_b64" : "wire_with_host_b64"));
    if (type == "url") {
      const std::string url = test::from_base64(text(row, "wire_b64"));
      wire = "GET " + url + " HTTP/1.0\r\n\r\n";
    }
    Outcome outcome = is_response ? read_response(wire) : read_request(wire);
    const auto* error = row.at("error").if_object();
    const std::string reason = error != nullptr ? text(*error, "reason") : "";
    const bool is_data_behind_close = reason.starts_with("Data after");
    if (is_data_behind_close && outcome.error.empty()) {
      EXPECT_TRUE(outcome.has_bytes_behind_close);
      continue;
    }
    const bool is_read = error == nullptr || is_pause(reason);
    if (!is_read && outcome.heads == 0 && outcome.error.empty()) {
      outcome = read_request(wire + "\r\n");  // what fields mean is judged when the head is whole
    }
    ledger.judge(id, is_read, outcome.error);
    if (is_read && outcome.error.empty() && type != "url" && !is_pause(reason) && !is_lenient) {
      EXPECT_EQ(outcome.heads, row.at("headers_complete").to_number<int>());
      EXPECT_EQ(outcome.ends, row.at("messages_complete").to_number<int>());
    }
  }
  EXPECT_GT(ledger.judged(), 100);
  EXPECT_EQ(ledger.used(), kLlhttp.size()) << "rows of the table for cases that are not there";
}

const std::vector<Differs> kPicohttpparser{
    {"test_request: parse multiline", "http-field-folded", "obs-fold"},
    {"test_request: accept MSB chars", "http-target-invalid", "bytes beyond ASCII in the target"},
    {"test_request: accept multiple spaces between tokens", "http-target-invalid",
     "more than one space (RFC 9112 §3)"},
    {"test_response: parse multiline", "http-field-folded", "obs-fold"},
    {"test_response: incomplete 11", "http-line-ending", "bare LF"},
    {"test_response: accept multiple spaces between tokens", "http-status-invalid",
     "more than one space (RFC 9112 §4)"},
};

TEST(HttpCorpus, Picohttpparser) {
  const auto rows = test::corpus("picohttpparser/cases.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  Ledger ledger(kPicohttpparser);
  std::map<std::string, int> seen;
  for (const auto& value : rows->as_object().at("cases").as_array()) {
    const auto& row = value.as_object();
    const std::string function = text(row, "func");
    std::string id = function;
    id.append(": ").append(text(row, "name"));
    if (const int number = ++seen[id]; number > 1) id.append(" #").append(std::to_string(number));
    SCOPED_TRACE(id);
    std::string wire = test::from_base64(text(row, "wire_b64"));
    if (function == "test_headers") wire.insert(0, "GET / HTTP/1.0\r\n");
    const Outcome outcome = function == "test_response" ? read_response(wire) : read_request(wire);
    const std::string expect = text(row, "expect");
    ledger.judge(id, expect != "error", outcome.error);
    if (!outcome.error.empty()) continue;
    EXPECT_EQ(outcome.heads, expect == "ok" ? 1 : 0);
  }
  EXPECT_GT(ledger.judged(), 60);
  EXPECT_EQ(ledger.used(), kPicohttpparser.size());
}

TEST(HttpCorpus, H1spec) {
  const auto rows = test::corpus("h1spec/h1spec-cases.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  int judged = 0;
  const auto& cases =
      rows->is_array() ? rows->as_array() : rows->as_object().at("cases").as_array();
  for (const auto& value : cases) {
    const auto& row = value.as_object();
    SCOPED_TRACE(text(row, "id") + ": " + text(row, "description"));
    const Outcome outcome = read_request(test::from_base64(text(row, "wire_b64")));
    ++judged;
    if (row.at("expectTimeout").as_bool()) {
      EXPECT_EQ(outcome.error, "") << "a server waits";
      EXPECT_EQ(outcome.heads, 0);
      continue;
    }
    bool may_read = false;
    bool may_refuse = false;
    for (const auto& range : row.at("expectedStatus").as_array()) {
      const int first = range.as_array()[0].to_number<int>();
      (first >= 400 ? may_refuse : may_read) = true;
    }
    EXPECT_TRUE(outcome.error.empty() ? may_read && outcome.ends == 1 : may_refuse)
        << outcome.error;
  }
  EXPECT_EQ(judged, 33);
}

TEST(HttpCorpus, NginxHosts) {
  const auto rows = test::corpus("nginx-tests/host-validation.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  Ledger ledger({});
  for (const auto& value : rows->as_object().at("cases").as_array()) {
    const auto& row = value.as_object();
    const std::string id = text(row, "name");
    const std::string host = text(row, "host");
    const bool is_target = text(row, "how").starts_with("absolute-form");
    const std::string wire = is_target ? "GET http://" + host + "/ HTTP/1.0\r\n\r\n"
                                       : "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    ledger.judge(id, text(row, "expect") == "accept", read_request(wire).error);
  }
  EXPECT_GT(ledger.judged(), 20);
}

}  // namespace
}  // namespace onward::http
