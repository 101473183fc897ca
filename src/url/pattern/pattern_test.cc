// SPDX-License-Identifier: MIT
// Patterns as their users make them: constructor strings, inits, bases, normal forms, errors,
// comparing, generating. Each row names the algorithm of the standard that it shows.
#include "onward/url/pattern.h"

#include "support/exact_buffer.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::url {
namespace {

using enum ErrorCode;

/// protocol|username|password|hostname|port|pathname|search|hash.
std::string spell(const Pattern& pattern) {
  std::string result;
  for (std::size_t i = 0; i < kPatternComponents; ++i) {
    if (i > 0) result += '|';
    result += pattern.component(static_cast<PatternComponent>(i));
  }
  return result;
}

TEST(WhatwgUrlPattern, HeaderExample) {
  auto pattern = Pattern::create("https://{:shop.}?example.com/:category/*");
  ASSERT_TRUE(pattern);
  EXPECT_TRUE(pattern->test("https://example.com/books/1984?lang=en"));
  auto match = pattern->exec("https://uk.example.com/books/1984");
  if (!match) FAIL() << "no match";
  EXPECT_EQ(match->hostname().group("shop"), "uk");
  EXPECT_EQ(match->pathname().group("category"), "books");
  EXPECT_EQ(match->pathname().group("0"), "1984");
  EXPECT_EQ(match->pathname().group("1"), std::nullopt);

  auto api = Pattern::create({.pathname = "/api/v1/:id(\\d+)"});
  EXPECT_EQ(spell(*api), "*|*|*|*|*|/api/v1/:id(\\d+)|*|*");
  auto relative = Pattern::create("../admin/*", "https://example.com/forum/?page=2");
  EXPECT_EQ(spell(*relative), "https|*|*|example.com||/admin/*|*|*");
  auto loose = Pattern::create("https://example.com/foo", std::nullopt, {.ignore_case = true});
  EXPECT_TRUE(loose->test("https://example.com/FOO"));
}

struct Constructed {
  const char* rule;
  std::string_view string;
  const char* base;  // or null
  const char* components;
};

constexpr Constructed kConstructed[] = {
    {"introduction, first example", "https://example.com/:category/*", nullptr,
     "https|*|*|example.com||/:category/*|*|*"},
    {"introduction, second example",
     "http{s}?://{:subdomain.}?shop.example/products/:id([0-9]+)#reviews", nullptr,
     "http{s}?|*|*|{:subdomain.}?shop.example||/products/:id([0-9]+)||reviews"},
    {"introduction, third example", "../admin/*", "https://discussion.example/forum/?page=2",
     "https|*|*|discussion.example||/admin/*|*|*"},
    {"change state: later components stay absent", "https://example.com", nullptr,
     "https|*|*|example.com||*|*|*"},
    {"change state: pathname of a special scheme before search", "https://example.com?a", nullptr,
     "https|*|*|example.com||/|a|*"},
    {"change state: pathname of another scheme before hash", "foo://h#a", nullptr,
     "foo|*|*|h||||a"},
    {"change state: hostname skipped", "https://u\\:p@/a", nullptr, "https|u|p|||/a|*|*"},
    {"authority state: username and password", "https://u\\:p@h", nullptr, "https|u|p|h||*|*|*"},
    {"authority state: without slashes", "https\\:h/a", nullptr, "https|*|*|h||/a|*|*"},
    {"authority state: search ends it", "https://h?a@b", nullptr, "https|*|*|h||/|a@b|*"},
    {"protocol state: opaque path", "data\\:foobar", nullptr, "data|*|*|||foobar|*|*"},
    {"protocol state: any scheme may be special", "*://h", nullptr, "*|*|*|h||*|*|*"},
    {"hostname state: IPv6", "http://[\\:\\:1]:80/", nullptr, "http|*|*|[\\:\\:1]||/|*|*"},
    {"hostname state: a name is no port", "https://a.c:hmm.example.com:8080", nullptr,
     "https|*|*|a.c:hmm.example.com|8080|*|*|*"},
    {"port: absent next to a host", "https://*", nullptr, "https|*|*|*||*|*|*"},
    {"port: wildcard", "https://*:*", nullptr, "https|*|*|*|*|*|*|*"},
    {"create: default port", "https://h:443/", nullptr, "https|*|*|h||/|*|*"},
    {"create: not the default port of a pattern", "http{s}?://h:443/", nullptr,
     "http{s}?|*|*|h|443|/|*|*"},
    {"group depth: a brace hides what is in it", "https://{sub.}?h/a{\\?b}", nullptr,
     "https|*|*|{sub.}?h||/a%3Fb|*|*"},
    {"is a search prefix: behind a group it is a modifier", "https://h/a*?b", nullptr,
     "https|*|*|h||/a*?b|*|*"},
    {"is a search prefix: escaped", "https://h/a*\\?b", nullptr, "https|*|*|h||/a*|b|*"},
    {"is a search prefix: behind text", "https://h/a?b", nullptr, "https|*|*|h||/a|b|*"},
    {"init state: relative pathname", "b", "https://h/a/c?q#f", "https|*|*|h||/a/b|*|*"},
    {"init state: relative search", "?b", "https://h/a/c?q#f", "https|*|*|h||/a/c|b|*"},
    {"init state: relative hash", "#b", "https://h/a/c?q#f", "https|*|*|h||/a/c|q|b"},
    {"init state: empty", "", "https://h/a/c?q#f", "https|*|*|h||/a/|*|*"},
    {"process a base URL string: escaped", "#x", "https://h/a+b/(c)?d=*",
     "https|*|*|h||/a\\+b/\\(c\\)|d=\\*|x"},
    {"username never comes from the base", "/a", "https://u:p@h:81/", "https|*|*|h|81|/a|*|*"},
    {"canonicalize a hostname: IDNA", "https://caf\xC3\xA9.com", nullptr,
     "https|*|*|xn--caf-dma.com||*|*|*"},
    {"canonicalize a pathname: dot segments", "https://h/a/../b", nullptr, "https|*|*|h||/b|*|*"},
    {"a name with letters beyond ASCII", "https://h/:caf\xC3\xA9", nullptr,
     "https|*|*|h||/:caf\xC3\xA9|*|*"},
};

TEST(WhatwgUrlPattern, ConstructorStrings) {
  for (const Constructed& row : kConstructed) {
    SCOPED_TRACE(std::string(row.rule) + ": " + std::string(row.string));
    const test::ExactBuffer string(row.string);
    const auto base = row.base ? std::optional<std::string_view>(row.base) : std::nullopt;
    const auto pattern = Pattern::create(string.view(), base);
    ASSERT_TRUE(pattern) << message(pattern.error().code);
    EXPECT_EQ(spell(*pattern), row.components);
  }
}

struct Initialized {
  const char* rule;
  PatternInit init;
  const char* components;
};

const Initialized kInitialized[] = {
    {"create: absent is a wildcard", {}, "*|*|*|*|*|*|*|*"},
    {"process: base lends what is more general",
     {.pathname = "/b", .base_url = "https://h:81/a?q#f"},
     "https|*|*|h|81|/b|*|*"},
    {"process: base lends all", {.base_url = "https://u:p@h/a?q#f"}, "https|*|*|h||/a|q|f"},
    {"process: hostname given, port is not lent",
     {.hostname = "x", .base_url = "https://h:81/a"},
     "https|*|*|x|*|*|*|*"},
    {"process: protocol given, nothing is lent",
     {.protocol = "foo", .base_url = "https://h/a"},
     "foo|*|*|*|*|*|*|*"},
    {"process: username given, host is lent",
     {.username = "u", .base_url = "https://h/a"},
     "https|u|*|h||/a||"},
    {"process protocol for init: one trailing colon",
     {.protocol = "https:"},
     "https|*|*|*|*|*|*|*"},
    {"process search for init: one leading ?", {.search = "?a"}, "*|*|*|*|*|*|a|*"},
    {"process hash for init: one leading #", {.hash = "#a"}, "*|*|*|*|*|*|*|a"},
    {"is an absolute pathname: braces",
     {.pathname = "{/b}", .base_url = "https://h/a/"},
     "https|*|*|h||/b|*|*"},
    {"is an absolute pathname: escaped",
     {.pathname = "\\/b", .base_url = "https://h/a/"},
     "https|*|*|h||/b|*|*"},
    {"relative pathname, opaque base",
     {.pathname = "b", .base_url = "data:a/c"},
     "data|*|*|||b|*|*"},
    {"create: default port", {.protocol = "http", .port = "80"}, "http|*|*|*||*|*|*"},
    {"create: port without protocol", {.port = "80"}, "*|*|*|*|80|*|*|*"},
    {"canonicalize a port: leading zeros", {.port = "0080"}, "*|*|*|*|80|*|*|*"},
    {"canonicalize an IPv6 hostname",
     {.hostname = "[\\:\\:AB\\::x]"},
     "*|*|*|[\\:\\:ab\\::x]|*|*|*|*"},
    {"canonicalize a username", {.username = "a b{\\:}"}, "*|a%20b%3A|*|*|*|*|*|*"},
    {"canonicalize an opaque pathname",
     {.protocol = "javascript", .pathname = "var x = 1;"},
     "javascript|*|*|*|*|var x = 1;|*|*"},
    {"canonicalize a pathname",
     {.protocol = "(https|javascript)", .pathname = "var x = 1;"},
     "(https|javascript)|*|*|*|*|var%20x%20=%201;|*|*"},
    {"canonicalize a hash", {.hash = "a `\xC3\xA9"}, "*|*|*|*|*|*|*|a%20%60%C3%A9"},
    {"ill-formed UTF-8 becomes U+FFFD", {.hash = "\xFF"}, "*|*|*|*|*|*|*|%EF%BF%BD"},
    {"generate a pattern string: prefix", {.pathname = "/{:a}?"}, "*|*|*|*|*|/{:a}?|*|*"},
    {"generate a pattern string: {text} is text", {.pathname = "/a{b}c"}, "*|*|*|*|*|/abc|*|*"},
    {"generate a pattern string: name before text", {.pathname = "/:a\\b"}, "*|*|*|*|*|{/:a}b|*|*"},
    {"generate a pattern string: suffix like a name",
     {.pathname = "/{:a\\b}?"},
     "*|*|*|*|*|/{:a\\b}?|*|*"},
    {"generate a pattern string: name before number",
     {.pathname = "{:a}(b)"},
     "*|*|*|*|*|{:a}(b)|*|*"},
    {"generate a pattern string: wildcard behind a group",
     {.pathname = "(a)(.*)"},
     "*|*|*|*|*|(a)(.*)|*|*"},
    {"generate a pattern string: wildcard behind text",
     {.pathname = "/a(.*)"},
     "*|*|*|*|*|/a*|*|*"},
    {"generate a pattern string: segment wildcard without a name",
     {.pathname = "/([^\\/]+?)"},
     "*|*|*|*|*|/([^\\/]+?)|*|*"},
};

TEST(WhatwgUrlPattern, Inits) {
  for (const Initialized& row : kInitialized) {
    SCOPED_TRACE(row.rule);
    const auto pattern = Pattern::create(row.init);
    ASSERT_TRUE(pattern) << message(pattern.error().code);
    EXPECT_EQ(spell(*pattern), row.components);
  }
}

struct Wrong {
  const char* rule;
  std::string_view string;
  const char* base;
  ErrorCode code;
  std::size_t offset;
  const char* component;  // "" for none
};

constexpr Wrong kWrong[] = {
    {"create: relative without a base", "/a", nullptr, PatternBaseMissing, 0, ""},
    {"process: bad base", "/a", "h", UrlRelative, 0, ""},
    {"tokenize", "https://h/(", nullptr, PatternSyntax, 10, "pathname"},
    {"consume a required token: close", "https://h/a{b{c}}", nullptr, PatternSyntax, 13,
     "pathname"},
    {"consume a required token: end", "https://h/a+", nullptr, PatternSyntax, 11, "pathname"},
    {"is a duplicate name", "https://h/:a/:a", nullptr, PatternDuplicateName, 13, "pathname"},
    {"canonicalize a protocol", "ht tp://h", nullptr, PatternInvalidComponent, 0, "protocol"},
    {"canonicalize a protocol: no trimming", " b\\:c", nullptr, PatternInvalidComponent, 0,
     "protocol"},
    {"canonicalize a hostname", "https://:a.b c/", nullptr, HostForbidden, 10, "hostname"},
    {"canonicalize a port", "https://h:65536/", nullptr, UrlPortOutOfRange, 10, "port"},
    {"RegExpCreate: syntax", "https://h/:a(b{2,1})", nullptr, PatternRegexpSyntax, 14, "pathname"},
    {"RegExpCreate: not for RE2", "https://h/a(b(?!c))", nullptr, PatternRegexpUnsupported, 13,
     "pathname"},
    {"RegExpCreate: too much", "https://h/([a-z]{1000}b{1000}c{1001})", nullptr, PatternTooComplex,
     30, "pathname"},
    {"regexp under a modifier tries \"\" first", "https://h/a{(b*?)}?", nullptr,
     PatternRegexpUnsupported, 13, "pathname"},
};

TEST(WhatwgUrlPattern, ErrorsSayWhere) {
  for (const Wrong& row : kWrong) {
    SCOPED_TRACE(std::string(row.rule) + ": " + std::string(row.string));
    const auto base = row.base ? std::optional<std::string_view>(row.base) : std::nullopt;
    PatternFault fault;
    const auto pattern = Pattern::create(row.string, base, {}, &fault);
    ASSERT_FALSE(pattern);
    EXPECT_EQ(name(pattern.error().code), name(row.code));
    EXPECT_EQ(pattern.error().offset, row.offset);
    EXPECT_EQ(fault.component ? name(*fault.component) : "", row.component);
    EXPECT_EQ(fault.text, row.code == UrlRelative ? row.base : row.string);
  }
}

TEST(WhatwgUrlPattern, FaultOfAnInitIsTheComponent) {
  PatternFault fault;
  const auto pattern = Pattern::create({.search = "?a(b)(", .hash = "x"}, {}, &fault);
  ASSERT_FALSE(pattern);
  EXPECT_EQ(fault.component, PatternComponent::Search);
  EXPECT_EQ(fault.text, "a(b)(");
  EXPECT_EQ(pattern.error().offset, 4U);
}

TEST(WhatwgUrlPattern, LengthHasALimit) {
  const std::string longest(kMaxPatternBytes, 'a');
  EXPECT_TRUE(Pattern::create({.hash = longest}));
  EXPECT_EQ(Pattern::create({.hash = longest + 'a'}).error().code, PatternTooLong);
  EXPECT_EQ(Pattern::create("https://h/" + longest).error().code, PatternTooLong);
}

struct Compared {
  const char* left;
  const char* right;
  int order;
};

// The proposal of URLPattern.compareComponent.
constexpr Compared kCompared[] = {
    {"/a", "/a", 0},         {"/a", "/b", -1},     {"/a", "/:a", 1},      {"/(a)", "/:a", 1},
    {"/a", "/(a)", 1},       {"/:a", "/*", 1},     {"/:a", "/:b", 0},     {"/a/", "/a/*", 1},
    {"/a", "/a/*", 1},       {"/{a}", "/{a}+", 1}, {"/{a}+", "/{a}?", 1}, {"/{a}?", "/{a}*", 1},
    {"/:a+", "/:a?", 1},     {"", "*", 1},         {"*", "*", 0},         {"/a/b", "/a/:b/c", 1},
    {"{/:a}", "{/:a/}", -1},
};

TEST(WhatwgUrlPattern, CompareComponent) {
  const auto component = PatternComponent::Pathname;
  for (const Compared& row : kCompared) {
    SCOPED_TRACE(std::string(row.left) + " and " + row.right);
    const auto left = Pattern::create({.pathname = row.left});
    const auto right = Pattern::create({.pathname = row.right});
    EXPECT_EQ(Pattern::compare_component(component, *left, *right), row.order);
    EXPECT_EQ(Pattern::compare_component(component, *right, *left), -row.order);
  }
}

struct Generated {
  const char* rule;
  const char* pathname;
  const char* value;     // of group "a"
  const char* expected;  // or null
};

// The proposal of URLPattern's generate().
constexpr Generated kGenerated[] = {
    {"fixed text", "/x", "", "/x"},
    {"segment wildcard", "/x/:a/y", "b", "/x/b/y"},
    {"encoded", "/:a", "\xC3\xA9 ?", "/%C3%A9%20%3F"},
    {"without a value", "/:b", "x", nullptr},
    {"value with the delimiter", "/:a", "x/y", nullptr},
    {"empty value", "/:a", "", nullptr},
    {"modifier", "/:a?", "x", nullptr},
    {"wildcard", "/:a/*", "x", nullptr},
    {"regexp", "/:a(x)", "x", nullptr},
};

TEST(WhatwgUrlPattern, Generate) {
  for (const Generated& row : kGenerated) {
    SCOPED_TRACE(row.rule);
    const auto pattern = Pattern::create({.pathname = row.pathname});
    const auto result = pattern->generate(PatternComponent::Pathname, {{"a", row.value}});
    EXPECT_EQ(result.value_or("none"), row.expected ? row.expected : "none");
  }
}

}  // namespace
}  // namespace onward::url
