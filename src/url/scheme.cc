// SPDX-License-Identifier: MIT
// URL standard, "URL miscellaneous": the table of special schemes and their default ports; and the
// grammar of a scheme, which the parser asks for before anything else.
#include "url/scheme.h"

#include "base/ascii.h"

namespace onward::url {

SchemeType scheme_type(std::string_view scheme) {
  switch (scheme.size()) {
    case 2:
      return scheme == "ws" ? SchemeType::Ws : SchemeType::NotSpecial;
    case 3:
      if (scheme == "wss") return SchemeType::Wss;
      return scheme == "ftp" ? SchemeType::Ftp : SchemeType::NotSpecial;
    case 4:
      if (scheme == "http") return SchemeType::Http;
      return scheme == "file" ? SchemeType::File : SchemeType::NotSpecial;
    case 5:
      return scheme == "https" ? SchemeType::Https : SchemeType::NotSpecial;
    default:
      return SchemeType::NotSpecial;
  }
}

std::optional<std::uint16_t> default_port(SchemeType scheme) {
  switch (scheme) {
    case SchemeType::Ftp:
      return 21;
    case SchemeType::Http:
    case SchemeType::Ws:
      return 80;
    case SchemeType::Https:
    case SchemeType::Wss:
      return 443;
    case SchemeType::File:
    case SchemeType::NotSpecial:
      break;
  }
  return std::nullopt;
}

std::optional<std::size_t> scheme_length(std::string_view input) {
  if (input.empty() || !base::is_alpha(input[0])) return std::nullopt;
  for (std::size_t i = 1; i < input.size(); ++i) {
    const char c = input[i];
    if (c == ':') return i;
    if (!base::is_alnum(c) && c != '+' && c != '-' && c != '.') return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace onward::url
