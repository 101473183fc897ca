// SPDX-License-Identifier: MIT
// URL standard, "host parser". An ASCII domain is lower-cased and checked in one pass,
// straight into the URL's buffer; percent-escapes and non-ASCII take the long way through UTS 46.
// An ASCII domain's xn-- labels are not decoded ("domain parser", the note on web compatibility).
#include "url/host.h"

#include "base/ascii.h"
#include "onward/url/percent_encode.h"
#include "url/idna/idna.h"
#include "url/ip_address.h"
#include "url/utf8.h"

#include <array>

namespace onward::url {
namespace {

/// "Forbidden host code point".
constexpr std::string_view kForbiddenHost{"\0\t\n\r #/:<>?@[\\]^|", 17};

/// What an ASCII domain's byte becomes: itself in lower case, or 0 if the long way must decide: it
/// is forbidden, a percent sign, or not ASCII.
constexpr std::array<char, 256> make_domain_table() {
  std::array<char, 256> table{};
  for (int c = 0x21; c < 0x7F; ++c) {
    const char byte = static_cast<char>(c);
    if (byte == '%' || kForbiddenHost.find(byte) != std::string_view::npos) continue;
    table[static_cast<std::size_t>(c)] = base::to_lower(byte);
  }
  return table;
}

constexpr auto kDomainTable = make_domain_table();

/// Appends the lower-cased domain; returns the offset of the first byte that is not plain, or npos.
std::size_t append_plain_domain(std::string_view domain, std::string& out) {
  const std::size_t start = out.size();
  out.resize(start + domain.size());
  for (std::size_t i = 0; i < domain.size(); ++i) {
    const char lower = kDomainTable[static_cast<unsigned char>(domain[i])];
    if (lower == 0) return i;
    out[start + i] = lower;
  }
  return std::string_view::npos;
}

/// "Domain parser" for a domain that has escapes or is not ASCII. Where the offending byte cannot
/// be named in terms of `input`, `offset` is the first byte that made the domain unusual.
Result<void> append_unusual_domain(std::string_view input, std::size_t offset, std::string& out) {
  const std::string domain = percent_decode(input);
  // A decoded domain that is not UTF-8 would hold U+FFFD, which UTS 46 refuses.
  if (find_ill_formed_utf8(domain) != std::string_view::npos) {
    return fail(ErrorCode::HostInvalidUtf8, offset);
  }
  std::string ascii;
  if (base::is_ascii(domain)) {
    ascii = domain;
  } else if (auto converted = append_domain_to_ascii(domain, ascii); !converted) {
    return fail(converted.error().code, offset);
  }
  if (ascii.empty()) return fail(ErrorCode::HostEmpty);
  if (append_plain_domain(ascii, out) != std::string_view::npos) {
    return fail(ErrorCode::HostForbidden, offset);
  }
  return {};
}

Result<HostKind> append_domain_or_ipv4(std::string_view input, std::string& out) {
  const std::size_t start = out.size();
  if (const std::size_t odd = append_plain_domain(input, out); odd != std::string_view::npos) {
    out.resize(start);
    if (auto r = append_unusual_domain(input, odd, out); !r) return fail(r.error());
  }
  const auto domain = std::string_view(out).substr(start);
  if (!ends_in_a_number(domain)) return HostKind::Domain;

  const auto address = parse_ipv4(domain);
  if (!address) return fail(address.error());
  out.resize(start);
  append_ipv4(*address, out);
  return HostKind::Ipv4;
}

/// "Opaque-host parser".
Result<HostKind> append_opaque_host(std::string_view input, std::string& out) {
  const std::size_t forbidden = input.find_first_of(kForbiddenHost);
  if (forbidden != std::string_view::npos) return fail(ErrorCode::HostForbidden, forbidden);
  append_percent_encoded(input, PercentEncodeSet::C0Control, out);
  return input.empty() ? HostKind::Empty : HostKind::Opaque;
}

}  // namespace

Result<HostKind> append_host(std::string_view input, SchemeType scheme, std::string& out) {
  if (input.starts_with('[')) {
    if (!input.ends_with(']')) return fail(ErrorCode::HostIpv6Unclosed);
    const auto address = parse_ipv6(input.substr(1, input.size() - 2));
    if (!address) return fail(address.error().code, address.error().offset + 1);
    out += '[';
    append_ipv6(*address, out);
    out += ']';
    return HostKind::Ipv6;
  }
  if (scheme == SchemeType::NotSpecial) return append_opaque_host(input, out);
  return append_domain_or_ipv4(input, out);
}

}  // namespace onward::url
