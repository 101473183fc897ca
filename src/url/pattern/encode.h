// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "url/component.h"

#include <string>
#include <string_view>

// URLPattern, "Encoding callbacks": fixed text of a pattern, and the components of a URL given
// by component, in the form that the URL parser would have made of them. "" stays "".
//
// Every result is printable ASCII (0x20 to 0x7E): what the regular expressions rely on.
namespace onward::url {

Result<std::string> encode_protocol(std::string_view text);         ///< PatternInvalidComponent
Result<std::string> encode_username(std::string_view text);         ///< never fails
Result<std::string> encode_password(std::string_view text);         ///< never fails
Result<std::string> encode_hostname(std::string_view text);         ///< Host*, Url*
Result<std::string> encode_ipv6_hostname(std::string_view text);    ///< HostIpv6Invalid
Result<std::string> encode_port(std::string_view text);             ///< UrlPort*
Result<std::string> encode_pathname(std::string_view text);         ///< never fails
Result<std::string> encode_opaque_pathname(std::string_view text);  ///< never fails
Result<std::string> encode_search(std::string_view text);           ///< never fails
Result<std::string> encode_hash(std::string_view text);             ///< never fails

/// URLPattern: "canonicalize a port" with a protocol: the scheme's default port becomes "".
Result<std::string> encode_port_of(std::string_view text, SchemeType scheme);

/// URLPattern: "hostname pattern is an IPv6 address".
bool is_ipv6_hostname_pattern(std::string_view pattern);

}  // namespace onward::url
