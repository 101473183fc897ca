// SPDX-License-Identifier: MIT
#pragma once

#include "base/descriptor.h"
#include "gateway/moment.h"
#include "gateway/timers.h"
#include "onward/base/result.h"
#include "onward/http/date.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

// One thread's events, over epoll: descriptors that are ready, timers that are due, and what other
// threads post. docs/decisions/0018-the-event-loop.md tells why it is our own.
//
//   auto loop = Loop::make();
//   (*loop)->watch(fd, EPOLLIN, session);   // level-triggered
//   (*loop)->run();                         // until stop()
namespace onward::gateway {

/// What a descriptor belongs to.
class EventTarget {
 public:
  virtual ~EventTarget() = default;
  /// `events` as of epoll_wait(2).
  virtual void ready(std::uint32_t events) = 0;

 protected:
  EventTarget() = default;
  EventTarget(const EventTarget&) = default;
  EventTarget& operator=(const EventTarget&) = default;
};

/// One thread, but for post().
class Loop {
 public:
  struct Descriptors {
    base::Descriptor epoll;
    base::Descriptor wake;   ///< an eventfd: something was posted
    base::Descriptor alarm;  ///< a timerfd: the wheel has something to do
  };
  /// Error: OutOfDescriptors.
  static Result<std::unique_ptr<Loop>> make();
  explicit Loop(Descriptors own);

  /// False where the machine refuses (its limit of watched descriptors).
  bool watch(int fd, std::uint32_t events, EventTarget& target);
  void change(int fd, std::uint32_t events, EventTarget& target);
  void unwatch(int fd);

  void set(Timer& timer, base::SteadyTime when) {
    if (timers_.set(timer, when)) arm();
  }
  void cancel(Timer& timer) { timers_.cancel(timer); }

  /// As of the events that are being handled.
  const Moment& now() const { return now_; }
  /// From now on the time is also asked exactly, for who measures. Before run().
  void measure() { is_measured_ = true; }
  bool is_measured() const { return is_measured_; }
  /// When the events that are being handled were told; after measure().
  base::SteadyTime told_at() const { return told_at_; }

  /// Runs `task` on the loop's thread. From any thread.
  void post(std::function<void()> task);
  /// Destroys it behind the events that are being handled: one of them may still name it.
  void retire(std::unique_ptr<EventTarget> target) { retired_.push_back(std::move(target)); }

  void run();
  void stop() { is_running_ = false; }

 private:
  void arm();
  void on_alarm();
  void run_posted();
  void ask_time();

  Descriptors own_;
  Moment now_;
  base::SteadyTime told_at_;
  bool is_measured_ = false;
  http::DateText date_;
  Timers timers_;
  std::vector<std::unique_ptr<EventTarget>> retired_;
  bool is_running_ = true;
  std::mutex mutex_;  ///< guards posted_
  std::vector<std::function<void()>> posted_;
};

}  // namespace onward::gateway
