// SPDX-License-Identifier: MIT
// Blocking sockets with a receive time-out, so that a server that says nothing fails a test and
// does not hang it.
#include "support/client_socket.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace onward::test {
namespace {

constexpr timeval kPatience{20, 0};

sockaddr_in address_of(std::string_view text) {
  const auto colon = text.rfind(':');
  std::uint16_t port = 0;
  std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  ::inet_pton(AF_INET, std::string(text.substr(0, colon)).c_str(), &address.sin_addr);
  return address;
}

}  // namespace

ClientSocket::ClientSocket(std::string_view address, int buffer)
    : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  if (buffer != 0) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  const sockaddr_in peer = address_of(address);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) != 0) {
    ::close(std::exchange(fd_, -1));
  }
}

ClientSocket::ClientSocket(ClientSocket&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      was_reset_(other.was_reset_),
      received_(std::move(other.received_)) {}

ClientSocket::~ClientSocket() {
  if (fd_ >= 0) ::close(fd_);
}

std::size_t ClientSocket::send(std::string_view bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const auto size = ::send(fd_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (size <= 0) break;
    sent += static_cast<std::size_t>(size);
  }
  return sent;
}

void ClientSocket::half_close() { ::shutdown(fd_, SHUT_WR); }

bool ClientSocket::receive_some() {
  std::array<char, 65536> room{};
  const auto size = ::recv(fd_, room.data(), room.size(), 0);
  if (size < 0) was_reset_ = errno == ECONNRESET;
  if (size <= 0) return false;
  received_.append(room.data(), static_cast<std::size_t>(size));
  return true;
}

void ClientSocket::receive_little() {
  std::array<char, 1024> room{};
  if (::recv(fd_, room.data(), room.size(), 0) < 0) was_reset_ = errno == ECONNRESET;
}

std::string ClientSocket::receive_until(std::string_view text) {
  while (received_.find(text) == std::string::npos && receive_some()) {
  }
  return std::exchange(received_, {});
}

std::string ClientSocket::receive_all() {
  while (receive_some()) {
  }
  return std::exchange(received_, {});
}

}  // namespace onward::test
