// SPDX-License-Identifier: MIT
// The text that Prometheus reads, to the byte; and that its sums agree. tests/e2e/admin_test.py
// holds the whole page of a running server against the grammar.
#include "gateway/metrics.h"

#include "gateway/exposition.h"
#include "onward/http/reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

TEST(Exposition, EscapesWhatWouldEndALineOrALabel) {
  const struct {
    std::string value;
    const char* written;
  } cases[] = {
      {"GET", "GET"},
      {"", ""},
      {"a\"b", "a\\\"b"},
      {"a\\b\nc", "a\\\\b\\nc"},
      {"\r\t{},=#", "\r\t{},=#"},
      {"caf\xC3\xA9", "caf\xC3\xA9"},
      {"caf\xE9", "caf\xEF\xBF\xBD"},
  };
  for (const auto& row : cases) {
    Exposition out;
    out.begin("x", "gauge", "a\\b\nc \"d\"");
    out.add({{"l", row.value}, {"m", "n"}}, 3);
    EXPECT_EQ(out.text(), std::string("# HELP x a\\\\b\\nc \"d\"\n# TYPE x gauge\nx{l=\"")
                              .append(row.written)
                              .append("\",m=\"n\"} 3\n"));
  }
}

TEST(Exposition, CutsLabelsBetweenCodePoints) {
  EXPECT_EQ(label_text(std::string(kMaxLabelBytes, 'a')).size(), kMaxLabelBytes);
  EXPECT_EQ(label_text(std::string(kMaxLabelBytes + 1, 'a')).size(), kMaxLabelBytes);
  const std::string text = std::string(kMaxLabelBytes - 1, 'a') + "\xC3\xA9";
  EXPECT_EQ(label_text(text), std::string(kMaxLabelBytes - 1, 'a'));
}

