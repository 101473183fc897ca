// SPDX-License-Identifier: MIT
// Whole texts only: "5 s" or "1.5G" is a mistake that is said, and not half a number that is taken
// in silence.
#include "cli/size.h"

#include "base/ascii.h"

#include <charconv>
#include <limits>

namespace onward::cli {

std::optional<std::uint64_t> read_size(std::string_view text) {
  unsigned shift = 0;
  if (!text.empty()) {
    const char unit = base::to_lower(text.back());
    shift = unit == 'k' ? 10 : unit == 'm' ? 20 : unit == 'g' ? 30 : 0;
  }
  if (shift != 0) text.remove_suffix(1);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (number > std::numeric_limits<std::uint64_t>::max() >> shift) return std::nullopt;
  return number << shift;
}

std::optional<std::chrono::milliseconds> read_seconds(std::string_view text) {
  constexpr double kYear = 366.0 * 24 * 3600;
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  if (!is_number || !(seconds >= 0) || seconds > kYear) return std::nullopt;
  return std::chrono::ceil<std::chrono::milliseconds>(std::chrono::duration<double>(seconds));
}

}  // namespace onward::cli
