// SPDX-License-Identifier: MIT
// What a trusted proxy says of a request is what a delivery sees of it, over both protocols and
// whether it reads content or not; and of the next request it is said again, or not.
#include "gateway/conversation.h"
#include "gateway/h2/http2_client.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

/// Conversations are with a client whose address is "::".
Entrance trusting(const char* network = "::") {
  config::Listener listener;
  listener.origin.authority = "";
  config::Forwarding forwarding;
  forwarding.proxies = {rules::parse_network(network).value_or(rules::Network{})};
  forwarding.client = forwarding.scheme = forwarding.host = true;
  listener.forwarding = forwarding;
  return Entrance(listener);
}

std::string get(const std::string& fields) {
  return "GET /who HTTP/1.1\r\nHost: inside\r\n" + fields + "\r\n";
}

std::string locations(const Conversation& conversation) {
  constexpr std::string_view kName = "Location: ";
  std::string all;
  const std::string& said = conversation.said();
  for (std::size_t at = said.find(kName); at != std::string::npos; at = said.find(kName, at + 1)) {
    const std::size_t begin = at + kName.size();
    all.append(all.empty() ? "" : " ").append(said.substr(begin, said.find('\r', at) - begin));
  }
  return all;
}

TEST(ForwardedRequests, SayForThemselves) {
  Conversation conversation(trusting());
  conversation.say(get("X-Forwarded-Host: shop.example\r\nX-Forwarded-Proto: https\r\n"))
      .say(get(""))
      .say(get("X-Forwarded-Proto: https\r\n"))
      .say(get("X-Forwarded-Host: other.example:81\r\n"));
  EXPECT_EQ(locations(conversation),
            "https://shop.example/ http://inside/ https://inside/ http://other.example:81/");

  Conversation with_anybody(trusting("192.0.2.1"));
  with_anybody.say(get("X-Forwarded-Host: shop.example\r\nX-Forwarded-Proto: ?\r\n"));
  EXPECT_EQ(locations(with_anybody), "http://inside/");
}

TEST(ForwardedRequests, WithContent) {
  Conversation conversation(trusting());
  const std::string post =
      "POST /echo HTTP/1.1\r\nHost: a\r\nX-Forwarded-Host: b\r\nContent-Length: 11\r\n\r\n";
  for (const char byte : post + "hello world") conversation.say({&byte, 1});
  EXPECT_EQ(conversation.outcome(), "200 | read");
  EXPECT_TRUE(conversation.said().ends_with("\r\n\r\nhello world"));
  conversation.say(get(""));
  EXPECT_EQ(locations(conversation), "http://inside/");
}

TEST(ForwardedRequests, ThatCannotBeReadAreRefused) {
  const std::string bad = "X-Forwarded-For: nobody\r\n";
  EXPECT_EQ(Conversation(trusting()).say(get(bad)).outcome(), "400 close | drain");
  EXPECT_EQ(Conversation(trusting()).say(get("Connection: close\r\n" + bad)).outcome(),
            "400 close | close");
  const std::string post = "POST /echo HTTP/1.1\r\nHost: a\r\n" + bad + "Content-Length: 5\r\n\r\n";
  EXPECT_EQ(Conversation(trusting()).say(post + "hello").outcome(), "400 close | drain");
  Conversation head(trusting());
  head.say("HEAD / HTTP/1.1\r\nHost: a\r\n" + bad + "\r\n");
  EXPECT_TRUE(head.said().ends_with("\r\n\r\n"));
  EXPECT_EQ(Conversation(trusting()).say(get("") + get(bad) + get("")).outcome(),
            "307 400 close | drain");
}

TEST(ForwardedRequests, OverHttp2) {
  Http2Client client(Http2Client::Silent{}, {}, trusting());
  client.say(std::string(kHttp2Preface) + frame(FrameType::Settings, 0, 0, ""));
  const auto ask = [&client](StreamId stream, std::string_view name, std::string_view value) {
    client.say(headers(kWhole, stream,
                       {{":method", "GET"},
                        {":scheme", "http"},
                        {":authority", "inside"},
                        {":path", "/who"},
                        {name, value}}));
  };
  ask(1, "x-forwarded-host", "shop.example");
  ask(3, "x-forwarded-proto", "https");
  ask(5, "x-forwarded-for", "nobody");
  ask(7, "x-forwarded-for", "192.0.2.7");
  EXPECT_EQ(client.outcome(), "1:307. 3:307. 5:400 5:data47. 7:307. | read");
  const std::string& fields = client.transcript().fields();
  const std::size_t first = fields.find("location: http://shop.example/\n");
  const std::size_t second = fields.find("location: https://inside/\n");
  const std::size_t third = fields.find("location: http://inside/\n");
  EXPECT_LT(first, second);
  EXPECT_LT(second, third);
  EXPECT_NE(third, std::string::npos);
}

TEST(ForwardedRequests, AnotherSchemeHasAnotherPort) {
  struct Case {
    const char* scheme;
    const char* authority;
    const char* http;
    const char* https;
  };
  constexpr Case kCases[] = {
      {"http", "", "", ""},
      {"https", "shop.example", "shop.example", "shop.example"},
      {"https", "shop.example:8443", "shop.example", "shop.example:8443"},
      {"http", "[::1]:8080", "[::1]:8080", "[::1]"},
      {"http", "[::1]", "[::1]", "[::1]"},
  };
  for (const Case& c : kCases) {
    config::Listener listener;
    listener.origin.scheme = c.scheme;
    listener.origin.authority = c.authority;
    const Entrance entrance(listener);
    EXPECT_EQ(entrance.origin_of("http").authority, c.http) << c.authority;
    EXPECT_EQ(entrance.origin_of("https").authority, c.https) << c.authority;
    EXPECT_EQ(entrance.origin_of("https").scheme, "https");
    EXPECT_EQ(&entrance.origin_of(""), &entrance.origin);
  }
}

}  // namespace
}  // namespace onward::gateway
