// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/request.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

// The words in which proxies say who sent a request.
//
//   Forwarded: for=192.0.2.43;proto=https, for="[2001:db8::17]:4711";host=shop.example
//   X-Forwarded-For: 192.0.2.43, 2001:db8::17
namespace onward::gateway {

/// So many proxies one behind the other, and elements in one field line, are looked at.
inline constexpr std::size_t kMaxForwardedHops = 64;

/// An element of Forwarded, what one proxy says. Views of the field's value, quotes taken away; ""
/// is not said.
struct ForwardedElement {
  std::string_view client;  ///< for=
  std::string_view scheme;  ///< proto=
  std::string_view host;
  std::string_view by;

  friend bool operator==(const ForwardedElement&, const ForwardedElement&) = default;
};

/// Reads the value of one field line (RFC 7239 §4); nullopt where it is none, or has more than
/// kMaxForwardedHops elements.
std::optional<std::vector<ForwardedElement>> parse_forwarded(std::string_view value);

/// Who is meant by a node.
struct ForwardedNode {
  std::optional<rules::Address> address;  ///< none: "unknown", or a name that hides it

  friend bool operator==(const ForwardedNode&, const ForwardedNode&) = default;
};

/// Reads a node of Forwarded (RFC 7239 §6): "192.0.2.43:47011", "[2001:db8::17]", "unknown",
/// "_hidden". nullopt for what is none.
std::optional<ForwardedNode> parse_forwarded_node(std::string_view text);

/// Reads an element of X-Forwarded-For, which no standard describes: an address with or without a
/// port, "2001:db8::17" also without brackets, or "unknown".
std::optional<ForwardedNode> parse_x_forwarded_node(std::string_view text);

}  // namespace onward::gateway
