// SPDX-License-Identifier: MIT
// Rows name the section of proxy-protocol.txt. Each header is read whole, with bytes behind it, and
// byte by byte, from buffers of exactly its size.
#include "gateway/proxies/proxy_header.h"

#include "gateway/access_log.h"
#include "support/exact_buffer.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kSignature = "\r\n\r\n\0\r\nQUIT\n"sv;

/// Version 2: the bytes 13 and 14, and what follows the length.
std::string binary(unsigned command, unsigned family, std::string_view rest) {
  std::string bytes(kSignature);
  bytes += static_cast<char>(command);
  bytes += static_cast<char>(family);
  bytes += static_cast<char>(rest.size() >> 8U);
  bytes += static_cast<char>(rest.size() & 0xFFU);
  return bytes.append(rest);
}

constexpr std::string_view kIpv4 = "\xC0\x00\x02\x07\xC6\x33\x64\x01\xDC\x04\x01\xBB"sv;
const std::string kIpv6 =
    "\x20\x01\x0D\xB8" + std::string(11, '\0') + "\x07" + std::string(16, 1) + "\x01\x02\x03\x04";
const std::string kUnix = "/run/client.sock" + std::string(200, '\0');

std::string with(std::string_view addresses, std::string_view extensions) {
  return std::string(addresses).append(extensions);
}

/// "192.0.2.7 of 49", "unnamed of 15", "more", or the reason of a refusal.
std::string outcome(std::string_view bytes) {
  const test::ExactBuffer exact(bytes);
  const ProxyHeader header = read_proxy_header(exact.view());
  if (header.fault) return std::string(Refusals::reason(*header.fault, {}));
  if (header.size == 0) return "more";
  return (header.client ? to_text(*header.client) : "unnamed") + " of " +
         std::to_string(header.size);
}

struct Case {
  const char* section;
  std::string bytes;
  std::string outcome;
};

const std::string kMalformed = "proxy-header-malformed";
const std::string kMissing = "proxy-header-missing";
const std::string kTooLong = "proxy-header-too-long";

std::vector<Case> lines() {
  return {
      {"2.1 example", "PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n", "192.168.0.1 of 47"},
      {"2.1 IPv6", "PROXY TCP6 2001:db8::7 ::1 1 65535\r\n", "2001:db8::7 of 36"},
      {"2.1 longest",
       "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
       "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
       "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff of 104"},
      {"2.1 mapped", "PROXY TCP6 ::ffff:192.0.2.7 ::1 1 2\r\n", "192.0.2.7 of 37"},
      {"2.1 unknown, short", "PROXY UNKNOWN\r\n", "unnamed of 15"},
      {"2.1 unknown, with anything", "PROXY UNKNOWN a  b\tc 1\r\n", "unnamed of 24"},
      {"2.1 unknown, longest", "PROXY UNKNOWN " + std::string(91, 'f') + "\r\n", "unnamed of 107"},
      {"2.1 107 at most", "PROXY UNKNOWN " + std::string(92, 'f') + "\r\n", kTooLong},
      {"2.1 no CRLF in 107", "PROXY TCP4 " + std::string(200, '1'), kTooLong},
      {"2.1 LF alone", "PROXY TCP4 192.0.2.7 192.0.2.1 1 2\n", kMalformed},
      {"2.1 CR alone", "PROXY TCP4 192.0.2.7 192.0.2.1 1 2\r \n", kMalformed},
      {"2.1 LF in it", "PROXY UNKNOWN a\nb\r\n", kMalformed},
      {"2.1 family", "PROXY TCP5 192.0.2.7 192.0.2.1 1 2\r\n", kMalformed},
      {"2.1 family in lower case", "PROXY tcp4 192.0.2.7 192.0.2.1 1 2\r\n", kMalformed},
      {"2.1 family with more", "PROXY UNKNOWNS\r\n", kMalformed},
      {"2.1 no family", "PROXY \r\n", kMalformed},
      {"2.1 other family's address", "PROXY TCP4 2001:db8::7 192.0.2.1 1 2\r\n", kMalformed},
      {"2.1 other family's address", "PROXY TCP6 192.0.2.7 ::1 1 2\r\n", kMalformed},
      {"2.1 one space", "PROXY TCP4  192.0.2.7 192.0.2.1 1 2\r\n", kMalformed},
      {"2.1 one space", "PROXY TCP4 192.0.2.7 192.0.2.1 1 2 \r\n", kMalformed},
      {"2.1 all four", "PROXY TCP4 192.0.2.7 192.0.2.1 1\r\n", kMalformed},
      {"2.1 decimal parts", "PROXY TCP4 192.0.2.07 192.0.2.1 1 2\r\n", kMalformed},
      {"2.1 decimal parts", "PROXY TCP4 192.0.2.256 192.0.2.1 1 2\r\n", kMalformed},
      {"2.1 the server's address, too", "PROXY TCP4 192.0.2.7 192.0.2 1 2\r\n", kMalformed},
      {"2.1 port", "PROXY TCP4 192.0.2.7 192.0.2.1 65536 2\r\n", kMalformed},
      {"2.1 port", "PROXY TCP4 192.0.2.7 192.0.2.1 1 02\r\n", kMalformed},
      {"2.1 port", "PROXY TCP4 192.0.2.7 192.0.2.1 -1 2\r\n", kMalformed},
      {"2.1 in capitals", "proxy TCP4 192.0.2.7 192.0.2.1 1 2\r\n", kMissing},
  };
}

