// SPDX-License-Identifier: MIT
// Rows on which our reader, llhttp and Boost.Beast agree, rows on which they are known not to, and
// all messages of the corpora: what ours accepts, the others see the same way.
#include "differential/http_oracles.h"

#include "support/base64.h"
#include "support/corpora.h"

#include <gtest/gtest.h>

namespace onward::test {
namespace {

constexpr std::string_view kRequests[] = {
    "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET /a?b={|}'[] HTTP/1.1\r\nHost: a:80\r\nX: a b\r\nx: \xc3\xa9\r\nEmpty:\r\n\r\nGET",
    "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET",
    "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\nGET",
    "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;a\r\na\r\n0\r\nT: u\r\n\r\n",
    "GET / HTTP/1.0\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET http://a/b HTTP/1.1\r\nHost: a\r\n\r\n",
};

constexpr std::string_view kResponses[] = {
    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    "HTTP/1.1 204 No Content\r\n\r\nHTTP",
    "HTTP/1.1 304 Not Modified\r\n\r\n",
    "HTTP/1.0 200 OK\r\n\r\nuntil close",
    "HTTP/1.1 307 \r\nLocation: /a\r\nContent-Length: 0\r\n\r\n",
};

TEST(HttpOracles, Agree) {
  for (const std::string_view wire : kRequests) {
    EXPECT_TRUE(see_with_onward(Role::Request, wire)) << wire;
    EXPECT_EQ(disagreement(Role::Request, wire), "") << wire;
  }
  for (const std::string_view wire : kResponses) {
    EXPECT_TRUE(see_with_onward(Role::Response, wire)) << wire;
    EXPECT_EQ(disagreement(Role::Response, wire), "") << wire;
  }
}

// The difference is seen, not only its absence.
TEST(HttpOracles, AreKnownToBeLenient) {
  const std::string_view smuggled =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
  EXPECT_FALSE(see_with_onward(Role::Request, smuggled));
  const auto beast = see_with_beast(Role::Request, smuggled);
  EXPECT_TRUE(beast && beast->content.empty() && beast->is_whole);
  EXPECT_FALSE(see_with_llhttp(Role::Request, smuggled));
  EXPECT_TRUE(see_with_llhttp(Role::Request, "GET /#a HTTP/1.1\r\n\r\n"));
}

// What llhttp and ours read and Beast does not is left out there: a status line that ends behind
// the status, and what is no token in Connection.
TEST(HttpOracles, AreKnownToBeStricter) {
  for (const std::string_view wire :
       {"HTTP/1.1 177\r\nA: b\r\n\r\n", "HTTP/1.1 204 \r\nConnection: close, a b\r\n\r\n"}) {
    EXPECT_TRUE(see_with_onward(Role::Response, wire)) << wire;
    EXPECT_TRUE(see_with_llhttp(Role::Response, wire)) << wire;
    EXPECT_FALSE(see_with_beast(Role::Response, wire)) << wire;
    EXPECT_EQ(disagreement(Role::Response, wire), "") << wire;
  }
}

// Every message of the corpora that ours accepts, the others see as it does.
TEST(HttpOracles, Corpora) {
  const auto llhttp = corpus("llhttp/llhttp-cases.json");
  const auto picohttpparser = corpus("picohttpparser/cases.json");
  if (!llhttp || !picohttpparser) GTEST_SKIP() << kCorpusAbsent;
  int accepted = 0;
  const auto judge = [&accepted](const boost::json::object& row, const char* key) {
    const std::string wire = from_base64(row.at(key).as_string());
    for (const Role role : {Role::Request, Role::Response}) {
      if (see_with_onward(role, wire)) ++accepted;
      EXPECT_EQ(disagreement(role, wire), "") << wire;
    }
  };
  for (const auto& row : llhttp->as_array()) {
    judge(row.as_object(), "wire_b64");
    if (row.as_object().contains("wire_with_host_b64"))
      judge(row.as_object(), "wire_with_host_b64");
  }
  for (const auto& row : picohttpparser->as_object().at("cases").as_array()) {
    judge(row.as_object(), "wire_b64");
  }
  EXPECT_GT(accepted, 60);
}

}  // namespace
}  // namespace onward::test
