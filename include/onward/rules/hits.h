// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

// How often each rule of a table decided, and when it last did.
//
//   onward::rules::Hits hits(table->rules().size());
//   workspace.count_in(&hits);              // one for each thread that answers
//   answer(*table, request, now, workspace);
//   hits.of(0);                             // from any thread
namespace onward::rules {

/// The hits of one rule.
struct RuleHits {
  std::uint64_t count = 0;
  std::chrono::sys_seconds last{};  ///< where there is a count

  void add(const RuleHits& other) {
    count += other.count;
    if (last < other.last) last = other.last;
  }
};

/// Of each rule of a table, what one thread counted. That thread calls add(), any thread of(): no
/// lock, no locked instruction, and no cache line that two of these share.
class Hits {
 public:
  explicit Hits(std::size_t rules) : lines_((rules + kEach - 1) / kEach), size_(rules) {}

  std::size_t size() const { return size_; }

  /// The rule decided, or rewrote. What is no rule of the table is not counted.
  void add(std::size_t rule, std::chrono::sys_seconds now) {
    if (rule >= size_) return;
    Slot& slot = lines_[rule / kEach].slots[rule % kEach];
    slot.last.store(now.time_since_epoch().count(), std::memory_order_relaxed);
    slot.count.store(slot.count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }

  RuleHits of(std::size_t rule) const {
    if (rule >= size_) return {};
    const Slot& slot = lines_[rule / kEach].slots[rule % kEach];
    return {
        slot.count.load(std::memory_order_relaxed),
        std::chrono::sys_seconds(std::chrono::seconds(slot.last.load(std::memory_order_relaxed)))};
  }

 private:
  struct Slot {
    std::atomic<std::uint64_t> count{0};
    std::atomic<std::int64_t> last{0};
  };
  static constexpr std::size_t kLineBytes = 64;
  static constexpr std::size_t kEach = kLineBytes / sizeof(Slot);
  struct alignas(kLineBytes) Line {
    std::array<Slot, kEach> slots;
  };

  std::vector<Line> lines_;
  std::size_t size_;
};

}  // namespace onward::rules
