// SPDX-License-Identifier: MIT
// RFC 9113 §8: which fields make a request, what becomes of content, and when an answer comes. A
// row a rule.
#include "gateway/h2/http2_client.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

using std::chrono::milliseconds;

/// The fields of a request that is good, and others behind or instead.
std::string outcome_of(const FieldList& fields, unsigned flags = kWhole) {
  return Http2Client().say(headers(flags, 1, fields)).outcome();
}

constexpr const char* kMalformed = "1:RST PROTOCOL_ERROR | read";

TEST(Rfc9113Fields, Malformed) {
  struct Case {
    const char* section;
    FieldList fields;
  };
  const std::pair<std::string_view, std::string_view> method{":method", "GET"};
  const std::pair<std::string_view, std::string_view> scheme{":scheme", "http"};
  const std::pair<std::string_view, std::string_view> host{":authority", "a"};
  const std::pair<std::string_view, std::string_view> path{":path", "/a"};
  const std::string nul("a\0b", 3);
  const Case cases[] = {
      {"§8.2: capital letters", {method, scheme, host, path, {"X-A", "b"}}},
      {"§8.2.1: an empty name", {method, scheme, host, path, {"", "b"}}},
      {"§8.2.1: a name with a space", {method, scheme, host, path, {"a b", "b"}}},
      {"§8.2.1: a name beyond ASCII", {method, scheme, host, path, {"\xC3\xA4", "b"}}},
      {"§8.2.1: a name with a colon", {method, scheme, host, path, {"a:b", "b"}}},
      {"§8.2.1: NUL", {method, scheme, host, path, {"a", nul}}},
      {"§8.2.1: CR", {method, scheme, host, path, {"a", "b\rc"}}},
      {"§8.2.1: LF", {method, scheme, host, path, {"a", "b\nc: d"}}},
      {"§8.2.1: space before", {method, scheme, host, path, {"a", " b"}}},
      {"§8.2.1: tab behind", {method, scheme, host, path, {"a", "b\t"}}},
      {"§8.2.2: connection", {method, scheme, host, path, {"connection", "close"}}},
      {"§8.2.2: keep-alive", {method, scheme, host, path, {"keep-alive", "1"}}},
      {"§8.2.2: proxy-connection", {method, scheme, host, path, {"proxy-connection", "close"}}},
      {"§8.2.2: transfer-encoding", {method, scheme, host, path, {"transfer-encoding", "chunked"}}},
      {"§8.2.2: upgrade", {method, scheme, host, path, {"upgrade", "h2c"}}},
      {"§8.2.2: te", {method, scheme, host, path, {"te", "gzip"}}},
      {"§8.3: unknown", {method, scheme, host, path, {":what", "b"}}},
      {"§8.3: of a response", {method, scheme, host, path, {":status", "200"}}},
      {"§8.3: of RFC 8441", {method, scheme, host, path, {":protocol", "websocket"}}},
      {"§8.3: behind another", {method, scheme, host, {"a", "b"}, path}},
      {"§8.3: twice", {method, method, scheme, host, path}},
      {"§8.3: twice", {method, scheme, host, path, path}},
      {"§8.3.1: no method", {scheme, host, path}},
      {"§8.3.1: no scheme", {method, host, path}},
      {"§8.3.1: no path", {method, scheme, host}},
      {"§8.3.1: an empty path", {method, scheme, host, {":path", ""}}},
      {"§8.3.1: a path that is none", {method, scheme, host, {":path", "a"}}},
      {"§8.3.1: a URL for a path", {method, scheme, host, {":path", "http://a/b"}}},
      {"§8.3.1: * without OPTIONS", {method, scheme, host, {":path", "*"}}},
      {"§8.3.1: another Host", {method, scheme, host, path, {"host", "b"}}},
      {"§8.2.1: a line in the path", {method, scheme, host, {":path", "/a HTTP/1.1\r\nb: c"}}},
      {"§8.2.1: a line in the host", {method, scheme, {":authority", "a\r\nb: c"}, path}},
      {"§8.2.1: a line in the method", {{":method", "GET\r\n"}, scheme, host, path}},
      {"§8.3.1: no method at all", {{":method", "G T"}, scheme, host, path}},
      {"§8.5: CONNECT with a path", {{":method", "CONNECT"}, host, path}},
      {"§8.5: CONNECT with a scheme", {{":method", "CONNECT"}, scheme, host}},
      {"§8.5: CONNECT to nobody", {{":method", "CONNECT"}}},
      {"§8.1.1: a length that is none", {method, scheme, host, path, {"content-length", "1x"}}},
      {"§8.1.1: two lengths",
       {method, scheme, host, path, {"content-length", "0"}, {"content-length", "1"}}},
      {"§8.1.1: a length, and no content", {method, scheme, host, path, {"content-length", "1"}}},
  };
  for (const Case& row : cases) EXPECT_EQ(outcome_of(row.fields), kMalformed) << row.section;
}

