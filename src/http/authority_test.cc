// SPDX-License-Identifier: MIT
// RFC 9112 §3.2: which authorities are valid, and which are the same. That the two short cuts agree
// with the URL standard's host parser is tried on many small strings.
#include "http/authority.h"

#include "onward/url/url.h"
#include "support/exact_buffer.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::http {
namespace {

struct Case {
  const char* text;
  bool is_valid;
};

constexpr Case kCases[] = {
    {"example.com", true},
    {"EXAMPLE.com.", true},
    {"example.com:", true},
    {"example.com:8080", true},
    {"a_b-c", true},
    {"127.0.0.1:65535", true},
    {"127.1", true},
    {"0x7f.1", true},
    {"[::1]", true},
    {"[::ffff:1.2.3.4]:1", true},
    {"xn--bcher-kva.example", true},
    {"ex%41mple.com", true},
    {"1.2.3.4.example", true},
    {"", false},
    {":80", false},
    {".", false},
    {"..", false},
    {".a", false},
    {"a..b", false},
    {"a..", false},
    {"1.2.3.256", false},
    {"1.2.3.4.5", false},
    {"1.2..4", false},
    {"09.1.1.1", false},
    {"a.1", false},
    {"[::1", false},
    {"[::1].", false},
    {"[::1]80", false},
    {"::1", false},
    {"a:65536", false},
    {"a:-1", false},
    {"a: 1", false},
    {"a b", false},
    {"a@b", false},
    {"a/b", false},
    {"a\\b", false},
    {"a,b", true},
    {"a?b", false},
    {"a#b", false},
    {"a%00b", false},
    {"a%2", false},
    {"\xc3\xa9", false},
};

TEST(Rfc9112Authority, Cases) {
  for (const Case& row : kCases) {
    EXPECT_EQ(is_valid_authority(test::ExactBuffer(row.text).view()), row.is_valid) << row.text;
  }
}

// What is valid is a URL's authority; what a URL takes is valid, but for empty labels.
TEST(Rfc9112Authority, AgreesWithUrls) {
  constexpr std::string_view kLetters = "a09.:-x%[]";
  std::size_t count = 1;
  for (int i = 0; i < 5; ++i) count *= kLetters.size();
  for (std::size_t number = 0; number < count; ++number) {
    std::string text;
    for (std::size_t rest = number; rest != 0; rest /= kLetters.size()) {
      text += kLetters[rest % kLetters.size()];
    }
    const auto url = url::parse("http://" + text + "/");
    const bool has_empty_label = url && (url->hostname().find("..") != std::string_view::npos ||
                                         url->hostname().starts_with('.'));
    ASSERT_EQ(is_valid_authority(text), url.has_value() && !has_empty_label) << text;
  }
}

struct SameCase {
  const char* a;
  const char* b;
  const char* scheme;
  bool is_same;
};

constexpr SameCase kSame[] = {
    {"a", "A", "http", true},
    {"a:80", "a", "http", true},
    {"a:443", "a", "https", true},
    {"a:", "a", "http", true},
    {"a:0080", "a:80", "http", true},
    {"a:80", "a", "https", false},
    {"a:80", "a", "", false},
    {"a:80", "A:80", "", true},
    {"a", "b", "http", false},
    {"a", "a.", "http", false},
    {"ex%41mple.com", "example.com", "http", true},
    {"127.1", "127.0.0.1", "http", true},
    {"[::1]", "[0:0::1]:80", "http", true},
};

TEST(Rfc9112Authority, Same) {
  for (const SameCase& row : kSame) {
    EXPECT_EQ(same_authority(row.a, row.b, row.scheme), row.is_same) << row.a << " " << row.b;
    EXPECT_EQ(same_authority(row.b, row.a, row.scheme), row.is_same) << row.b << " " << row.a;
  }
}

}  // namespace
}  // namespace onward::http
