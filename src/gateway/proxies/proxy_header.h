// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/refusals.h"
#include "onward/rules/request.h"

#include <cstddef>
#include <optional>
#include <string_view>

// What a balancer puts before a connection's own bytes, to say whose connection it is: HAProxy's
// PROXY protocol, https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt.
//
//   version 1   PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n
//
//   version 2   0            12      13     14      16
//               | signature  | 2|cmd | fam  | size  | addresses, ports | type size value …
//                                                   |<------------- size bytes --------->|
namespace onward::gateway {

/// Of version 1, with its CRLF (§2.1).
inline constexpr std::size_t kMaxProxyLineBytes = 107;

/// Of version 2, all in all. Addresses have 216 bytes at most, what is known of extensions a few
/// hundred; a client's certificate is the largest of them.
inline constexpr std::size_t kMaxProxyHeaderBytes = std::size_t{8} * 1024;

/// What has come of the bytes so far.
struct ProxyHeader {
  std::size_t size = 0;                    ///< of the header; 0: more bytes are needed
  std::optional<rules::Address> client{};  ///< none: the proxy speaks for itself, or does not know
  std::optional<Refusal> fault{};          ///< the connection is to be closed
};

/// Reads the header that a connection begins with. `bytes` is all that came so far; what stands
/// behind the header is not looked at.
ProxyHeader read_proxy_header(std::string_view bytes);

}  // namespace onward::gateway
