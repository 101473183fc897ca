// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/tls/openssl.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

// A socket that speaks TLS, for who would else call recv(2) and send(2) on it.
//
//   shake_hands() -> NeedsRead … Done -> receive(), send() -> say_goodbye()
//                        \ Cleartext: the client speaks HTTP without TLS
//                        \ Failed: the alert is sent, nothing more can be said
namespace onward::gateway {

class TlsContext;
class TicketKeys;

/// A ClientHello may be so long. Those of browsers have less than 2 KiB, with post-quantum key
/// shares; OpenSSL would set aside and touch up to 128 KiB on the word of nine bytes.
inline constexpr std::size_t kMaxClientHelloBytes = std::size_t{16} * 1024;

/// From one wake-up so much is read of a socket, in bytes: the other connections come in between.
inline constexpr std::size_t kMaxBytesAWakeUp = std::size_t{64} * 1024;

/// RFC 8446 §4.6.3: a client may ask for new keys at any time, and each costs more than it pays.
/// Those that need new ones do so after millions of records; who asks oftener is cut off.
inline constexpr int kMaxKeyUpdates = 200;

/// What has come of a step.
enum class TlsProgress : std::uint8_t {
  Done,
  NeedsRead,   ///< again when the socket is readable
  NeedsWrite,  ///< again when it is writable
  Ended,       ///< the peer has closed
  Cleartext,   ///< what came is no TLS but plain HTTP
  Failed,
};

struct TlsReceived {
  TlsProgress progress = TlsProgress::Failed;
  std::size_t size = 0;  ///< with Done: at least one
};

/// One thread. `tickets` and the socket outlive it.
class TlsWire {
 public:
  TlsWire(std::shared_ptr<const TlsContext> context, TicketKeys& tickets, int fd);
  ~TlsWire();
  TlsWire(const TlsWire&) = delete;
  TlsWire& operator=(const TlsWire&) = delete;

  /// The socket is ready: kMaxBytesAWakeUp may be read of it.
  void wake_up();

  TlsProgress shake_hands();
  /// The handshake is done.
  bool is_open() const { return is_open_; }
  /// Something has come from the client.
  bool has_begun() const { return first_size_ != 0; }
  bool is_resumed() const;
  /// What was agreed on by ALPN, "http/1.1"; "" where the client did not ask.
  std::string_view protocol() const;

  /// Of what the client sent, decrypted. Only while open, as the next two.
  TlsReceived receive(std::span<char> room);
  /// Bytes of the socket are held here that receive() has not looked at: no event will tell.
  bool holds_bytes() const;
  /// How many bytes went out; 0 with NeedsWrite: again with the same bytes at the front.
  TlsReceived send(std::string_view bytes);

  /// Our last byte was sent (close_notify). Done also where nothing can be said any more.
  TlsProgress say_goodbye();

  // For the BIO: the socket itself.
  std::ptrdiff_t receive_raw(std::span<char> room);
  std::ptrdiff_t send_raw(std::string_view bytes) const;
  TicketKeys& tickets() { return *tickets_; }
  // For OpenSSL's callback: the client has new keys.
  void count_key_update() { ++key_updates_; }

 private:
  TlsProgress progress_of(int returned);
  bool look_at_first(std::string_view bytes);

  /// A record's header, and that of the handshake message in it.
  static constexpr std::size_t kFirstBytes = 9;

  std::shared_ptr<const TlsContext> context_;
  TicketKeys* tickets_;
  int fd_;
  bool is_open_ = false;
  bool is_broken_ = false;
  bool is_starved_ = false;  ///< the socket has nothing more, or the wake-up is used up
  bool has_ended_ = false;
  bool is_cleartext_ = false;
  int key_updates_ = 0;
  std::size_t left_ = kMaxBytesAWakeUp;
  std::size_t first_size_ = 0;
  std::array<char, kFirstBytes> first_{};
  Ssl ssl_;
};

/// How OpenSSL reads and writes the socket of a TlsWire; null where there is no memory.
BioMethod make_socket_method();

}  // namespace onward::gateway
