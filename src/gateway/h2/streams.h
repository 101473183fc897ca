// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/h2/frame.h"
#include "gateway/h2/request.h"
#include "gateway/rate_window.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
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
  std::size_t to_return = 0;   ///< read, and not given back to the client's window
  bool returns_window = true;  ///< it is to send its content to the end
  std::size_t dropped = 0;     ///< content that came behind the answer
  RateWindow window;           ///< in which content comes
  std::string rest;            ///< of the answer's content
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
  }

  std::size_t size() const { return all_.size(); }
  bool empty() const { return all_.empty(); }
  auto begin() { return all_.begin(); }
  auto end() { return all_.end(); }

 private:
  std::vector<OpenStream> all_;
};

/// Streams that we have reset last, with the window that their clients may still use: DATA beyond
/// it was not sent by somebody who has not yet heard. One thread.
class ResetStreams {
 public:
  struct Entry {
    StreamId id = 0;
    std::int64_t receive_window = 0;
    std::size_t dropped = 0;
  };

  void add(const Entry& entry) {
    all_[next_] = entry;
    next_ = (next_ + 1) % all_.size();
  }
  Entry* find(StreamId id) {
    const auto found = std::ranges::find(all_, id, &Entry::id);
    return found == all_.end() ? nullptr : &*found;
  }

 private:
  std::array<Entry, 32> all_{};
  std::size_t next_ = 0;
};

/// Which of the newest stream identifiers were used: a lower one that was not is closed as well,
/// and to use it then is another error (RFC 9113 §5.1.1). One thread.
class UsedStreams {
 public:
  /// Of all that were used.
  StreamId newest() const { return newest_; }
  /// `id` is higher than newest().
  void use(StreamId id) {
    const StreamId steps = (id - newest_ + 1) / 2;  // from 0 to 1 is one
    used_ = steps >= 64 ? 1 : used_ << steps | 1U;
    newest_ = id;
  }
  /// Of those that are so old that nobody knows: true.
  bool was_used(StreamId id) const {
    const StreamId steps = (newest_ - id) / 2;
    return steps >= 64 || (used_ >> steps & 1U) != 0;
  }

 private:
  StreamId newest_ = 0;
  std::uint64_t used_ = 0;
};

}  // namespace onward::gateway
