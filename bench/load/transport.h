// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <openssl/ssl.h>
#include <span>
#include <string>
#include <string_view>

// A client's connection that does not block, in the clear or by TLS. One thread.
namespace load {

template <auto function>
struct Freed {
  template <class Type>
  void operator()(Type* pointer) const {
    function(pointer);
  }
};
using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using TlsSession = std::unique_ptr<SSL_SESSION, Freed<SSL_SESSION_free>>;

enum class Progress : std::uint8_t {
  Done,
  Again,
  Ended,   ///< by the peer, in order
  Failed,  ///< refused, reset, an alert
};

/// For clients that believe every certificate, and speak `protocol`: "h2", "http/1.1".
Context make_context(std::string_view protocol);

/// Begins to connect from 127.0.0.`source` to 127.0.0.1; -1 with errno. `receive_bytes`: how much
/// the kernel takes in before somebody reads; 0: as it likes.
int begin_connect(std::uint16_t port, unsigned source, int receive_bytes = 0);

class Transport {
 public:
  /// Owns the socket. `context` is null in the clear; `session` may be null.
  Transport(int fd, SSL_CTX* context, SSL_SESSION* session);
  ~Transport();
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  int fd() const { return fd_; }
  /// Connected, and hands shaken.
  Progress open();
  /// With Done: at least one byte.
  Progress receive(std::span<char> room, std::size_t& size);
  /// Takes what went out from the front of `bytes`.
  Progress send(std::string& bytes);

  bool was_refused() const { return was_refused_; }
  bool is_resumed() const { return ssl_ && ::SSL_session_reused(ssl_.get()) == 1; }
  /// The certificate's common name; "" in the clear.
  std::string common_name() const;
  /// A ticket, if one came.
  TlsSession session() const;

 private:
  Progress progress_of(int returned);

  int fd_;
  bool is_connected_ = false;
  bool was_refused_ = false;
  bool is_well_ = true;  ///< TLS has not failed
  std::unique_ptr<SSL, Freed<SSL_free>> ssl_;
};

}  // namespace load