TEST(Rfc9113Fields, Answered) {
  struct Case {
    const char* section;
    const char* outcome;
    FieldList fields;
  };
  const std::string long_path = "/" + std::string(9000, 'a');
  const Case cases[] = {
      {"§8.3.1",
       "1:307. | read",
       {{":method", "GET"}, {":scheme", "https"}, {":authority", "a"}, {":path", "/a?b"}}},
      {"§8.3.1: Host alone",
       "1:307. | read",
       {{":method", "GET"}, {":scheme", "http"}, {":path", "/a"}, {"host", "a"}}},
      {"§8.3.1: the same Host",
       "1:307. | read",
       {{":method", "GET"},
        {":scheme", "http"},
        {":authority", "A"},
        {":path", "/"},
        {"host", "a:80"}}},
      {"§8.3.1: OPTIONS *",
       "1:307. | read",
       {{":method", "OPTIONS"}, {":scheme", "http"}, {":authority", "a"}, {":path", "*"}}},
      {"§8.5", "1:307. | read", {{":method", "CONNECT"}, {":authority", "a:443"}}},
      {"§8.2.2: te",
       "1:307. | read",
       {{":method", "GET"},
        {":scheme", "http"},
        {":authority", "a"},
        {":path", "/a"},
        {"te", "trailers"}}},
      {"RFC 9110 §7.2: no host",
       "1:400 1:data30. | read",
       {{":method", "GET"}, {":scheme", "http"}, {":path", "/a"}}},
      {"RFC 9110 §7.2: a host that is none",
       "1:400 1:data43. | read",
       {{":method", "GET"}, {":scheme", "http"}, {":authority", "u@a"}, {":path", "/a"}}},
      {"RFC 9110 §7.1: a target that is none",
       "1:400 1:data64. | read",
       {{":method", "GET"}, {":scheme", "http"}, {":authority", "a"}, {":path", "/\""}}},
      {"RFC 9110 §9.3.2: HEAD",
       "1:400. | read",
       {{":method", "HEAD"}, {":scheme", "http"}, {":authority", "a"}, {":path", "/\""}}},
      {"RFC 9110 §4.2: another scheme",
       "1:400 1:data66. | read",
       {{":method", "GET"}, {":scheme", "ftp"}, {":authority", "a"}, {":path", "/a"}}},
      {"RFC 9110 §15.5.15",
       "1:414 1:data44. | read",
       {{":method", "GET"}, {":scheme", "http"}, {":authority", "a"}, {":path", long_path}}},
  };
  for (const Case& row : cases) EXPECT_EQ(outcome_of(row.fields), row.outcome) << row.section;
}

