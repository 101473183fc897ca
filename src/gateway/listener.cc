// SPDX-License-Identifier: MIT
// Listening sockets: one an address, non-blocking, without SO_REUSEPORT (each of its sockets has a
// queue of its own, which is lost when that one closes).
#include "gateway/listener.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <utility>

namespace onward::gateway {
namespace {

/// The kernel lowers it to net.core.somaxconn.
constexpr int kBacklog = 4096;

/// tcp(7): of what the client's window does not take the kernel holds no more than this, and not
/// the megabytes that a connection's buffer may grow to.
constexpr int kUnsentBytes = 8 * 1024;

constexpr std::array<std::uint8_t, 12> kMappedIpv4 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

SocketAddress socket_address(const config::Listener& wanted) {
  SocketAddress address;
  const auto& bytes = wanted.ip.bytes;
  if (wanted.is_ipv6) {
    sockaddr_in6 ipv6{};
    ipv6.sin6_family = AF_INET6;
    ipv6.sin6_port = htons(wanted.port);
    std::memcpy(&ipv6.sin6_addr, bytes.data(), bytes.size());
    std::memcpy(&address.storage, &ipv6, sizeof ipv6);
    address.size = sizeof ipv6;
  } else {
    sockaddr_in ipv4{};
    ipv4.sin_family = AF_INET;
    ipv4.sin_port = htons(wanted.port);
    std::memcpy(&ipv4.sin_addr, bytes.data() + kMappedIpv4.size(), sizeof ipv4.sin_addr);
    std::memcpy(&address.storage, &ipv4, sizeof ipv4);
    address.size = sizeof ipv4;
  }
  return address;
}

ErrorCode code_of(int error) {
  switch (error) {
    case EADDRINUSE:
      return ErrorCode::AddressInUse;
    case EACCES:
    case EPERM:
      return ErrorCode::AddressForbidden;
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
      return ErrorCode::AddressNotAvailable;
    case EMFILE:
    case ENFILE:
      return ErrorCode::OutOfDescriptors;
    default:
      return ErrorCode::AddressUnusable;
  }
}

void switch_on(int fd, int level, int option) {
  const int on = 1;
  ::setsockopt(fd, level, option, &on, sizeof on);
}

/// Connections have the options of the socket that they came to.
void set_options_of_connections(int fd) {
  switch_on(fd, IPPROTO_TCP, TCP_NODELAY);
  ::setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kUnsentBytes, sizeof kUnsentBytes);
}

Listener listener_of(base::Descriptor socket, const config::Listener& wanted) {
  std::string bound = bound_address(socket.fd());
  return {std::move(socket), std::move(bound), wanted.address,
          std::make_shared<const Entrance>(wanted)};
}

}  // namespace

Result<Listener> listen(const config::Listener& wanted) {
  base::Descriptor socket(
      ::socket(wanted.is_ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) return fail(code_of(errno));
  switch_on(socket.fd(), SOL_SOCKET, SO_REUSEADDR);  // a restart does not wait for TIME_WAIT
  set_options_of_connections(socket.fd());
  if (wanted.is_ipv6) switch_on(socket.fd(), IPPROTO_IPV6, IPV6_V6ONLY);
  const SocketAddress address = socket_address(wanted);
  if (::bind(socket.fd(), address.get(), address.size) != 0 ||
      ::listen(socket.fd(), kBacklog) != 0) {
    return fail(code_of(errno));
  }
  return listener_of(std::move(socket), wanted);
}

Listener listen_on(int fd, const config::Listener& wanted) {
  set_options_of_connections(fd);
  return listener_of(base::Descriptor(fd), wanted);
}

bool is_address_of(std::string_view address, const config::Listener& wanted) {
  const auto listener = config::listener_at(address);
  return listener && listener->ip == wanted.ip && listener->port == wanted.port &&
         listener->is_ipv6 == wanted.is_ipv6;
}

std::string bound_address(int fd) {
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size);
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (bound.ss_family == AF_INET6) {
    const auto& ipv6 = reinterpret_cast<const sockaddr_in6&>(bound);
    ::inet_ntop(AF_INET6, &ipv6.sin6_addr, text.data(), text.size());
    return "[" + std::string(text.data()) + "]:" + std::to_string(ntohs(ipv6.sin6_port));
  }
  const auto& ipv4 = reinterpret_cast<const sockaddr_in&>(bound);
  ::inet_ntop(AF_INET, &ipv4.sin_addr, text.data(), text.size());
  return std::string(text.data()) + ":" + std::to_string(ntohs(ipv4.sin_port));
}

rules::Address address_of(const sockaddr_storage& peer) {
  rules::Address address;
  if (peer.ss_family == AF_INET6) {
    const auto& ipv6 = reinterpret_cast<const sockaddr_in6&>(peer);
    std::memcpy(address.bytes.data(), &ipv6.sin6_addr, address.bytes.size());
    return address;
  }
  const auto& ipv4 = reinterpret_cast<const sockaddr_in&>(peer);
  std::copy(kMappedIpv4.begin(), kMappedIpv4.end(), address.bytes.begin());
  std::memcpy(address.bytes.data() + kMappedIpv4.size(), &ipv4.sin_addr, sizeof ipv4.sin_addr);
  return address;
}

}  // namespace onward::gateway
