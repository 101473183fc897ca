// SPDX-License-Identifier: MIT
// Addresses are read strictly: "10.1", "010.0.0.1" and "0x0a000001", which a URL's host may be, are
// no networks.
#include "onward/rules/network.h"

#include "base/ascii.h"
#include "url/ip_address.h"

#include <algorithm>
#include <array>

namespace onward::rules {
namespace {

constexpr std::uint8_t kIpv4Offset = 96;

// A decimal number without a leading zero, at most `max`.
std::optional<unsigned> parse_number(std::string_view digits, unsigned max) {
  if (digits.empty() || digits.size() > 3) return std::nullopt;
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;
  unsigned number = 0;
  for (const char c : digits) {
    if (!base::is_digit(c)) return std::nullopt;
    number = number * 10 + (base::byte(c) - '0');
  }
  return number <= max ? std::optional(number) : std::nullopt;
}

std::optional<Address> parse_dotted(std::string_view text) {
  Address address;
  address.bytes[10] = address.bytes[11] = 0xFF;
  for (std::size_t i = 12; i < 16; ++i) {
    const std::size_t dot = text.find('.');
    if ((dot == text.npos) != (i == 15)) return std::nullopt;
    const auto number = parse_number(text.substr(0, dot), 255);
    if (!number) return std::nullopt;
    address.bytes[i] = static_cast<std::uint8_t>(*number);
    if (dot != text.npos) text.remove_prefix(dot + 1);
  }
  return address;
}

bool is_ipv4(const Network& network) {
  return network.bits >= kIpv4Offset && is_ipv4(network.base);
}

Address masked(const Address& address, unsigned bits) {
  Address result;
  for (unsigned i = 0; i < 16; ++i) {
    const unsigned left = bits > i * 8 ? std::min(8U, bits - i * 8) : 0;
    result.bytes[i] = static_cast<std::uint8_t>(address.bytes[i] & (0xFF00U >> left));
  }
  return result;
}

}  // namespace

bool contains(std::span<const Network> networks, const Address& address) {
  return std::ranges::any_of(networks,
                             [&](const Network& network) { return network.contains(address); });
}

bool is_ipv4(const Address& address) {
  const auto& bytes = address.bytes;
  return bytes[10] == 0xFF && bytes[11] == 0xFF &&
         std::all_of(bytes.begin(), bytes.begin() + 10, [](std::uint8_t b) { return b == 0; });
}

std::optional<Address> parse_address(std::string_view text) {
  if (text.find(':') == text.npos) return parse_dotted(text);
  const auto pieces = url::parse_ipv6(text);
  if (!pieces) return std::nullopt;
  Address address;
  for (std::size_t i = 0; i < pieces->size(); ++i) {
    address.bytes[2 * i] = static_cast<std::uint8_t>((*pieces)[i] >> 8);
    address.bytes[2 * i + 1] = static_cast<std::uint8_t>((*pieces)[i] & 0xFF);
  }
  return address;
}

bool Network::contains(const Address& address) const {
  const unsigned whole = bits / 8U;
  if (!std::equal(base.bytes.begin(), base.bytes.begin() + whole, address.bytes.begin())) {
    return false;
  }
  const unsigned left = bits % 8U;
  if (left == 0) return true;
  return ((base.bytes[whole] ^ address.bytes[whole]) & (0xFF00U >> left) & 0xFFU) == 0;
}

std::optional<Network> parse_network(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view base = text.substr(0, slash);
  const auto address = parse_address(base);
  if (!address) return std::nullopt;
  const bool dotted = base.find(':') == base.npos;
  Network network{*address, 128};
  if (slash != text.npos) {
    const auto bits = parse_number(text.substr(slash + 1), dotted ? 32 : 128);
    if (!bits) return std::nullopt;
    network.bits = static_cast<std::uint8_t>(*bits + (dotted ? kIpv4Offset : 0));
  }
  return network;
}

bool is_base_of_itself(const Network& network) {
  return masked(network.base, network.bits) == network.base;
}

std::string to_string(const Network& network) {
  const Address base = masked(network.base, network.bits);
  std::string text;
  if (is_ipv4(network)) {
    url::Ipv4Address number = 0;
    for (std::size_t i = 12; i < 16; ++i) number = number << 8 | base.bytes[i];
    url::append_ipv4(number, text);
    return text + "/" + std::to_string(network.bits - kIpv4Offset);
  }
  url::Ipv6Address pieces{};
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    pieces[i] = static_cast<std::uint16_t>(base.bytes[2 * i] << 8 | base.bytes[2 * i + 1]);
  }
  url::append_ipv6(pieces, text);
  return text + "/" + std::to_string(network.bits);
}

}  // namespace onward::rules