TEST(Rfc9113Fields, TooLarge) {
  const std::string long_value(14'000, 'a');
  const std::string large = field_block({{":method", "GET"},
                                         {":scheme", "http"},
                                         {":authority", "a"},
                                         {":path", "/a"},
                                         {"a", long_value}});
  const std::string more = field_block({{"b", long_value}, {"c", long_value}});
  Http2Client client;
  client.say(frame(FrameType::Headers, kEndStream, 1, large) +
             frame(FrameType::Continuation, 0, 1, more.substr(0, 16'000)) +
             frame(FrameType::Continuation, kEndHeaders, 1, more.substr(16'000)));
  EXPECT_EQ(client.outcome(), "1:431 1:data49. | read") << "§10.5.1";
  EXPECT_EQ(client.say(get(3, "/a")).answers(), 2U);
}

TEST(Rfc9113Fields, AreThoseOfTheAnswer) {
  Http2Client client;
  client.say(get(1, "/a"));
  EXPECT_EQ(client.transcript().fields(),
            ":status: 307\ndate: Sun, 22 Nov 2026 21:00:00 GMT\n"
            "location: https://new.example/a\ncontent-length: 0\n");
}

TEST(Rfc9113Content, LengthAndEnd) {
  struct Case {
    const char* section;
    std::string said;
    const char* outcome;
  };
  const auto post_of = [](std::string_view length, std::string_view path) {
    return headers(kEndHeaders, 1,
                   {{":method", "POST"},
                    {":scheme", "http"},
                    {":authority", "a"},
                    {":path", path},
                    {"content-length", length}});
  };
  const Case cases[] = {
      {"§8.1", post_of("3", "/echo") + data(kEndStream, 1, "abc"), "1:200 1:data3. | read"},
      {"§8.1: trailers",
       post_of("3", "/echo") + data(0, 1, "abc") + headers(kWhole, 1, {{"a", "b"}}),
       "1:200 1:data3. | read"},
      {"§8.1: trailers that do not end",
       post_of("3", "/echo") + data(0, 1, "abc") + headers(kEndHeaders, 1, {{"a", "b"}}),
       kMalformed},
      {"§8.1: trailers with pseudo-fields",
       post_of("3", "/echo") + data(0, 1, "abc") + headers(kWhole, 1, {{":path", "/b"}}),
       kMalformed},
      {"§8.2.2: trailers of a connection",
       post_of("3", "/echo") + data(0, 1, "abc") + headers(kWhole, 1, {{"connection", "close"}}),
       kMalformed},
      {"§8.1.1: too much", post_of("3", "/echo") + data(0, 1, "abcd"), kMalformed},
      {"§8.1.1: too little", post_of("3", "/echo") + data(kEndStream, 1, "ab"), kMalformed},
      {"§8.1.1: too little, with trailers",
       post_of("3", "/echo") + data(0, 1, "ab") + headers(kWhole, 1, {{"a", "b"}}), kMalformed},
      {"§8.1: an early answer", post_of("3", "/a") + data(kEndStream, 1, "abc"), "1:307. | read"},
      {"§8.1.1: behind an early answer, too", post_of("3", "/a") + data(kEndStream, 1, "ab"),
       "1:307. 1:RST PROTOCOL_ERROR | read"},
      {"§8.1: no length", post(1, "/a") + data(0, 1, "abc") + data(kEndStream, 1, ""),
       "1:307. | read"},
  };
  for (const Case& row : cases) {
    EXPECT_EQ(Http2Client().say(row.said).outcome(), row.outcome) << row.section;
    EXPECT_EQ(Http2Client().say(row.said, 1).outcome(), row.outcome) << row.section;
  }
}

// RFC 9113 §8.1: "A server can send a complete response prior to the client sending an entire
// request"; then RST_STREAM with NO_ERROR.
TEST(Rfc9113Content, EarlyAnswer) {
  const std::string block(16'384, 'x');
  {  // large: the client sees the answer, and is stopped if it goes on
    Http2Client client;
    EXPECT_EQ(client.say(post(1, "/a")).news(), "1:307. | read");
    EXPECT_EQ(client.say(data(0, 1, block)).news(), "| read");
    EXPECT_EQ(client.say(data(0, 1, block)).news(), "0:+32768 1:+32768 | read");
    EXPECT_EQ(client.pass(milliseconds(1000)).news(), "| read");
    EXPECT_EQ(client.pass(milliseconds(1000)).news(), "1:RST NO_ERROR | read");
    EXPECT_EQ(client.say(data(0, 1, block)).news(), "| read") << "on its way";
    EXPECT_EQ(client.say(reset_stream(1)).news(), "| read");
    EXPECT_EQ(client.say(get(3, "/b")).news(), "3:307. | read");
  }
  {  // a client that has stopped: the stream is closed
    Http2Client client;
    EXPECT_EQ(client.say(post(1, "/a") + data(0, 1, "x")).news(), "1:307. | read");
    EXPECT_EQ(client.pass(milliseconds(2000)).news(), "1:RST NO_ERROR | read");
    EXPECT_TRUE(client.is_idle());
  }
  {  // small: read to its end
    Http2Client client;
    client.say(headers(kEndHeaders, 1,
                       {{":method", "POST"},
                        {":scheme", "http"},
                        {":authority", "a"},
                        {":path", "/a"},
                        {"content-length", "98304"}}));
    for (int i = 0; i < 5; ++i) client.say(data(0, 1, block));
    EXPECT_EQ(client.say(data(kEndStream, 1, block)).news(),
              "1:307. 0:+32768 1:+32768 0:+32768 1:+32768 0:+32768 1:+32768 | read");
    EXPECT_TRUE(client.is_idle());
  }
}

TEST(Rfc9113Content, EarlyAnswerHasLimits) {
  const std::string block(16'384, 'x');
  const auto upload = [](std::string_view agent) {
    return headers(kEndHeaders, 1,
                   {{":method", "PUT"},
                    {":scheme", "http"},
                    {":authority", "a"},
                    {":path", "/a"},
                    {"user-agent", agent}});
  };
  {  // dropped as far as a drain goes
    Http2Client limited;
    limited.limits().drain_bytes = 2 * block.size();
    limited.say(upload("x") + data(0, 1, block) + data(0, 1, block));
    EXPECT_EQ(limited.news(), "1:307. 0:+32768 1:+32768 | read");
    EXPECT_EQ(limited.say(data(0, 1, block)).news(), "1:RST NO_ERROR | read");
    EXPECT_EQ(limited.counts().dropped_bytes.value(), 3 * block.size());
    EXPECT_EQ(limited.counts().reset_by_us.of(static_cast<std::size_t>(Http2Error::None)), 1U);
    Http2Client slow;
    slow.limits().drain_timeout = 2 * kDropGrace;
    slow.say(upload("x"));
    for (int i = 0; i < 3; ++i) slow.say(data(0, 1, "x")).pass(kDropGrace);
    EXPECT_EQ(slow.news(), "1:307. 1:RST NO_ERROR | read");
  }
  {  // a client that needs another connection for what comes next
    Http2Client client;
    EXPECT_EQ(client.say(upload("curl/7.88.1")).news(),
              "1:307. GOAWAY 2147483647 NO_ERROR ping | read");
    EXPECT_EQ(client.say(data(0, 1, "x") + get(3, "/b") + reset_stream(1)).news(), "3:307. | read");
    EXPECT_EQ(client.say(frame(FrameType::Ping, 1, 0, "farewell")).news(),
              "GOAWAY 3 NO_ERROR | drain");
  }
}

TEST(Rfc9110Expect, OverHttp2) {
  const auto expecting = [](std::string_view path) {
    return headers(kEndHeaders, 1,
                   {{":method", "PUT"},
                    {":scheme", "http"},
                    {":authority", "a"},
                    {":path", path},
                    {"content-length", "3"},
                    {"expect", "100-continue"}});
  };
  EXPECT_EQ(Http2Client().say(expecting("/a")).outcome(), "1:307. 1:RST NO_ERROR | read");
  Http2Client client;
  EXPECT_EQ(client.say(expecting("/echo")).news(), "1:100 | read");
  EXPECT_EQ(client.say(data(kEndStream, 1, "abc")).news(), "1:200 1:data3. | read");
}

}  // namespace
}  // namespace onward::gateway
