// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/listener.h"
#include "gateway/loop.h"

#include <memory>

// Takes connections from a listening socket, for one loop.
namespace onward::gateway {

/// Who gets the connections.
class Taker {
 public:
  virtual ~Taker() = default;
  virtual void take(base::Descriptor socket, const rules::Address& peer,
                    const Listener& listener) = 0;
  /// A connection waits that the machine has no descriptor or memory for.
  virtual void out_of_descriptors() = 0;

 protected:
  Taker() = default;
  Taker(const Taker&) = default;
  Taker& operator=(const Taker&) = default;
};

/// Of the loops that watch one socket the kernel wakes one (EPOLLEXCLUSIVE). Where descriptors or
/// memory are out it pauses, as the socket would stay readable and the loop would spin. One thread.
class Acceptor final : public EventTarget, public TimerOwner {
 public:
  Acceptor(Loop& loop, Taker& taker, std::shared_ptr<const Listener> listener);
  ~Acceptor() override;

  /// False where the machine refuses.
  bool start();
  /// Takes what waits in the queue, and then no more: a listening socket that is closed resets what
  /// is in its queue.
  void finish();

  void ready(std::uint32_t events) override;
  void due(base::SteadyTime now) override;

 private:
  bool take_one();
  void pause();

  Loop* loop_;
  Taker* taker_;
  std::shared_ptr<const Listener> listener_;
  Timer timer_;
};

}  // namespace onward::gateway
