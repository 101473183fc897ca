// SPDX-License-Identifier: MIT
// One table: rules, Location field values, and what goes onto the wire. All for an answer to a
// request for http://a.example:81/d/start?q=1.
#include "redirect/location.h"

#include "redirect/location_presets.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::redirect {
namespace {

using namespace locations;

std::string text_of(const LocationOutcome& outcome) {
  if (const auto* request = std::get_if<NextRequest>(&outcome)) {
    std::string text = request->scheme == "http" ? "" : request->scheme + ":";
    if (request->host != "a.example" || request->port != 81) {
      text.append(request->host).append(":").append(std::to_string(request->port));
    }
    return text.append(" ").append(request->target);
  }
  if (const auto* other = std::get_if<OtherProtocol>(&outcome)) return "opens " + other->scheme;
  switch (std::get<Instead>(outcome)) {
    case Instead::Answer:
      return "answer";
    case Instead::Error:
      return "error";
    case Instead::Hangs:
      return "hangs";
    default:
      return "?";
  }
}

std::string resolved(const LocationRules& rules, const std::vector<std::string_view>& values) {
  const auto base = url::parse("http://a.example:81/d/start?q=1");
  return text_of(resolve_location(rules, *base, values));
}

struct Case {
  const char* name;
  const LocationRules& rules;
  std::vector<std::string_view> values;
  std::string expected;
};

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) EXPECT_EQ(resolved(c.rules, c.values), c.expected) << c.name;
}

TEST(Rfc9110Location, WhichValue) {
  check({
      {"first", kGoUrl, {"/1", "/2"}, " /1"},
      {"last", kJavaUrl, {"/1", "/2", "/3"}, " /3"},
      {"joined, RFC 9110 §5.3", kRequests, {"/1", "/2"}, " /1,%20/2"},
      {"joined by a comma alone", kTornado, {"/1", "/2"}, " /1,/2"},
      {"joined by nothing", kAddressable, {"/1", "/2"}, " /1/2"},
      {"refused", kRubyUri, {"/1", "/1"}, "error"},
      {"refused as they differ", kChromium, {"/1", "/2"}, "error"},
      {"equal ones are one", kFirefox, {"/1", "/1"}, " /1"},
      {"none: answer", kCurl, {}, "answer"},
      {"none: error", kWget, {}, "error"},
      {"none: the same again", kUriPm, {}, " /d/start?q=1"},
      {"empty: the same again", kUrlStandard, {""}, " /d/start?q=1"},
      {"empty: answer", kRequests, {""}, "answer"},
      {"empty: directory", kJavaUri, {""}, " /d/"},
      {"empty: root", kApacheClient5, {""}, " /"},
      {"too long", kYarl, {std::string_view(std::string(9000, 'a'))}, "error"},
  });
}

TEST(Rfc9110Location, BytesOfTheValue) {
  check({
      {"spaces around", kUrlStandard, {"  /x  "}, " /x"},
      {"a space behind is kept", kUrllib3, {" /x "}, " /x%20"},
      {"a space behind is refused", kNodeFetch, {" /x "}, "error"},
      {"space inside", kCurl, {"/a b?c d"}, " /a%20b?c+d"},
      {"space refused", kRubyUri, {"/a b"}, "error"},
      {"space sent", kTornado, {"/a b"}, " /a b"},
      {"space ends it", kWget2, {"/a b"}, " /a"},
      {"tab removed", kUrlStandard, {"/a\tb"}, " /ab"},
      {"tab escaped", kFirefox, {"/a\tb"}, " /a%09b"},
      {"tab refused", kCurl, {"/a\tb"}, "error"},
      {"tab ends it", kLinks, {"/a\tb"}, " /a"},
      {"UTF-8", kUrlStandard, {"/\xC3\xBC"}, " /%C3%BC"},
      {"UTF-8, lower case", kCurl, {"/\xC3\xBC"}, " /%c3%bc"},
      {"UTF-8 taken for Latin-1", kNodeUrl, {"/\xC3\xBC"}, " /%C3%83%C2%BC"},
      {"UTF-8 taken for Latin-1, sent raw", kTornado, {"/\xC3\xBC"}, " /\xC3\x83\xC2\xBC"},
      {"UTF-8 sent raw", kPhpStreams, {"/\xC3\xBC"}, " /\xC3\xBC"},
      {"UTF-8 refused", kRubyUri, {"/\xC3\xBC"}, "error"},
      {"as if there were none", kUreq, {"/\xC3\xBC"}, "answer"},
      {"Latin-1 is no UTF-8", kUrlStandard, {"/\xFC"}, " /%EF%BF%BD"},
      {"Latin-1 bytes", kChromium, {"/\xFC"}, " /%FC"},
      {"Latin-1 refused", kRequests, {"/\xFC"}, "error"},
      {"Latin-1 dropped", kYarl, {"/\xFC"}, " /"},
      {"Latin-1 empties", kGuzzle, {"/\xFC"}, " /d/start?q=1"},
      {"Latin-1 where no UTF-8", kMojo, {"/\xFC"}, " /%C3%BC"},
      {"marks taken off", kUriPm, {"</x>"}, " /x"},
      {"marks kept", kUrlStandard, {"</x>"}, " /d/%3C/x%3E"},
      {"odd bytes raw", kCurl, {"/|{}^`\"<>"}, " /|{}^`\"<>"},
      {"odd bytes, URL standard", kUrlStandard, {"/|{}^`\"<>"}, " /|%7B%7D%5E%60%22%3C%3E"},
      {"odd bytes, Node", kNodeUrl, {"/|{}^`\"<>"}, " /|%7B%7D^%60%22%3C%3E"},
      {"odd bytes, Chromium", kChromium, {"/|{}^`\"<>"}, " /%7C%7B%7D%5E%60%22%3C%3E"},
      {"odd bytes refused", kJavaUri, {"/|"}, "error"},
  });
}

