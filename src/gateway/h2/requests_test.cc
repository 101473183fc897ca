// SPDX-License-Identifier: MIT
// RFC 9113 §8: which fields make a request, what becomes of content, and when an answer comes.
#include "gateway/h2/http2_client.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

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
  const std::string long_value(14'000, 'a');
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
    EXPECT_EQ(client.say(data(0, 1, block)).news(), "0:+32768 | read") << "not the stream's window";
    EXPECT_EQ(client.pass(milliseconds(1000)).news(), "1:RST NO_ERROR | read");
    EXPECT_EQ(client.say(data(0, 1, block)).news(), "| read") << "on its way";
    EXPECT_EQ(client.say(reset_stream(1)).news(), "| read");
    EXPECT_EQ(client.say(get(3, "/b")).news(), "3:307. | read");
  }
  {  // large, and known to be: it is the connection's last, as over HTTP/1.1
    Http2Client client;
    EXPECT_EQ(client
                  .say(headers(kEndHeaders, 1,
                               {{":method", "PUT"},
                                {":scheme", "http"},
                                {":authority", "a"},
                                {":path", "/a"},
                                {"content-length", "9999999"}}))
                  .news(),
              "1:307. GOAWAY 2147483647 NO_ERROR ping | read");
    EXPECT_EQ(client.say(data(0, 1, "x") + get(3, "/b") + reset_stream(1)).news(), "3:307. | read");
    EXPECT_EQ(client.say(frame(FrameType::Ping, 1, 0, "farewell")).news(),
              "GOAWAY 3 NO_ERROR | drain");
  }
  {  // a client that has stopped: the stream is closed
    Http2Client client;
    EXPECT_EQ(client.say(post(1, "/a") + data(0, 1, "x")).news(), "1:307. | read");
    EXPECT_EQ(client.pass(milliseconds(1000)).news(), "1:RST NO_ERROR | read");
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

TEST(Http2Limits, Streams) {
  config::Limits limits;
  limits.streams = 2;
  Http2Client client(Http2Client::Silent{}, limits);
  client.say(std::string(kHttp2Preface) + frame(FrameType::Settings, 0, 0, ""));
  EXPECT_EQ(client.say(post(1, "/echo") + post(3, "/echo") + post(5, "/echo")).news(),
            "5:RST REFUSED_STREAM | read")
      << "§5.1.2";
  EXPECT_EQ(client.say(data(kEndStream, 1, "x") + get(7, "/a")).news(),
            "1:200 1:data1. 7:307. | read");
}

TEST(Http2Limits, Floods) {
  struct Case {
    const char* what;
    std::string begin;
    std::string again;
    int times;
  };
  const std::string block =
      field_block({{":method", "GET"}, {":scheme", "http"}, {":authority", "a"}, {":path", "/a"}});
  const Case cases[] = {
      {"PING", "", frame(FrameType::Ping, 0, 0, "12345678"), 1100},
      {"SETTINGS", "", frame(FrameType::Settings, 0, 0, setting(4, 70'000)), 1100},
      {"PRIORITY", "", frame(FrameType::Priority, 0, 1, std::string(5, '\0')), 1100},
      {"WINDOW_UPDATE", "", window_update(0, 1), 1100},
      {"empty DATA", post(1, "/echo"), data(0, 1, ""), 1100},
      {"padded DATA", post(1, "/echo"), frame(FrameType::Data, 8, 1, "\x02" + std::string(2, '\0')),
       1100},
      {"HEADERS of a stream that was reset", post(1, "/gone"), headers(kWhole, 1, {{"a", "b"}}),
       1100},
      {"unknown frames", "", frame(FrameType(0x20), 0, 0, ""), 1100},
      {"empty CONTINUATION", frame(FrameType::Headers, kEndStream, 1, block),
       frame(FrameType::Continuation, 0, 1, ""), 40},
      {"CONTINUATION", frame(FrameType::Headers, kEndStream, 1, block),
       frame(FrameType::Continuation, 0, 1, field_block({{"a", std::string(4000, 'a')}})), 20},
  };
  for (const Case& row : cases) {
    Http2Client client;
    client.say(row.begin);
    for (int i = 0; i < row.times; ++i) client.say(row.again);
    EXPECT_NE(client.outcome().find("ENHANCE_YOUR_CALM | drain"), std::string::npos) << row.what;
  }
}

/// Each stream opened and reset: by its client (CVE-2023-44487), or by us for what it did
/// (CVE-2025-8671).
TEST(Http2Limits, Resets) {
  const std::string fault[] = {
      reset_stream(1),
      window_update(1, 0),
      frame(FrameType::Priority, 0, 1, "1234"),
  };
  for (const std::string& each : fault) {
    Http2Client client;
    std::size_t opened = 0;
    for (StreamId id = 1; !client.is_over() && id < 4000; id += 2) {
      std::string wrong = each;
      wrong[8] = static_cast<char>(id & 0xFFU);
      wrong[7] = static_cast<char>(id >> 8U);
      client.say(post(id, "/echo") + wrong);
      ++opened;
    }
    EXPECT_EQ(opened, 201U);
    EXPECT_NE(client.outcome().find("ENHANCE_YOUR_CALM"), std::string::npos);
  }
  Http2Client slow;  // so many a minute are nobody's attack
  for (StreamId id = 1; id < 1000; id += 2) {
    slow.say(post(id, "/echo") + reset_stream(id)).pass(milliseconds(400));
  }
  EXPECT_FALSE(slow.is_over());
  Http2Client uploader;  // one that stops behind its early answer is no attacker
  for (StreamId id = 1; id < 1000; id += 2) {
    uploader.say(post(id, "/a") + data(0, id, "some") + reset_stream(id));
  }
  EXPECT_FALSE(uploader.is_over());
}

TEST(Http2Limits, Deadlines) {
  const auto limit = config::Limits();
  {
    Http2Client silent(Http2Client::Silent{});
    EXPECT_EQ(silent.pass(limit.head_timeout).outcome(), "| close");
  }
  {
    Http2Client idle;
    EXPECT_EQ(idle.pass(limit.idle_timeout - seconds(1)).outcome(), "| read");
    EXPECT_EQ(idle.say(get(1, "/a")).pass(limit.idle_timeout - seconds(1)).news(), "1:307. | read");
    EXPECT_EQ(idle.pass(seconds(1)).news(), "GOAWAY 1 NO_ERROR | close");
  }
  {
    Http2Client slow_head;
    slow_head.say(frame(FrameType::Headers, 0, 1, "")).pass(seconds(9));
    EXPECT_EQ(slow_head.say(frame(FrameType::Continuation, 0, 1, "")).news(), "| read");
    EXPECT_EQ(slow_head.pass(seconds(1)).news(), "GOAWAY 1 ENHANCE_YOUR_CALM | close");
  }
  {
    Http2Client slow_frame;
    slow_frame.say(get(1, "/a").substr(0, 12)).pass(seconds(9));
    EXPECT_EQ(slow_frame.pass(seconds(1)).news(), "GOAWAY 0 ENHANCE_YOUR_CALM | close");
  }
  {
    Http2Client slow_content;
    slow_content.say(post(1, "/echo") + data(0, 1, "x")).pass(limit.content_grace);
    EXPECT_EQ(slow_content.news(), "1:408 1:data39. 1:RST NO_ERROR | read");
    EXPECT_EQ(slow_content.say(get(3, "/a")).news(), "3:307. | read") << "others go on";
  }
  {
    Http2Client stalled(setting(4, 1));
    EXPECT_EQ(stalled.say(get(1, "/long/")).news(), "1:307 1:data1 | read");
    EXPECT_EQ(stalled.pass(limit.content_grace).news(), "GOAWAY 1 ENHANCE_YOUR_CALM | close");
  }
}

// §6.8: first a notice, then the last stream; what was asked in between is answered.
TEST(Rfc9113Goaway, Farewell) {
  Http2Client client;
  client.say(get(1, "/a")).news();
  EXPECT_EQ(client.server_goes_away().pass(milliseconds(1)).news(),
            "GOAWAY 2147483647 NO_ERROR ping | read");
  EXPECT_EQ(client.say(get(3, "/b") + post(5, "/echo")).news(), "3:307. | read");
  EXPECT_EQ(client.say(frame(FrameType::Ping, 1, 0, "farewell")).news(),
            "GOAWAY 5 NO_ERROR | read");
  EXPECT_EQ(client.say(get(7, "/c")).news(), "| read") << "it will ask elsewhere";
  EXPECT_EQ(client.say(data(kEndStream, 5, "x")).news(), "5:200 5:data1. | drain");
  Http2Client idle;
  idle.server_goes_away().pass(milliseconds(1)).news();
  EXPECT_EQ(idle.pass(kMaxFarewell).news(), "GOAWAY 0 NO_ERROR | drain") << "no PING came back";
}

TEST(Http2Limits, Memory) {
  // Answers that nobody takes are held to a bound; then new streams are refused.
  Http2Client client(setting(4, 0));
  for (StreamId id = 1; id < 200; id += 2) client.say(get(id, "/long/"));
  EXPECT_NE(client.outcome().find("REFUSED_STREAM"), std::string::npos);
  EXPECT_LE(client.most_output_bytes(), kMaxOutputBytes + 2 * kFrameBytes);
  client.say(frame(FrameType::Settings, 0, 0, setting(4, 0x7FFF'0000)) +
             window_update(0, 0x7FFF'0000));
  EXPECT_TRUE(client.is_idle());
}

}  // namespace
}  // namespace onward::gateway
