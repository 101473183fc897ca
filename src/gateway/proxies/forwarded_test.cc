// SPDX-License-Identifier: MIT
// Rows name the section of RFC 7239. What X-Forwarded-* may be is in no standard: those rows say
// what proxies send.
#include "gateway/proxies/forwarded.h"

#include "gateway/access_log.h"
#include "gateway/proxies/forwarded_list.h"
#include "support/exact_buffer.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

/// "for=a proto=b, host=c", or "invalid".
std::string elements(std::string_view value) {
  const test::ExactBuffer exact(value);
  const auto all = parse_forwarded(exact.view());
  if (!all) return "invalid";
  std::string text;
  for (const ForwardedElement& element : *all) {
    if (!text.empty()) text += ", ";
    const std::size_t begin = text.size();
    for (const auto& [name, word] : {std::pair("for=", element.client),
                                     {"proto=", element.scheme},
                                     {"host=", element.host},
                                     {"by=", element.by}}) {
      if (word.empty()) continue;
      text.append(text.size() == begin ? "" : " ").append(name).append(word);
    }
    if (text.size() == begin) text += '-';
  }
  return text;
}

TEST(Rfc7239Syntax, Elements) {
  struct Case {
    const char* section;
    const char* value;
    const char* elements;
  };
  constexpr Case kCases[] = {
      {"4 example", "for=\"_gazonk\"", "for=_gazonk"},
      {"4 example", "For=\"[2001:db8:cafe::17]:4711\"", "for=[2001:db8:cafe::17]:4711"},
      {"4 example", "for=192.0.2.60;proto=http;by=203.0.113.43",
       "for=192.0.2.60 proto=http by=203.0.113.43"},
      {"4 example", "for=192.0.2.43, for=198.51.100.17", "for=192.0.2.43, for=198.51.100.17"},
      {"4 names in any case", "FOR=a;Proto=b;hOsT=c", "for=a proto=b host=c"},
      {"4 other names", "for=a;secret=\"x,y;z\";b=c", "for=a"},
      {"4 empty pairs", ";for=a;;proto=b;", "for=a proto=b"},
      {"4 an element without what counts", "secret=a, for=b", "-, for=b"},
      {"RFC 9110 5.6.1 empty elements", ", for=a,, for=b ,", "for=a, for=b"},
      {"RFC 9110 5.6.6 space around ;", "for=a ; proto=b;\thost=c", "for=a proto=b host=c"},
      {"RFC 9110 5.6.4 quoted pairs", "x=\"a\\\"b\\\\\";for=b", "for=b"},
      {"no value", "", ""},
      {"4 once", "for=a;for=b", "invalid"},
      {"4 once", "for=a;FOR=a", "invalid"},
      {"4 no space around =", "for =a", "invalid"},
      {"4 no space around =", "for= a", "invalid"},
      {"4 a value", "for=", "invalid"},
      {"4 a value", "for=\"\"", "invalid"},
      {"4 a value", "for", "invalid"},
      {"4 a token", "for=192.0.2.60:80", "invalid"},
      {"4 a token", "for=[::1]", "invalid"},
      {"4 a name", "=a", "invalid"},
      {"4 one value", "for=a b", "invalid"},
      {"4 one value", "for=\"a\"b", "invalid"},
      {"4 a quote that never ends", "for=\"a, for=192.0.2.60", "invalid"},
      {"4 a quote that never ends", "for=\"a\\", "invalid"},
      {"4 a quote that never ends", "for=\"", "invalid"},
      {"4 a quote inside a token", "for=a\"b", "invalid"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(elements(c.value), c.elements) << c.section << ": " << c.value;
  }
  std::string many = "for=a";
  for (std::size_t i = 1; i < kMaxForwardedHops; ++i) many += ",for=a";
  EXPECT_NE(elements(many), "invalid");
  EXPECT_EQ(elements(many + ",for=a"), "invalid");
}

std::string shown(const std::optional<ForwardedNode>& node) {
  if (!node) return "invalid";
  return node->address ? to_text(*node->address) : "hidden";
}

TEST(Rfc7239Syntax, Nodes) {
  struct Case {
    const char* section;
    const char* text;
    const char* node;    ///< in Forwarded
    const char* x_node;  ///< in X-Forwarded-For
  };
  constexpr Case kCases[] = {
      {"6 example", "192.0.2.43:47011", "192.0.2.43", "192.0.2.43"},
      {"6 example", "[2001:db8:cafe::17]:47011", "2001:db8:cafe::17", "2001:db8:cafe::17"},
      {"6.1 IPv6 in brackets", "[2001:db8::17]", "2001:db8::17", "2001:db8::17"},
      {"6.1 IPv6 in brackets", "2001:db8::17", "invalid", "2001:db8::17"},
      {"6.1 IPv6 in brackets", "[192.0.2.43]", "invalid", "invalid"},
      {"6.2 unknown", "unknown", "hidden", "hidden"},
      {"6.2 unknown", "Unknown:80", "hidden", "hidden"},
      {"6.3 obfuscated", "_SEVKISEK", "hidden", "hidden"},
      {"6.3 obfuscated", "_a.b-c:_p", "hidden", "hidden"},
      {"6.3 obfuscated", "_", "invalid", "invalid"},
      {"6.3 obfuscated", "_a/b", "invalid", "invalid"},
      {"6 port", "192.0.2.43:_port", "192.0.2.43", "192.0.2.43"},
      {"6 port", "192.0.2.43:", "invalid", "invalid"},
      {"6 port", "192.0.2.43:123456", "invalid", "invalid"},
      {"6 port", "192.0.2.43:8a", "invalid", "invalid"},
      {"6 port", "[::1]80", "invalid", "invalid"},
      {"6 port", "[::1", "invalid", "invalid"},
      {"6 no name", "", "invalid", "invalid"},
      {"6 no name", ":80", "invalid", "invalid"},
      {"6 no name", "client.example", "invalid", "invalid"},
      {"6 RFC 3986's IPv4", "192.0.2.043", "invalid", "invalid"},
      {"6 RFC 3986's IPv4", "192.0.2", "invalid", "invalid"},
      {"6 no zone", "[fe80::1%25eth0]", "invalid", "invalid"},
      {"an address twice", "192.0.2.43, 192.0.2.44", "invalid", "invalid"},
  };
  for (const Case& c : kCases) {
    const test::ExactBuffer exact(c.text);
    EXPECT_EQ(shown(parse_forwarded_node(exact.view())), c.node) << c.section << ": " << c.text;
    EXPECT_EQ(shown(parse_x_forwarded_node(exact.view())), c.x_node) << c.section << ": " << c.text;
  }
}

using Fields = config::Forwarding::Fields;

config::Forwarding trusting(Fields fields) {
  config::Forwarding forwarding;
  for (const char* network : {"10.0.0.0/24", "2001:db8:10::/48"}) {
    forwarding.proxies.push_back(rules::parse_network(network).value_or(rules::Network{}));
  }
  forwarding.fields = fields;
  forwarding.client = forwarding.scheme = forwarding.host = true;
  return forwarding;
}

/// "192.0.2.1 https shop.example", "192.0.2.1", "unreadable".
std::string told(const config::Forwarding& forwarding, std::string_view peer,
                 const std::vector<std::pair<std::string, std::string>>& lines) {
  http::Fields fields;
  for (const auto& [name, value] : lines) {
    EXPECT_TRUE(fields.add(*http::FieldName::parse(name), *http::FieldValue::parse(value)));
  }
  const auto address = rules::parse_address(peer).value_or(rules::Address{});
  const auto told = told_by(forwarding, address, fields.view());
  if (!told) return "unreadable";
  std::string text = to_text(told->client);
  for (const std::string_view word : {told->scheme, told->host}) {
    if (!word.empty()) text.append(" ").append(word);
  }
  return text;
}

struct ToldCase {
  const char* what;
  const char* peer;
  std::vector<std::pair<std::string, std::string>> lines;
  const char* told;
};

void check(Fields fields, const std::vector<ToldCase>& cases) {
  for (const ToldCase& c : cases) {
    EXPECT_EQ(told(trusting(fields), c.peer, c.lines), c.told) << c.what;
  }
}

TEST(Rfc7239Trust, WhoIsBelieved) {
  check(Fields::Forwarded,
        {
            {"8.1 from anybody",
             "192.0.2.9",
             {{"Forwarded", "for=10.0.0.1;proto=https"}},
             "192.0.2.9"},
            {"nothing said", "10.0.0.1", {}, "10.0.0.1"},
            {"5 all of it",
             "10.0.0.1",
             {{"Forwarded", "for=192.0.2.43;proto=https;host=shop.example"}},
             "192.0.2.43 https shop.example"},
            {"5.2 the rightmost that is not trusted",
             "10.0.0.1",
             {{"Forwarded", "for=10.0.0.9;proto=http, for=192.0.2.43;proto=https, for=10.0.0.2"}},
             "192.0.2.43 https"},
            {"7.1 several lines are one list",
             "10.0.0.1",
             {{"Forwarded", "for=10.0.0.9"},
              {"forwarded", "for=192.0.2.43"},
              {"Forwarded", "for=10.0.0.2"}},
             "192.0.2.43"},
            {"8.1 what the client began is not looked at",
             "10.0.0.1",
             {{"Forwarded", "for=\"broken"}, {"Forwarded", "for=192.0.2.43"}},
             "192.0.2.43"},
            {"8.1 but on one line nobody knows where it ends",
             "10.0.0.1",
             {{"Forwarded", "for=\"broken, for=192.0.2.43"}},
             "unreadable"},
            {"all are trusted",
             "10.0.0.1",
             {{"Forwarded", "for=10.0.0.3, for=10.0.0.2"}},
             "10.0.0.3"},
        });
}

TEST(Rfc7239Trust, WhatIsSaid) {
  check(
      Fields::Forwarded,
      {
          {"5.2 the proxy nearest to the client knows its scheme",
           "10.0.0.1",
           {{"Forwarded", "for=192.0.2.43;proto=https, for=10.0.0.2;proto=http"}},
           "192.0.2.43 https"},
          {"5.2 or the next one",
           "10.0.0.1",
           {{"Forwarded", "for=192.0.2.43, for=10.0.0.2;proto=https"}},
           "192.0.2.43 https"},
          {"6.2 unknown", "10.0.0.1", {{"Forwarded", "for=unknown;proto=https"}}, "10.0.0.1 https"},
          {"6.3 hidden",
           "10.0.0.1",
           {{"Forwarded", "for=192.0.2.1, for=_x, for=10.0.0.2"}},
           "10.0.0.2"},
          {"an element without for ends it",
           "10.0.0.1",
           {{"Forwarded", "for=192.0.2.1, proto=https"}},
           "10.0.0.1 https"},
          {"5.2 what is no node", "10.0.0.1", {{"Forwarded", "for=client"}}, "unreadable"},
          {"5.3 what is no host",
           "10.0.0.1",
           {{"Forwarded", "for=192.0.2.1;host=\"a/b\""}},
           "unreadable"},
          {"5.3 a port",
           "10.0.0.1",
           {{"Forwarded", "for=192.0.2.1;host=\"shop.example:8080\""}},
           "192.0.2.1 shop.example:8080"},
          {"5.4 another scheme",
           "10.0.0.1",
           {{"Forwarded", "for=192.0.2.1;proto=ftp"}},
           "unreadable"},
          {"IPv6", "2001:db8:10::1", {{"Forwarded", "for=\"[2001:db8::1]:99\""}}, "2001:db8::1"},
          {"the other fields are not believed",
           "10.0.0.1",
           {{"X-Forwarded-For", "192.0.2.43"}, {"X-Forwarded-Proto", "https"}},
           "10.0.0.1"},
      });
}

TEST(XForwarded, WhoIsBelieved) {
  check(Fields::XForwarded,
        {
            {"from anybody",
             "192.0.2.9",
             {{"X-Forwarded-For", "10.0.0.1"},
              {"X-Forwarded-Proto", "https"},
              {"X-Forwarded-Host", "a"}},
             "192.0.2.9"},
            {"from anybody, unreadable", "192.0.2.9", {{"X-Forwarded-For", "?"}}, "192.0.2.9"},
            {"nothing said", "10.0.0.1", {}, "10.0.0.1"},
            {"an empty field", "10.0.0.1", {{"X-Forwarded-For", ""}}, "10.0.0.1"},
            {"one", "10.0.0.1", {{"X-Forwarded-For", "192.0.2.43"}}, "192.0.2.43"},
            {"the rightmost that is not trusted",
             "10.0.0.1",
             {{"X-Forwarded-For", "10.0.0.9, 192.0.2.43, 10.0.0.2"}},
             "192.0.2.43"},
            {"what stands before it is anything",
             "10.0.0.1",
             {{"X-Forwarded-For", "<script>,\",192.0.2.43"}},
             "192.0.2.43"},
            {"several lines",
             "10.0.0.1",
             {{"X-Forwarded-For", "1.1.1.1"},
              {"x-forwarded-for", "192.0.2.43,"},
              {"X-Forwarded-For", ","}},
             "192.0.2.43"},
            {"all are trusted", "10.0.0.1", {{"X-Forwarded-For", "10.0.0.3,10.0.0.2"}}, "10.0.0.3"},
            {"with a port", "10.0.0.1", {{"X-Forwarded-For", "192.0.2.43:999"}}, "192.0.2.43"},
            {"IPv6",
             "2001:db8:10::1",
             {{"X-Forwarded-For", "2001:db8::1, 2001:db8:10::2"}},
             "2001:db8::1"},
            {"unknown", "10.0.0.1", {{"X-Forwarded-For", "192.0.2.43, unknown"}}, "10.0.0.1"},
            {"a trusted proxy says nonsense",
             "10.0.0.1",
             {{"X-Forwarded-For", "192.0.2.43, x"}},
             "unreadable"},
        });
}

TEST(XForwarded, SchemeAndHost) {
  check(Fields::XForwarded,
        {
            {"scheme", "10.0.0.1", {{"X-Forwarded-Proto", "HTTPS"}}, "10.0.0.1 https"},
            {"the last scheme counts",
             "10.0.0.1",
             {{"X-Forwarded-Proto", "https, http"}},
             "10.0.0.1 http"},
            {"the last line counts",
             "10.0.0.1",
             {{"X-Forwarded-Proto", "http"}, {"X-Forwarded-Proto", "https"}},
             "10.0.0.1 https"},
            {"a WebSocket", "10.0.0.1", {{"X-Forwarded-Proto", "wss"}}, "10.0.0.1 https"},
            {"no scheme", "10.0.0.1", {{"X-Forwarded-Proto", "h2"}}, "unreadable"},
            {"host",
             "10.0.0.1",
             {{"X-Forwarded-Host", "evil, shop.example:81"}},
             "10.0.0.1 shop.example:81"},
            {"no host", "10.0.0.1", {{"X-Forwarded-Host", "a b"}}, "unreadable"},
            {"no host", "10.0.0.1", {{"X-Forwarded-Host", "user@a"}}, "unreadable"},
            {"the other field is not believed",
             "10.0.0.1",
             {{"Forwarded", "for=192.0.2.43"}},
             "10.0.0.1"},
        });
}

/// Of what is not asked for nothing is looked at.
TEST(XForwarded, OnlyWhatIsTrusted) {
  const std::vector<std::pair<std::string, std::string>> x = {
      {"X-Forwarded-For", "192.0.2.43"}, {"X-Forwarded-Proto", "https"}, {"X-Forwarded-Host", "a"}};
  const std::vector<std::pair<std::string, std::string>> one = {
      {"Forwarded", "for=10.0.0.2;proto=http;host=b, for=192.0.2.43;proto=https;host=a"}};
  struct Case {
    bool client;
    bool scheme;
    bool host;
    const char* told;
  };
  constexpr Case kCases[] = {
      {true, false, false, "192.0.2.43"},
      {false, true, false, "10.0.0.1 https"},
      {false, false, true, "10.0.0.1 a"},
      {true, true, false, "192.0.2.43 https"},
  };
  for (const Case& c : kCases) {
    for (const Fields fields : {Fields::Forwarded, Fields::XForwarded}) {
      config::Forwarding forwarding = trusting(fields);
      forwarding.client = c.client;
      forwarding.scheme = c.scheme;
      forwarding.host = c.host;
      EXPECT_EQ(told(forwarding, "10.0.0.1", fields == Fields::Forwarded ? one : x), c.told);
    }
  }
}

TEST(XForwarded, HopsAreLimited) {
  std::string chain = "10.0.0.2";
  for (std::size_t i = 1; i < kMaxForwardedHops; ++i) chain += ",10.0.0.2";
  EXPECT_EQ(told(trusting(Fields::XForwarded), "10.0.0.1", {{"X-Forwarded-For", chain}}),
            "10.0.0.2");
  chain += ",10.0.0.2";
  EXPECT_EQ(told(trusting(Fields::XForwarded), "10.0.0.1", {{"X-Forwarded-For", chain}}),
            "unreadable");
}

}  // namespace
}  // namespace onward::gateway
