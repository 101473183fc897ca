// SPDX-License-Identifier: MIT
// The URL standard as tables: parsing, resolving, errors, setters, origins. The rows are our own,
// so that these tests say something where the corpora are absent.
#include "onward/url/url.h"

#include "support/exact_buffer.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::url {
namespace {

using test::ExactBuffer;

TEST(UrlHeader, ExampleHolds) {
  auto request = onward::url::parse("https://example.com/a/b?x=1");
  auto next = onward::url::resolve("../c", *request);
  EXPECT_EQ(next->href(), "https://example.com/c");
  EXPECT_EQ(next->origin(), "https://example.com");
  EXPECT_EQ(next->pathname(), "/c");
}

struct ParseCase {
  const char* spec;
  std::string_view input;
  std::string_view href;
};

constexpr ParseCase kParse[] = {
    {"remove C0 control or space", " \x01 http://a/ \x1f", "http://a/"},
    {"remove tab or newline", "ht\ntp:/\t/a\r/b", "http://a/b"},
    {"scalar values", "http://a/\xFF\xC3", "http://a/%EF%BF%BD%EF%BF%BD"},
    {"scheme state", "HtTp://A/", "http://a/"},
    {"scheme state, special without slashes", "http:a", "http://a/"},
    {"scheme state, opaque", "foo:bar", "foo:bar"},
    {"scheme state, opaque and empty", "foo:", "foo:"},
    {"special authority ignore slashes", "http:\\\\//\\a", "http://a/"},
    {"path or authority", "foo:/a", "foo:/a"},
    {"path or authority", "foo://a", "foo://a"},
    {"authority state", "http://u:p@a/", "http://u:p@a/"},
    {"authority state, the last @", "http://u@v@a/", "http://u%40v@a/"},
    {"authority state, a second colon", "http://u:p:q@a/", "http://u:p%3Aq@a/"},
    {"authority state, nothing before @", "http://@a/", "http://a/"},
    {"authority state, empty password", "http://u:@a/", "http://u@a/"},
    {"authority state, only a password", "http://:p@a/", "http://:p@a/"},
    {"authority state, @ behind the path", "http://a/b@c", "http://a/b@c"},
    {"host state, brackets", "http://[::1]:8/", "http://[::1]:8/"},
    {"host state, empty and not special", "foo:///a", "foo:///a"},
    {"port state, default", "https://a:443/", "https://a/"},
    {"port state, leading zeros", "http://a:00080/", "http://a/"},
    {"port state, empty", "http://a:/", "http://a/"},
    {"port state, zero", "http://a:0/", "http://a:0/"},
    {"port state, not special", "foo://a:80", "foo://a:80"},
    {"file state", "file:a", "file:///a"},
    {"file slash state", "file:/a", "file:///a"},
    {"file host state", "file://a/b", "file://a/b"},
    {"file host state, localhost", "file://LOCALHOST/a", "file:///a"},
    {"file host state, drive letter", "file://C|/a", "file:///C:/a"},
    {"path state, drive letter stays", "file:///C:/../..", "file:///C:/"},
    {"path start state, empty and special", "http://a?b", "http://a/?b"},
    {"path start state, empty and not special", "foo://a?b", "foo://a?b"},
    {"path state, dots", "http://a/b/./c/../d", "http://a/b/d"},
    {"path state, dots at the end", "http://a/b/..", "http://a/"},
    {"path state, dot at the end", "http://a/b/.", "http://a/b/"},
    {"path state, above the root", "http://a/../../b", "http://a/b"},
    {"path state, encoded dots", "http://a/b/%2E%2e/.%2E/%2e/c", "http://a/c"},
    {"path state, three dots", "http://a/.../b", "http://a/.../b"},
    {"path state, a file name", "http://a/.b/c.", "http://a/.b/c."},
    {"path state, backslash", "http://a\\b\\c", "http://a/b/c"},
    {"path state, backslash, not special", "foo://a/b\\c", "foo://a/b\\c"},
    {"path state, empty segments", "http://a//b//", "http://a//b//"},
    {"path state, encode", "http://a/ \"#", "http://a/%20%22#"},
    {"path state, encode", "http://a/<>`{}^|", "http://a/%3C%3E%60%7B%7D%5E|"},
    {"path state, %2F stays", "http://a/%2f%zz%", "http://a/%2f%zz%"},
    {"opaque path state", "foo:a b", "foo:a b"},
    {"opaque path state, space before ?", "foo:a  ?b", "foo:a %20?b"},
    {"query state", "http://a/?'\" <>#", "http://a/?%27%22%20%3C%3E#"},
    {"query state, not special", "foo://a?'", "foo://a?'"},
    {"query state, empty", "http://a/?#", "http://a/?#"},
    {"fragment state", "http://a/#`# \"", "http://a/#%60#%20%22"},
    {"no host, path begins with //", "foo:/.//b", "foo:/.//b"},
    {"no host, path begins with //", "foo:/a/..//b", "foo:/.//b"},
    {"host parser, lower case", "http://EXAMPLE.com/", "http://example.com/"},
    {"host parser, percent-decoded", "http://ex%41mple%2Ecom/", "http://example.com/"},
    {"host parser, ASCII xn-- is not decoded", "http://XN--A/", "http://xn--a/"},
    {"host parser, allowed oddities", "http://a_b!$&'()*+,;=~`\"{}/",
     "http://a_b!$&'()*+,;=~`\"{}/"},
    {"host parser, trailing dots", "http://a../", "http://a../"},
    {"opaque-host parser", "foo://A%41\xC3\xA9/", "foo://A%41%C3%A9/"},
    {"IPv4, short", "http://127.1/", "http://127.0.0.1/"},
    {"IPv4, octal and hexadecimal", "http://0300.0xA8.1/", "http://192.168.0.1/"},
    {"IPv4, one number", "http://4294967295/", "http://255.255.255.255/"},
    {"IPv4, trailing dot", "http://1.2.3.4./", "http://1.2.3.4/"},
    {"IPv4, 0x is zero", "http://0x/", "http://0.0.0.0/"},
    {"IPv4, percent-encoded", "http://%31%32%37.1/", "http://127.0.0.1/"},
    {"IPv4, not special", "foo://127.1/", "foo://127.1/"},
    {"IPv6", "http://[1:0:0:2:0:0:0:3]/", "http://[1:0:0:2::3]/"},
    {"IPv6, first longest run", "http://[0:0:1:1:0:0:1:1]/", "http://[::1:1:0:0:1:1]/"},
    {"IPv6, one zero stays", "http://[1:2:3:0:5:6:7:8]/", "http://[1:2:3:0:5:6:7:8]/"},
    {"IPv6, IPv4 tail", "http://[::ffff:1.2.3.4]/", "http://[::ffff:102:304]/"},
    {"IPv6, case and zeros", "http://[00AB::]/", "http://[ab::]/"},
    {"IPv6, ends with ::", "http://[1:2:3:4:5:6:7::]/", "http://[1:2:3:4:5:6:7:0]/"},
};

TEST(WhatwgUrl, Parses) {
  for (const ParseCase& row : kParse) {
    SCOPED_TRACE(std::string(row.spec) + ": " + std::string(row.input));
    const auto url = parse(ExactBuffer(row.input).view());
    if (!url) {
      ADD_FAILURE() << message(url.error().code);
      continue;
    }
    EXPECT_EQ(url->href(), row.href);
    EXPECT_EQ(*parse(url->href()), *url) << "the serialization is a fixed point";
  }
}

struct ResolveCase {
  const char* spec;
  std::string_view base;
  std::string_view reference;
  std::string_view href;
};

constexpr ResolveCase kResolve[] = {
    {"relative state, empty", "http://a/b?c#d", "", "http://a/b?c"},
    {"relative state, fragment", "http://a/b?c#d", "#e", "http://a/b?c#e"},
    {"relative state, query", "http://a/b?c#d", "?e", "http://a/b?e"},
    {"relative state, path", "http://a/b/c?d", "e", "http://a/b/e"},
    {"relative state, the base has no slash", "foo://a", "b", "foo://a/b"},
    {"relative slash state", "http://u:p@a:8/b/c", "/d", "http://u:p@a:8/d"},
    {"relative slash state, authority", "http://u:p@a:8/b", "//c/d", "http://c/d"},
    {"relative slash state, backslashes", "http://a/b", "\\\\c", "http://c/"},
    {"relative slash state, mixed", "http://a/b", "/\\c", "http://c/"},
    {"relative slash state, not special", "foo://a/b", "/\\c", "foo://a/\\c"},
    {"special relative", "http://a/b/c", "http:d", "http://a/b/d"},
    {"special relative, other scheme", "http://a/b/c", "https:d", "https://d/"},
    {"special relative or authority", "http://a/b/c", "http:/d", "http://a/d"},
    {"special relative or authority", "http://a/b/c", "http://d", "http://d/"},
    {"no scheme state, opaque base", "mailto:a@b?c#d", "#e", "mailto:a@b?c#e"},
    {"path state, dots", "http://a/b/c/d", "../../..", "http://a/"},
    {"path state, dots", "http://a/b/c/d", "./e/../f/.", "http://a/b/c/f/"},
    {"a colon in the path", "http://a/b", "./c:d", "http://a/c:d"},
    {"no host, path begins with //", "foo:/.//b/c", "d", "foo:/.//b/d"},
    {"no host, path no longer begins with //", "foo:/.//b", "/c", "foo:/c"},
    {"no host, path begins with //", "foo:/a/b", "..//c", "foo:/.//c"},
    {"no host gets one", "foo:/a", "//b/c", "foo://b/c"},
    {"file state", "file://h/a/b?c", "d", "file://h/a/d"},
    {"file state, empty", "file://h/a/b?c#d", "", "file://h/a/b?c"},
    {"file state, query", "file:///a/b?c", "?d", "file:///a/b?d"},
    {"file state, other base", "http://a/b", "file:c", "file:///c"},
    {"file state, drive letter", "file:///C:/a/b", "D|/c", "file:///D:/c"},
    {"file state, drive letter stays", "file:///C:/a", "../..", "file:///C:/"},
    {"file slash state, base's drive letter", "file:///C:/a/b", "/d", "file:///C:/d"},
    {"file slash state, own drive letter", "file:///C:/a/b", "/D:/d", "file:///D:/d"},
    {"file slash state, base's host", "file://h/a", "/d", "file://h/d"},
    {"file host state", "file://h/a", "//i/d", "file://i/d"},
};

TEST(WhatwgUrl, Resolves) {
  for (const ResolveCase& row : kResolve) {
    SCOPED_TRACE(std::string(row.spec) + ": " + std::string(row.reference));
    const auto base = parse(row.base);
    ASSERT_TRUE(base.has_value());
    const auto url = resolve(ExactBuffer(row.reference).view(), *base);
    ASSERT_TRUE(url.has_value()) << message(url.error().code);
    EXPECT_EQ(url->href(), row.href);
    EXPECT_EQ(*parse(url->href()), *url) << "offsets agree with a fresh parse";
    EXPECT_EQ(url->pathname(), parse(url->href())->pathname());
    EXPECT_EQ(*resolve(url->href(), *base), *url) << "an absolute URL ignores the base";
  }
}

struct ErrorCase {
  const char* spec;
  std::string_view input;
  Error error;
};

constexpr ErrorCase kErrors[] = {
    {"no scheme state", "", {ErrorCode::UrlRelative, 0}},
    {"no scheme state", "/a", {ErrorCode::UrlRelative, 0}},
    {"no scheme state", "1a:", {ErrorCode::UrlRelative, 0}},
    {"host state, no host", "http://", {ErrorCode::UrlHostMissing, 7}},
    {"host state, no host", "http://?a", {ErrorCode::UrlHostMissing, 7}},
    {"host state, a port alone", "foo://:8", {ErrorCode::UrlHostMissing, 6}},
    {"authority state, credentials alone", "foo://u@/", {ErrorCode::UrlHostMissing, 8}},
    {"port state", "http://a:8x/", {ErrorCode::UrlPortInvalid, 10}},
    {"port state", "http://a:65536/", {ErrorCode::UrlPortOutOfRange, 9}},
    {"port state", "http://a:99999999999999999999/", {ErrorCode::UrlPortOutOfRange, 9}},
    {"forbidden domain code point", "http://a b/", {ErrorCode::HostForbidden, 8}},
    {"forbidden domain code point", "http://a%00b/", {ErrorCode::HostForbidden, 8}},
    {"forbidden domain code point", "http://a%b/", {ErrorCode::HostForbidden, 8}},
    {"forbidden domain code point", "http://a\x7F", {ErrorCode::HostForbidden, 8}},
    {"forbidden host code point", "foo://a^b/", {ErrorCode::HostForbidden, 7}},
    {"percent-decoded host", "http://%FF/", {ErrorCode::HostInvalidUtf8, 7}},
    {"percent-decoded host", "http://%EF%BF%BD/", {ErrorCode::HostIdna, 7}},
    {"soft hyphen alone", "http://\xC2\xAD/", {ErrorCode::HostEmpty, 7}},
    {"IPv4 parser", "http://1.2.3.4.5/", {ErrorCode::HostIpv4Invalid, 15}},
    {"IPv4 parser", "http://256.1.1.1/", {ErrorCode::HostIpv4Invalid, 7}},
    {"IPv4 parser", "http://1.2.65536/", {ErrorCode::HostIpv4Invalid, 11}},
    {"IPv4 parser", "http://a.09/", {ErrorCode::HostIpv4Invalid, 7}},
    {"IPv4 parser", "http://4294967296/", {ErrorCode::HostIpv4Invalid, 7}},
    {"IPv4 parser", "http://0x100000000000000000/", {ErrorCode::HostIpv4Invalid, 7}},
    {"IPv6 parser", "http://[::1/", {ErrorCode::HostIpv6Unclosed, 7}},
    {"IPv6 parser", "http://[1::2::3]/", {ErrorCode::HostIpv6Invalid, 13}},
    {"IPv6 parser", "http://[1:2:3:4:5:6:7]/", {ErrorCode::HostIpv6Invalid, 21}},
    {"IPv6 parser", "http://[1:2:3:4:5:6:7:8:9]/", {ErrorCode::HostIpv6Invalid, 24}},
    {"IPv6 parser", "http://[::1%25eth0]/", {ErrorCode::HostIpv6Invalid, 11}},
    {"IPv6 parser", "http://[::1.2.3]/", {ErrorCode::HostIpv6Invalid, 15}},
    {"IPv6 parser", "http://[::01.2.3.4]/", {ErrorCode::HostIpv6Invalid, 11}},
    {"IPv6 parser", "http://[:1]/", {ErrorCode::HostIpv6Invalid, 8}},
    {"the offset counts what was removed", " \thttp://a:8\nx/", {ErrorCode::UrlPortInvalid, 13}},
    {"the offset counts ill-formed bytes", "http://\xFF@a:x/", {ErrorCode::UrlPortInvalid, 11}},
};

TEST(WhatwgUrl, RefusesWithCodeAndOffset) {
  for (const ErrorCase& row : kErrors) {
    SCOPED_TRACE(std::string(row.spec) + ": " + std::string(row.input));
    const auto url = parse(ExactBuffer(row.input).view());
    if (url) {
      ADD_FAILURE() << url->href();
      continue;
    }
    EXPECT_EQ(name(url.error().code), name(row.error.code));
    EXPECT_EQ(url.error().offset, row.error.offset);
  }
}

TEST(WhatwgUrl, RefusesReferencesThatNeedAHierarchy) {
  const auto base = parse("mailto:a@b");
  EXPECT_EQ(resolve("c", *base).error().code, ErrorCode::UrlBaseOpaque);
  EXPECT_EQ(resolve("", *base).error().code, ErrorCode::UrlBaseOpaque);
}

TEST(WhatwgUrl, HasALimit) {
  const std::string longest = "http://a/" + std::string(kMaxInputBytes - 9, 'x');
  EXPECT_TRUE(parse(longest).has_value());
  EXPECT_EQ(parse(longest + "x").error().code, ErrorCode::UrlTooLong);

  // A chain of references can't grow without end.
  auto url = parse("http://a/");
  const std::string step = std::string(kMaxInputBytes - 1, 'x') + "/";
  Result<Url> next = *url;
  int steps = 0;
  while (next && ++steps < 10) next = resolve(step, *next);
  EXPECT_EQ(steps, 4);
  EXPECT_EQ(next.error().code, ErrorCode::UrlTooLong);
}

struct PartsCase {
  std::string_view input;
  HostKind kind;
  std::optional<std::string_view> query;
  std::optional<std::string_view> fragment;
  std::optional<std::uint16_t> port;
  std::optional<std::uint16_t> port_or_default;
  std::string_view origin;
};

constexpr PartsCase kParts[] = {
    {"https://a/?#", HostKind::Domain, "", "", {}, 443, "https://a"},
    {"ws://a:8/?x#y", HostKind::Domain, "x", "y", 8, 8, "ws://a:8"},
    {"http://1.2.3.4/", HostKind::Ipv4, {}, {}, {}, 80, "http://1.2.3.4"},
    {"ftp://[::1]/", HostKind::Ipv6, {}, {}, {}, 21, "ftp://[::1]"},
    {"foo://a:1/", HostKind::Opaque, {}, {}, 1, 1, "null"},
    {"foo:///a", HostKind::Empty, {}, {}, {}, {}, "null"},
    {"foo:/.//a", HostKind::None, {}, {}, {}, {}, "null"},
    {"file:///a", HostKind::Empty, {}, {}, {}, {}, "null"},
    {"data:,x#y", HostKind::None, {}, "y", {}, {}, "null"},
    {"blob:https://a:444/x", HostKind::None, {}, {}, {}, {}, "https://a:444"},
    {"blob:ftp://a/x", HostKind::None, {}, {}, {}, {}, "null"},
    {"blob:blob:https://a/x", HostKind::None, {}, {}, {}, {}, "null"},
};

TEST(WhatwgUrl, SaysItsParts) {
  for (const PartsCase& row : kParts) {
    SCOPED_TRACE(row.input);
    const auto url = parse(row.input);
    ASSERT_TRUE(url.has_value());
    EXPECT_EQ(url->host_kind(), row.kind);
    EXPECT_EQ(url->query(), row.query);
    EXPECT_EQ(url->fragment(), row.fragment);
    EXPECT_EQ(url->port_number(), row.port);
    EXPECT_EQ(url->port_or_default(), row.port_or_default);
    EXPECT_EQ(url->origin(), row.origin);
  }
}

TEST(WhatwgUrl, ComparesOrigins) {
  const auto same = [](std::string_view a, std::string_view b) {
    return same_origin(*parse(a), *parse(b));
  };
  EXPECT_TRUE(same("https://a/x", "https://u:p@A:443/y?z#f"));
  EXPECT_TRUE(same("blob:https://a/x", "https://a/"));
  EXPECT_FALSE(same("https://a/", "http://a/"));
  EXPECT_FALSE(same("https://a/", "https://a:8/"));
  EXPECT_FALSE(same("https://a/", "https://a./"));
  EXPECT_FALSE(same("file:///a", "file:///a"));
  EXPECT_FALSE(same("data:,a", "data:,a"));
}

struct SetCase {
  const char* spec;
  bool (Url::*set)(std::string_view);
  std::string_view href;
  std::string_view value;
  bool accepted;
  std::string_view expected;
};

constexpr SetCase kSetters[] = {
    {"href", &Url::set_href, "http://a/", "foo:b", true, "foo:b"},
    {"href", &Url::set_href, "http://a/", "/b", false, "http://a/"},
    {"protocol", &Url::set_protocol, "http://a/", "https:junk", true, "https://a/"},
    {"protocol, default port", &Url::set_protocol, "http://a:443/", "https", true, "https://a/"},
    {"protocol, special to other", &Url::set_protocol, "http://a/", "foo", false, "http://a/"},
    {"protocol, file", &Url::set_protocol, "http://a:8/", "file", false, "http://a:8/"},
    {"username", &Url::set_username, "http://a/", "u:\t@", true, "http://u%3A%09%40@a/"},
    {"username, empty host", &Url::set_username, "foo:///a", "u", false, "foo:///a"},
    {"password", &Url::set_password, "http://a/", "p", true, "http://:p@a/"},
    {"password, removed", &Url::set_password, "http://u:p@a/", "", true, "http://u@a/"},
    {"host", &Url::set_host, "http://a:8/", "B:9/c", true, "http://b:9/"},
    {"host, bad port", &Url::set_host, "http://a:8/", "b:x", false, "http://b:8/"},
    {"host, default port", &Url::set_host, "http://a:8/", "b:80", true, "http://b/"},
    {"host, empty", &Url::set_host, "http://a/", "", false, "http://a/"},
    {"host, empty and not special", &Url::set_host, "foo://a/", "", true, "foo:///"},
    {"host, empty with a port", &Url::set_host, "foo://a:8/", "", false, "foo://a:8/"},
    {"host, opaque path", &Url::set_host, "foo:a", "b", false, "foo:a"},
    {"host for a URL without", &Url::set_host, "foo:/.//a", "b", true, "foo://b//a"},
    {"hostname, port refused", &Url::set_hostname, "http://a/", "b:9", false, "http://a/"},
    {"hostname, file", &Url::set_hostname, "file://a/", "localhost", true, "file:///"},
    {"port", &Url::set_port, "http://a/", "9x", true, "http://a:9/"},
    {"port, removed", &Url::set_port, "http://a:8/", "", true, "http://a/"},
    {"port, no digit", &Url::set_port, "http://a:8/", "x9", false, "http://a:8/"},
    {"pathname", &Url::set_pathname, "http://a/b?c", "d/../e?#", true, "http://a/e%3F%23?c"},
    {"pathname, no host", &Url::set_pathname, "foo:/a", "//b", true, "foo:/.//b"},
    {"pathname, no host, empty", &Url::set_pathname, "foo:/a", "", true, "foo:/"},
    {"pathname, host, empty", &Url::set_pathname, "foo://a/b", "", true, "foo://a"},
    {"pathname, opaque", &Url::set_pathname, "foo:a", "b", false, "foo:a"},
    {"search", &Url::set_search, "http://a/#f", "??b#", true, "http://a/??b%23#f"},
    {"search, only ?", &Url::set_search, "http://a/", "?", true, "http://a/?"},
    {"search, removed", &Url::set_search, "http://a/?b#c", "", true, "http://a/#c"},
    {"hash", &Url::set_hash, "http://a/", "##b", true, "http://a/##b"},
    {"hash, removed", &Url::set_hash, "http://a/?b#c", "", true, "http://a/?b"},
};

TEST(WhatwgUrl, Sets) {
  for (const SetCase& row : kSetters) {
    SCOPED_TRACE(std::string(row.spec) + ": " + std::string(row.value));
    auto url = parse(row.href);
    ASSERT_TRUE(url.has_value());
    EXPECT_EQ(((*url).*row.set)(ExactBuffer(row.value).view()), row.accepted);
    EXPECT_EQ(url->href(), row.expected);
    EXPECT_EQ(url->host(), parse(row.expected)->host());
    EXPECT_EQ(url->pathname(), parse(row.expected)->pathname());
  }
}

TEST(WhatwgUrl, SettersHaveALimit) {
  auto url = parse("http://a/");
  EXPECT_FALSE(url->set_hash(std::string(kMaxHrefBytes, 'x')));
  EXPECT_EQ(url->href(), "http://a/");
}

}  // namespace
}  // namespace onward::url
