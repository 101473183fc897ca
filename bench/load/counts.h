// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// What the load programs count, and how they say it: one line of JSON.
namespace load {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

/// Of durations: within 2 %, whatever their size.
class Histogram {
 public:
  void add(Clock::duration duration) {
    const auto us = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(us, 0));
    ++counts_[std::min(slot(value), counts_.size() - 1)];
    ++total_;
    most_ = std::max(most_, value);
  }
  std::uint64_t quantile_us(double share) const {
    auto left = static_cast<std::uint64_t>(share * static_cast<double>(total_));
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      if (counts_[i] > left) return std::min(least_of(i), most_);
      left -= counts_[i];
    }
    return most_;
  }
  std::uint64_t most_us() const { return most_; }

 private:
  static constexpr unsigned kBits = 6;

  static std::size_t slot(std::uint64_t value) {
    const auto width = static_cast<unsigned>(std::bit_width(value));
    if (width <= kBits) return value;
    const unsigned shift = width - kBits;
    return (std::size_t{shift} << (kBits - 1)) + (value >> shift);
  }
  static std::uint64_t least_of(std::size_t slot) {
    if (slot < (std::size_t{1} << kBits)) return slot;
    const std::size_t shift = (slot >> (kBits - 1)) - 1;
    return (slot - (shift << (kBits - 1))) << shift;
  }

  std::array<std::uint64_t, 2048> counts_{};
  std::uint64_t total_ = 0;
  std::uint64_t most_ = 0;
};

/// {"answers": 12, "reset": 0}
class Line {
 public:
  Line& add(std::string_view name, std::uint64_t value) {
    text_ += text_.empty() ? "{\"" : ", \"";
    text_ += name;
    text_ += "\": ";
    text_ += std::to_string(value);
    return *this;
  }
  std::string text() const { return text_ + "}\n"; }

 private:
  std::string text_;
};

/// In a file that who changes the server maps, too. What is acknowledged has no older one behind
/// it, and what is not yet written cannot be there.
struct Versions {
  std::atomic<std::int64_t> rules_written;
  std::atomic<std::int64_t> rules_acknowledged;
  std::atomic<std::int64_t> certificate_written;
  std::atomic<std::int64_t> certificate_acknowledged;
};

}  // namespace load
