// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

// Numbers with units, as they stand on a command line.
namespace onward::cli {

/// Bytes: "1000", "64k", "8M", "2G"; the letters, of either case, are powers of 1024.
std::optional<std::uint64_t> read_size(std::string_view text);

/// Seconds, with a fraction or without: "5", "0.25". At most a year.
std::optional<std::chrono::milliseconds> read_seconds(std::string_view text);

}  // namespace onward::cli
