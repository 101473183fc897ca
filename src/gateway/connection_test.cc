// SPDX-License-Identifier: MIT
// The state machine of a connection, from tables: bytes in, status lines and what is wanted out.
// Whole conversations with their times are in tests/exchanges.
#include "gateway/answering.h"
#include "gateway/conversation.h"

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

using namespace std::chrono_literals;

struct Case {
  const char* spec;
  const char* wire;
  const char* outcome;  ///< the answers' statuses, "close" behind one that says so; what is wanted
};

constexpr Case kCases[] = {
    // Keeping and closing
    {"RFC 9112 §9.3", "GET /a HTTP/1.1\r\nHost: a\r\n\r\n", "307 | read"},
    {"RFC 9112 §9.3", "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
     "307 close | close"},
    {"RFC 9112 §9.3", "GET /a HTTP/1.0\r\n\r\n", "307 close | close"},
    {"RFC 9112 §C.2.2", "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
     "307 keep-alive | read"},
    {"RFC 9112 §9.6: nothing behind a close",
     "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n",
     "307 close | drain"},
    {"RFC 9112 §9.3.2", "GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n",
     "307 307 | read"},
    {"RFC 9112 §2.2", "\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n\r\n", "307 | read"},
    {"half a head", "GET /a HTTP/1.1\r\nHost", "| read"},
    // Content that nobody asked for
    {"small: read to its end",
     "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET /b HTTP/1.1\r\nHost: "
     "a\r\n\r\n",
     "307 307 | read"},
    {"small: not there yet", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe",
     "307 | read"},
    {"as large as may be", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 262144\r\n\r\n",
     "307 | read"},
    {"larger", "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 262145\r\n\r\n",
     "307 close | drain"},
    {"chunked, though whole",
     "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /b "
     "HTTP/1.1\r\nHost: a\r\n\r\n",
     "307 close | drain"},
    {"RFC 9110 §10.1.1: never 100 for nothing",
     "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n",
     "307 close | drain"},
    {"what looks like a request is content",
     "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 40\r\n\r\nGET /b "
     "HTTP/1.1\r\nHost: a\r\n\r\n",
     "307 close | drain"},
    {"RFC 9110 §10.1.1: Expect without content",
     "GET /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n", "307 | read"},
    {"RFC 9110 §10.1.1: 1.0 does not know 100",
     "POST /a HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello",
     "307 close | drain"},
    {"the client closes behind its content",
     "POST /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello",
     "307 close | drain"},
    // Content that is asked for
    {"echo", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world",
     "200 | read"},
    {"echo, chunked: kept",
     "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
     "chunked\r\n\r\nb\r\nhello world\r\n0\r\nA: b\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n",
     "200 307 | read"},
    {"RFC 9110 §10.1.1: 100 where content is wanted",
     "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello",
     "100 200 | read"},
    {"bad chunk while it is read",
     "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
     "400 close | drain"},
    {"discarded", "GET /gone HTTP/1.1\r\nHost: a\r\n\r\n", "| close"},
    // Refusals: one answer, and the end
    {"RFC 9112 §3.2", "GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n",
     "400 close | drain"},
    {"RFC 9112 §3.2: pipelined behind a good one",
     "GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\n\r\n", "307 400 close | drain"},
    {"RFC 9112 §6.1",
     "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
     "400 close | drain"},
    {"RFC 9112 §6.1", "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
     "501 close | drain"},
    {"RFC 9110 §15.6.6", "GET /a HTTP/2.0\r\nHost: a\r\n\r\n", "505 close | drain"},
    {"RFC 9110 §9.3.6: bytes of a tunnel may follow",
     "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", "307 close | drain"},
    {"RFC 9110 §9.3.8: no content belongs there",
     "TRACE /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", "307 close | drain"},
};

TEST(Rfc9112Connection, AnswersAndThen) {
  for (const Case& row : kCases) {
    SCOPED_TRACE(std::string(row.spec) + ": " + row.wire);
    EXPECT_EQ(Conversation().say(row.wire).outcome(), row.outcome);
  }
}

