// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>

namespace onward::cli {

/// Longest line that a command reads: a URL of the longest kind with every byte as a JSON escape.
inline constexpr std::size_t kMaxLineBytes = std::size_t{16} * 1024 * 1024;

enum class LineStatus : std::uint8_t { Read, TooLong, End };

/// Reads the next line into `line`, without its "\n" or "\r\n". A line that is too long is passed
/// over whole. A last line without an end is a line. Flushes `out` before it would wait for input,
/// so that a peer that asks line by line gets its answers. Once `out` has failed, every line is the
/// End: the answers would go nowhere. If reading fails, `in` is bad() and it is the End, too.
LineStatus read_line(std::istream& in, std::ostream& out, std::string& line);

}  // namespace onward::cli
