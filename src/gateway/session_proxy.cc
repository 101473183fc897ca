// SPDX-License-Identifier: MIT
// The header that a proxy puts before a connection. Nothing of what stands behind it is taken from
// the socket, as that may be TLS, which reads the socket itself: so it is looked at first
// (MSG_PEEK), and taken when its length is known. Invariant: until it is whole, unread_ holds its
// beginning and nothing else.
#include "gateway/session.h"
#include "gateway/socket_calls.h"

#include <algorithm>
#include <cerrno>
#include <sys/socket.h>

namespace onward::gateway {

void Session::receive_proxy_header() {
  const std::span<char> room = context_->received;
  const std::size_t before = unread_.size();
  std::ranges::copy(unread_.unsent(), room.begin());
  const std::span<char> behind = room.subspan(before, kMaxProxyHeaderBytes + 1 - before);
  const auto size = receive_some(socket_.fd(), behind, MSG_PEEK);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size <= 0) return before == 0 ? close() : refuse_proxy(Refusal::ProxyHeaderCut);
  const std::size_t come = before + static_cast<std::size_t>(size);
  const ProxyHeader header = read_proxy_header({room.data(), come});
  if (header.fault) return refuse_proxy(*header.fault);
  const std::size_t taken = (header.size != 0 ? header.size : come) - before;
  receive_some(socket_.fd(), room.subspan(before, taken), MSG_TRUNC);
  if (header.size == 0) return unread_.add({room.data() + before, taken});
  take_proxy_header(header);
}

void Session::take_proxy_header(const ProxyHeader& header) {
  awaits_proxy_header_ = false;
  unread_.clear();
  unread_.release();
  if (header.client) {
    connection_.set_peer(*header.client);
    counts_for_peer_ = context_->owner.named(*this);
    if (!counts_for_peer_) return close();
  }
  ready(0);  // what stands behind it has mostly come with it
}

void Session::refuse_proxy(Refusal refusal) {
  const bool is_farewell = context_->connections.is_draining && unread_.empty();
  const bool is_idle = refusal == Refusal::ProxyHeaderTooSlow && is_farewell;
  if (!is_idle) context_->owner.refused(*this, refusal);
  close();
}

}  // namespace onward::gateway
