// SPDX-License-Identifier: MIT
// The one place where bytes meet a socket, with TLS between them or without. Invariants: while it
// is blocked nothing is received; output goes out before its Want is acted on; after close()
// nothing happens any more.
#include "gateway/session.h"

#include "gateway/socket_calls.h"

#include <algorithm>
#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <utility>

namespace onward::gateway {
namespace {

/// A head that is not whole gets room in steps of this.
constexpr std::size_t kUnreadBytes = std::size_t{4} * 1024;

/// What is drained behind TLS is counted in records; limits are those of content. Of a record of 1
/// KiB every 47th byte is header or tag, of one of 16 KiB every 745th.
constexpr std::size_t kRecordOverhead = 32;

Rate sending_rate(const ConnectionContext& context) {
  return {context.limits.content_bytes_per_second, context.limits.content_grace};
}

bool is_passing(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

}  // namespace

Session::Session(SessionContext& context, base::Descriptor socket, const rules::Address& client,
                 const Entrance& entrance, std::shared_ptr<const TlsContext> tls, bool http2)
    : context_(&context),
      socket_(std::move(socket)),
      timer_(*this),
      tls_(std::move(tls)),
      may_begin_http2_(http2),
      awaits_proxy_header_(entrance.has_proxies()),
      counts_for_peer_(!entrance.has_proxies()),
      connection_(context.connections, client, entrance, context.loop.now().steady) {
  context.loop.set(timer_, connection_.deadline());
}

Session::~Session() { context_->loop.cancel(timer_); }

void Session::ready(std::uint32_t /*events*/) {
  if (!socket_.is_open()) return;  // closed by an event of the same batch
  if (wire_) wire_->wake_up();
  if (is_blocked()) {
    flush();
  } else if (is_half_closed_) {
    drop();
  } else if (awaits_proxy_header_) {
    receive_proxy_header();
  } else {
    receive();
    if (tls_) receive_held();
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
  const std::span<char> room = has_unread ? unread_.room(kUnreadBytes) : room_to_receive();
  const auto size = take_in(room);
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

std::span<char> Session::room_to_receive() {
  const bool are_requests = !tls_ && !http2_ && !connection_.reads_content();
  return std::span(context_->received).first(are_requests ? kRequestBytes : kReceiveBytes);
}

/// As recv(2): more than 0 are bytes, 0 is the end, else errno says why.
std::ptrdiff_t Session::take_in(std::span<char> room) {
  return tls_ ? decrypt(room) : receive_some(socket_.fd(), room);
}

/// As send(2).
std::ptrdiff_t Session::give_out(std::string_view bytes) {
  if (!tls_) return send_some(socket_.fd(), bytes, MSG_NOSIGNAL);
  const TlsReceived sent = wire_->send(bytes);
  if (sent.progress == TlsProgress::Done) return static_cast<std::ptrdiff_t>(sent.size);
  errno = sent.progress == TlsProgress::NeedsWrite ? EAGAIN : EPIPE;
  return -1;
}

std::ptrdiff_t Session::decrypt(std::span<char> room) {
  if (!wire_) wire_ = std::make_unique<TlsWire>(tls_, context_->tickets, socket_.fd());
  if (awaits_room_) {
    awaits_room_ = false;
    context_->loop.change(socket_.fd(), EPOLLIN, *this);
  }
  if (!wire_->is_open()) {
    const TlsProgress progress = shake_hands();
    if (progress != TlsProgress::Done) return wait_for_tls(progress);
  }
  const TlsReceived received = wire_->receive(room);
  if (received.progress == TlsProgress::Done) return static_cast<std::ptrdiff_t>(received.size);
  return wait_for_tls(received.progress);
}

TlsProgress Session::shake_hands() {
  const TlsProgress progress = wire_->shake_hands();
  Tally& tally = context_->tally;
  if (progress == TlsProgress::Done) {
    tally.tls_handshakes.add();
    if (wire_->is_resumed()) tally.tls_resumed.add();
    // The server goes away: there is no more than a moment for the request that this was for.
    const auto farewell = context_->loop.now().steady + kMaxFarewell;
    if (context_->connections.is_draining) {
      context_->loop.set(timer_, std::min(farewell, connection_.deadline()));
    }
  } else if (progress >= TlsProgress::Ended && wire_->has_begun()) {
    tally.tls_failures.add();
  }
  return progress;
}

/// What the wire cannot do now, as recv(2) would say it.
std::ptrdiff_t Session::wait_for_tls(TlsProgress progress) {
  switch (progress) {
    case TlsProgress::Done:
    case TlsProgress::NeedsRead:
      break;
    case TlsProgress::NeedsWrite:
      awaits_room_ = true;
      context_->loop.change(socket_.fd(), EPOLLOUT, *this);
      break;
    case TlsProgress::Ended:
      return 0;
    case TlsProgress::Cleartext:
      refuse_cleartext();
      break;
    case TlsProgress::Failed:  // the alert is to arrive, as an answer is
      connection_.linger(context_->loop.now().steady);
      half_close();
      break;
  }
  errno = EAGAIN;
  return -1;
}

/// RFC 9110 §15.5.1: who speaks HTTP is answered in HTTP.
void Session::refuse_cleartext() {
  wire_.reset();
  tls_.reset();
  want_ = connection_.refuse_cleartext(context_->out, context_->loop.now());
  if (send_or_wait(context_->out)) act(want_);
}

/// No event tells of bytes that the wire has taken from the socket and not given to us.
void Session::receive_held() {
  while (wire_ && !is_blocked() && wire_->is_open() && wire_->holds_bytes()) receive();
}

/// What the connection's first bytes say. False: more of them are needed.
bool Session::choose_protocol(std::string_view first) {
  if (tls_) {
    protocol_ = wire_->protocol() == "h2" ? Protocol::Http2 : Protocol::Http1;
  } else {
    const std::size_t size = std::min(first.size(), kHttp2Preface.size());
    const bool is_http2 =
        may_begin_http2_ && first.substr(0, size) == kHttp2Preface.substr(0, size);
    if (is_http2 && size < kHttp2Preface.size()) return false;
    protocol_ = is_http2 ? Protocol::Http2 : Protocol::Http1;
  }
  if (protocol_ == Protocol::Http2) {
    http2_ = std::make_unique<Http2>(context_->connections, connection_.peer(),
                                     connection_.entrance(), context_->loop.now().steady);
  }
  return true;
}

Step Session::answer(std::string_view bytes) {
  if (protocol_ == Protocol::Unknown && !choose_protocol(bytes)) return {0, Want::Read};
  const Moment& now = context_->loop.now();
  if (http2_) return http2_->receive(bytes, context_->out, now);
  return connection_.receive(bytes, context_->out, now);
}

base::SteadyTime Session::deadline() const {
  return http2_ ? http2_->deadline() : connection_.deadline();
}

/// Where more can be answered than the output holds, other connections come in between.
void Session::handle(std::string_view bytes) {
  Output& out = context_->out;
  const std::uint64_t answers_before = context_->tally.answers.value();
  const Step step = answer(bytes);
  bytes.remove_prefix(step.consumed);
  want_ = step.want;
  std::string_view rest = out.unsent();
  const bool is_sent = send(rest);
  if (context_->loop.is_measured()) measure(answers_before);
  if (!socket_.is_open()) return out.clear();
  keep_unread(bytes);
  if (!is_sent || want_ == Want::Write) wait_until_writable(rest);
  out.clear();
  if (!is_blocked()) act(want_);
}

/// What was answered since then has been handed to the socket.
void Session::measure(std::uint64_t answers_before) {
  Tally& tally = context_->tally;
  const std::uint64_t answers = tally.answers.value() - answers_before;
  if (answers == 0) return;
  tally.durations.add(std::chrono::steady_clock::now() - context_->loop.told_at(), answers);
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
  if (std::exchange(is_behind_, false)) caught_up_ = context_->loop.now().steady;
  if (http2_ && want >= Want::Drain) {  // it has said its last
    if (http2_->was_flooded()) count_cut(Cut::Flood);
    http2_.reset();
    connection_.linger(context_->loop.now().steady);
  }
  switch (want) {
    case Want::Read:
    case Want::Write:
      return context_->loop.set(timer_, deadline());
    case Want::Drain:
      return half_close();
    case Want::Close:
      if (!tls_) return close();
      // Behind the last request a client's close_notify comes: bytes, to be answered by a reset.
      connection_.linger(context_->loop.now().steady);
      return half_close();
  }
}

/// False where the socket does not take all; `bytes` are then the rest. Closes on an error.
bool Session::send(std::string_view& bytes) {
  while (!bytes.empty()) {
    const auto size = give_out(bytes);
    if (size >= 0) {
      sending_.add(static_cast<std::size_t>(size));
      bytes.remove_prefix(static_cast<std::size_t>(size));
    } else if (errno != EINTR) {
      if (!is_passing(errno)) close();
      return false;
    }
  }
  return true;
}

/// False where not all is sent now; `out` is empty either way.
bool Session::send_or_wait(Output& out) {
  std::string_view rest = out.unsent();
  const bool is_sent = send(rest);
  if (socket_.is_open() && !is_sent) wait_until_writable(rest);
  out.clear();
  return socket_.is_open() && is_sent;
}

void Session::wait_until_writable(std::string_view rest) {
  unsent_.add(rest);
  // One window follows the other while something waits, however often all or some of it was taken.
  const base::SteadyTime now = context_->loop.now().steady;
  if (!caught_up_) sending_.start(sending_rate(context_->connections), caught_up_.emplace(now));
  if (!std::exchange(is_behind_, true)) sending_.prolong(now - *caught_up_);
  context_->loop.change(socket_.fd(), EPOLLOUT, *this);
  context_->loop.set(timer_, sending_.end());
}

void Session::flush() {
  owes_goodbye_ = false;
  std::string_view rest = unsent_.unsent();
  const std::size_t before = rest.size();
  const bool is_sent = send(rest);
  if (!socket_.is_open()) return;
  unsent_.sent(before - rest.size());
  if (!is_sent) return;
  unsent_.release();
  context_->loop.change(socket_.fd(), EPOLLIN, *this);
  if (want_ == Want::Write) {
    handle(unread_.unsent());
  } else {
    act(want_);
  }
  if (tls_) receive_held();
}

/// RFC 9112 §9.6: our side is over; the peer's bytes are read away until it has seen that. With TLS
/// they need not be decrypted for it, so its state goes.
void Session::half_close() {
  if (wire_ && wire_->say_goodbye() == TlsProgress::NeedsWrite) {
    want_ = Want::Drain;
    owes_goodbye_ = true;
    return wait_until_writable({});
  }
  wire_.reset();
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
  auto count = static_cast<std::size_t>(size);
  if (tls_) count -= count / kRecordOverhead;
  context_->tally.drained_bytes.add(count);
  if (connection_.drained(count) == Want::Close) cut(Cut::DrainTooLong);
}

void Session::due(base::SteadyTime now) {
  if (!socket_.is_open()) return;
  if (is_blocked()) {
    if (sending_.is_slow(sending_rate(context_->connections), now)) return cut(Cut::AnswerTooSlow);
    return context_->loop.set(timer_, sending_.end());
  }
  if (awaits_proxy_header_ && now >= connection_.deadline()) {
    return refuse_proxy(Refusal::ProxyHeaderTooSlow);
  }
  if (is_shaking_hands() && now >= connection_.deadline()) return cut(Cut::HandshakeTooSlow);
  Output& out = context_->out;
  const bool was_idle = http2_ ? http2_->is_idle() : connection_.is_idle();
  const Moment& moment = context_->loop.now();
  want_ = http2_ ? http2_->expired(out, moment) : connection_.expired(out, moment);
  if (!send_or_wait(out)) return;
  if (want_ == Want::Close && was_idle) return close();
  if (want_ == Want::Close) return cut(is_half_closed_ ? Cut::DrainTooLong : Cut::RequestTooSlow);
  if (want_ == Want::Drain && is_half_closed_) {
    return context_->loop.set(timer_, connection_.deadline());
  }
  act(want_);
}

void Session::finish() {
  if (!socket_.is_open()) return;
  const base::SteadyTime now = context_->loop.now().steady;
  if (http2_) {
    http2_->farewell(now);
  } else {
    connection_.farewell(now);
  }
  if (is_blocked()) return;
  context_->loop.set(timer_, deadline());
}

void Session::count_cut(Cut why) {
  if (!std::exchange(was_cut_, true)) context_->tally.cuts.add(why);
}

void Session::cut(Cut why) {
  count_cut(why);
  wire_.reset();
  // What the client does not read the kernel would go on to offer it for minutes.
  constexpr linger kAtOnce{1, 0};
  if (is_blocked()) ::setsockopt(socket_.fd(), SOL_SOCKET, SO_LINGER, &kAtOnce, sizeof kAtOnce);
  close();
}

void Session::close() {
  if (!socket_.is_open()) return;
  if (wire_) wire_->say_goodbye();
  wire_.reset();
  context_->loop.cancel(timer_);
  context_->owner.closed(*this);
  socket_.close();
}

}  // namespace onward::gateway
