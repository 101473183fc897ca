// SPDX-License-Identifier: MIT
// An IPv4 address is the same place in every form that carries it; and nothing outside 2000::/3 is
// public but those forms.
#include "base/check.h"
#include "client/address.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace onward::client {
namespace {

Ipv6Bytes with(Ipv6Bytes prefix, std::size_t at, const Ipv4Bytes& four, std::uint8_t mask = 0) {
  for (std::size_t i = 0; i < four.size(); ++i) {
    prefix[at + i] = static_cast<std::uint8_t>(four[i] ^ mask);
  }
  return prefix;
}

void check_forms(const Ipv4Bytes& four) {
  const AddressKind kind = classify_ipv4(four);
  CHECK(classify_ipv6(with({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, 12, four)) == kind);
  CHECK(classify_ipv6(with({0, 0x64, 0xFF, 0x9B}, 12, four)) == kind);
  CHECK(classify_ipv6(with({0x20, 0x02}, 2, four)) == kind);
  CHECK(classify_ipv6(with({0x20, 0x01, 0, 0}, 12, four, 0xFF)) == kind);
}

void check_public(const Ipv6Bytes& bytes) {
  if (classify_ipv6(bytes) != AddressKind::Public) return;
  const bool is_given_out = (bytes[0] & 0xE0) == 0x20;
  const bool carries_ipv4 = bytes[0] == 0;
  CHECK(is_given_out || carries_ipv4);
  CHECK(!describe(classify_ipv6(bytes)).empty());
}

}  // namespace
}  // namespace onward::client

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace onward::client;
  Ipv6Bytes six{};
  std::copy_n(bytes, std::min(size, six.size()), six.begin());
  check_public(six);
  check_forms({six[0], six[1], six[2], six[3]});
  return 0;
}
