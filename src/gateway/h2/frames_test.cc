// SPDX-License-Identifier: MIT
// RFC 9113 §3.4 to §6: what each frame may be and where it may come, a row a rule, with raw frames.
// Whether the error is one of the stream or of the connection, and its code, are those that the
// section names.
#include "gateway/h2/http2_client.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

struct Case {
  const char* section;
  std::string said;
  const char* outcome;
};

std::string zeros(std::size_t size) { return std::string(size, '\0'); }

std::string settings(std::string_view payload) { return frame(FrameType::Settings, 0, 0, payload); }

/// A POST whose content is awaited.
std::string echo(StreamId stream) { return post(stream, "/echo"); }

void expect_all(std::initializer_list<Case> cases) {
  for (const Case& row : cases) {
    EXPECT_EQ(Http2Client().say(row.said).outcome(), row.outcome) << row.section;
    EXPECT_EQ(Http2Client().say(row.said, 1).outcome(), row.outcome)
        << row.section << ", byte by byte";
  }
}

TEST(Rfc9113Frames, Preface) {
  const auto outcome = [](std::string_view bytes) {
    return Http2Client(Http2Client::Silent{}).say(bytes).outcome();
  };
  const std::string preface(kHttp2Preface);
  EXPECT_EQ(outcome(preface.substr(0, 23)), "| read") << "§3.4: not whole";
  EXPECT_EQ(outcome(preface + settings("")), "| read") << "§3.4";
  EXPECT_EQ(outcome("PRI * HTTP/2.0\r\n\r\nSX\r\n\r\n"), "GOAWAY 0 PROTOCOL_ERROR | drain");
  EXPECT_EQ(outcome("GET / HTTP/1.1\r\n"), "GOAWAY 0 PROTOCOL_ERROR | drain") << "§3.4";
  EXPECT_EQ(outcome(preface + get(1, "/a")), "GOAWAY 0 PROTOCOL_ERROR | drain")
      << "§3.4: SETTINGS come first";
  EXPECT_EQ(outcome(preface + frame(FrameType::Settings, 1, 0, "")),
            "GOAWAY 0 PROTOCOL_ERROR | drain")
      << "§3.4: and not their ACK";
}

