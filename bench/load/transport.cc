// SPDX-License-Identifier: MIT
// Sockets and OpenSSL, as a client uses them. Certificates are not verified: who asks compares
// their names.
#include "transport.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

namespace load {
namespace {

constexpr int kOn = 1;

sockaddr_in loopback(unsigned host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl((INADDR_LOOPBACK & ~0xFFU) | host);
  address.sin_port = htons(port);
  return address;
}

bool is_passing(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

}  // namespace

Context make_context(std::string_view protocol) {
  Context context(::SSL_CTX_new(::TLS_client_method()));
  if (context == nullptr) std::abort();
  std::string wire(1, static_cast<char>(protocol.size()));
  wire += protocol;
  ::SSL_CTX_set_alpn_protos(context.get(), reinterpret_cast<const unsigned char*>(wire.data()),
                            static_cast<unsigned>(wire.size()));
  ::SSL_CTX_set_mode(context.get(),
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  return context;
}

int begin_connect(std::uint16_t port, unsigned source, int receive_bytes) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &kOn, sizeof kOn);
  // One port may be used towards several servers, and by several addresses of ours.
  ::setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &kOn, sizeof kOn);
  if (receive_bytes != 0) {
    ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
  }
  const sockaddr_in from = loopback(source, 0);
  const sockaddr_in to = loopback(1, port);
  const bool is_begun = ::bind(fd, reinterpret_cast<const sockaddr*>(&from), sizeof from) == 0 &&
                        (::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0 ||
                         errno == EINPROGRESS);
  if (is_begun) return fd;
  const int error = errno;
  ::close(fd);
  errno = error;
  return -1;
}

Transport::Transport(int fd, SSL_CTX* context, SSL_SESSION* session) : fd_(fd) {
  if (context == nullptr) return;
  ssl_.reset(::SSL_new(context));
  if (!ssl_ || ::SSL_set_fd(ssl_.get(), fd) != 1) std::abort();
  if (session != nullptr) ::SSL_set_session(ssl_.get(), session);
  ::SSL_set_connect_state(ssl_.get());
}

Transport::~Transport() {
  // Without close_notify OpenSSL takes the ticket for spoilt.
  if (ssl_ && is_well_ && ::SSL_is_init_finished(ssl_.get()) == 1) ::SSL_shutdown(ssl_.get());
  ::ERR_clear_error();
  ssl_.reset();
  ::close(fd_);
}

Progress Transport::progress_of(int returned) {
  const int error = ::SSL_get_error(ssl_.get(), returned);
  if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return Progress::Again;
  ::ERR_clear_error();
  is_well_ = error == SSL_ERROR_ZERO_RETURN;
  return is_well_ ? Progress::Ended : Progress::Failed;
}

Progress Transport::open() {
  if (!is_connected_) {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
    was_refused_ = error == ECONNREFUSED;
    if (error != 0) return Progress::Failed;
    sockaddr_in peer{};
    size = sizeof peer;
    if (::getpeername(fd_, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return Progress::Again;
    is_connected_ = true;
  }
  if (!ssl_) return Progress::Done;
  const int returned = ::SSL_do_handshake(ssl_.get());
  return returned == 1 ? Progress::Done : progress_of(returned);
}

Progress Transport::receive(std::span<char> room, std::size_t& size) {
  if (ssl_) {
    const int returned = ::SSL_read_ex(ssl_.get(), room.data(), room.size(), &size);
    return returned == 1 ? Progress::Done : progress_of(returned);
  }
  const auto got = ::recv(fd_, room.data(), room.size(), 0);
  if (got > 0) {
    size = static_cast<std::size_t>(got);
    return Progress::Done;
  }
  if (got == 0) return Progress::Ended;
  return is_passing(errno) ? Progress::Again : Progress::Failed;
}

Progress Transport::send(std::string& bytes) {
  std::size_t at = 0;
  Progress progress = Progress::Done;
  while (at < bytes.size() && progress == Progress::Done) {
    std::size_t size = 0;
    if (ssl_) {
      const int returned = ::SSL_write_ex(ssl_.get(), bytes.data() + at, bytes.size() - at, &size);
      if (returned != 1) progress = progress_of(returned);
    } else {
      const auto sent = ::send(fd_, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
      if (sent < 0) progress = is_passing(errno) ? Progress::Again : Progress::Failed;
      size = sent > 0 ? static_cast<std::size_t>(sent) : 0;
    }
    at += size;
  }
  bytes.erase(0, at);
  return progress;
}

std::string Transport::common_name() const {
  if (!ssl_) return "";
  const std::unique_ptr<X509, Freed<X509_free>> certificate(
      ::SSL_get1_peer_certificate(ssl_.get()));
  if (!certificate) return "";
  std::array<char, 64> name{};
  ::X509_NAME_get_text_by_NID(::X509_get_subject_name(certificate.get()), NID_commonName,
                              name.data(), static_cast<int>(name.size()));
  return name.data();
}

TlsSession Transport::session() const {
  if (!ssl_) return nullptr;
  SSL_SESSION* const now = ::SSL_get0_session(ssl_.get());
  if (now == nullptr || ::SSL_SESSION_is_resumable(now) != 1) return nullptr;
  return TlsSession(::SSL_get1_session(ssl_.get()));
}

}  // namespace load
