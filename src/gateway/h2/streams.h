// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/h2/frame.h"
#include "gateway/h2/request.h"
#include "gateway/rate_window.h"

#include <algorithm>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

// The streams of one connection (RFC 9113 §5.1). Most requests are over within their HEADERS frame
// and never get here.
//
//   HEADERS ------> answered, both sides ended: closed
//      |   \------> content comes, or the answer waits for a window: OpenStream
//      |                 | both sides ended, or reset
//      v                 v
//    refused ---->  closed; where we reset it, what was on its way is passed over: ResetStreams
namespace onward::gateway {

/// What is behind a stream that is not closed.
struct OpenStream {
  StreamId id = 0;
  bool is_receiving = false;  ///< the client has not ended its side
  bool is_answered = false;   ///< what it still sends is dropped
  bool is_sending = false;    ///< an answer was begun, and its end is not written
  bool is_gone = false;       ///< was reset: nothing is sent any more
  bool has_length = false;    ///< Content-Length was there
  std::uint64_t length_left = 0;
  std::int64_t send_window = 0;
  std::int64_t receive_window = kFirstWindow;
  std::size_t to_return = 0;  ///< read, and not given back to the client's window
  bool is_to_stop = false;    ///< its content is dropped within the limits of a drain
  std::size_t dropped = 0;    ///< content that came behind the answer
  base::SteadyTime drop_end = base::SteadyTime::max();
  RateWindow window;  ///< in which content comes
  std::string rest;   ///< of the answer's content
  std::size_t rest_begin = 0;
  std::unique_ptr<Http2Request> request;  ///< while the delivery may ask for its head

  std::size_t unsent() const { return rest.size() - rest_begin; }
  bool is_over() const { return is_gone || (!is_receiving && is_answered && !is_sending); }
};

/// One thread.
class OpenStreams {
 public:
  OpenStream* find(StreamId id) {
    const auto found = std::ranges::find(all_, id, &OpenStream::id);
    return found == all_.end() ? nullptr : &*found;
  }
  void add(OpenStream stream) { all_.push_back(std::move(stream)); }
  /// Those that are over; pointers to others may change.
  void sweep() {
    std::erase_if(all_, [](const OpenStream& each) { return each.is_over(); });
    if (all_.empty() && all_.capacity() > kKept) std::vector<OpenStream>().swap(all_);
  }

  std::size_t size() const { return all_.size(); }
  bool empty() const { return all_.empty(); }
  auto begin() { return all_.begin(); }
  auto end() { return all_.end(); }

 private:
  /// Of the room for them, while there is none.
  static constexpr std::size_t kKept = 8;

  std::vector<OpenStream> all_;
};

/// Streams that we have reset last, with the window that their clients may still use: DATA beyond
/// it was not sent by somebody who has not yet heard. One thread.
class ResetStreams {
 public:
  struct Entry {
    StreamId id = 0;
    std::int32_t receive_window = 0;  ///< at most kFirstWindow
  };

  /// Of `room` the oldest goes.
  void add(const Entry& entry, std::size_t room) {
    if (all_.size() >= room) all_.erase(all_.begin());
    all_.push_back(entry);
  }
  Entry* find(StreamId id) {
    const auto found = std::ranges::find(all_, id, &Entry::id);
    return found == all_.end() ? nullptr : &*found;
  }
  /// Of find().
  void forget(const Entry* entry) { all_.erase(all_.begin() + (entry - all_.data())); }

 private:
  std::vector<Entry> all_;  ///< in the order in which they were reset
};

/// Which of the newest stream identifiers were used: a lower one that was not is closed as well,
/// and to use it then is another error (RFC 9113 §5.1.1). One thread.
class UsedStreams {
 public:
  /// Of all that were used.
  StreamId newest() const { return newest_; }
  /// `id` is higher than newest(). `has_content`: its HEADERS frame was not the last one.
  void use(StreamId id, bool has_content) {
    const StreamId steps = (id - newest_ + 1) / 2;  // from 0 to 1 is one
    used_ = steps >= 64 ? 1 : used_ << steps | 1U;
    had_content_ <<= steps;
    had_content_[0] = has_content;
    newest_ = id;
  }
  /// Of those that are so old that nobody knows: true.
  bool was_used(StreamId id) const {
    const StreamId steps = (newest_ - id) / 2;
    return steps >= 64 || (used_ >> steps & 1U) != 0;
  }
  /// The first time that it is asked; of those that are so old that nobody knows: false.
  bool had_content(StreamId id) {
    const StreamId steps = (newest_ - id) / 2;
    if (steps >= had_content_.size() || !had_content_[steps]) return false;
    had_content_[steps] = false;
    return true;
  }

 private:
  StreamId newest_ = 0;
  std::uint64_t used_ = 0;
  std::bitset<128> had_content_;
};

}  // namespace onward::gateway
