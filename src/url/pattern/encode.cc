// SPDX-License-Identifier: MIT
// URLPattern, "Encoding callbacks": each callback runs the URL parser's state for its component on
// a dummy URL. The states are those of component.h; what is here is how the standard prepares their
// input.
#include "url/pattern/encode.h"

#include "base/ascii.h"
#include "onward/url/url.h"
#include "url/input.h"

namespace onward::url {

// URLPattern: "canonicalize a protocol": by parsing a whole URL, without a state override, but into
// a URL that is given, so that the ends are not trimmed.
Result<std::string> encode_protocol(std::string_view text) {
  if (text.empty()) return std::string();
  const std::string url = clean_input(text) + "://dummy.test";
  const auto dummy = parse(url);
  if (!dummy || base::byte(url.front()) <= 0x20) return fail(ErrorCode::PatternInvalidComponent);
  return std::string(dummy->scheme());
}

Result<std::string> encode_username(std::string_view text) { return canonical_userinfo(text); }
Result<std::string> encode_password(std::string_view text) { return canonical_userinfo(text); }

// URLPattern: "canonicalize a hostname".
// DEVIATION: the text gives the dummy URL no scheme, which would make every host opaque; browsers
// and the web platform tests take it as the host of a special URL, and so do we.
Result<std::string> encode_hostname(std::string_view text) {
  if (text.empty()) return std::string();
  return canonical_hostname(text, SchemeType::Https);
}

// URLPattern: "canonicalize an IPv6 hostname": only the alphabet is checked.
Result<std::string> encode_ipv6_hostname(std::string_view text) {
  for (const char c : text) {
    if (!base::is_hex_digit(c) && c != '[' && c != ']' && c != ':') {
      return fail(ErrorCode::HostIpv6Invalid);
    }
  }
  return base::to_lower(text);
}

Result<std::string> encode_port(std::string_view text) {
  return encode_port_of(text, SchemeType::NotSpecial);
}

Result<std::string> encode_port_of(std::string_view text, SchemeType scheme) {
  if (text.empty()) return std::string();
  const auto port = canonical_port(text, scheme);
  if (!port) return fail(port.error());
  const std::optional<std::uint16_t> number = *port;
  return number ? std::to_string(*number) : std::string();
}

// URLPattern: "canonicalize a pathname": text that does not begin with "/" is a piece from inside
// a path; "/-" before it keeps the parser from adding a slash or eating a leading dot.
Result<std::string> encode_pathname(std::string_view text) {
  if (text.empty()) return std::string();
  if (text.front() == '/') return canonical_path(text, SchemeType::NotSpecial);
  const std::string path = canonical_path("/-" + std::string(text), SchemeType::NotSpecial);
  return path.size() < 2 ? std::string() : path.substr(2);
}

// URLPattern: "canonicalize an opaque pathname". Opaque path state leaves the path at "?" or "#",
// and encodes a space right before them.
Result<std::string> encode_opaque_pathname(std::string_view text) {
  std::string path = clean_input(text);
  const std::size_t end = path.find_first_of("?#");
  if (end != std::string::npos) {
    path.resize(end);
    if (path.ends_with(' ')) path.replace(end - 1, 1, "%20");
  }
  return canonical_opaque_path(path);
}

Result<std::string> encode_search(std::string_view text) {
  if (text.empty()) return std::string();
  return canonical_query(text, SchemeType::NotSpecial);
}

Result<std::string> encode_hash(std::string_view text) {
  if (text.empty()) return std::string();
  return canonical_fragment(text);
}

bool is_ipv6_hostname_pattern(std::string_view pattern) {
  if (pattern.size() < 2) return false;
  if (pattern[0] == '[') return true;
  return (pattern[0] == '{' || pattern[0] == '\\') && pattern[1] == '[';
}

}  // namespace onward::url
