// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

// The special schemes of the URL standard, "URL miscellaneous" and what depends on them.
namespace onward::url {

/// The special schemes; all others are NotSpecial.
enum class SchemeType : std::uint8_t { NotSpecial, Ftp, File, Http, Https, Ws, Wss };

/// `scheme` in lower case, without ":".
SchemeType scheme_type(std::string_view scheme);

/// The default port; nullopt for file and for what is not special.
std::optional<std::uint16_t> default_port(SchemeType scheme);

/// True for the bytes that separate path segments: "/", and "\" in special URLs.
constexpr bool is_slash(char c, SchemeType scheme) {
  return c == '/' || (c == '\\' && scheme != SchemeType::NotSpecial);
}

/// Scheme start and scheme state: the length of the scheme that `input` begins with, if a ":"
/// follows it; nullopt if `input` begins with none.
std::optional<std::size_t> scheme_length(std::string_view input);

}  // namespace onward::url
