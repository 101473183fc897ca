// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

// Amounts with their units, as people write them.
namespace onward::config {

/// "250ms", "30s", "10m", "2h", "7d"; nullopt for all else and beyond a hundred years.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// "900", "900B", "32KiB", "64MiB", "1GiB"; nullopt for all else and beyond 2^53.
std::optional<std::uint64_t> parse_size(std::string_view text);

}  // namespace onward::config
