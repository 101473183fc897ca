// SPDX-License-Identifier: MIT
// accept(2), one connection for each wake-up: what else waits makes the socket readable for another
// loop, or for this one again after its other events. Invariant: the socket is watched unless the
// acceptor pauses or is finished.
#include "gateway/acceptor.h"

#include <cerrno>
#include <sys/epoll.h>
#include <utility>

namespace onward::gateway {
namespace {

constexpr std::chrono::milliseconds kPause{100};

bool is_exhausted(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

Acceptor::Acceptor(Loop& loop, Taker& taker, std::shared_ptr<const Listener> listener)
    : loop_(&loop), taker_(&taker), listener_(std::move(listener)), timer_(*this) {}

Acceptor::~Acceptor() { loop_->cancel(timer_); }

bool Acceptor::start() {
  return loop_->watch(listener_->socket.fd(), EPOLLIN | EPOLLEXCLUSIVE, *this);
}

void Acceptor::ready(std::uint32_t /*events*/) {
  if (listener_) take_one();
}

void Acceptor::finish() {
  if (!listener_) return;
  loop_->cancel(timer_);
  loop_->unwatch(listener_->socket.fd());
  while (take_one()) {
  }
  loop_->cancel(timer_);
  listener_.reset();
}

/// True where one was taken or had gone, and there may be more.
bool Acceptor::take_one() {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  base::Descriptor socket(::accept4(listener_->socket.fd(), reinterpret_cast<sockaddr*>(&peer),
                                    &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (socket.is_open()) {
    taker_->take(std::move(socket), address_of(peer), *listener_);
    return true;
  }
  if (is_exhausted(errno)) pause();
  return errno == ECONNABORTED || errno == EINTR;
}

void Acceptor::pause() {
  taker_->out_of_descriptors();
  loop_->unwatch(listener_->socket.fd());
  loop_->set(timer_, loop_->now().steady + kPause);
}

void Acceptor::due(base::SteadyTime /*now*/) {
  if (listener_ && !start()) loop_->set(timer_, loop_->now().steady + kPause);
}

}  // namespace onward::gateway
