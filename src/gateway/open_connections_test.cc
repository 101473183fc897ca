// SPDX-License-Identifier: MIT
// Limits of connections: in all, and of a client, which over IPv6 has more addresses than there are
// connections.
#include "gateway/open_connections.h"

#include "onward/rules/network.h"

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

rules::Address at(const char* text) {
  return rules::parse_address(text).value_or(rules::Address{});
}

TEST(OpenConnections, OfOneClient) {
  const struct {
    const char* first;
    const char* second;
    Entry entry;
  } cases[] = {
      {"192.0.2.1", "192.0.2.1", Entry::FullForClient},
      {"192.0.2.1", "192.0.2.2", Entry::Open},
      {"192.0.2.1", "::ffff:192.0.2.1", Entry::FullForClient},
      {"2001:db8:0:1::1", "2001:db8:0:1:ffff::2", Entry::FullForClient},  // RFC 6177: one /64
      {"2001:db8:0:1::1", "2001:db8:0:2::1", Entry::Open},
  };
  for (const auto& row : cases) {
    SCOPED_TRACE(row.second);
    config::Limits limits;
    limits.connections_per_address = 1;
    OpenConnections connections(limits, 1);
    EXPECT_EQ(connections.enter(at(row.first)), Entry::Open);
    EXPECT_EQ(connections.enter(at(row.second)), row.entry);
    if (row.entry == Entry::Open) connections.leave(at(row.second));
    connections.leave(at(row.first));
    EXPECT_EQ(connections.count(), 0U);
    EXPECT_EQ(connections.enter(at(row.second)), Entry::Open) << "the first one has left";
  }
}

TEST(OpenConnections, InAll) {
  config::Limits limits;
  limits.connections = 2;
  OpenConnections connections(limits, 1);
  EXPECT_EQ(connections.enter(at("192.0.2.1")), Entry::Open);
  EXPECT_EQ(connections.enter_unnamed(), Entry::Open);
  EXPECT_EQ(connections.enter(at("192.0.2.2")), Entry::Full);
  connections.leave_unnamed();
  EXPECT_EQ(connections.enter(at("192.0.2.2")), Entry::Open);
}

}  // namespace
}  // namespace onward::gateway
