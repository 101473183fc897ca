// SPDX-License-Identifier: MIT
// The normal form: RFC 3986 §6.2.2 row by row, and what it leaves alone on purpose. Each result is
// normalized again, which must change nothing.
#include "rules/normal_url.h"

#include "onward/http/reader.h"
#include "onward/url/url.h"
#include "support/exact_buffer.h"

#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

struct PathCase {
  const char* spec;
  const char* target;
  const char* path;
};

constexpr PathCase kPaths[] = {
    {"already normal", "/a/b.c/~d", "/a/b.c/~d"},
    {"RFC 9110 §4.2.3: no path", "", "/"},
    {"RFC 3986 §6.2.2.1: escapes in upper case", "/a%2fb%c3%a9", "/a%2Fb%C3%A9"},
    {"RFC 3986 §6.2.2.2: unreserved decoded", "/%7euser/%41%2D%5f%2e", "/~user/A-_."},
    {"reserved stays", "/%2F%3F%23%5B%40%21%24%26", "/%2F%3F%23%5B%40%21%24%26"},
    {"percent stays", "/%25%32%35", "/%2525"},
    {"no escape", "/100%/%zz/%4", "/100%/%zz/%4"},
    {"what follows a stray % makes no escape of it", "/%%34%31", "/%%341"},
    {"nor behind one digit", "/%4%31", "/%4%31"},
    {"letters that are no digits decode", "/%%7A", "/%z"},
    {"RFC 3986 §5.2.4", "/a/b/c/./../../g", "/a/g"},
    {"RFC 3986 §5.2.4", "/mid/content=5/../6", "/mid/6"},
    {"above the root", "/../../a", "/a"},
    {"dots at the end", "/a/b/..", "/a/"},
    {"dots at the end", "/a/.", "/a/"},
    {"only dots", "/..", "/"},
    {"dots in escapes", "/a/%2e%2E/b/.%2e/c", "/c"},
    {"three dots are a name", "/a/.../b", "/a/.../b"},
    {"a name that begins with a dot", "/.well-known/..x", "/.well-known/..x"},
    {"an empty segment is one", "/a//../b", "/a/b"},
    {"duplicate slashes", "/a//b///", "/a//b///"},
    {"never another host", "//evil/x", "//evil/x"},
    {"never another host", "/.//evil/x", "//evil/x"},
    {"case", "/A/b", "/A/b"},
    {"RFC 3986 §2: in no URI", "/{a|b}", "/%7Ba%7Cb%7D"},
    {"nor escaped with a stray %", "/%|%4}", "/%%7C%4%7D"},
};

TEST(Rfc3986NormalForm, Paths) {
  for (const PathCase& c : kPaths) {
    const test::ExactBuffer target(c.target);
    NormalUrl url;
    std::string buffer;
    normalize_target(target.view(), url, buffer);
    EXPECT_EQ(url.path, c.path) << c.spec << ": " << c.target;
    EXPECT_FALSE(url.has_query);
    const std::string once(url.path);
    normalize_target(once, url, buffer);
    EXPECT_EQ(url.path, once) << "again: " << c.target;
  }
}

TEST(Rfc3986NormalForm, OfWhatIsNormalIsAView) {
  for (const std::string_view target :
       {"/", "//", "/a/b.c/~d", "/.well-known/..x/...", "/a%2F%C3%A9?%41/../"}) {
    NormalUrl url;
    std::string buffer;
    normalize_target(target, url, buffer);
    EXPECT_EQ(url.path.data(), target.data()) << target;
  }
}

TEST(Rfc3986NormalForm, QueryIsByteForByte) {
  const struct {
    const char* target;
    const char* path;
    const char* query;
  } kCases[] = {
      {"/a?x=%41&y=/../%7e", "/a", "x=%41&y=/../%7e"},
      {"/%41?%41?b", "/A", "%41?b"},
      {"/a/../b?", "/b", ""},
      {"?x", "/", "x"},
      {"/?", "/", ""},
  };
  for (const auto& c : kCases) {
    NormalUrl url;
    std::string buffer;
    normalize_target(c.target, url, buffer);
    EXPECT_EQ(url.path, c.path) << c.target;
    EXPECT_TRUE(url.has_query) << c.target;
    EXPECT_EQ(url.query, c.query) << c.target;
  }
}