std::vector<Case> binaries() {
  return {
      {"2.2 TCP over IPv4", binary(0x21, 0x11, kIpv4), "192.0.2.7 of 28"},
      {"2.2 TCP over IPv6", binary(0x21, 0x21, kIpv6), "2001:db8::7 of 52"},
      {"2.2 UDP over IPv4", binary(0x21, 0x12, kIpv4), "unnamed of 28"},
      {"2.2 UDP over IPv6", binary(0x21, 0x22, kIpv6), "unnamed of 52"},
      {"2.2 Unix", binary(0x21, 0x31, kUnix), "unnamed of 232"},
      {"2.2 unspecified", binary(0x21, 0x00, ""), "unnamed of 16"},
      {"2.2 unspecified, with bytes", binary(0x21, 0x00, "\x01\x02"), "unnamed of 18"},
      {"2.2 LOCAL", binary(0x20, 0x00, ""), "unnamed of 16"},
      {"2.2 LOCAL skips its bytes", binary(0x20, 0x11, kIpv4), "unnamed of 28"},
      {"2.2 LOCAL ignores the family", binary(0x20, 0xFF, "x"), "unnamed of 17"},
      {"2.2 another command", binary(0x22, 0x11, kIpv4), kMalformed},
      {"2.2 another version", binary(0x11, 0x11, kIpv4), kMalformed},
      {"2.2 another version", binary(0x31, 0x11, kIpv4), kMalformed},
      {"2.2 another family", binary(0x21, 0x41, kUnix), kMalformed},
      {"2.2 another protocol", binary(0x21, 0x13, kIpv4), kMalformed},
      {"2.2 less than the addresses", binary(0x21, 0x11, kIpv4.substr(1)), kMalformed},
      {"2.2 less than the addresses", binary(0x21, 0x21, kIpv4), kMalformed},
      {"2.2 less than the addresses", binary(0x21, 0x31, kIpv6), kMalformed},
      {"2.2 another signature", std::string(kSignature.substr(0, 11)) + std::string(20, 'x'),
       kMissing},
      {"limit", binary(0x20, 0x00, std::string(kMaxProxyHeaderBytes - 16, 'x')),
       "unnamed of " + std::to_string(kMaxProxyHeaderBytes)},
      {"limit", binary(0x20, 0x00, std::string(kMaxProxyHeaderBytes - 15, 'x')), kTooLong},
  };
}

std::vector<Case> extended() {
  return {
      {"2.2 TLVs are skipped", binary(0x21, 0x11, with(kIpv4, "\x02\x00\x01h\x04\x00\x00"sv)),
       "192.0.2.7 of 35"},
      {"2.2 a TLV unknown to all", binary(0x21, 0x11, with(kIpv4, "\xE3\x00\x02hi"sv)),
       "192.0.2.7 of 33"},
      {"2.2 a TLV that ends late", binary(0x21, 0x11, with(kIpv4, "\x04\x00\x02h"sv)), kMalformed},
      {"2.2 a TLV without a length", binary(0x21, 0x11, with(kIpv4, "\x04\x00"sv)), kMalformed},
      {"2.2.3 right", binary(0x21, 0x11, with(kIpv4, "\x03\x00\x04\x54\x8E\x28\xFF"sv)),
       "192.0.2.7 of 35"},
      {"2.2.3 wrong", binary(0x21, 0x11, with(kIpv4, "\x03\x00\x04\x00\x00\x00\x00"sv)),
       "proxy-header-checksum"},
      {"2.2.3 four bytes", binary(0x21, 0x11, with(kIpv4, "\x03\x00\x03\x00\x00\x00"sv)),
       kMalformed},
  };
}

std::vector<Case> others() {
  return {
      {"5 HTTP", "GET / HTTP/1.1\r\n", kMissing},
      {"5 HTTP with P", "POST / HTTP/1.1\r\n", kMissing},
      {"5 HTTP behind an empty line", "\r\nGET / HTTP/1.1\r\n", kMissing},
      {"5 HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", kMissing},
      {"5 TLS", "\x16\x03\x01\x02", kMissing},
  };
}

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    SCOPED_TRACE(std::string(c.section).append(": ").append(c.bytes));
    EXPECT_EQ(outcome(c.bytes), c.outcome);
    if (c.outcome.find(" of ") == std::string::npos) continue;
    EXPECT_EQ(outcome(c.bytes + "PROXY "), c.outcome) << "what is behind it is not looked at";
    for (std::size_t size = 0; size < c.bytes.size(); ++size) {
      EXPECT_EQ(outcome(c.bytes.substr(0, size)), "more") << size;
    }
  }
}

TEST(ProxyProtocol, Version1) { check(lines()); }
TEST(ProxyProtocol, Version2) { check(binaries()); }
TEST(ProxyProtocol, Extensions) { check(extended()); }
TEST(ProxyProtocol, AnythingElse) { check(others()); }

/// As soon as it can be known: no byte is waited for that changes nothing.
TEST(ProxyProtocol, RefusesEarly) {
  EXPECT_EQ(outcome("PO"), "proxy-header-missing");
  EXPECT_EQ(outcome("\x16"), "proxy-header-missing");
  EXPECT_EQ(outcome("\r\n\r\nG"), "proxy-header-missing");
  EXPECT_EQ(outcome(binary(0x11, 0x11, kIpv4).substr(0, 13)), "proxy-header-malformed");
  EXPECT_EQ(outcome(binary(0x20, 0x00, std::string(9000, 'x')).substr(0, 16)),
            "proxy-header-too-long");
}

}  // namespace
}  // namespace onward::gateway
