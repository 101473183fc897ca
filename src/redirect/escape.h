// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

// Percent-encoding as it is found in the wild: where each client has its own set of bytes.
namespace onward::redirect {

/// Appends "%" and two hex digits, a-f or A-F.
void append_escape(char byte, bool lower_case, std::string& out);

/// "%" and two hex digits stand at `at`.
bool is_escape(std::string_view text, std::size_t at);

/// A "%" without two hex digits.
bool has_bad_escape(std::string_view text);

/// Escapes of unreserved characters (RFC 3986 §2.3) decoded, all others left.
std::string with_unreserved_decoded(std::string_view text);

/// The byte that the escape at `at` names.
char escaped_byte(std::string_view text, std::size_t at);

}  // namespace onward::redirect
