// SPDX-License-Identifier: MIT
// Which addresses a filtered client may connect to: both ends of each special block, what stands
// right beside it, and IPv4 addresses in all the IPv6 forms that carry one.
#include "client/address.h"

#include <arpa/inet.h>
#include <string>

#include <gtest/gtest.h>

namespace onward::client {
namespace {

using enum AddressKind;

AddressKind classify(const std::string& text) {
  Ipv4Bytes four{};
  if (inet_pton(AF_INET, text.c_str(), four.data()) == 1) return classify_ipv4(four);
  Ipv6Bytes six{};
  EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), six.data()), 1) << text;
  return classify_ipv6(six);
}

struct Case {
  const char* spec;
  const char* address;
  AddressKind kind;
};

TEST(Rfc6890Addresses, Ipv4) {
  const Case cases[] = {
      {"RFC 1122", "0.0.0.0", Unspecified},
      {"RFC 1122", "0.255.255.255", Unspecified},
      {"", "1.0.0.0", Public},
      {"", "9.255.255.255", Public},
      {"RFC 1918", "10.0.0.0", Private},
      {"RFC 1918", "10.255.255.255", Private},
      {"", "11.0.0.0", Public},
      {"", "100.63.255.255", Public},
      {"RFC 6598", "100.64.0.0", Shared},
      {"RFC 6598", "100.127.255.255", Shared},
      {"", "100.128.0.0", Public},
      {"Alibaba", "100.100.100.200", Metadata},
      {"", "126.255.255.255", Public},
      {"RFC 1122", "127.0.0.1", Loopback},
      {"RFC 1122", "127.255.255.255", Loopback},
      {"", "128.0.0.0", Public},
      {"Azure", "168.63.129.16", Metadata},
      {"", "168.63.129.17", Public},
      {"", "169.253.255.255", Public},
      {"RFC 3927", "169.254.0.0", LinkLocal},
      {"all clouds", "169.254.169.254", Metadata},
      {"AWS ECS", "169.254.170.2", Metadata},
      {"AWS EKS", "169.254.170.23", Metadata},
      {"RFC 3927", "169.254.255.255", LinkLocal},
      {"", "169.255.0.0", Public},
      {"", "172.15.255.255", Public},
      {"RFC 1918", "172.16.0.0", Private},
      {"RFC 1918", "172.31.255.255", Private},
      {"", "172.32.0.0", Public},
      {"RFC 6890", "192.0.0.1", Reserved},
      {"Oracle", "192.0.0.192", Metadata},
      {"", "192.0.1.0", Public},
      {"RFC 5737", "192.0.2.255", Reserved},
      {"RFC 7526", "192.88.99.1", Reserved},
      {"", "192.167.255.255", Public},
      {"RFC 1918", "192.168.0.0", Private},
      {"RFC 1918", "192.168.255.255", Private},
      {"", "192.169.0.0", Public},
      {"RFC 2544", "198.18.0.0", Reserved},
      {"RFC 2544", "198.19.255.255", Reserved},
      {"", "198.20.0.0", Public},
      {"RFC 5737", "198.51.100.7", Reserved},
      {"RFC 5737", "203.0.113.7", Reserved},
      {"", "223.255.255.255", Public},
      {"RFC 5771", "224.0.0.0", Multicast},
      {"RFC 5771", "239.255.255.255", Multicast},
      {"RFC 1112", "240.0.0.0", Reserved},
      {"RFC 919", "255.255.255.255", Multicast},
  };
  for (const Case& row : cases) {
    EXPECT_EQ(classify(row.address), row.kind) << row.spec << ' ' << row.address;
  }
}

TEST(Rfc6890Addresses, Ipv6) {
  const Case cases[] = {
      {"RFC 4291 2.5.2", "::", Unspecified},
      {"RFC 4291 2.5.3", "::1", Loopback},
      {"RFC 4291 2.5.5.1", "::2", Unspecified},
      {"RFC 6666", "100::1", Reserved},
      {"RFC 8215", "64:ff9b:1::808:808", Private},
      {"RFC 4380", "2001::1", Reserved},  // the client is 255.255.255.254
      {"RFC 5180", "2001:2::1", Reserved},
      {"RFC 4843", "2001:10::1", Reserved},
      {"RFC 7343", "2001:20::1", Reserved},
      {"RFC 2928", "2001:1ff:ffff::1", Reserved},
      {"", "2001:200::1", Public},
      {"RFC 3849", "2001:db8::1", Reserved},
      {"", "2001:db9::1", Public},
      {"", "2606:4700::1111", Public},
      {"RFC 9637", "3fff:fff::1", Reserved},
      {"", "3fff:1000::1", Public},
      {"", "4000::1", Reserved},
      {"RFC 9602", "5f00::1", Reserved},
      {"RFC 4193", "fc00::1", Private},
      {"RFC 4193", "fdff:ffff::1", Private},
      {"AWS", "fd00:ec2::254", Metadata},
      {"AWS EKS", "fd00:ec2::23", Metadata},
      {"Google", "fd20:ce::254", Metadata},
      {"RFC 4291 2.5.6", "fe80::1", LinkLocal},
      {"RFC 4291 2.5.6", "febf::1", LinkLocal},
      {"RFC 3879", "fec0::1", Private},
      {"RFC 4291 2.7", "ff02::1", Multicast},
      {"RFC 5214", "2606:4700::5efe:10.0.0.1", Private},
      {"RFC 5214", "2606:4700::200:5efe:127.0.0.1", Loopback},
      {"RFC 5214", "2606:4700::5efe:8.8.8.8", Public},
  };
  for (const Case& row : cases) {
    EXPECT_EQ(classify(row.address), row.kind) << row.spec << ' ' << row.address;
  }
}

/// "8.8.8.8" -> "808:808".
std::string as_groups(const std::string& four, unsigned mask = 0) {
  Ipv4Bytes bytes{};
  EXPECT_EQ(inet_pton(AF_INET, four.c_str(), bytes.data()), 1);
  char text[16];
  std::snprintf(text, sizeof(text), "%02x%02x:%02x%02x", bytes[0] ^ mask, bytes[1] ^ mask,
                bytes[2] ^ mask, bytes[3] ^ mask);
  return text;
}

TEST(Rfc6890Addresses, Ipv4InsideIpv6) {
  const Case cases[] = {
      {"", "8.8.8.8", Public},    {"", "127.0.0.1", Loopback},       {"", "10.1.2.3", Private},
      {"", "100.64.0.1", Shared}, {"", "169.254.169.254", Metadata}, {"", "224.0.0.1", Multicast},
  };
  for (const Case& row : cases) {
    const std::string four = row.address;
    EXPECT_EQ(classify("::ffff:" + four), row.kind) << "mapped " << four;
    EXPECT_EQ(classify("::ffff:0:" + four), row.kind) << "RFC 2765 " << four;
    EXPECT_EQ(classify("::" + four), row.kind) << "compatible " << four;
    EXPECT_EQ(classify("64:ff9b::" + four), row.kind) << "NAT64 " << four;
    EXPECT_EQ(classify("2002:" + as_groups(four) + "::1"), row.kind) << "6to4 " << four;
    EXPECT_EQ(classify("2001:0:808:808:0:0:" + as_groups(four, 0xFF)), row.kind)
        << "Teredo " << four;
  }
}

TEST(Rfc6890Addresses, EachKindHasItsWords) {
  for (int kind = 0; kind <= static_cast<int>(Reserved); ++kind) {
    EXPECT_NE(describe(static_cast<AddressKind>(kind)), "");
  }
}

}  // namespace
}  // namespace onward::client
