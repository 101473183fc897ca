// SPDX-License-Identifier: MIT
// What a client of HTTP/2 may ask for nothing (RFC 9113 §10.5), the deadlines, and how a connection
// ends (§6.8). Each attack is its own row; beside each stands a client that is none.
#include "gateway/h2/http2_client.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

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
}

std::string upload(StreamId id, const char* expectation) {
  return headers(kEndHeaders, id,
                 {{":method", "PUT"},
                  {":scheme", "http"},
                  {":authority", "a"},
                  {":path", "/a"},
                  {"expect", expectation}});
}

/// Who stops sending once there is an answer is no attacker; who resets what he has just asked for
/// is, whatever came in between.
TEST(Http2Limits, ResetsBehindAnEarlyAnswer) {
  struct Case {
    const char* what;
    std::string (*begin)(StreamId id);
    std::string (*stop)(StreamId id);
  };
  const Case cases[] = {
      {"nothing sent", [](StreamId id) { return post(id, "/a"); }, reset_stream},
      {"content sent", [](StreamId id) { return post(id, "/a") + data(0, id, "x"); }, reset_stream},
      {"held back", [](StreamId id) { return upload(id, "100-continue"); }, reset_stream},
      {"ended", [](StreamId id) { return post(id, "/a"); },
       [](StreamId id) { return data(kEndStream, id, "") + reset_stream(id); }},
  };
  constexpr StreamId kEnd = 1000;
  for (const Case& row : cases) {
    Http2Client uploader;
    Http2Client attacker;
    for (StreamId id = 1; id < kEnd; id += 2) {
      uploader.say(row.begin(id)).pass(milliseconds(0)).say(row.stop(id));
      attacker.say(row.begin(id) + row.stop(id)).pass(milliseconds(0));
    }
    EXPECT_FALSE(uploader.is_over()) << row.what;
    for (int i = 0; i < 300; ++i) uploader.say(reset_stream(kEnd - 1));
    EXPECT_TRUE(uploader.is_over()) << row.what << ", again and again";
    EXPECT_NE(attacker.outcome().find("ENHANCE_YOUR_CALM"), std::string::npos) << row.what;
  }
}

/// RFC 9113 §5.1: what was on its way when its stream was reset is passed over.
TEST(Http2Limits, ContentOnItsWay) {
  const auto uploads = [](StreamId streams, const std::string& content) {
    std::string all;
    for (StreamId id = 1; id < 2 * streams; id += 2) all += data(0, id, content);
    return all;
  };
  const auto heads = [](StreamId streams) {
    std::string all;
    for (StreamId id = 1; id < 2 * streams; id += 2) all += post(id, "/a");
    return all;
  };
  Http2Client parallel;
  parallel.say(heads(128)).pass(milliseconds(1000)).news();
  EXPECT_EQ(parallel.say(uploads(128, "x")).news(), "| read");
  EXPECT_EQ(parallel.say(uploads(128, std::string(256, 'x'))).news(), "0:+32896 | read")
      << "§5.2: the connection's window is given back";
  Http2Client eager;  // before it has read how many there may be
  EXPECT_NE(eager.say(heads(300)).outcome().find("599:RST REFUSED_STREAM"), std::string::npos);
  eager.news();
  EXPECT_EQ(eager.say(uploads(300, "x")).news(), "| read");
  EXPECT_EQ(eager.pass(2 * kDropGrace).say(get(601, "/a")).answers(), 129U);
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
    EXPECT_EQ(stalled.say(get(1, "/page/")).news(), "1:200 1:data1 | read");
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

// What comes behind the last stream is not served, and does no harm to what is.
TEST(Rfc9113Goaway, UploadsOnTheirWay) {
  Http2Client client(setting(4, 0));
  client.say(get(1, "/page/")).server_goes_away().pass(milliseconds(1)).news();
  EXPECT_EQ(client.say(frame(FrameType::Ping, 1, 0, "farewell")).news(),
            "GOAWAY 1 NO_ERROR | read");
  EXPECT_EQ(client.say(post(3, "/b") + data(0, 3, "x") + headers(kWhole, 3, {{"a", "b"}})).news(),
            "| read");
  EXPECT_EQ(client.say(post(5, "/b") + data(0, 5, "x") + reset_stream(5)).news(), "| read");
  const std::string block(kFrameBytes, 'x');
  EXPECT_EQ(client.say(post(7, "/b") + data(0, 7, block) + data(0, 7, block)).news(),
            "0:+32770 | read");
  EXPECT_EQ(client.say(window_update(1, 26'000)).news(), "1:data16384 1:data9616. | drain");
}

TEST(Http2Limits, EveryAnswerEnds) {
  // Heads alone fill the output to just below its bound, beyond it, and where the last one is
  // beyond it.
  for (std::size_t size = 6000; size < 6700; size += 20) {
    Http2Client client(setting(4, kMaxWindow));
    client.say(window_update(0, kMaxWindow - kFirstWindow));
    std::string asked;
    for (StreamId id = 1; id < 21; id += 2) asked += get(id, "/" + std::string(size, 'a'));
    asked += get(21, "/page/" + std::string(200, 'a'));
    client.say(asked);
    const std::string said = client.outcome();
    EXPECT_EQ(std::ranges::count(said, '.'), 11) << size;
    EXPECT_TRUE(client.is_idle());
  }
}

TEST(Http2Limits, Memory) {
  // Nobody takes the answers. A redirect needs no content …
  Http2Client client(setting(4, 0));
  for (StreamId id = 1; id < 400; id += 2) {
    EXPECT_EQ(client.say(get(id, "/long/")).news(), std::to_string(id) + ":307. | read");
  }
  EXPECT_TRUE(client.is_idle());
  // … and others are held to a bound; then new streams are refused.
  for (StreamId id = 401; id < 600; id += 2) client.say(get(id, "/page/"));
  EXPECT_NE(client.outcome().find("403:RST REFUSED_STREAM"), std::string::npos);
  EXPECT_LE(client.most_output_bytes(), kMaxOutputBytes + 2 * kFrameBytes);
  client.say(frame(FrameType::Settings, 0, 0, setting(4, 0x7FFF'0000)) +
             window_update(0, 0x7FFF'0000));
  EXPECT_TRUE(client.is_idle());
}

}  // namespace
}  // namespace onward::gateway
