// SPDX-License-Identifier: MIT
// RFC 9112 §9.3 and RFC 9110 §10.1.1: each way in which a request decides over its connection. That
// connections obey is in connection_test.cc.
#include "gateway/persistence.h"

#include "onward/http/reader.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

TEST(Rfc9112Persistence, IsDecidedByHeadAndStatus) {
  struct Case {
    const char* spec;
    const char* lines;  ///< the request line and fields
    int status;
    Persistence persistence;
  };
  using enum Persistence;
  const Case cases[] = {
      {"RFC 9112 §9.3", "GET / HTTP/1.1\r\n", 307, NoContent},
      {"RFC 9112 §9.3", "GET / HTTP/1.1\r\nConnection: close\r\n", 307, ClientCloses},
      {"RFC 9112 §9.3", "GET / HTTP/1.0\r\n", 307, ClientCloses},
      {"RFC 9112 §C.2.2", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n", 307, NoContent},
      {"RFC 9112 §6.3", "POST / HTTP/1.1\r\nContent-Length: 0\r\n", 307, NoContent},
      {"RFC 9112 §9.3", "POST / HTTP/1.1\r\nContent-Length: 8\r\n", 307, ReadToEnd},
      {"RFC 9112 §9.3", "POST / HTTP/1.1\r\nContent-Length: 9\r\n", 307, TooLarge},
      {"RFC 9112 §9.3", "POST / HTTP/1.1\r\nContent-Length: 9\r\n", 404, TooLarge},
      {"RFC 9112 §9.3", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n", 307, NoKnownEnd},
      {"RFC 9112 §9.6", "POST / HTTP/1.1\r\nContent-Length: 8\r\nConnection: close\r\n", 307,
       ClientCloses},
      {"RFC 9112 §9.6", "POST / HTTP/1.1\r\nContent-Length: 9\r\nConnection: close\r\n", 307,
       TooLarge},
      {"RFC 9110 §10.1.1", "PUT / HTTP/1.1\r\nContent-Length: 8\r\nExpect: 100-continue\r\n", 307,
       MayBeWithheld},
      {"RFC 9110 §10.1.1",
       "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n", 307,
       MayBeWithheld},
      {"RFC 9110 §10.1.1", "GET / HTTP/1.1\r\nExpect: 100-continue\r\n", 307, NoContent},
      {"RFC 9110 §15.5.18", "GET / HTTP/1.1\r\nExpect: x\r\n", 417, Refused},
      {"RFC 9110 §15.5.20", "GET / HTTP/1.1\r\n", 421, Refused},
      {"RFC 9110 §9.3.6", "CONNECT a:1 HTTP/1.1\r\n", 501, Refused},
      {"RFC 9110 §9.3.8", "TRACE / HTTP/1.1\r\n", 405, Refused},
  };
  const http::Limits message_limits;
  config::Limits limits;
  limits.keep_content_bytes = 8;
  for (const Case& row : cases) {
    std::string bytes(row.lines);
    bytes += "Host: a:1\r\n\r\n";
    http::RequestReader reader(message_limits);
    ASSERT_TRUE(reader.read(bytes).has_value()) << row.lines;
    EXPECT_EQ(persistence(reader.head(), *http::Status::from(row.status), limits), row.persistence)
        << row.spec << '\n'
        << row.lines;
    const bool is_kept_here = row.persistence == NoContent || row.persistence == ReadToEnd;
    EXPECT_EQ(is_kept(row.persistence), is_kept_here);
  }
}

}  // namespace
}  // namespace onward::gateway
