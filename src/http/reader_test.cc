// SPDX-License-Identifier: MIT
// Requests as tables: what is read from what is sent, and what is refused. Every row is fed whole,
// byte by byte and in sevens, and must say the same.
#include "onward/http/reader.h"

#include "http/transcript.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::http {
namespace {

std::string read(std::string_view wire, std::size_t piece, const Limits& limits = kDefaultLimits) {
  RequestReader reader(limits);
  return transcript(reader, wire, piece);
}

// The same reading for all cuts.
std::string read_all_ways(std::string_view wire, const Limits& limits = kDefaultLimits) {
  std::string whole = read(wire, wire.size() + 1, limits);
  EXPECT_EQ(read(wire, 1, limits), whole) << "byte by byte";
  EXPECT_EQ(read(wire, 7, limits), whole) << "in sevens";
  return whole;
}

TEST(Rfc9112Reader, ExampleHolds) {
  onward::http::RequestReader reader;
  std::string_view unread = "GET /a HTTP/1.1\r\nHost: example.com\r\n\r\n";
  auto event = reader.read(unread);
  EXPECT_EQ(event->kind, EventKind::Head);
  EXPECT_EQ(reader.head().target.path_and_query, "/a");
  unread.remove_prefix(event->consumed);
  event = reader.read(unread);
  EXPECT_EQ(event->kind, EventKind::End);
  reader.next();
  EXPECT_EQ(reader.read(unread)->kind, EventKind::More);
}

struct ReadCase {
  const char* spec;
  std::string_view wire;
  std::string_view transcript;
};

constexpr ReadCase kRead[] = {
    {"§2.1 a request", "GET /a?b HTTP/1.1\r\nHost: h\r\n\r\n",
     "GET /a?b HTTP/1.1 origin h none keep\n  Host=h\nend\nclosed\n"},
    {"§2.2 four empty lines before", "\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
     "GET / HTTP/1.1 origin h none keep\n  Host=h\nend\nclosed\n"},
    {"§2.2 between two", "GET / HTTP/1.1\r\nHost: h\r\n\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n",
     "GET / HTTP/1.1 origin h none keep\n  Host=h\nend\n"
     "GET /2 HTTP/1.1 origin h none keep\n  Host=h\nend\nclosed\n"},
    {"§2.3 HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.0 origin  none close\nend\n"},
    {"§9.3 HTTP/1.0 kept", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
     "GET / HTTP/1.0 origin  none keep\n  Connection=Keep-Alive\nend\nclosed\n"},
    {"§9.3 close among others", "GET / HTTP/1.1\r\nHost: h\r\nConnection: TE , CLOSE\r\n\r\nmore",
     "GET / HTTP/1.1 origin h none close\n  Host=h\n  Connection=TE , CLOSE\nend\n"},
    {"§3.1 any token is a method", "!#$%&'*+-.^_`|~0Az / HTTP/1.1\r\nHost: h\r\n\r\n",
     "!#$%&'*+-.^_`|~0Az / HTTP/1.1 origin h none keep\n  Host=h\nend\nclosed\n"},
    {"§3.1 QUERY with content", "QUERY / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab",
     "QUERY / HTTP/1.1 origin h length:2 keep\n  Host=h\n  Content-Length=2\n[ab]\nend\nclosed\n"},
    {"§3.2.1 what browsers send raw", "GET /{a|b}?[c]=%zz' HTTP/1.1\r\nHost: h\r\n\r\n",
     "GET /{a|b}?[c]=%zz' HTTP/1.1 origin h none keep\n  Host=h\nend\nclosed\n"},
    {"§3.2.1 two slashes are a path", "GET //a//b HTTP/1.1\r\nHost: h\r\n\r\n",
     "GET //a//b HTTP/1.1 origin h none keep\n  Host=h\nend\nclosed\n"},
    {"§3.2.2 absolute-form", "GET HTTP://H:80/a?b HTTP/1.1\r\nHost: h\r\n\r\n",
     "GET HTTP://H:80/a?b HTTP/1.1 absolute H:80 none keep\n  Host=h\nend\nclosed\n"},
    {"§3.2.2 without a path", "GET https://h?b HTTP/1.1\r\nHost: h:443\r\n\r\n",
     "GET https://h?b HTTP/1.1 absolute h none keep\n  Host=h:443\nend\nclosed\n"},
    {"§3.2.2 in HTTP/1.0 without Host", "GET http://h/ HTTP/1.0\r\n\r\n",
     "GET http://h/ HTTP/1.0 absolute h none close\nend\n"},
    {"§3.2.2 forms of one address", "GET http://127.1/ HTTP/1.1\r\nHost: 127.0.0.1:80\r\n\r\n",
     "GET http://127.1/ HTTP/1.1 absolute 127.1 none keep\n  Host=127.0.0.1:80\nend\nclosed\n"},
    {"§3.2.3 authority-form", "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n",
     "CONNECT h:443 HTTP/1.1 authority h:443 none keep\n  Host=h:443\nend\nclosed\n"},
    {"§3.2.3 IPv6", "CONNECT [::1]:443 HTTP/1.1\r\nHost: [::1]:443\r\n\r\n",
     "CONNECT [::1]:443 HTTP/1.1 authority [::1]:443 none keep\n  Host=[::1]:443\nend\nclosed\n"},
    {"§3.2.4 asterisk-form", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n",
     "OPTIONS * HTTP/1.1 asterisk h none keep\n  Host=h\nend\nclosed\n"},
    {"§5 names keep their case, values lose outer space",
     "GET / HTTP/1.1\r\nhOsT:h\r\nX-a: \t b\t c \t\r\nEmpty:\r\nSpace: \t\r\n\r\n",
     "GET / HTTP/1.1 origin h none keep\n  hOsT=h\n  X-a=b\t c\n  Empty=\n  Space=\nend\nclosed\n"},
    {"RFC 9110 §5.5 obs-text",
     "GET / HTTP/1.1\r\nHost: h\r\nA: \x80\xff\xc3\xa9 long enough\r\n\r\n",
     "GET / HTTP/1.1 origin h none keep\n  Host=h\n  A=\x80\xff\xc3\xa9 long "
     "enough\nend\nclosed\n"},
    {"§6.2 length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 003\r\n\r\nabcGET",
     "POST / HTTP/1.1 origin h length:3 keep\n  Host=h\n  Content-Length=003\n[abc]\nend\n"
     "error http-incomplete\n"},
    {"§6.2 length zero", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n",
     "POST / HTTP/1.1 origin h length:0 keep\n  Host=h\n  Content-Length=0\nend\nclosed\n"},
    {"§7.1 chunked",
     "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
     "Chunked\r\n\r\n3\r\nabc\r\n0A\r\n0123456789\r\n"
     "000\r\n\r\n",
     "POST / HTTP/1.1 origin h chunked keep\n  Host=h\n  Transfer-Encoding=Chunked\n"
     "[abc0123456789]\nend\nclosed\n"},
    {"§7.1.2 trailers",
     "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: 1\r\n"
     "Content-Type: t\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n",
     "POST / HTTP/1.1 origin h chunked keep\n  Host=h\n  Transfer-Encoding=chunked\n[a]\n  X=1\n"
     "  Content-Type=t\nend\nGET /2 HTTP/1.1 origin h none keep\n  Host=h\nend\nclosed\n"},
    {"§6.1 empty list elements",
     "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: ,chunked,\r\n\r\n0\r\n\r\n",
     "POST / HTTP/1.1 origin h chunked keep\n  Host=h\n  "
     "Transfer-Encoding=,chunked,\nend\nclosed\n"},
    {"§8 closed inside content", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nab",
     "POST / HTTP/1.1 origin h length:3 keep\n  Host=h\n  Content-Length=3\n[ab]\n"
     "error http-incomplete\n"},
    {"§8 closed inside a head", "GET / HTTP/1.1\r\nHo", "error http-incomplete\n"},
    {"§8 closed before", "", "closed\n"},
    {"RFC 9110 §10.1.1", "PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\n\r\n",
     "PUT / HTTP/1.1 origin h none keep 100-continue\n  Host=h\n  "
     "Expect=100-Continue\nend\nclosed\n"},
    {"RFC 9110 §10.1.1 ignored in 1.0", "PUT / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n",
     "PUT / HTTP/1.0 origin  none close\n  Expect=100-continue\nend\n"},
    {"RFC 9110 §10.1.1 another", "PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue, x\r\n\r\n",
     "PUT / HTTP/1.1 origin h none keep unknown-expectation\n  Host=h\n"
     "  Expect=100-continue, x\nend\nclosed\n"},
};

TEST(Rfc9112Reader, Reads) {
  for (const ReadCase& row : kRead) {
    SCOPED_TRACE(std::string(row.spec) + ": " + std::string(row.wire));
    EXPECT_EQ(read_all_ways(row.wire), row.transcript);
  }
}

struct RefuseCase {
  const char* spec;
  std::string_view wire;
  ErrorCode code;
  std::size_t offset;
};

using enum ErrorCode;
using namespace std::literals;

constexpr RefuseCase kRefuseLine[] = {
    {"§3 empty method", " / HTTP/1.1\r\n", HttpMethodInvalid, 0},
    {"§3 method", "G(T / HTTP/1.1\r\n", HttpMethodInvalid, 1},
    {"§3 method", "GET\0 / HTTP/1.1\r\n"sv, HttpMethodInvalid, 3},
    {"§3 tab for a space", "GET\t/ HTTP/1.1\r\n", HttpMethodInvalid, 3},
    {"§3 TLS", "\x16\x03\x01\x02", HttpMethodInvalid, 0},
    {"§3 longest method", "A23456789012345678901234567890B / HTTP/1.1\r\n", HttpMethodTooLong, 30},
    {"§2.2 five empty lines", "\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\n", HttpMethodInvalid, 8},
    {"§2.2 bare CR before", "\rGET / HTTP/1.1\r\n", HttpLineEnding, 1},
    {"§2.2 bare LF before", "\nGET / HTTP/1.1\r\n", HttpMethodInvalid, 0},
    {"§3.2 empty target", "GET  HTTP/1.1\r\n", HttpTargetInvalid, 4},
    {"§3.2 two spaces", "GET  / HTTP/1.1\r\n", HttpTargetInvalid, 4},
    {"§3.2 space in the target", "GET /a b HTTP/1.1\r\n", HttpVersionInvalid, 7},
    {"§3.2 control", "GET /\x01 HTTP/1.1\r\n", HttpTargetInvalid, 5},
    {"§3.2 DEL", "GET /\x7f HTTP/1.1\r\n", HttpTargetInvalid, 5},
    {"§3.2 raw non-ASCII", "GET /\xc3\xa9 HTTP/1.1\r\n", HttpTargetInvalid, 5},
    {"§3.2 fragment", "GET /#a HTTP/1.1\r\n", HttpTargetInvalid, 5},
    {"§3.2 backslash", "GET /\\a HTTP/1.1\r\n", HttpTargetInvalid, 5},
    {"§3.2 quote", "GET /\" HTTP/1.1\r\n", HttpTargetInvalid, 5},
    {"§3.2 <", "GET /< HTTP/1.1\r\n", HttpTargetInvalid, 5},
    {"§3.2 >", "GET /> HTTP/1.1\r\n", HttpTargetInvalid, 5},
    {"§3.2 ^", "GET /^ HTTP/1.1\r\n", HttpTargetInvalid, 5},
    {"§3.2 backtick", "GET /` HTTP/1.1\r\n", HttpTargetInvalid, 5},
    {"§3 HTTP/0.9", "GET /\r\n", HttpVersionInvalid, 5},
    {"§3 no version", "GET / \r\n", HttpVersionInvalid, 6},
    {"§2.3 case", "GET / http/1.1\r\n", HttpVersionInvalid, 6},
    {"§2.3 two digits", "GET / HTTP/1.10\r\n", HttpVersionInvalid, 14},
    {"§2.3 another protocol", "GET / RTSP/1.0\r\n", HttpVersionInvalid, 6},
    {"§2.3 2.0", "PRI * HTTP/2.0\r\n", HttpVersionUnsupported, 14},
    {"§2.3 1.2", "GET / HTTP/1.2\r\n", HttpVersionUnsupported, 14},
    {"§2.3 0.9", "GET / HTTP/0.9\r\n", HttpVersionUnsupported, 14},
    {"§3 space behind the version", "GET / HTTP/1.1 \r\n", HttpVersionInvalid, 14},
    {"§2.2 bare LF", "GET / HTTP/1.1\nHost: h\n\n", HttpLineEnding, 14},
    {"§2.2 bare CR", "GET / HTTP/1.1\rHost: h\r\n", HttpLineEnding, 15},
};

constexpr RefuseCase kRefuseField[] = {
    {"§2.2 whitespace before the first field", " A: b\r\n", HttpFieldFolded, 0},
    {"§5.2 obs-fold", "A: b\r\n c\r\n", HttpFieldFolded, 6},
    {"§5.2 obs-fold, tab", "A: b\r\n\tc\r\n", HttpFieldFolded, 6},
    {"§5.1 space before the colon", "A : b\r\n", HttpFieldNameSpace, 1},
    {"§5.1 tab before the colon", "A\t: b\r\n", HttpFieldNameSpace, 1},
    {"§5 empty name", ": b\r\n", HttpFieldNameInvalid, 0},
    {"§5 no colon", "Ab\r\n", HttpFieldNameInvalid, 2},
    {"§5 name", "A[]: b\r\n", HttpFieldNameInvalid, 1},
    {"§5 name, non-ASCII", "\xc3: b\r\n", HttpFieldNameInvalid, 0},
    {"§5 name, NUL", "A\0: b\r\n"sv, HttpFieldNameInvalid, 1},
    {"RFC 9110 §5.5 NUL", "A: b\0c\r\n"sv, HttpFieldValueInvalid, 4},
    {"RFC 9110 §5.5 control", "A: 123456789\x07 b\r\n", HttpFieldValueInvalid, 12},
    {"RFC 9110 §5.5 DEL", "A: \x7f\r\n", HttpFieldValueInvalid, 3},
    {"RFC 9110 §5.5 DEL behind obs-text", "A: 1234567\x80\x7f\x1f\r\n", HttpFieldValueInvalid, 11},
    {"§2.2 bare LF", "A: b\nC: d\r\n", HttpLineEnding, 4},
    {"§2.2 bare CR", "A: b\rC: d\r\n", HttpLineEnding, 5},
    {"§2.2 CR CR LF", "A: b\r\r\n", HttpLineEnding, 5},
    {"§2.2 bare CR at the end", "A: b\r\n\rZ", HttpLineEnding, 7},
    {"§2.2 bare LF at the end", "A: b\r\n\n", HttpLineEnding, 6},
};

constexpr RefuseCase kRefuseHead[] = {
    {"§3.2 no Host", "GET / HTTP/1.1\r\n\r\n", HttpHostMissing, 0},
    {"§3.2 no Host, absolute-form", "GET http://h/ HTTP/1.1\r\n\r\n", HttpHostMissing, 0},
    {"§3.2 two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", HttpHostRepeated, 31},
    {"§3.2 two Hosts in 1.0", "GET / HTTP/1.0\r\nHost: a\r\nhost: a\r\n\r\n", HttpHostRepeated, 31},
    {"§3.2 empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", HttpHostInvalid, 21},
    {"§3.2 Host", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", HttpHostInvalid, 22},
    {"§3.2 Host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", HttpHostInvalid, 22},
    {"§3.2 Host", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", HttpHostInvalid, 22},
    {"§3.2 Host", "GET / HTTP/1.1\r\nHost: a%2fb\r\n\r\n", HttpHostInvalid, 22},
    {"§3.2 Host", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", HttpHostInvalid, 22},
    {"§3.2 Host", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n", HttpHostInvalid, 22},
    {"§3.2 Host", "GET / HTTP/1.1\r\nHost: a:1:2\r\n\r\n", HttpHostInvalid, 22},
    {"§3.2 Host", "GET / HTTP/1.1\r\nHost: 1.2.3.256\r\n\r\n", HttpHostInvalid, 22},
    {"§3.2 Host", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", HttpHostInvalid, 22},
    {"§3.2 Host", "GET / HTTP/1.1\r\nHost: a..b\r\n\r\n", HttpHostInvalid, 22},
    {"§3.2 Host", "GET / HTTP/1.1\r\nHost: a%2e%2eb\r\n\r\n", HttpHostInvalid, 22},
    {"§3.2 Host", "GET / HTTP/1.1\r\nHost: .\r\n\r\n", HttpHostInvalid, 22},
    {"§3.2 Host, not ASCII", "GET / HTTP/1.1\r\nHost: \xc3\xa9\r\n\r\n", HttpHostInvalid, 22},
    {"§3.2.2 Host disagrees", "GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n", HttpHostDisagrees, 30},
    {"§3.2.2 port disagrees", "GET http://a/ HTTP/1.1\r\nHost: a:81\r\n\r\n", HttpHostDisagrees,
     30},
    {"§3.2.2 port of https", "GET https://a/ HTTP/1.1\r\nHost: a:80\r\n\r\n", HttpHostDisagrees,
     31},
    {"§3.2.2 userinfo", "GET http://u:p@a/ HTTP/1.1\r\nHost: a\r\n\r\n", HttpTargetUserinfo, 14},
    {"§3.2.2 no host", "GET http:///a HTTP/1.1\r\nHost: a\r\n\r\n", HttpHostInvalid, 11},
    {"§3.2.2 another scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", HttpTargetForm, 4},
    {"§3.2.2 no slashes", "GET http:a HTTP/1.1\r\nHost: a\r\n\r\n", HttpTargetForm, 4},
    {"§3.2 relative", "GET a/b HTTP/1.1\r\nHost: a\r\n\r\n", HttpTargetForm, 4},
    {"§3.2.3 authority without CONNECT", "GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n", HttpTargetForm, 4},
    {"§3.2.3 CONNECT to a path", "CONNECT /a HTTP/1.1\r\nHost: a\r\n\r\n", HttpHostInvalid, 8},
    {"§3.2.3 CONNECT, no port", "CONNECT a HTTP/1.1\r\nHost: a\r\n\r\n", HttpTargetForm, 9},
    {"§3.2.3 CONNECT, empty port", "CONNECT a: HTTP/1.1\r\nHost: a\r\n\r\n", HttpTargetForm, 10},
    {"§3.2.3 CONNECT, IPv6 without port", "CONNECT [::1] HTTP/1.1\r\nHost: a\r\n\r\n",
     HttpTargetForm, 13},
    {"§3.2.4 asterisk without OPTIONS", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", HttpTargetForm, 4},
    {"§3.2.4 asterisk and more", "OPTIONS *a HTTP/1.1\r\nHost: a\r\n\r\n", HttpTargetForm, 8},
};

// Behind "POST / HTTP/1.1\r\nHost: h\r\n".
constexpr RefuseCase kRefuseFraming[] = {
    {"§6.3 empty length", "Content-Length:\r\n\r\n", HttpLengthInvalid, 15},
    {"§6.3 length", "Content-Length: +5\r\n\r\n", HttpLengthInvalid, 16},
    {"§6.3 length", "Content-Length: -5\r\n\r\n", HttpLengthInvalid, 16},
    {"§6.3 length", "Content-Length: 0x5\r\n\r\n", HttpLengthInvalid, 16},
    {"§6.3 length", "Content-Length: 4 2\r\n\r\n", HttpLengthInvalid, 16},
    {"§6.3 length, a list", "Content-Length: 5, 5\r\n\r\n", HttpLengthInvalid, 16},
    {"§6.3 length, 2^63", "Content-Length: 9223372036854775808\r\n\r\n", HttpLengthInvalid, 16},
    {"§6.3 length, 2^64 + 5", "Content-Length: 18446744073709551621\r\n\r\n", HttpLengthInvalid,
     16},
    {"§6.3 equal lengths", "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", HttpLengthRepeated,
     35},
    {"§6.3 length and coding", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
     HttpLengthAndCoding, 38},
    {"§6.3 coding and length", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
     HttpLengthAndCoding, 19},
    {"§6.1 unknown coding", "Transfer-Encoding: xchunked\r\n\r\n", HttpCodingUnsupported, 19},
    {"§6.1 identity", "Transfer-Encoding: identity\r\n\r\n", HttpCodingUnsupported, 19},
    {"§6.1 gzip", "Transfer-Encoding: gzip, chunked\r\n\r\n", HttpCodingUnsupported, 19},
    {"§6.1 gzip in two", "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n",
     HttpCodingUnsupported, 44},
    {"§6.3 chunked is not last", "Transfer-Encoding: chunked, gzip\r\n\r\n", HttpCodingInvalid, 19},
    {"§6.1 chunked twice", "Transfer-Encoding: chunked, chunked\r\n\r\n", HttpCodingInvalid, 19},
    {"§6.1 no coding", "Transfer-Encoding:\r\n\r\n", HttpCodingInvalid, 18},
    {"§6.1 a coding and none", "Transfer-Encoding: chunked\r\nTransfer-Encoding: \r\n\r\n",
     HttpCodingInvalid, 47},
    {"§6.1 no token", "Transfer-Encoding: chun ked\r\n\r\n", HttpCodingInvalid, 19},
    {"§6.1 quoted", "Transfer-Encoding: \"chunked\"\r\n\r\n", HttpCodingInvalid, 19},
    {"§7.1 parameter", "Transfer-Encoding: chunked;a=b\r\n\r\n", HttpCodingInvalid, 19},
};

void expect_refused(const RefuseCase& row, const std::string& before) {
  const std::string wire = before + std::string(row.wire);
  SCOPED_TRACE(std::string(row.spec) + ": " + wire);
  std::string expected = "error " + std::string(name(row.code)) + "\n";
  EXPECT_EQ(read_all_ways(wire), expected);
  RequestReader reader;
  const auto event = reader.read(wire);
  if (event) {
    ADD_FAILURE() << "is not refused at once";
    return;
  }
  EXPECT_EQ(event.error().offset, before.size() + row.offset);
  EXPECT_EQ(reader.read(wire), event) << "an error stays";
}

TEST(Rfc9112Reader, RefusesStartLines) {
  for (const RefuseCase& row : kRefuseLine) expect_refused(row, "");
}

TEST(Rfc9112Reader, RefusesFieldLines) {
  for (const RefuseCase& row : kRefuseField) expect_refused(row, "GET / HTTP/1.1\r\n");
}

TEST(Rfc9112Reader, RefusesHosts) {
  for (const RefuseCase& row : kRefuseHead) expect_refused(row, "");
}

TEST(Rfc9112Reader, RefusesFraming) {
  for (const RefuseCase& row : kRefuseFraming) {
    expect_refused(row, "POST / HTTP/1.1\r\nHost: h\r\n");
  }
}

}  // namespace
}  // namespace onward::http