struct UrlCase {
  const char* spec;
  const char* head;  // without the empty line
  Origin origin;
  const char* url;  // scheme|host|port|path|query
};

std::string spelled(const NormalUrl& url) {
  std::string text;
  for (const std::string_view part : {url.scheme, url.host, url.port, url.path, url.query}) {
    text.append(text.empty() ? "" : "|").append(part);
  }
  return text;
}

TEST(NormalUrl, IsOriginAndTarget) {
  const UrlCase kCases[] = {
      {"Host", "GET /a?b HTTP/1.1\r\nHost: shop.example\r\n", {}, "http|shop.example||/a|b"},
      {"Host in canonical form",
       "GET / HTTP/1.1\r\nHost: SHOP.Example:080\r\n",
       {},
       "http|shop.example||/|"},
      {"another port",
       "GET / HTTP/1.1\r\nHost: shop.example:8307\r\n",
       {},
       "http|shop.example|8307|/|"},
      {"the default port is the scheme's",
       "GET / HTTP/1.1\r\nHost: a.example:443\r\n",
       {"https", "", {}},
       "https|a.example||/|"},
      {"80 is no default of https",
       "GET / HTTP/1.1\r\nHost: a.example:80\r\n",
       {"https", "", {}},
       "https|a.example|80|/|"},
      {"addresses", "GET / HTTP/1.1\r\nHost: 127.0.0.1:8307\r\n", {}, "http|127.0.0.1|8307|/|"},
      {"addresses", "GET / HTTP/1.1\r\nHost: 0x7f.1\r\n", {}, "http|127.0.0.1||/|"},
      {"addresses", "GET / HTTP/1.1\r\nHost: [::0001]:81\r\n", {}, "http|[::1]|81|/|"},
      {"a label of digits", "GET / HTTP/1.1\r\nHost: 1.example\r\n", {}, "http|1.example||/|"},
      {"no Host", "GET /x HTTP/1.0\r\n", {}, "http|||/x|"},
      {"never resolved",
       "GET //evil/x HTTP/1.1\r\nHost: a.example\r\n",
       {},
       "http|a.example||//evil/x|"},
      {"absolute-form",
       "GET http://A.example?x HTTP/1.1\r\nHost: a.example\r\n",
       {},
       "http|a.example||/|x"},
      {"the scheme is the listener's",
       "GET https://a.example/x HTTP/1.1\r\nHost: a.example\r\n",
       {},
       "http|a.example||/x|"},
      {"the public origin",
       "GET /x HTTP/1.1\r\nHost: 127.0.0.1:8307\r\n",
       {"https", "api.example.com", {}},
       "https|api.example.com||/x|"},
  };
  NormalBuffer used;  // which knows the URL before
  for (const UrlCase& c : kCases) {
    const std::string wire = std::string(c.head) + "\r\n";
    http::RequestReader reader;
    ASSERT_TRUE(reader.read(wire)) << c.head;
    NormalBuffer fresh;
    for (NormalBuffer* buffer : {&fresh, &fresh, &used, &used}) {
      NormalUrl url;
      ASSERT_TRUE(normalize({reader.head(), c.origin}, *buffer, url)) << c.head;
      EXPECT_EQ(spelled(url), c.url) << c.spec;
    }
  }
}

