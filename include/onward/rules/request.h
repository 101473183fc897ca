// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/message.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

// A request as rules see it: its head, who sent it, and which listener took it.
namespace onward::rules {

/// The address of a client, as 16 bytes in network order; IPv4 is ::ffff:a.b.c.d.
struct Address {
  std::array<std::uint8_t, 16> bytes{};

  friend bool operator==(const Address&, const Address&) = default;
};

/// What a listener says about the URLs of its requests. Immutable; share freely.
struct Origin {
  std::string scheme = "http";     ///< what clients speak to it: "http" or "https"
  std::string authority;           ///< what clients call it, host[:port]; "": what Host says
  std::vector<std::string> hosts;  ///< which hosts it serves, or "*.suffix"; none: all

  friend bool operator==(const Origin&, const Origin&) = default;
};

/// Views for the time of one call.
struct Request {
  const http::RequestHead& head;
  const Origin& origin;
  Address client{};
};

}  // namespace onward::rules
