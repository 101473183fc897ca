// SPDX-License-Identifier: MIT
#pragma once

#include "url/scheme.h"

#include <cstddef>
#include <string>
#include <string_view>

// The path of a URL: dot segments, encoding and the Windows drive letters of file URLs.
namespace onward::url {

/// Path state of the basic URL parser. `out` ends with the path so far, which begins at
/// `path_start` ("" is the empty path, "/a" has one segment); the segments of `input` are appended
/// to it, dot segments resolved, the rest percent-encoded. `input` begins after the slash that
/// precedes its first segment, and reaches to the end of the path.
void append_path(std::string_view input, SchemeType scheme, std::size_t path_start,
                 std::string& out);

/// "Shorten a url's path": removes the last segment, but never a file URL's drive letter.
void shorten_path(SchemeType scheme, std::size_t path_start, std::string& out);

/// Opaque path state: C0 controls and non-ASCII encoded, and a space that stands at the end.
/// `more_follows` says whether a query or fragment comes behind the path.
void append_opaque_path(std::string_view input, bool more_follows, std::string& out);

/// "Starts with a Windows drive letter": "C:" or "C|", then the end or one of / \ ? #.
bool starts_with_windows_drive_letter(std::string_view input);

/// "Windows drive letter": just "C:" or "C|".
bool is_windows_drive_letter(std::string_view input);

/// "Normalized Windows drive letter": just "C:".
bool is_normalized_windows_drive_letter(std::string_view input);

}  // namespace onward::url
