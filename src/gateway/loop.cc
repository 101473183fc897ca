// SPDX-License-Identifier: MIT
// epoll(7), level-triggered: one epoll_wait for many ready descriptors, and no call to find out
// that a socket is empty. Timers go through one timerfd that is set to the wheel's next tick, so
// that epoll_wait itself needs no timeout, which the kernel would set up and tear down each time.
// The clock is asked once a batch.
#include "gateway/loop.h"

#include "base/check.h"

#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <utility>

namespace onward::gateway {
namespace {

constexpr std::size_t kEventsABatch = 256;

/// Where thousands of connections are due in one tick, requests come in between.
constexpr std::size_t kTimersABatch = 4;

/// As of the last tick of the kernel's clock, a few milliseconds ago at most, and so without the
/// cost of asking the hardware. The epoch is steady_clock's.
std::chrono::nanoseconds coarse(clockid_t clock) {
  timespec asked{};
  ::clock_gettime(clock, &asked);
  return std::chrono::seconds(asked.tv_sec) + std::chrono::nanoseconds(asked.tv_nsec);
}

std::uint64_t read_count(int fd) {
  std::uint64_t count = 0;
  return ::read(fd, &count, sizeof count) == sizeof count ? count : 0;
}

}  // namespace

Result<std::unique_ptr<Loop>> Loop::make() {
  Descriptors own{base::Descriptor(::epoll_create1(EPOLL_CLOEXEC)),
                  base::Descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
                  base::Descriptor(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK))};
  if (!own.epoll.is_open() || !own.wake.is_open() || !own.alarm.is_open()) {
    return fail(ErrorCode::OutOfDescriptors);
  }
  return std::make_unique<Loop>(std::move(own));
}

Loop::Loop(Descriptors own)
    : own_(std::move(own)), date_(), timers_(std::chrono::steady_clock::now()) {
  ask_time();
}

bool Loop::watch(int fd, std::uint32_t events, EventTarget& target) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &target;
  return ::epoll_ctl(own_.epoll.fd(), EPOLL_CTL_ADD, fd, &event) == 0;
}

void Loop::change(int fd, std::uint32_t events, EventTarget& target) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &target;
  CHECK(::epoll_ctl(own_.epoll.fd(), EPOLL_CTL_MOD, fd, &event) == 0);
}

void Loop::unwatch(int fd) { ::epoll_ctl(own_.epoll.fd(), EPOLL_CTL_DEL, fd, nullptr); }

void Loop::post(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(task));
  }
  const std::uint64_t one = 1;
  CHECK(::write(own_.wake.fd(), &one, sizeof one) == sizeof one || errno == EAGAIN);
}

void Loop::run_posted() {
  read_count(own_.wake.fd());
  std::vector<std::function<void()>> tasks;
  {
    const std::lock_guard lock(mutex_);
    tasks.swap(posted_);
  }
  for (const auto& task : tasks) task();
}

void Loop::arm() {
  itimerspec when{};
  if (const auto earliest = timers_.earliest()) {
    const auto since = earliest->time_since_epoch();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since);
    when.it_value.tv_sec = seconds.count();
    when.it_value.tv_nsec = std::chrono::nanoseconds(since - seconds).count();
  }
  CHECK(::timerfd_settime(own_.alarm.fd(), TFD_TIMER_ABSTIME, &when, nullptr) == 0);
}

void Loop::on_alarm() {
  read_count(own_.alarm.fd());
  // The coarse clock may still stand before what the alarm was set to.
  now_.steady = std::chrono::steady_clock::now();
  timers_.advance(now_.steady, kTimersABatch);
  arm();
}

void Loop::ask_time() {
  ++now_.turn;
  now_.steady = base::SteadyTime(coarse(CLOCK_MONOTONIC_COARSE));
  const std::chrono::sys_time<std::chrono::nanoseconds> wall(coarse(CLOCK_REALTIME_COARSE));
  const auto second = std::chrono::floor<std::chrono::seconds>(wall);
  if (second == now_.wall) return;
  now_.wall = second;
  date_ = http::write_date(second);
  now_.date = *http::FieldValue::parse(date_.view());
}

void Loop::run() {
  epoll_event own{};
  own.events = EPOLLIN;
  own.data.ptr = &own_.wake;
  CHECK(::epoll_ctl(own_.epoll.fd(), EPOLL_CTL_ADD, own_.wake.fd(), &own) == 0);
  own.data.ptr = &own_.alarm;
  CHECK(::epoll_ctl(own_.epoll.fd(), EPOLL_CTL_ADD, own_.alarm.fd(), &own) == 0);
  std::array<epoll_event, kEventsABatch> events{};
  while (is_running_) {
    const int count = ::epoll_wait(own_.epoll.fd(), events.data(), events.size(), -1);
    CHECK(count >= 0 || errno == EINTR);
    ask_time();
    if (is_measured_) told_at_ = std::chrono::steady_clock::now();
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      if (event.data.ptr == &own_.wake) {
        run_posted();
      } else if (event.data.ptr == &own_.alarm) {
        on_alarm();
      } else {
        static_cast<EventTarget*>(event.data.ptr)->ready(event.events);
      }
    }
    retired_.clear();
  }
}

}  // namespace onward::gateway