TEST(Rfc3986Location, Escapes) {
  check({
      {"kept", kUrlStandard, {"/%zz%2Fb%7e"}, " /%zz%2Fb%7e"},
      {"bad one refused", kGoUrl, {"/%zz"}, "error"},
      {"good ones as they are", kGoUrl, {"/%2fb%7e"}, " /%2fb%7e"},
      {"decoded, as something is escaped", kGoUrl, {"/%2fb%7e|"}, " //b~%7C"},
      {"bad one escaped", kWget, {"/%zz%2Fb%7e"}, " /%25zz%2Fb%7e"},
      {"all escaped", kRequests, {"/%zz%2Fb%7e"}, " /%25zz%252Fb%257e"},
      {"all escaped, and in upper case", kUrllib3, {"/%zz%2fb"}, " /%25zz%252Fb"},
      {"unreserved decoded", kRequests, {"/%2Fb%7e"}, " /%2Fb~"},
      {"upper case", kUrllib3, {"/%2fb%7e"}, " /%2Fb%7E"},
      {"normalized: §6.2.2", kGUri, {"/%7e%41/%c3%bc?%c3"}, " /~A/%C3%BC?%C3"},
      {"normalized, and dots with it", kGUri, {"/a/%2e%2E/b"}, " /b"},
      {"reserved ones escaped", kApacheClient5, {"/x;a=1,b:c?[x]"}, " /x%3Ba%3D1%2Cb%3Ac?%5Bx%5D"},
      {"brackets refused", kApacheClient4, {"/[x]"}, "error"},
      {"what the fragment has", kCommonsClient3, {"/x#f g"}, " /x"},
      {"what the query has", kCommonsClient3, {"/x?%zz"}, " /x?%zz"},
      {"everything decoded", kMojo, {"/%zz%2Fb%7e%20%3F"}, " /%25zz/b~%20%3F"},
  });
}

TEST(Rfc3986Location, Joining) {
  check({
      {"§5.2.3", kCurl, {"x"}, " /d/x"},
      {"§5.2.4", kCurl, {"../../x/./y/.."}, " /x/"},
      {"dots above the root stay", kJavaUri, {"../../x"}, " /../x"},
      {"dots above the root of a host",
       kApacheClient5,
       {"http://b.example/../a"},
       "b.example:80 /../a"},
      {"but not of a path", kApacheClient5, {"/../a"}, " /a"},
      {"parameters are a segment", kCurl, {";p"}, " /d/;p"},
      {"RFC 1808 §4, step 5", kLinks, {";p?x"}, " /d/start;p?x"},
      {"behind the query", kLynx, {";p"}, " /d/start?q=1;p"},
      {"an empty query is none", kGuzzle, {"?"}, " /d/start?q=1"},
      {"?q refused", kCommonsClient3, {"?q"}, "error"},
      {"dots stay", kErlang, {"../x"}, " /d/../x"},
      {"dots of an absolute path stay", kJavaUri, {"/a/../x"}, " /a/../x"},
      {"slashes merged", kApacheClient4, {"/a//b"}, " /a/b"},
      {"slashes merged in relative paths", kUrljoin, {"a//b"}, " /d/a/b"},
      {"but not in absolute ones", kUrljoin, {"/a//b"}, " /a//b"},
      {"query", kCurl, {"?x"}, " /d/start?x"},
      {"query behind the directory", kJavaUri, {"?x"}, " /d/?x"},
      {"query behind the root", kApacheClient5, {"?x"}, " /?x"},
      {"fragment", kUrljoin, {"#f"}, " /d/start?q=1"},
      {"fragment as a path", kCurl, {"#f"}, " /d/"},
      {"fragment without the query", kCommonsClient3, {"#f"}, " /d/start"},
      {"fragment sent", kSystemUriClient, {"/x#f"}, " /x#f"},
      {"pasted", kPhpStreams, {"../x"}, " /d//../x"},
      {"one byte pasted", kPhpStreams, {"x"}, " /x"},
      {"as written", kCppHttplib, {"../x"}, " ../x"},
      {"refused", kHttpTiny, {"x"}, "error"},
  });
}

