// SPDX-License-Identifier: MIT
// The PROXY protocol, §2.1 and §2.2. A connection whose header does not match exactly is closed:
// taken for another client's, it would be let in as that one. Of a whole header the client's
// address alone is used; extensions are skipped, but for the checksum, which is checked. The
// command LOCAL, UNKNOWN, addresses of Unix sockets and those of datagrams leave the connection its
// own address.
#include "gateway/proxies/proxy_header.h"

#include "base/ascii.h"
#include "onward/rules/network.h"

#include <algorithm>
#include <array>

namespace onward::gateway {
namespace {

constexpr std::string_view kLine = "PROXY ";
constexpr std::string_view kSignature("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t kFixedBytes = 16;  // of version 2, before its addresses
constexpr std::size_t kTlvHeadBytes = 3;
constexpr unsigned kChecksumType = 0x03;
constexpr std::size_t kChecksumBytes = 4;

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

std::size_t size_at(std::string_view bytes, std::size_t at) {
  return std::size_t{byte_at(bytes, at)} << 8U | byte_at(bytes, at + 1);
}

ProxyHeader failed(Refusal fault) { return {0, {}, fault}; }

/// Whether `bytes` are the beginning of `whole`, or begin with it.
bool may_begin(std::string_view bytes, std::string_view whole) {
  const std::size_t size = std::min(bytes.size(), whole.size());
  return bytes.substr(0, size) == whole.substr(0, size);
}

/// §2.1: a decimal number without leading zeros, up to 65535.
bool is_port(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text.size() > 1 && text.front() == '0')) return false;
  unsigned port = 0;
  for (const char c : text) {
    if (!base::is_digit(c)) return false;
    port = port * 10 + static_cast<unsigned>(c - '0');
  }
  return port <= 65'535;
}

/// An address of the family that the line announces.
std::optional<rules::Address> address_of(std::string_view text, bool is_ipv6) {
  if ((text.find(':') != std::string_view::npos) != is_ipv6) return std::nullopt;
  return rules::parse_address(text);
}

/// The word before the next space, which goes with it; the last one ends with the line.
std::string_view take_word(std::string_view& line) {
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(std::min(line.size(), word.size() + 1));
  return word;
}

/// What stands between "PROXY " and CRLF.
///
///   "TCP4" SP address SP address SP port SP port / "UNKNOWN" [ SP *any ]
ProxyHeader read_line(std::string_view line, std::size_t size) {
  constexpr std::size_t kSpaces = 4;
  const bool is_known = !line.starts_with("UNKNOWN ") && line != "UNKNOWN";
  if (!is_known) return {size};
  if (std::ranges::count(line, ' ') != kSpaces) return failed(Refusal::ProxyHeaderMalformed);
  const std::string_view family = take_word(line);
  const bool is_ipv6 = family == "TCP6";
  if (!is_ipv6 && family != "TCP4") return failed(Refusal::ProxyHeaderMalformed);
  const auto client = address_of(take_word(line), is_ipv6);
  const auto server = address_of(take_word(line), is_ipv6);
  const bool has_ports = is_port(take_word(line)) && is_port(line);
  if (!client || !server || !has_ports) return failed(Refusal::ProxyHeaderMalformed);
  return {size, client};
}

ProxyHeader read_version_1(std::string_view bytes) {
  const std::string_view begin = bytes.substr(0, kMaxProxyLineBytes);
  const std::size_t end = begin.find_first_of("\r\n");
  if (end == std::string_view::npos) {
    if (begin.size() == kMaxProxyLineBytes) return failed(Refusal::ProxyHeaderTooLong);
    return {};
  }
  // Neither of the two alone ends the line.
  if (begin[end] == '\n') return failed(Refusal::ProxyHeaderMalformed);
  if (end + 1 == begin.size()) {
    return begin.size() == kMaxProxyLineBytes ? failed(Refusal::ProxyHeaderTooLong) : ProxyHeader{};
  }
  if (begin[end + 1] != '\n') return failed(Refusal::ProxyHeaderMalformed);
  return read_line(begin.substr(kLine.size(), end - kLine.size()), end + 2);
}

constexpr std::array<std::uint32_t, 256> make_crc32c() {
  constexpr std::uint32_t kReversedPolynomial = 0x82F63B78;  // Castagnoli's, RFC 4960 appendix B
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) {
      value = (value >> 1U) ^ ((value & 1U) != 0 ? kReversedPolynomial : 0);
    }
    table[i] = value;
  }
  return table;
}
constexpr std::array<std::uint32_t, 256> kCrc32c = make_crc32c();

