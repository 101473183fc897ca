// SPDX-License-Identifier: MIT
// A listener takes over the TLS of its own address, wherever in the file that stands: by order, one
// that asks for clients' certificates would take over from one that does not.
#include "onward/config/renewal.h"

#include <gtest/gtest.h>

namespace onward::config {
namespace {

/// "" for `certificate`: no TLS.
Listener at(std::string_view address, const std::string& certificate, const std::string& ca = "") {
  Listener listener = listener_at(address).value_or(Listener{});
  if (certificate.empty()) return listener;
  listener.tls = Tls{.certificates = {{certificate, certificate, {}}}, .client_ca = ca};
  return listener;
}

/// "address certificate ca" of each.
std::vector<std::string> shown(const std::vector<Listener>& listeners) {
  std::vector<std::string> all;
  for (const Listener& each : listeners) {
    std::string text = each.address;
    if (each.tls) {
      text.append(" ").append(each.tls->certificates.front().certificate);
      text.append(" ").append(each.tls->client_ca);
    }
    all.push_back(std::move(text));
  }
  return all;
}

using Texts = std::vector<std::string>;

struct Case {
  const char* what;
  std::vector<Listener> running;
  std::vector<Listener> wanted;
  Texts listeners;
  Texts kept;
};

TEST(Renewal, IsByAddress) {
  const Listener shop = at("127.0.0.1:1", "shop", "ca");
  const Listener wiki = at("127.0.0.1:2", "wiki");
  const Case cases[] = {
      {"the same", {shop, wiki}, {shop, wiki}, {"127.0.0.1:1 shop ca", "127.0.0.1:2 wiki "}, {}},
      {"swapped", {shop, wiki}, {wiki, shop}, {"127.0.0.1:1 shop ca", "127.0.0.1:2 wiki "}, {}},
      {"one is gone",
       {shop, wiki},
       {wiki},
       {"127.0.0.1:1 shop ca", "127.0.0.1:2 wiki "},
       {"127.0.0.1:1"}},
      {"one more in front", {wiki}, {shop, wiki}, {"127.0.0.1:2 wiki "}, {}},
      {"another in its place", {shop}, {wiki}, {"127.0.0.1:1 shop ca"}, {"127.0.0.1:1"}},
      {"other files", {shop}, {at("127.0.0.1:1", "new")}, {"127.0.0.1:1 new "}, {}},
      {"TLS is gone", {shop}, {at("127.0.0.1:1", "")}, {"127.0.0.1:1 shop ca"}, {"127.0.0.1:1"}},
      {"TLS is new", {at("127.0.0.1:1", "")}, {shop}, {"127.0.0.1:1"}, {}},
      {"written otherwise", {at("*:1", "shop")}, {at("0.0.0.0:1", "new")}, {"*:1 new "}, {}},
      {"IPv4 is another",
       {at("0.0.0.0:1", "shop")},
       {at("[::]:1", "new")},
       {"0.0.0.0:1 shop "},
       {"0.0.0.0:1"}},
      {"any port, twice the same",
       {at("127.0.0.1:0", "a"), at("127.0.0.1:0", "a")},
       {at("127.0.0.1:0", "b"), at("127.0.0.1:0", "b")},
       {"127.0.0.1:0 b ", "127.0.0.1:0 b "},
       {}},
      {"any port, twice and not the same",
       {at("127.0.0.1:0", "a"), at("127.0.0.1:0", "b", "ca")},
       {at("127.0.0.1:0", "b", "ca"), at("127.0.0.1:0", "a")},
       {"127.0.0.1:0 a ", "127.0.0.1:0 b ca"},
       {"127.0.0.1:0", "127.0.0.1:0"}},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.what);
    const Renewal renewal = renew(each.running, each.wanted);
    EXPECT_EQ(shown(renewal.listeners), each.listeners);
    EXPECT_EQ(renewal.kept, each.kept);
  }
}

Server serving(std::vector<Listener> listeners) {
  Server server;
  server.listeners = std::move(listeners);
  return server;
}

TEST(Renewal, WhatNeedsARestart) {
  const Listener shop = at("127.0.0.1:1", "shop", "ca");
  const Listener wiki = at("127.0.0.1:2", "wiki");
  const Server running = serving({shop, wiki});
  EXPECT_FALSE(needs_restart(running, serving({wiki, shop})));
  EXPECT_FALSE(needs_restart(running, serving({at("127.0.0.1:1", "new"), wiki})));
  EXPECT_TRUE(needs_restart(running, serving({shop})));
  EXPECT_TRUE(needs_restart(running, serving({at("127.0.0.1:1", ""), wiki})));
  Listener other = shop;
  other.http2 = false;  // by ALPN: renewed
  EXPECT_FALSE(needs_restart(running, serving({other, wiki})));
  Listener clear = at("127.0.0.1:3", "");
  Listener other_clear = clear;
  other_clear.http2 = false;
  EXPECT_TRUE(needs_restart(serving({clear}), serving({other_clear})));
}

}  // namespace
}  // namespace onward::config
