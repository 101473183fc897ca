// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/url/url.h"
#include "url/scheme.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// One component of a URL at a time: what the URL standard's basic URL parser does when it is run
// with a state override. Shared by the setters and by URLPattern, which makes each component
// canonical on its own. None of these trims the ends of its input; where the standard removes
// tabs and newlines (all but username and password), these do too.
namespace onward::url {

/// Scheme start state: the scheme in lower case, up to the first ":" or the end; nullopt if there
/// is none (empty, or a character that no scheme has).
std::optional<std::string> canonical_scheme(std::string_view input);

/// The userinfo percent-encode set, for username and password.
std::string canonical_userinfo(std::string_view input);

/// What host state reads: "name" or "name:port".
struct CanonicalHost {
  std::string name;
  HostKind kind = HostKind::Empty;
  std::optional<std::string> port;  ///< the raw text behind ":"
};

/// Host state on a URL of that scheme type. Reads up to the first "/", "?" or "#" (or "\" if
/// special). A file URL's "localhost" is the empty host.
/// Errors: Host*, UrlHostMissing (no name before ":", or none at all where a host is needed).
Result<CanonicalHost> canonical_host(std::string_view input, SchemeType scheme);

/// Hostname state: the same without a port. Errors: those, and UrlPortInvalid (a ":" follows).
Result<std::string> canonical_hostname(std::string_view input, SchemeType scheme);

/// Port state: digits up to the first other character; nullopt if they are the scheme's default
/// port. Errors: UrlPortInvalid (no digit first), UrlPortOutOfRange.
Result<std::optional<std::uint16_t>> canonical_port(std::string_view input, SchemeType scheme);

/// Path start state on a URL with an empty path and a host: dot segments removed, percent-encoded.
/// "?" and "#" are encoded. A special scheme's path always begins with "/".
std::string canonical_path(std::string_view input, SchemeType scheme);

/// Opaque path state.
std::string canonical_opaque_path(std::string_view input);

/// Query state; without a leading "?" (one in the input is data).
std::string canonical_query(std::string_view input, SchemeType scheme);

/// Fragment state; without a leading "#" (one in the input is data).
std::string canonical_fragment(std::string_view input);

}  // namespace onward::url