TEST(Rfc3986Location, SchemesAndHosts) {
  check({
      {"network path", kCurl, {"//b/p"}, "b:80 /p"},
      {"network path as a path", kHttpTiny, {"//b/p"}, " //b/p"},
      {"network path refused", kHttplib2, {"//b/p"}, "error"},
      {"https", kGoUrl, {"https://B/p"}, "https:b:443 /p"},
      {"HTTP", kUrljoin, {"HTTP://b/p"}, "b:80 /p"},
      {"HTTP is not http", kAria2, {"HTTP://b/p"}, "error"},
      {"http:x absolute", kGoUrl, {"http:x"}, "error"},
      {"http:x relative", kUrllib3, {"http:x"}, " /d/x"},
      {"http:x from the root", kRequests, {"http:x"}, " /x"},
      {"http:x in browsers", kFirefox, {"http:x"}, " /d/x"},
      {"one slash is enough", kCurl, {"http:/b"}, "b:80 /"},
      {"three slashes", kCurl, {"http:///b/p"}, "b:80 /p"},
      {"no authority", kUrljoin, {"http:///p"}, " /p"},
      {"no path", kCurl, {"http://b?x"}, "b:80 /?x"},
      {"no path, no slash", kTwisted, {"http://b?x"}, "b:80 ?x"},
      {"backslashes are slashes", kUrlStandard, {"\\\\b\\p"}, "b:80 /p"},
      {"backslashes are path", kCurl, {"\\\\b\\p"}, " /d/\\\\b\\p"},
      {"backslashes escaped", kRequests, {"/\\b/p"}, " /%5Cb/p"},
      {"a slash in the path only", kSystemUri, {"/\\b/p"}, " //b/p"},
      {"a colon in the first segment", kGoUrl, {"a%:b"}, "error"},
      {"a port in a path", kGuzzle, {"/x:80/p"}, "error"},
      {"userinfo", kCurl, {"http://u:p@b/x"}, "b:80 /x"},
      {"userinfo refused", kTwisted, {"http://u:p@b/x"}, "error"},
      {"userinfo elsewhere", kChromiumFetch, {"http://u:p@b/x"}, "error"},
      {"userinfo at home", kChromiumFetch, {"http://u:p@a.example:81/x"}, " /x"},
      {"userinfo unknown", kCppHttplib, {"http://b:82@c/p"}, "b:82 @c/p"},
      {"port out of range", kCurl, {"http://b:99999/"}, "error"},
      {"port out of range: answer", kOkHttp, {"http://b:99999/"}, "answer"},
      {"IPv6", kCurl, {"http://[::1]:82/"}, "[::1]:82 /"},
      {"no IPv6", kErlang, {"http://[::1]:82/"}, "error"},
      {"short IPv4", kCurl, {"http://127.1/"}, "127.0.0.1:80 /"},
      {"short IPv4 is a name", kGoUrl, {"http://127.1/"}, "error"},
      {"ftp opened", kCurl, {"ftp://b/x"}, "opens ftp"},
      {"ftp as http", kJavaUri, {"ftp://b/x"}, "b:80 /x"},
      {"ftp handed back", kJavaUrl, {"ftp://b/x"}, "answer"},
      {"foo never ends", kTornado, {"foo://b/x"}, "hangs"},
      {"foo is a path", kLinks, {"foo://b/x"}, " /d/foo://b/x"},
      {"file", kReqwest, {"file:///etc/passwd"}, "answer"},
      {"mailto", kReqwest, {"mailto:a@b"}, "error"},
      {"a:b is a path", kAria2, {"a:b"}, " /d/a:b"},
      {"no host", kGoUrl, {"http://"}, "error"},
      {"a space in a host", kCurl, {"http://b c/"}, "error"},
  });
}

// The preset of the URL standard is url::resolve().
TEST(Rfc3986Location, NoSchemes) {
  check({
      {"no scheme, dropped", kUriPm, {"1x:y/z"}, " /d/y/z"},
      {"no scheme, kept", kCurl, {"1x:y/z"}, " /d/1x:y/z"},
      {"a port of six digits", kGuzzle, {"http://b.example:000080/"}, "error"},
  });
}

TEST(UrlStandardLocation, IsTheUrlModule) {
  const auto base = url::parse("https://a.example/d/start?q=1#f");
  for (const std::string_view value : {"x", "../x", "?y", "#z", "//b/c", "http:x", "https:x", "?",
                                       "HTTPS:\\\\b\\c", "/\xFC", "/a b"}) {
    const auto expected = url::resolve(value, *base);
    const auto outcome = resolve_location(kUrlStandard, *base, {&value, 1});
    const auto* request = std::get_if<NextRequest>(&outcome);
    ASSERT_NE(request, nullptr) << value;
    EXPECT_EQ(request->host, expected->hostname()) << value;
    EXPECT_EQ(request->port, expected->port_or_default().value_or(0)) << value;
    std::string target(expected->pathname());
    if (const auto query = expected->query()) target.append("?").append(*query);
    EXPECT_EQ(request->target, target) << value;
  }
}

}  // namespace
}  // namespace onward::redirect
