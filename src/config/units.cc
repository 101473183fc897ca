// SPDX-License-Identifier: MIT
//   duration = 1*DIGIT ( "ms" / "s" / "m" / "h" / "d" )
//   size     = 1*DIGIT [ "B" / "KiB" / "MiB" / "GiB" ]
// Powers of 1000 ("KB") are not taken: whoever writes them may mean either.
#include "config/units.h"

#include <array>
#include <charconv>

namespace onward::config {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

template <std::size_t N>
std::optional<std::uint64_t> parse(std::string_view text, const std::array<Unit, N>& units,
                                   std::uint64_t most) {
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || rest == text.data()) return {};
  const std::string_view name(rest, static_cast<std::size_t>(end - rest));
  for (const Unit& unit : units) {
    if (name != unit.name) continue;
    if (number > most / unit.factor) return {};
    return number * unit.factor;
  }
  return {};
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  constexpr std::uint64_t kDay = 24ULL * 3600 * 1000;
  constexpr std::array kUnits{Unit{"ms", 1}, Unit{"s", 1000}, Unit{"m", 60'000},
                              Unit{"h", 3'600'000}, Unit{"d", kDay}};
  const auto amount = parse(text, kUnits, 36'525 * kDay);
  if (!amount) return {};
  return std::chrono::milliseconds(static_cast<std::int64_t>(*amount));
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  constexpr std::array kUnits{Unit{"", 1}, Unit{"B", 1}, Unit{"KiB", 1024},
                              Unit{"MiB", 1024ULL * 1024}, Unit{"GiB", 1024ULL * 1024 * 1024}};
  return parse(text, kUnits, 1ULL << 53);
}

}  // namespace onward::config
