// SPDX-License-Identifier: MIT
// Keys against a time of the test's own. What a client does with its ticket is in wire_test.cc.
// Nothing here waits.
#include "gateway/tls/ticket_keys.h"

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

using namespace std::chrono_literals;

constexpr base::SteadyTime kStart{1000h};

// What becomes of a ticket that is written at the start.
TEST(Rfc8446Tickets, AreReadForTwiceTheTimeTheirKeyWrites) {
  const struct {
    std::chrono::milliseconds later;
    const char* then;
  } cases[] = {
      {0h, "read"},
      {5h, "read"},
      {6h - 1ms, "read"},
      {6h, "read, and renewed"},
      {12h - 1ms, "read, and renewed"},
      {18h, "unknown"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.later.count());
    TicketKeys keys;
    const TicketKey first = keys.writing(kStart).value_or(TicketKey{});
    if (c.later > 6h) keys.writing(kStart + 6h);
    if (c.later > 12h) keys.writing(kStart + 12h);
    const auto found = keys.find(first.name, kStart + c.later);
    const char* then = "unknown";
    if (found) then = found->is_writing ? "read" : "read, and renewed";
    EXPECT_STREQ(then, c.then);
  }
}

TEST(Rfc8446Tickets, AKeyThatNobodyUsedForLongIsGone) {
  TicketKeys keys;
  const TicketKey first = keys.writing(kStart).value_or(TicketKey{});
  EXPECT_FALSE(keys.find(first.name, kStart + 12h).has_value());
}

TEST(Rfc8446Tickets, KeysDiffer) {
  TicketKeys keys;
  const TicketKey first = keys.writing(kStart).value_or(TicketKey{});
  const TicketKey second = keys.writing(kStart + 6h).value_or(TicketKey{});
  EXPECT_NE(first.name, second.name);
  EXPECT_NE(first.mac, second.mac);
  EXPECT_NE(first.cipher, second.cipher);
  EXPECT_NE(first.mac, first.cipher);
}

}  // namespace
}  // namespace onward::gateway
