// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace onward::http {

/// uri-host [ ":" port ], with a host that is not empty: what Host and the authority of an http URL
/// may be. What a URL parser would take and nobody can mean is refused: bytes beyond ASCII, empty
/// labels ("a..b", ".a", "."). A port may be empty, as in RFC 3986 §3.2.3.
bool is_valid_authority(std::string_view text);

/// Whether the host parser would leave this host as it is, but for its case, as far as can be seen
/// without it: a plain name that is no address, or an IPv4 address of four plain numbers.
bool is_plain_host(std::string_view host);

/// Whether two valid authorities name the same host and port, given the target's scheme ("http",
/// "https", or "" where no port is the default one). Case, escapes and forms of IP addresses make
/// no difference.
bool same_authority(std::string_view a, std::string_view b, std::string_view scheme);

}  // namespace onward::http