TEST(Rfc9112Connection, HowBytesAreCutDoesNotMatter) {
  for (const Case& row : kCases) {
    SCOPED_TRACE(std::string(row.spec) + ": " + row.wire);
    const std::string_view wire = row.wire;
    Conversation in_pieces;
    for (std::size_t at = 0; at < wire.size(); ++at) in_pieces.say(wire.substr(at, 1));
    EXPECT_EQ(in_pieces.said(), Conversation().say(wire).said());
  }
}

struct LimitCase {
  const char* what;
  std::string wire;
  const char* outcome;
};

TEST(Rfc9112Connection, Limits) {
  std::string many;
  for (int i = 0; i < 101; ++i) many += "A: b\r\n";
  const LimitCase cases[] = {
      {"target", "GET /" + std::string(8 * 1024, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n",
       "414 close | drain"},
      {"target, unfinished", "GET /" + std::string(8 * 1024, 'a'), "414 close | drain"},
      {"head", "GET / HTTP/1.1\r\nHost: a\r\nB: " + std::string(32 * 1024, 'b'),
       "431 close | drain"},
      {"fields", "GET / HTTP/1.1\r\nHost: a\r\n" + many + "\r\n", "431 close | drain"},
  };
  for (const LimitCase& row : cases) {
    SCOPED_TRACE(row.what);
    EXPECT_EQ(Conversation().say(row.wire).outcome(), row.outcome);
  }
}

// The head's deadline counts from its first byte, whatever comes after it.
TEST(Rfc9112Deadlines, OfTheHead) {
  Conversation slow;
  slow.pass(5s).say("GET /a HT").pass(9s).say("TP/1.1\r\n").pass(900ms);
  EXPECT_EQ(slow.outcome(), "| read");
  slow.pass(200ms);
  EXPECT_EQ(slow.outcome(), "408 close | drain");  // RFC 9110 §15.5.9
}

TEST(Rfc9112Deadlines, OfAConnectionThatSaysNothing) {
  EXPECT_EQ(Conversation().pass(9s).outcome(), "| read");
  EXPECT_EQ(Conversation().pass(10s).outcome(), "| close");
  EXPECT_EQ(Conversation().say("\r\n").pass(10s).outcome(), "| close");
}

TEST(Rfc9112Deadlines, AnEmptyLineBehindARequestIsNoRequest) {
  const std::string_view get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n\r\n";
  EXPECT_EQ(Conversation().say(get).pass(74s).outcome(), "307 | read");
  EXPECT_EQ(Conversation().say(get).pass(75s).outcome(), "307 | close");
}

TEST(Rfc9112Deadlines, BetweenTwoRequests) {
  const char* const request = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
  EXPECT_EQ(Conversation().say(request).pass(74s).outcome(), "307 | read");
  EXPECT_EQ(Conversation().say(request).pass(75s).outcome(), "307 | close");
  EXPECT_EQ(Conversation().say(request).pass(74s).say("GET").pass(10s).outcome(),
            "307 408 close | drain");
}

TEST(Rfc9112Deadlines, OfContentThatIsKept) {
  Conversation slow;
  slow.say("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\n");
  for (int i = 0; i < 4; ++i) slow.pass(5s).say(std::string(12 * 1024, 'x'));
  EXPECT_EQ(slow.outcome(), "307 | read");
  slow.pass(20s);
  EXPECT_EQ(slow.outcome(), "307 | close");
}

TEST(Rfc9112Deadlines, OfContentThatIsAwaited) {
  Conversation slow;
  slow.say("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\nx").pass(10s);
  EXPECT_EQ(slow.outcome(), "408 close | drain");
}

// Drained content is bounded in bytes, in time and in how slow it may be.
TEST(Rfc9112Closing, TheDrainIsBounded) {
  const auto uploading = [] {
    Conversation upload;
    upload.say("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    return upload;
  };
  constexpr std::size_t kMiB = std::size_t{1024} * 1024;
  EXPECT_EQ(uploading().drop(64 * kMiB).outcome(), "307 close | drain");
  EXPECT_EQ(uploading().drop(64 * kMiB + 1).outcome(), "307 close | close");
  EXPECT_EQ(uploading().pass(10s).outcome(), "307 close | close");
  auto steady = uploading();
  for (int i = 0; i < 29; ++i) steady.pass(1s).drop(2048);
  EXPECT_EQ(steady.outcome(), "307 close | drain");
  EXPECT_EQ(steady.pass(1s).outcome(), "307 close | close");
}

// The client may take its time to read the answer; the drain begins behind that.
TEST(Rfc9112Closing, TheDrainIsTimedFromTheHalfClose) {
  Conversation slow;
  slow.say("GET /a HTTP/1.1\r\n\r\n").pass(9s).half_close().pass(9s);
  EXPECT_EQ(slow.outcome(), "400 close | drain");
  EXPECT_EQ(slow.pass(1s).outcome(), "400 close | close");
}

TEST(Rfc9112Closing, WhereTheServerGoesAway) {
  constexpr std::string_view kWhole = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
  constexpr std::string_view kPost = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n";
  Conversation last;
  last.server_goes_away().say(kWhole);
  EXPECT_EQ(last.outcome(), "307 close | drain");
  EXPECT_EQ(last.pass(1s).outcome(), "307 close | close");

  Conversation crossing;  // its next request was on the way when the server decided
  crossing.say(kWhole).pass(60s).server_goes_away().pass(900ms).say(kWhole);
  EXPECT_EQ(crossing.outcome(), "307 307 close | drain");

  Conversation silent;
  silent.say(kWhole).server_goes_away().pass(900ms);
  EXPECT_EQ(silent.outcome(), "307 | read");
  EXPECT_EQ(silent.pass(100ms).outcome(), "307 | close");

  Conversation begun;  // its request is still answered
  begun.say(kWhole.substr(0, 9)).server_goes_away().pass(9s).say(kWhole.substr(9));
  EXPECT_EQ(begun.outcome(), "307 close | drain");

  Conversation sending;  // nothing is owed to it, but a reset might take its answer away
  sending.say(kPost).server_goes_away();
  for (int i = 0; i < 3; ++i) sending.pass(900ms).say(std::string(1024, 'x'));
  EXPECT_EQ(sending.outcome(), "307 | read");
  EXPECT_EQ(sending.pass(2s).outcome(), "307 | close");

  Conversation drained;
  drained.say("GET /a HTTP/1.1\r\n\r\n").pass(5s).server_goes_away().pass(900ms);
  EXPECT_EQ(drained.outcome(), "400 close | drain");
  EXPECT_EQ(drained.pass(100ms).outcome(), "400 close | close");
}

// What an answer is written to is there inside a delivery's calls only.
TEST(StreamDeathTest, NoAnswerBetweenCalls) {
  struct Keeping final : Delivery {
    void head(Stream& its) override {
      stream = &its;
      its.read(100);
    }
    Stream* stream = nullptr;
  };
  Keeping delivery;
  ConnectionContext context{delivery, nullptr, {}, {}};
  const Entrance entrance;
  Connection connection(context, {}, entrance, {});
  Output out;
  connection.receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n", out,
                     Moment{{}, {}, http::FieldValue("now")});
  ASSERT_NE(delivery.stream, nullptr);
  EXPECT_DEATH(delivery.stream->respond({}), "CHECK failed");
  EXPECT_DEATH(delivery.stream->read(1), "CHECK failed");
  EXPECT_DEATH(delivery.stream->discard(), "CHECK failed");
}

// Many requests at once are answered in steps that the output has room for.
TEST(Rfc9112Pipelining, OutputIsBounded) {
  std::string wire;
  for (int i = 0; i < 2000; ++i) wire += "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
  Conversation pipelined;
  pipelined.say(wire);
  EXPECT_EQ(pipelined.answers(), 2000U);
  EXPECT_LT(pipelined.most_output_bytes(), kMaxPipelinedBytes + 1024);
}

}  // namespace
}  // namespace onward::gateway