/// Of the whole header, with zeros in the place of the checksum that begins at `at`.
std::uint32_t checksum_of(std::string_view header, std::size_t at) {
  std::uint32_t value = 0xFFFFFFFF;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const bool is_checksum = i >= at && i < at + kChecksumBytes;
    const std::uint32_t byte = is_checksum ? 0 : byte_at(header, i);
    value = (value >> 8U) ^ kCrc32c[(value ^ byte) & 0xFFU];
  }
  return ~value;
}

/// §2.2.3: in network order, as every number here.
bool is_checksum_right(std::string_view header, std::size_t at) {
  const std::size_t sent = size_at(header, at) << 16U | size_at(header, at + 2);
  return sent == checksum_of(header, at);
}

/// The extensions from `at` on; they end where the header does.
std::optional<Refusal> fault_of_extensions(std::string_view header, std::size_t at) {
  while (at < header.size()) {
    if (header.size() - at < kTlvHeadBytes) return Refusal::ProxyHeaderMalformed;
    const unsigned type = byte_at(header, at);
    const std::size_t size = size_at(header, at + 1);
    at += kTlvHeadBytes;
    if (header.size() - at < size) return Refusal::ProxyHeaderMalformed;
    if (type == kChecksumType) {
      if (size != kChecksumBytes) return Refusal::ProxyHeaderMalformed;
      if (!is_checksum_right(header, at)) return Refusal::ProxyHeaderChecksum;
    }
    at += size;
  }
  return std::nullopt;
}

/// §2.2, the families; an address stands first, whatever the protocol.
struct Family {
  std::size_t address_bytes;
  std::size_t bytes;  ///< of both addresses and ports
};
constexpr std::array<Family, 4> kFamilies{{{0, 0}, {4, 12}, {16, 36}, {108, 216}}};
constexpr std::size_t kUnix = 3;
constexpr unsigned kStream = 1;
constexpr unsigned kLastProtocol = 2;

rules::Address address_at(std::string_view header, std::size_t size) {
  rules::Address address;
  if (size == 4) address.bytes[10] = address.bytes[11] = 0xFF;
  const std::string_view bytes = header.substr(kFixedBytes, size);
  std::ranges::copy(bytes, address.bytes.end() - static_cast<std::ptrdiff_t>(size));
  return address;
}

/// The command PROXY, all of whose header is there.
ProxyHeader read_addresses(std::string_view header) {
  const std::size_t family = byte_at(header, 13) >> 4U;
  const unsigned protocol = byte_at(header, 13) & 0x0FU;
  if (family >= kFamilies.size() || protocol > kLastProtocol)
    return failed(Refusal::ProxyHeaderMalformed);
  const ProxyHeader unknown{header.size()};
  if (family == 0) return unknown;
  const Family& sizes = kFamilies[family];
  if (header.size() - kFixedBytes < sizes.bytes) return failed(Refusal::ProxyHeaderMalformed);
  if (const auto fault = fault_of_extensions(header, kFixedBytes + sizes.bytes)) {
    return failed(*fault);
  }
  if (family == kUnix || protocol != kStream) return unknown;
  return {header.size(), address_at(header, sizes.address_bytes)};
}

ProxyHeader read_version_2(std::string_view bytes) {
  constexpr unsigned kLocal = 0;
  constexpr unsigned kProxy = 1;
  if (bytes.size() > kSignature.size()) {
    const unsigned first = byte_at(bytes, kSignature.size());
    const unsigned command = first & 0x0FU;
    if (first >> 4U != 2 || command > kProxy) return failed(Refusal::ProxyHeaderMalformed);
  }
  if (bytes.size() < kFixedBytes) return {};
  const std::size_t size = kFixedBytes + size_at(bytes, 14);
  if (size > kMaxProxyHeaderBytes) return failed(Refusal::ProxyHeaderTooLong);
  if (bytes.size() < size) return {};
  // "Discard the protocol block including the family which is ignored."
  if ((byte_at(bytes, kSignature.size()) & 0x0FU) == kLocal) return {size};
  return read_addresses(bytes.substr(0, size));
}

}  // namespace

ProxyHeader read_proxy_header(std::string_view bytes) {
  if (may_begin(bytes, kLine)) {
    return bytes.size() < kLine.size() ? ProxyHeader{} : read_version_1(bytes);
  }
  if (!may_begin(bytes, kSignature)) return failed(Refusal::ProxyHeaderMissing);
  return read_version_2(bytes);
}

}  // namespace onward::gateway
