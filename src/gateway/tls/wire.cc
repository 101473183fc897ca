// SPDX-License-Identifier: MIT
// TLS over a socket that does not block, RFC 8446 and RFC 5246 by OpenSSL. OpenSSL reads and writes
// through a BIO of ours: system calls as in socket_calls.h, a bound on what one wake-up may bring,
// and a look at the first bytes. Invariant: OpenSSL's queue of errors is empty when one is called.
#include "gateway/tls/wire.h"

#include "base/check.h"
#include "gateway/socket_calls.h"
#include "gateway/tls/context.h"

#include <algorithm>
#include <cerrno>
#include <openssl/err.h>
#include <string>
#include <sys/socket.h>
#include <utility>

namespace onward::gateway {
namespace {

constexpr char kHandshakeRecord = 22;    // RFC 8446 §5.1
constexpr char kClientHelloMessage = 1;  // RFC 8446 §4
constexpr std::size_t kRecordHeaderBytes = 5;
constexpr std::size_t kMessageHeaderBytes = 4;

bool is_passing(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

std::size_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

TlsWire& wire_of(BIO* bio) { return *static_cast<TlsWire*>(::BIO_get_data(bio)); }

int read_socket(BIO* bio, char* room, int size) {
  ::BIO_clear_retry_flags(bio);
  const auto got = wire_of(bio).receive_raw({room, static_cast<std::size_t>(size)});
  if (got < 0 && is_passing(errno)) ::BIO_set_retry_read(bio);
  return static_cast<int>(got);
}

int write_socket(BIO* bio, const char* bytes, int size) {
  ::BIO_clear_retry_flags(bio);
  const auto sent = wire_of(bio).send_raw({bytes, static_cast<std::size_t>(size)});
  if (sent < 0 && is_passing(errno)) ::BIO_set_retry_write(bio);
  return static_cast<int>(sent);
}

long control_socket(BIO* /*bio*/, int command, long /*number*/, void* /*argument*/) {
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

/// SSL_get_error(3): an error that another call left behind would be taken for this one's.
void forget_errors() {
  if (::ERR_peek_error() != 0) ::ERR_clear_error();
}

}  // namespace

BioMethod make_socket_method() {
  BioMethod method(::BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket of a wire"));
  if (method == nullptr) return method;
  ::BIO_meth_set_read(method.get(), read_socket);
  ::BIO_meth_set_write(method.get(), write_socket);
  ::BIO_meth_set_ctrl(method.get(), control_socket);
  return method;
}

TlsWire::TlsWire(std::shared_ptr<const TlsContext> context, TicketKeys& tickets, int fd)
    : context_(std::move(context)),
      tickets_(&tickets),
      fd_(fd),
      ssl_(::SSL_new(context_->first())) {
  BIO* const socket = ssl_ ? ::BIO_new(context_->socket_method()) : nullptr;
  if (socket == nullptr) {  // no memory
    is_broken_ = true;
    return;
  }
  ::BIO_set_data(socket, this);
  ::BIO_set_init(socket, 1);
  ::SSL_set_bio(ssl_.get(), socket, socket);  // which owns it now
  SSL_set_app_data(ssl_.get(), this);
  ::SSL_set_accept_state(ssl_.get());
}

TlsWire::~TlsWire() = default;

void TlsWire::wake_up() {
  left_ = kMaxBytesAWakeUp;
  is_starved_ = false;
}

std::ptrdiff_t TlsWire::receive_raw(std::span<char> room) {
  if (left_ == 0) {
    errno = EAGAIN;
    return -1;
  }
  const auto got = receive_some(fd_, room.first(std::min(room.size(), left_)));
  if (got == 0 || (got < 0 && !is_passing(errno))) has_ended_ = true;  // or was reset
  if (got <= 0) return got;
  left_ -= static_cast<std::size_t>(got);
  if (!look_at_first({room.data(), static_cast<std::size_t>(got)})) {
    errno = EPROTO;
    return -1;
  }
  return got;
}

std::ptrdiff_t TlsWire::send_raw(std::string_view bytes) const {
  return send_some(fd_, bytes, MSG_NOSIGNAL);
}

/// False where they are not the beginning of a ClientHello that is looked at. Its two headers stand
/// in one record: nobody's client cuts them apart, and the length must be known before OpenSSL
/// believes it.
bool TlsWire::look_at_first(std::string_view bytes) {
  if (first_size_ == kFirstBytes) return true;
  const std::size_t size = std::min(bytes.size(), kFirstBytes - first_size_);
  std::ranges::copy(bytes.substr(0, size),
                    first_.begin() + static_cast<std::ptrdiff_t>(first_size_));
  first_size_ += size;
  const std::string_view first(first_.data(), first_size_);
  if (first[0] != kHandshakeRecord) {
    is_cleartext_ = first[0] >= 'A' && first[0] <= 'Z';  // a method of HTTP
    return false;
  }
  if (first_size_ > kRecordHeaderBytes && first[kRecordHeaderBytes] != kClientHelloMessage) {
    return false;
  }
  if (first_size_ < kFirstBytes) return true;
  const std::size_t record = byte_at(first, 3) << 8U | byte_at(first, 4);
  const std::size_t hello = byte_at(first, 6) << 16U | byte_at(first, 7) << 8U | byte_at(first, 8);
  return record >= kMessageHeaderBytes && hello <= kMaxClientHelloBytes;
}

TlsProgress TlsWire::progress_of(int returned) {
  const int error = ::SSL_get_error(ssl_.get(), returned);
  if (error == SSL_ERROR_WANT_READ) {
    is_starved_ = true;
    return TlsProgress::NeedsRead;
  }
  if (error == SSL_ERROR_WANT_WRITE) return TlsProgress::NeedsWrite;
  if (error == SSL_ERROR_ZERO_RETURN) return TlsProgress::Ended;
  ::ERR_clear_error();
  is_broken_ = true;
  if (is_cleartext_) return TlsProgress::Cleartext;
  return has_ended_ ? TlsProgress::Ended : TlsProgress::Failed;
}

TlsProgress TlsWire::shake_hands() {
  if (is_broken_) return TlsProgress::Failed;
  forget_errors();
  const int returned = ::SSL_do_handshake(ssl_.get());
  if (returned != 1) return progress_of(returned);
  is_open_ = true;
  return TlsProgress::Done;
}

bool TlsWire::is_resumed() const { return ::SSL_session_reused(ssl_.get()) == 1; }

std::string_view TlsWire::protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  ::SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

TlsReceived TlsWire::receive(std::span<char> room) {
  if (is_broken_) return {TlsProgress::Failed};
  forget_errors();
  std::size_t size = 0;
  const int returned = ::SSL_read_ex(ssl_.get(), room.data(), room.size(), &size);
  if (key_updates_ > kMaxKeyUpdates) {
    is_broken_ = true;
    ::ERR_clear_error();
    return {TlsProgress::Failed};
  }
  if (returned == 1) return {TlsProgress::Done, size};
  return {progress_of(returned)};
}

bool TlsWire::holds_bytes() const {
  return !is_starved_ && !is_broken_ && ::SSL_has_pending(ssl_.get()) == 1;
}

TlsReceived TlsWire::send(std::string_view bytes) {
  if (is_broken_) return {TlsProgress::Failed};
  forget_errors();
  std::size_t size = 0;
  const int returned = ::SSL_write_ex(ssl_.get(), bytes.data(), bytes.size(), &size);
  if (returned == 1) return {TlsProgress::Done, size};
  const TlsProgress progress = progress_of(returned);
  // To wait for the peer before an answer goes out would be for renegotiation, which is off.
  return {progress == TlsProgress::NeedsRead ? TlsProgress::Failed : progress};
}

TlsProgress TlsWire::say_goodbye() {
  if (is_broken_ || !is_open_) return TlsProgress::Done;
  forget_errors();
  const int returned = ::SSL_shutdown(ssl_.get());
  if (returned >= 0) return TlsProgress::Done;
  return progress_of(returned) == TlsProgress::NeedsWrite ? TlsProgress::NeedsWrite
                                                          : TlsProgress::Done;
}

}  // namespace onward::gateway