TEST(Exposition, WritesSeconds) {
  EXPECT_EQ(seconds_text(0s), "0");
  EXPECT_EQ(seconds_text(10us), "0.00001");
  EXPECT_EQ(seconds_text(2500us), "0.0025");
  EXPECT_EQ(seconds_text(1s), "1");
  EXPECT_EQ(seconds_text(1'500'000'001ns), "1.500000001");
  EXPECT_EQ(seconds_text(-1500ms), "-1.5");
}

void count(Tally& tally, std::string_view head, int status) {
  http::RequestReader reader;
  ASSERT_TRUE(reader.read(head).has_value());
  tally.requests.add(reader.head(), status);
}

TEST(Metrics, SumOverLoops) {
  Tally first;
  Tally second;
  count(first, "GET /a HTTP/1.1\r\nHost: a\r\n\r\n", 307);
  count(second, "GET /b HTTP/1.1\r\nHost: a\r\n\r\n", 307);
  http::RequestReader reader;
  ASSERT_TRUE(reader.read("PUT / HTTP/1.1\r\nHost: a\r\n\r\n").has_value());
  http::RequestHead newest = reader.head();
  newest.version = http::Version::Http2;
  second.requests.add(newest, 599);
  second.requests.add(newest, 600);  // no status
  count(second, "BREW /b HTTP/1.0\r\n\r\n", 404);
  first.refused.add(Refusal::Read, ErrorCode::HttpTargetTooLong);
  second.refused.add(Refusal::Read, ErrorCode::HttpTargetTooLong);
  second.refused.add(Refusal::Read, ErrorCode::UrlTooLong);  // never comes of a reader
  second.refused.add(Refusal::HeadTooSlow, {});
  first.durations.add(9us, 2);
  second.durations.add(10us, 1);
  second.durations.add(11us, 1);
  second.durations.add(2s, 1);
  first.connections_taken.add(3);
  first.connections_closed.add(1);
  first.tls_handshakes.add(5);
  second.tls_resumed.add(2);
  Watched watched;
  watched.tallies = {&first, &second};
  watched.served.reloads[1].refused = 4;
  watched.served.certificates = {{"127.0.0.1:443", "/a.pem", std::chrono::sys_seconds(90s)}};
  const std::string text = metrics(watched);
  for (const char* line : {
           "onward_requests_total{protocol=\"HTTP/1.1\",method=\"GET\",status=\"307\"} 2\n",
           "onward_requests_total{protocol=\"HTTP/1.0\",method=\"other\",status=\"404\"} 1\n",
           "onward_requests_total{protocol=\"HTTP/2\",method=\"PUT\",status=\"599\"} 1\n",
           "onward_refusals_total{reason=\"http-target-too-long\"} 2\n",
           "onward_refusals_total{reason=\"head-too-slow\"} 1\n",
           "onward_refusals_total{reason=\"other\"} 1\n",
           "onward_answer_duration_seconds_bucket{le=\"0.00001\"} 3\n",
           "onward_answer_duration_seconds_bucket{le=\"0.000025\"} 4\n",
           "onward_answer_duration_seconds_bucket{le=\"1\"} 4\n",
           "onward_answer_duration_seconds_bucket{le=\"+Inf\"} 5\n",
           "onward_answer_duration_seconds_sum 2.000039\n",
           "onward_answer_duration_seconds_count 5\n",
           "onward_connections_total 3\n",
           "onward_open_connections 2\n",
           "onward_tls_handshakes_total{resumed=\"false\"} 3\n",
           "onward_tls_handshakes_total{resumed=\"true\"} 2\n",
           "timestamp_seconds{listener=\"127.0.0.1:443\",file=\"/a.pem\"} 90\n",
           "onward_reloads_total{part=\"certificates\",result=\"refused\"} 4\n",
           "onward_draining 0\n",
           "onward_loops 2\n",
       }) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST(Metrics, OfHttp2AndOfWhatWasCut) {
  Tally first;
  Tally second;
  first.cuts.add(Cut::Flood);
  second.cuts.add(Cut::Flood);
  first.drained_bytes.add(3);
  second.http2.dropped_bytes.add(4);
  first.http2.streams_left_open.add(5);
  second.http2.streams_closed.add(2);
  first.http2.reset_by_client.add(Http2Error::Cancel);
  second.http2.reset_by_us.add(static_cast<Http2Error>(77));
  first.http2.goaways.add(Http2Error::EnhanceYourCalm);
  Watched watched;
  watched.tallies = {&first, &second};
  const std::string text = metrics(watched);
  for (const char* line : {
           "onward_connections_cut_total{reason=\"flood\"} 2\n",
           "onward_connections_cut_total{reason=\"shutdown\"} 0\n",
           "onward_drained_bytes_total 7\n",
           "onward_http2_streams_open 3\n",
           "onward_http2_streams_reset_total{by=\"client\",error=\"CANCEL\"} 1\n",
           "onward_http2_streams_reset_total{by=\"server\",error=\"other\"} 1\n",
           "onward_http2_goaways_total{by=\"server\",error=\"ENHANCE_YOUR_CALM\"} 1\n",
       }) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

CountedRule counted(const std::string& name, std::uint32_t line, std::uint64_t hits) {
  CountedRule rule;
  rule.name = name;
  rule.source = "/a/*";
  rule.place.line = line;
  rule.hits.count = hits;
  return rule;
}

TEST(Metrics, RulesHaveAnEnd) {
  Watched watched;
  watched.rules = {counted("orders", 3, 7), counted("", 9, 0), counted("", 9, 2)};
  for (std::uint32_t i = 0; i < 2 * kMaxRulesShown; ++i) {
    watched.rules.push_back(counted("", 100 + i, 1));
  }
  const std::string text = metrics(watched);
  EXPECT_THAT(text, HasSubstr("onward_rule_hits_total{rule=\"orders\",line=\"3\"} 7\n"));
  EXPECT_THAT(text, HasSubstr("onward_rule_hits_total{rule=\"/a/*\",line=\"9\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("{rule=\"/a/*\",line=\"1097\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("line=\"1098\"")));
  EXPECT_THAT(text, HasSubstr("onward_rule_hits_total{rule=\"(more)\",line=\"0\"} 1002\n"));
}

}  // namespace
}  // namespace onward::gateway
