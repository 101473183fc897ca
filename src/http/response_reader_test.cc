// SPDX-License-Identifier: MIT
// Responses as tables: whole, byte by byte and in sevens. What a response's content is depends on
// the request, so each row names its method.
#include "http/transcript.h"
#include "onward/http/reader.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::http {
namespace {

std::string read(std::string_view method, std::string_view wire, std::size_t piece) {
  ResponseReader reader(*Method::parse(method));
  return transcript(reader, wire, piece);
}

struct Case {
  const char* spec;
  std::string_view method;
  std::string_view wire;
  std::string_view transcript;
};

constexpr Case kRead[] = {
    {"§4 status line", "GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
     "HTTP/1.1 200 OK length:0 keep\n  Content-Length=0\nend\nclosed\n"},
    {"§4 empty phrase", "GET", "HTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n",
     "HTTP/1.1 404  length:0 keep\n  Content-Length=0\nend\nclosed\n"},
    {"§4 no phrase and no space", "GET", "HTTP/1.1 404\r\nContent-Length: 0\r\n\r\n",
     "HTTP/1.1 404  length:0 keep\n  Content-Length=0\nend\nclosed\n"},
    {"§4 phrase with tab and obs-text", "GET",
     "HTTP/1.1 500 a\tb \xc3\xab\r\nContent-Length: 0\r\n\r\n",
     "HTTP/1.1 500 a\tb \xc3\xab length:0 keep\n  Content-Length=0\nend\nclosed\n"},
    {"§6.3, 1: HEAD", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
     "HTTP/1.1 200 OK none keep\n  Content-Length=5\nend\nclosed\n"},
    {"§6.3, 1: HEAD, chunked", "HEAD", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
     "HTTP/1.1 200 OK none keep\n  Transfer-Encoding=chunked\nend\nclosed\n"},
    {"§6.3, 1: 204", "GET", "HTTP/1.1 204 No Content\r\n\r\n",
     "HTTP/1.1 204 No Content none keep\nend\nclosed\n"},
    {"§6.3, 1: 304 with a length", "GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
     "HTTP/1.1 304 Not Modified none keep\n  Content-Length=5\nend\nclosed\n"},
    {"RFC 9110 §15.2: interim, then final", "POST",
     "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
     "HTTP/1.1 307 Temporary Redirect\r\nContent-Length: 0\r\n\r\n",
     "HTTP/1.1 100 Continue none keep\nend\nHTTP/1.1 103 Early Hints none keep\n  Link=x\nend\n"
     "HTTP/1.1 307 Temporary Redirect length:0 keep\n  Content-Length=0\nend\nclosed\n"},
    {"RFC 9110 §15.2.2: 101", "GET", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\nPRI",
     "HTTP/1.1 101 Switching Protocols tunnel close\n  Upgrade=h2c\nend\n"},
    {"§6.3, 2: CONNECT", "CONNECT", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
     "HTTP/1.1 200 OK tunnel close\n  Content-Length=5\nend\n"},
    {"§6.3, 2: CONNECT refused", "CONNECT", "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nab",
     "HTTP/1.1 403 No length:2 keep\n  Content-Length=2\n[ab]\nend\nclosed\n"},
    {"§6.3, 4: chunked", "GET",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
     "HTTP/1.1 200 OK chunked keep\n  Transfer-Encoding=chunked\n[ab]\nend\nclosed\n"},
    {"§6.3, 8: until the close", "GET", "HTTP/1.1 200 OK\r\nA: b\r\n\r\nhello",
     "HTTP/1.1 200 OK until-close close\n  A=b\n[hello]\nend\n"},
    {"§6.3, 8: HTTP/1.0", "GET", "HTTP/1.0 200 OK\r\n\r\nhello",
     "HTTP/1.0 200 OK until-close close\n[hello]\nend\n"},
    {"§8 cut content", "GET", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
     "HTTP/1.1 200 OK length:5 keep\n  Content-Length=5\n[ab]\nerror http-incomplete\n"},
    {"§8 cut chunks", "GET",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n",
     "HTTP/1.1 200 OK chunked keep\n  Transfer-Encoding=chunked\n[ab]\nerror http-incomplete\n"},
    {"§2.2 an empty line before", "GET", "\r\nHTTP/1.1 204 No\r\n\r\n",
     "HTTP/1.1 204 No none keep\nend\nclosed\n"},
    {"§2.2 five empty lines", "GET", "\r\n\r\n\r\n\r\n\r\nHTTP/1.1 204 No\r\n\r\n",
     "error http-version-invalid\n"},
    {"§2.3", "GET", "HTTP/1.2 200 OK\r\n\r\n", "error http-version-unsupported\n"},
    {"§2.3", "GET", "HTTP/1. 200 OK\r\n\r\n", "error http-version-invalid\n"},
    {"§2.3", "GET", "HTTP/1.1\t200 OK\r\n\r\n", "error http-version-invalid\n"},
    {"§2.3", "GET", "ICY 200 OK\r\n\r\n", "error http-version-invalid\n"},
    {"§4 no status", "GET", "HTTP/1.1  OK\r\n\r\n", "error http-status-invalid\n"},
    {"§4 two digits", "GET", "HTTP/1.1 20 OK\r\n\r\n", "error http-status-invalid\n"},
    {"§4 four digits", "GET", "HTTP/1.1 2000 OK\r\n\r\n", "error http-status-invalid\n"},
    {"§4 two spaces", "GET", "HTTP/1.1  200 OK\r\n\r\n", "error http-status-invalid\n"},
    {"RFC 9110 §15", "GET", "HTTP/1.1 600 OK\r\n\r\n", "error http-status-invalid\n"},
    {"RFC 9110 §15", "GET", "HTTP/1.1 099 OK\r\n\r\n", "error http-status-invalid\n"},
    {"§4 control in the phrase", "GET", "HTTP/1.1 200 O\x01K\r\n\r\n",
     "error http-reason-invalid\n"},
    {"§2.2 bare CR", "GET", "HTTP/1.1 200 OK\rA: b\r\n\r\n", "error http-line-ending\n"},
    {"§2.2 bare LF", "GET", "HTTP/1.1 200 OK\n\n", "error http-line-ending\n"},
    {"§2.2 bare LF, no phrase", "GET", "HTTP/1.1 200\n\n", "error http-line-ending\n"},
    {"§5.2 obs-fold", "GET", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", "error http-field-folded\n"},
    {"§6.1 length and coding", "GET",
     "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
     "error http-length-and-coding\n"},
    {"§6.1 in HTTP/1.0", "GET", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
     "error http-coding-before-http11\n"},
    {"§6.1 gzip", "GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
     "error http-coding-unsupported\n"},
    {"§6.3 two lengths", "GET", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
     "error http-length-repeated\n"},
};

TEST(Rfc9112ResponseReader, Reads) {
  for (const Case& row : kRead) {
    SCOPED_TRACE(std::string(row.spec) + ": " + std::string(row.wire));
    EXPECT_EQ(read(row.method, row.wire, row.wire.size()), row.transcript);
    EXPECT_EQ(read(row.method, row.wire, 1), row.transcript) << "byte by byte";
    EXPECT_EQ(read(row.method, row.wire, 7), row.transcript) << "in sevens";
  }
}

TEST(Rfc9112ResponseReader, EachResponseHasItsRequest) {
  ResponseReader reader(Method("HEAD"));
  const std::string_view head = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n";
  ASSERT_EQ(reader.read(head)->kind, EventKind::Head);
  ASSERT_EQ(reader.read("")->kind, EventKind::End);
  reader.next(Method("GET"));
  ASSERT_EQ(reader.read(head)->kind, EventKind::Head);
  EXPECT_EQ(reader.read("x"), (Event{EventKind::Content, 1, "x"}));
}

}  // namespace
}  // namespace onward::http
