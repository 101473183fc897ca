// SPDX-License-Identifier: MIT
// RFC 9113 §8.2, §8.3: the head that a request's fields become, written as HTTP/1.1 would have it.
// What is malformed or refused is tested over a connection, in requests_test.cc.
#include "gateway/h2/head_fields.h"

#include "gateway/h2/http2_client.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

/// As HTTP/1.1 would have it.
std::string text_of(const FieldList& fields) {
  const http::Limits limits;
  HeadFields taken(limits);
  taken.begin(false);
  for (const auto& [name, value] : fields) taken.take({{name, value}, kind_of(name, value)});
  http::RequestHead head;
  if (taken.end(head) != HeadFields::Verdict::Good) return "no";
  std::string text(head.method.name());
  text.append(" ").append(head.target.text).append(" HTTP/1.1\r\n");
  for (const http::Field field : head.fields) {
    text.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  return text.append("\r\n");
}

TEST(Rfc9113Fields, AreThoseOfHttp11) {
  struct Case {
    const char* section;
    FieldList fields;
    const char* text;
  };
  const Case cases[] = {
      {"§8.3.1",
       {{":method", "POST"},
        {":scheme", "https"},
        {":authority", "a:1"},
        {":path", "/b?c"},
        {"x-y", "z"}},
       "POST /b?c HTTP/1.1\r\nhost: a:1\r\nx-y: z\r\n\r\n"},
      {"§8.3: in any order",
       {{":path", "/"}, {":authority", "a"}, {":method", "GET"}, {":scheme", "HTTP"}},
       "GET / HTTP/1.1\r\nhost: a\r\n\r\n"},
      {"§8.3.1: Host in place of :authority",
       {{":method", "GET"}, {":scheme", "http"}, {":path", "/"}, {"x", ""}, {"host", "a"}},
       "GET / HTTP/1.1\r\nx: \r\nhost: a\r\n\r\n"},
      {"§8.3.1: beside it, once",
       {{":method", "GET"},
        {":scheme", "https"},
        {":authority", "a"},
        {":path", "/"},
        {"host", "A:443"}},
       "GET / HTTP/1.1\r\nhost: a\r\n\r\n"},
      {"§8.2.3",
       {{":method", "GET"},
        {":scheme", "http"},
        {":authority", "a"},
        {":path", "/"},
        {"cookie", "a=1"},
        {"x", "y"},
        {"cookie", "b=2"},
        {"cookie", "c=3"}},
       "GET / HTTP/1.1\r\nhost: a\r\nx: y\r\ncookie: a=1; b=2; c=3\r\n\r\n"},
      {"§8.2.1: a tab inside",
       {{":method", "GET"},
        {":scheme", "http"},
        {":authority", "a"},
        {":path", "/"},
        {"x", "y\tz"}},
       "GET / HTTP/1.1\r\nhost: a\r\nx: y\tz\r\n\r\n"},
      {"§8.5",
       {{":method", "CONNECT"}, {":authority", "a:443"}},
       "CONNECT a:443 HTTP/1.1\r\nhost: a:443\r\n\r\n"},
      {"§8.3.1",
       {{":method", "OPTIONS"}, {":scheme", "http"}, {":authority", "a"}, {":path", "*"}},
       "OPTIONS * HTTP/1.1\r\nhost: a\r\n\r\n"},
      {"§8.3.1", {}, "no"},
  };
  for (const Case& row : cases) EXPECT_EQ(text_of(row.fields), row.text) << row.section;
}

}  // namespace
}  // namespace onward::gateway
