// SPDX-License-Identifier: MIT
// RFC 9110 §9: any token is a method; a known one has its enumerator; the registry says what is
// safe and what is idempotent.
#include "onward/http/method.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::http {
namespace {

TEST(Rfc9110Method, ExampleHolds) {
  constexpr onward::http::Method put("PUT");
  EXPECT_TRUE(put.is_idempotent());
  auto custom = onward::http::Method::parse("BREW");
  EXPECT_EQ(custom->known(), KnownMethod::Other);
  EXPECT_EQ(custom->name(), "BREW");
}

struct Case {
  const char* spec;
  std::string_view name;
  KnownMethod known;
  bool is_safe;
  bool is_idempotent;
};

constexpr Case kCases[] = {
    {"§9.3.1", "GET", KnownMethod::Get, true, true},
    {"§9.3.2", "HEAD", KnownMethod::Head, true, true},
    {"§9.3.3", "POST", KnownMethod::Post, false, false},
    {"§9.3.4", "PUT", KnownMethod::Put, false, true},
    {"§9.3.5", "DELETE", KnownMethod::Delete, false, true},
    {"§9.3.6", "CONNECT", KnownMethod::Connect, false, false},
    {"§9.3.7", "OPTIONS", KnownMethod::Options, true, true},
    {"§9.3.8", "TRACE", KnownMethod::Trace, true, true},
    {"RFC 5789", "PATCH", KnownMethod::Patch, false, false},
    {"IANA", "QUERY", KnownMethod::Query, true, true},
    {"RFC 4918", "PROPFIND", KnownMethod::Other, true, true},
    {"RFC 4918", "MKCOL", KnownMethod::Other, false, true},
    {"RFC 4918", "LOCK", KnownMethod::Other, false, false},
    {"§9.1 case-sensitive", "get", KnownMethod::Other, false, false},
    {"§9.1 unknown", "BREW", KnownMethod::Other, false, false},
    {"§9.1 unknown, of a known size", "POSH", KnownMethod::Other, false, false},
};

TEST(Rfc9110Method, Properties) {
  for (const Case& row : kCases) {
    SCOPED_TRACE(std::string(row.spec) + " " + std::string(row.name));
    const auto method = Method::parse(row.name);
    ASSERT_TRUE(method);
    EXPECT_EQ(method->name(), row.name);
    EXPECT_EQ(method->known(), row.known);
    EXPECT_EQ(method->is_safe(), row.is_safe);
    EXPECT_EQ(method->is_idempotent(), row.is_idempotent);
  }
}

TEST(Rfc9110Method, Refuses) {
  EXPECT_EQ(Method::parse("").error(), (Error{ErrorCode::HttpMethodInvalid, 0}));
  EXPECT_EQ(Method::parse("GE T").error(), (Error{ErrorCode::HttpMethodInvalid, 2}));
  EXPECT_EQ(Method::parse("G\r\n").error(), (Error{ErrorCode::HttpMethodInvalid, 1}));
  EXPECT_EQ(Method::parse("G\xc3\x89T").error(), (Error{ErrorCode::HttpMethodInvalid, 1}));
}

TEST(Rfc9110Method, LongestName) {
  const std::string longest(kMaxMethodBytes, 'M');
  EXPECT_EQ(Method::parse(longest)->name(), longest);
  EXPECT_EQ(Method::parse(longest + "M").error(),
            (Error{ErrorCode::HttpMethodTooLong, kMaxMethodBytes}));
}

}  // namespace
}  // namespace onward::http