TEST(NormalUrl, OfAnOriginThatIsNone) {
  const std::string wire = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  http::RequestReader reader;
  ASSERT_TRUE(reader.read(wire));
  NormalBuffer buffer;
  const Origin host{"http", "a b", {}};
  NormalUrl url;
  EXPECT_EQ(normalize({reader.head(), host}, buffer, url).error().code, ErrorCode::HostForbidden);
  const Origin port{"http", "a:70000", {}};
  for (int i = 0; i < 2; ++i) {  // nothing of it is known the next time
    EXPECT_EQ(normalize({reader.head(), port}, buffer, url).error().code,
              ErrorCode::UrlPortOutOfRange);
  }
  const Origin good{"http", "b", {}};
  ASSERT_TRUE(normalize({reader.head(), good}, buffer, url));
  EXPECT_EQ(spelled(url), "http|b||/|");
}

/// The path that is kept of a target, and the target itself.
using Kept = std::pair<std::string, std::string>;

Kept kept(std::string_view target_as_sent, Dots dots) {
  const test::ExactBuffer target(target_as_sent);
  NormalUrl url;
  std::string normal;
  std::string path;
  normalize_target(target.view(), url, normal);
  const std::string_view path_kept = kept_path(url, dots, path);
  return {std::string(path_kept), std::string(url.target)};
}

TEST(KeptPath, IsThatOfAUrlParser) {
  const struct {
    const char* target;
    const char* path;
    const char* target_as_sent;
  } kCases[] = {
      {"/a?b", "/a", "/a?b"},
      {"/%61%2f", "/%61%2f", "/%61%2f"},
      {"/{%7b}|?{", "/%7B%7b%7D|", "/{%7b}|?{"},
      {"/a/./b/%2e%2E/c/.%2e?", "/a/", "/a/./b/%2e%2E/c/.%2e?"},
      {"/a/.../%2e%2e%2e/..%2f", "/a/.../%2e%2e%2e/..%2f", "/a/.../%2e%2e%2e/..%2f"},
      {"/%2e", "/", "/%2e"},
      {"/..", "/", "/.."},
      {"", "/", "/"},
      {"?", "/", "/?"},
      {"?%61", "/", "/?%61"},
      {"//%61/..", "//", "//%61/.."},
      {"/%", "/%", "/%"},
      {"/%2", "/%2", "/%2"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(kept(c.target, Dots::Remove), Kept(c.path, c.target_as_sent)) << c.target;
  }
}

TEST(KeptPath, OfWhatPeopleWrite) {
  const struct {
    const char* written;
    const char* path;
  } kCases[] = {
      {"", "/"},
      {"a b", "/a%20b"},
      {"/%7euser/./x/../y", "/%7euser/y"},
      {"/a|{b", "/a|%7Bb"},
      {"/\xC3\xA9", "/%C3%A9"},
      {"/what?#now", "/what%3F%23now"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(kept_path(c.written, Dots::Remove), c.path);
    EXPECT_EQ(kept_path(c.path, Dots::Remove), c.path);
  }
}

TEST(KeptPath, WithItsDots) {
  const struct {
    const char* target;
    const char* path;
  } kCases[] = {
      {"/a/./b/../c", "/a/./b/../c"},
      {"/%2e%2E/%61?b/..", "/%2e%2E/%61"},
      {"/{/..", "/%7B/.."},
      {"//x/.", "//x/."},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(kept(c.target, Dots::Keep).first, c.path) << c.target;
  }
  EXPECT_EQ(kept_path("/a/../b c", Dots::Keep), "/a/../b%20c");
}

TEST(NormalPath, OfWhatPeopleWrite) {
  const struct {
    const char* written;
    const char* path;
  } kCases[] = {
      {"/a", "/a"},        {"a/b", "/a/b"},
      {"", "/"},           {"/s\xC3\xBC\xC3\x9F", "/s%C3%BC%C3%9F"},
      {"/a b", "/a%20b"},  {"/what?#now", "/what%3F%23now"},
      {"/a\\b", "/a%5Cb"}, {"/%7euser/./x/../y", "/~user/y"},
      {"/100%", "/100%"},  {"/\xFF", "/%FF"},
      {"/a|b", "/a%7Cb"},  {"/{a}", "/%7Ba%7D"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(normal_path(c.written), c.path);
    EXPECT_EQ(normal_path(c.path), c.path);
  }
}

}  // namespace
}  // namespace onward::rules