TEST(Rfc9113Frames, FrameFormat) {
  expect_all({
      {"§4.1: of unknown type", frame(FrameType(0x20), 0xFF, 1, "what?") + get(1, "/a"),
       "1:307. | read"},
      {"§4.1: unknown flags", request("GET", kWhole | 0xC2, 1, "/a"), "1:307. | read"},
      {"§4.1: the reserved bit", frame(FrameType::Ping, 0, 0x8000'0000, zeros(8)), "pong | read"},
      {"§4.2: the largest", frame(FrameType(0x20), 0, 0, zeros(16'384)) + get(1, "/a"),
       "1:307. | read"},
      {"§4.2: larger, of a connection", frame(FrameType::Settings, 0, 0, zeros(16'386)),
       "GOAWAY 0 FRAME_SIZE_ERROR | drain"},
      {"§4.2: larger, with fields", frame(FrameType::Headers, kWhole, 1, zeros(16'385)),
       "GOAWAY 0 FRAME_SIZE_ERROR | drain"},
      {"§4.2: larger, of a stream", echo(1) + data(0, 1, zeros(16'385)),
       "GOAWAY 1 FRAME_SIZE_ERROR | drain"},
      {"§4.3: no field block", frame(FrameType::Headers, kWhole, 1, "\x80"),
       "GOAWAY 1 COMPRESSION_ERROR | drain"},
      {"§5.5: unknown settings", settings(setting(0xFFFF, 7)) + get(1, "/a"), "ack 1:307. | read"},
  });
}

TEST(Rfc9113Frames, Data) {
  expect_all({
      {"§6.1", echo(1) + data(kEndStream, 1, "abc"), "1:200 1:data3. | read"},
      {"§6.1: padded",
       echo(1) + frame(FrameType::Data, kEndStream | 8, 1,
                       "\x02"
                       "abc" +
                           zeros(2)),
       "1:200 1:data3. | read"},
      {"§6.1: nothing but padding",
       echo(1) + frame(FrameType::Data, kEndStream | 8, 1, "\x02" + zeros(2)), "1:200. | read"},
      {"§6.1: on stream 0", data(0, 0, "abc"), "GOAWAY 0 PROTOCOL_ERROR | drain"},
      {"§6.1: more padding than frame",
       echo(1) + frame(FrameType::Data, 8, 1, std::string("\x04") + "abc"),
       "GOAWAY 1 PROTOCOL_ERROR | drain"},
      {"§6.1: padding that is the frame",
       echo(1) + frame(FrameType::Data, 8, 1, std::string("\x03") + "abc"), "| read"},
      {"§4.2: too short for its padding", echo(1) + frame(FrameType::Data, 8, 1, ""),
       "GOAWAY 1 FRAME_SIZE_ERROR | drain"},
      {"§5.1: idle", data(0, 1, "abc"), "GOAWAY 0 PROTOCOL_ERROR | drain"},
      {"§5.1: idle, the server's", get(1, "/a") + data(0, 2, "abc"),
       "1:307. GOAWAY 1 PROTOCOL_ERROR | drain"},
      {"§5.1: closed", get(1, "/a") + data(0, 1, "abc"), "1:307. GOAWAY 1 STREAM_CLOSED | drain"},
      {"§5.1: closed by the client's RST_STREAM", echo(1) + reset_stream(1) + data(0, 1, "abc"),
       "GOAWAY 1 STREAM_CLOSED | drain"},
      {"§5.1: closed by ours", post(1, "/gone") + data(0, 1, "abc") + data(kEndStream, 1, ""),
       "1:RST CANCEL | read"},
  });
}

TEST(Rfc9113Frames, HalfClosed) {
  // The answer waits for a window, so that the stream is half-closed (remote).
  const std::string waiting = settings(setting(4, 0)) + get(1, "/page/");
  expect_all({
      {"§5.1: DATA", waiting + data(0, 1, "abc"), "ack 1:200 1:RST STREAM_CLOSED | read"},
      {"§5.1: HEADERS", waiting + headers(kWhole, 1, {{"a", "b"}}),
       "ack 1:200 1:RST STREAM_CLOSED | read"},
      {"§5.1: PRIORITY", waiting + frame(FrameType::Priority, 0, 1, zeros(5)), "ack 1:200 | read"},
      {"§5.1: RST_STREAM", waiting + reset_stream(1) + window_update(1, 9), "ack 1:200 | read"},
      {"§5.1: WINDOW_UPDATE", waiting + window_update(1, 3), "ack 1:200 1:data3 | read"},
  });
}

TEST(Rfc9113Frames, Headers) {
  const std::string block =
      field_block({{":method", "GET"}, {":scheme", "http"}, {":authority", "a"}, {":path", "/a"}});
  const auto with = [&block](unsigned flags, const std::string& before, const std::string& after) {
    return frame(FrameType::Headers, flags, 1, before + block + after);
  };
  expect_all({
      {"§6.2", with(kWhole, "", ""), "1:307. | read"},
      {"§6.2: padded", with(kWhole | 8, "\x03", zeros(3)), "1:307. | read"},
      {"§6.2: priority", with(kWhole | 0x20, zeros(5), ""), "1:307. | read"},
      {"§6.2: both", with(kWhole | 0x28, "\x03" + zeros(5), zeros(3)), "1:307. | read"},
      {"§6.2: too much padding", frame(FrameType::Headers, kWhole | 8, 1, "\x05" + zeros(4)),
       "GOAWAY 0 PROTOCOL_ERROR | drain"},
      {"§4.2: too short for its priority", frame(FrameType::Headers, kWhole | 0x20, 1, zeros(4)),
       "GOAWAY 0 FRAME_SIZE_ERROR | drain"},
      {"§4.2: too short for its padding", frame(FrameType::Headers, kWhole | 8, 1, ""),
       "GOAWAY 0 FRAME_SIZE_ERROR | drain"},
      {"§6.2: on stream 0", request("GET", kWhole, 0, "/a"), "GOAWAY 0 PROTOCOL_ERROR | drain"},
      {"§5.1.1: the server's stream", request("GET", kWhole, 2, "/a"),
       "GOAWAY 0 PROTOCOL_ERROR | drain"},
      {"§5.1.1: a lower one that was not used", get(5, "/a") + get(3, "/b"),
       "5:307. GOAWAY 5 PROTOCOL_ERROR | drain"},
      {"§5.1: closed", get(1, "/a") + get(1, "/b"), "1:307. GOAWAY 1 STREAM_CLOSED | drain"},
      {"§5.1: closed by our RST_STREAM",
       post(1, "/gone") + headers(kWhole, 1, {{"a", "b"}}) + get(3, "/a"),
       "1:RST CANCEL 3:307. | read"},
      {"§5.3.1 of RFC 7540: a stream that depends on itself",
       with(kEndHeaders | kEndStream | 0x20, number(1) + zeros(1), "") + get(3, "/a"),
       "1:RST PROTOCOL_ERROR 3:307. | read"},
      {"§6.2: in pieces, and something between",
       frame(FrameType::Headers, kEndStream, 1, block) + frame(FrameType::Ping, 0, 0, zeros(8)),
       "GOAWAY 1 PROTOCOL_ERROR | drain"},
  });
}

TEST(Rfc9113Frames, Continuation) {
  const std::string block =
      field_block({{":method", "GET"}, {":scheme", "http"}, {":authority", "a"}, {":path", "/a"}});
  const std::string begin = frame(FrameType::Headers, kEndStream, 1, block.substr(0, 7));
  const auto rest = [&block](unsigned flags, StreamId stream) {
    return frame(FrameType::Continuation, flags, stream, block.substr(7));
  };
  expect_all({
      {"§6.10", begin + rest(kEndHeaders, 1), "1:307. | read"},
      {"§6.10: an empty one, too",
       begin + frame(FrameType::Continuation, 0, 1, "") + rest(kEndHeaders, 1), "1:307. | read"},
      {"§6.10: nothing in HEADERS",
       frame(FrameType::Headers, kEndStream, 1, "") +
           frame(FrameType::Continuation, kEndHeaders, 1, block),
       "1:307. | read"},
      {"§6.10: of another stream", begin + rest(kEndHeaders, 3), "GOAWAY 1 PROTOCOL_ERROR | drain"},
      {"§6.10: on stream 0", begin + rest(kEndHeaders, 0), "GOAWAY 1 PROTOCOL_ERROR | drain"},
      {"§6.10: nothing to continue", rest(kEndHeaders, 1), "GOAWAY 0 PROTOCOL_ERROR | drain"},
      {"§6.10: behind END_HEADERS", get(1, "/a") + rest(kEndHeaders, 1),
       "1:307. GOAWAY 1 PROTOCOL_ERROR | drain"},
      {"§6.10: HEADERS instead", begin + get(3, "/a"), "GOAWAY 1 PROTOCOL_ERROR | drain"},
      {"§6.10: an unknown frame instead", begin + frame(FrameType(0x20), 0, 1, ""),
       "GOAWAY 1 PROTOCOL_ERROR | drain"},
      {"§4.3: it ends in a field", frame(FrameType::Headers, kWhole, 1, block.substr(0, 7)),
       "GOAWAY 1 COMPRESSION_ERROR | drain"},
  });
}

TEST(Rfc9113Frames, PriorityAndReset) {
  expect_all({
      {"§6.3: idle", frame(FrameType::Priority, 0, 7, zeros(5)) + get(1, "/a"), "1:307. | read"},
      {"§6.3: closed", get(1, "/a") + frame(FrameType::Priority, 0, 1, zeros(5)), "1:307. | read"},
      {"§6.3: on stream 0", frame(FrameType::Priority, 0, 0, zeros(5)),
       "GOAWAY 0 PROTOCOL_ERROR | drain"},
      {"§6.3: not 5 bytes", echo(1) + frame(FrameType::Priority, 0, 1, zeros(4)),
       "1:RST FRAME_SIZE_ERROR | read"},
      {"§6.3: not 5 bytes, and no stream to reset", frame(FrameType::Priority, 0, 1, zeros(4)),
       "GOAWAY 0 FRAME_SIZE_ERROR | drain"},
      {"§5.3.1 of RFC 7540: depends on itself",
       echo(1) + frame(FrameType::Priority, 0, 1, number(1) + zeros(1)),
       "1:RST PROTOCOL_ERROR | read"},
      {"§6.4", echo(1) + reset_stream(1) + get(3, "/a"), "3:307. | read"},
      {"§6.4: closed", get(1, "/a") + reset_stream(1), "1:307. | read"},
      {"§6.4: on stream 0", reset_stream(0), "GOAWAY 0 PROTOCOL_ERROR | drain"},
      {"§6.4: idle", reset_stream(1), "GOAWAY 0 PROTOCOL_ERROR | drain"},
      {"§6.4: not 4 bytes", echo(1) + frame(FrameType::RstStream, 0, 1, zeros(3)),
       "GOAWAY 1 FRAME_SIZE_ERROR | drain"},
  });
}

TEST(Rfc9113Frames, Settings) {
  expect_all({
      {"§6.5", settings(""), "ack | read"},
      {"§6.5: ours are acknowledged", frame(FrameType::Settings, 1, 0, ""), "| read"},
      {"§6.5: on a stream", frame(FrameType::Settings, 0, 1, ""),
       "GOAWAY 0 PROTOCOL_ERROR | drain"},
      {"§6.5: ACK with payload", frame(FrameType::Settings, 1, 0, setting(1, 1)),
       "GOAWAY 0 FRAME_SIZE_ERROR | drain"},
      {"§6.5: no multiple of 6", settings(zeros(5)), "GOAWAY 0 FRAME_SIZE_ERROR | drain"},
      {"§6.5.2: ENABLE_PUSH 0 and 1", settings(setting(2, 0) + setting(2, 1)), "ack | read"},
      {"§6.5.2: ENABLE_PUSH 2", settings(setting(2, 2)), "GOAWAY 0 PROTOCOL_ERROR | drain"},
      {"§6.5.2: INITIAL_WINDOW_SIZE 2^31-1", settings(setting(4, 0x7FFF'FFFF)), "ack | read"},
      {"§6.5.2: INITIAL_WINDOW_SIZE 2^31", settings(setting(4, 0x8000'0000)),
       "GOAWAY 0 FLOW_CONTROL_ERROR | drain"},
      {"§6.5.2: MAX_FRAME_SIZE", settings(setting(5, 16'384) + setting(5, 16'777'215)),
       "ack | read"},
      {"§6.5.2: MAX_FRAME_SIZE below", settings(setting(5, 16'383)),
       "GOAWAY 0 PROTOCOL_ERROR | drain"},
      {"§6.5.2: MAX_FRAME_SIZE above", settings(setting(5, 16'777'216)),
       "GOAWAY 0 PROTOCOL_ERROR | drain"},
      {"§6.5.2: HEADER_TABLE_SIZE 0", settings(setting(1, 0)) + get(1, "/a") + get(3, "/a"),
       "ack 1:307. 3:307. | read"},
      {"§2.1 of RFC 9218", settings(setting(9, 2)), "GOAWAY 0 PROTOCOL_ERROR | drain"},
  });
}

TEST(Rfc9113Frames, PushPingGoaway) {
  expect_all({
      {"§8.4: a client pushes nothing", frame(FrameType::PushPromise, kEndHeaders, 1, zeros(5)),
       "GOAWAY 0 PROTOCOL_ERROR | drain"},
      {"§6.7", frame(FrameType::Ping, 0, 0, "12345678"), "pong | read"},
      {"§6.7: an ACK is not answered", frame(FrameType::Ping, 1, 0, "12345678"), "| read"},
      {"§6.7: on a stream", frame(FrameType::Ping, 0, 1, "12345678"),
       "GOAWAY 0 PROTOCOL_ERROR | drain"},
      {"§6.7: not 8 bytes", frame(FrameType::Ping, 0, 0, "1234567"),
       "GOAWAY 0 FRAME_SIZE_ERROR | drain"},
      {"§6.8: what is asked is answered", frame(FrameType::Goaway, 0, 0, zeros(8)) + get(1, "/a"),
       "1:307. | read"},
      {"§6.8: debug data", frame(FrameType::Goaway, 0, 0, zeros(8) + "bye"), "| read"},
      {"§6.8: on a stream", frame(FrameType::Goaway, 0, 1, zeros(8)),
       "GOAWAY 0 PROTOCOL_ERROR | drain"},
      {"§4.2: too short", frame(FrameType::Goaway, 0, 0, zeros(7)),
       "GOAWAY 0 FRAME_SIZE_ERROR | drain"},
  });
}

TEST(Rfc9113Frames, WindowUpdate) {
  const std::string waiting = settings(setting(4, 3)) + get(1, "/page/");
  expect_all({
      {"§6.9.2: as far as the window", waiting, "ack 1:200 1:data3 | read"},
      {"§6.9", waiting + window_update(1, 4), "ack 1:200 1:data3 1:data4 | read"},
      {"§6.9.2: changed while it is waited for", waiting + settings(setting(4, 5)),
       "ack 1:200 1:data3 ack 1:data2 | read"},
      {"§6.9.2: below zero",
       waiting + settings(setting(4, 0)) + window_update(1, 3) + window_update(1, 2),
       "ack 1:200 1:data3 ack 1:data2 | read"},
      {"§6.9: idle", window_update(1, 1), "GOAWAY 0 PROTOCOL_ERROR | drain"},
      {"§6.9: closed", get(1, "/a") + window_update(1, 1), "1:307. | read"},
      {"§6.9: by nothing", waiting + window_update(1, 0),
       "ack 1:200 1:data3 1:RST PROTOCOL_ERROR | read"},
      {"§6.9: by nothing, the connection's", window_update(0, 0),
       "GOAWAY 0 PROTOCOL_ERROR | drain"},
      {"§6.9: not 4 bytes", frame(FrameType::WindowUpdate, 0, 0, zeros(3)),
       "GOAWAY 0 FRAME_SIZE_ERROR | drain"},
      {"§6.9.1: beyond 2^31-1, the connection's", window_update(0, 0x7FFF'FFFF),
       "GOAWAY 0 FLOW_CONTROL_ERROR | drain"},
      {"§6.9.2: beyond 2^31-1 by SETTINGS",
       waiting + frame(FrameType::WindowUpdate, 0, 1, number(2)),
       "ack 1:200 1:data3 1:data2 | read"},
  });
}

TEST(Rfc9113Frames, WindowThatOverflows) {
  // The third answer waits for the connection's window, and its own stream has some.
  Http2Client client;
  client.say(get(1, "/page/") + get(3, "/page/") + get(5, "/page/"));
  EXPECT_EQ(client.news(),
            "1:200 1:data16384 1:data9616. 3:200 3:data16384 3:data9616. 5:200 5:data13535 | read");
  EXPECT_EQ(client.say(window_update(5, 0x7FFF'FFFF)).news(), "5:RST FLOW_CONTROL_ERROR | read")
      << "§6.9.1";
  EXPECT_EQ(client.say(window_update(0, 0x7FFF'FFFF) + get(7, "/a")).news(), "7:307. | read");
  EXPECT_EQ(client.say(window_update(0, 1)).news(), "GOAWAY 7 FLOW_CONTROL_ERROR | drain")
      << "§6.9.1";
}

TEST(Rfc9113Frames, ClientsWindow) {
  const std::string block = zeros(16'384);
  const std::string four =
      data(0, 1, block) + data(0, 1, block) + data(0, 1, block) + data(0, 1, block);
  // Nothing is given back but by half of a window, and that is not awaited.
  EXPECT_EQ(Http2Client().say(echo(1) + data(0, 1, block) + data(0, 1, block)).outcome(),
            "0:+32768 1:+32768 | read");
  // Whoever has not heard of a reset may use what the stream's window had; more is an error.
  Http2Client client;
  client.limits().drain_bytes = 0;
  EXPECT_EQ(client.say(post(1, "/a") + four).outcome(),
            "1:307. 1:RST NO_ERROR 0:+32768 GOAWAY 1 FLOW_CONTROL_ERROR | drain")
      << "§6.9.1";
}

}  // namespace
}  // namespace onward::gateway
