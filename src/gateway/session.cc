// SPDX-License-Identifier: MIT
// The one place where bytes meet a socket. Invariants: while unsent_ is not empty nothing is
// received; output goes out before its Want is acted on; after close() nothing happens any more.
#include "gateway/session.h"

#include "gateway/socket_calls.h"

#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <utility>

namespace onward::gateway {
namespace {

/// A head that is not whole gets room in steps of this.
constexpr std::size_t kUnreadBytes = std::size_t{4} * 1024;

Rate sending_rate(const ConnectionContext& context) {
  return {context.limits.content_bytes_per_second, context.limits.content_grace};
}

bool is_passing(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

}  // namespace

Session::Session(SessionContext& context, base::Descriptor socket, const rules::Address& client,
                 const rules::Origin& origin)
    : context_(&context),
      socket_(std::move(socket)),
      timer_(*this),
      connection_(context.connections, client, origin, context.loop.now().steady) {
  context.loop.set(timer_, connection_.deadline());
}

Session::~Session() { context_->loop.cancel(timer_); }

void Session::ready(std::uint32_t /*events*/) {
  if (!socket_.is_open()) return;  // closed by an event of the same batch
  if (is_blocked()) {
    flush();
  } else if (is_half_closed_) {
    drop();
  } else {
    receive();
  }
}

/// The state of one of thousands of connections is in no near cache: it is fetched while the kernel
/// works on the socket.
void Session::prefetch() const {
  constexpr std::size_t kCacheLine = 64;
  const auto* const bytes = reinterpret_cast<const char*>(this);
  for (std::size_t i = 0; i < sizeof *this; i += kCacheLine) __builtin_prefetch(bytes + i, 1);
}

void Session::receive() {
  prefetch();
  const bool has_unread = !unread_.empty();
  const std::span<char> room =
      has_unread ? unread_.room(kUnreadBytes) : std::span<char>(context_->received);
  const auto size = receive_some(socket_.fd(), room);
  if (size > 0) {
    const auto count = static_cast<std::size_t>(size);
    if (has_unread) {
      unread_.added(count);
      return handle(unread_.unsent());
    }
    return handle({room.data(), count});
  }
  if (size < 0 && is_passing(errno)) return;
  connection_.peer_closed();
  close();
}

void Session::handle(std::string_view bytes) {
  Output& out = context_->out;
  for (;;) {
    const Step step = connection_.receive(bytes, out, context_->loop.now());
    bytes.remove_prefix(step.consumed);
    want_ = step.want;
    std::string_view answers = out.unsent();
    const bool is_sent = send(answers);
    if (!socket_.is_open()) return out.clear();
    if (!is_sent) {
      keep_unread(bytes);
      wait_until_writable(answers);
      return out.clear();
    }
    out.clear();
    if (want_ != Want::Write) break;
  }
  keep_unread(bytes);
  act(want_);
}

/// `bytes` are the end of unread_, or lie in the loop's buffer and unread_ is empty.
void Session::keep_unread(std::string_view bytes) {
  if (unread_.empty()) {
    if (!bytes.empty()) unread_.add(bytes);
    return;
  }
  unread_.sent(unread_.size() - bytes.size());
  if (unread_.empty()) unread_.release();
}

void Session::act(Want want) {
  switch (want) {
    case Want::Read:
    case Want::Write:
      return context_->loop.set(timer_, connection_.deadline());
    case Want::Drain:
      return half_close();
    case Want::Close:
      return close();
  }
}

/// False where the socket does not take all; `bytes` are then the rest. Closes on an error.
bool Session::send(std::string_view& bytes) {
  while (!bytes.empty()) {
    const auto size = send_some(socket_.fd(), bytes, MSG_NOSIGNAL);
    if (size >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(size));
    } else if (errno != EINTR) {
      if (!is_passing(errno)) close();
      return false;
    }
  }
  return true;
}

void Session::wait_until_writable(std::string_view rest) {
  unsent_.add(rest);
  sending_.start(sending_rate(context_->connections), context_->loop.now().steady);
  context_->loop.change(socket_.fd(), EPOLLOUT, *this);
  context_->loop.set(timer_, sending_.end());
}

void Session::flush() {
  std::string_view rest = unsent_.unsent();
  const std::size_t before = rest.size();
  const bool is_sent = send(rest);
  if (!socket_.is_open()) return;
  sending_.add(before - rest.size());
  unsent_.sent(before - rest.size());
  if (!is_sent) return;
  unsent_.release();
  context_->loop.change(socket_.fd(), EPOLLIN, *this);
  if (want_ == Want::Write) return handle(unread_.unsent());
  act(want_);
}

/// RFC 9112 §9.6: our side is over; the peer's bytes are read away until it has seen that.
void Session::half_close() {
  unread_.clear();
  unread_.release();
  is_half_closed_ = true;
  ::shutdown(socket_.fd(), SHUT_WR);
  connection_.half_closed(context_->loop.now().steady);
  context_->loop.set(timer_, connection_.deadline());
}

void Session::drop() {
  // tcp(7): with MSG_TRUNC the bytes are discarded and not copied.
  const auto size = receive_some(socket_.fd(), context_->received, MSG_TRUNC);
  if (size < 0 && is_passing(errno)) return;
  if (size <= 0) return close();
  const auto count = static_cast<std::size_t>(size);
  context_->tally.drained_bytes.add(count);
  if (connection_.drained(count) == Want::Close) cut();
}

void Session::due(base::SteadyTime now) {
  if (!socket_.is_open()) return;
  if (is_blocked()) {
    if (sending_.is_slow(sending_rate(context_->connections), now)) return cut();
    return context_->loop.set(timer_, sending_.end());
  }
  Output& out = context_->out;
  const bool was_idle = connection_.is_idle();
  want_ = connection_.expired(out, context_->loop.now());
  std::string_view answer = out.unsent();
  const bool is_sent = send(answer);
  if (socket_.is_open() && !is_sent) wait_until_writable(answer);
  out.clear();
  if (!socket_.is_open() || !is_sent) return;
  if (want_ == Want::Close && !was_idle) return cut();
  if (want_ == Want::Drain && is_half_closed_) {
    return context_->loop.set(timer_, connection_.deadline());
  }
  act(want_);
}

void Session::finish() {
  if (!socket_.is_open()) return;
  connection_.farewell(context_->loop.now().steady);
  if (is_blocked()) return;
  context_->loop.set(timer_, connection_.deadline());
}

void Session::cut() {
  context_->tally.connections_cut.add();
  close();
}

void Session::close() {
  if (!socket_.is_open()) return;
  context_->loop.cancel(timer_);
  context_->owner.closed(*this);
  socket_.close();
}

}  // namespace onward::gateway
