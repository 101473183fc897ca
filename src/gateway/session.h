// SPDX-License-Identifier: MIT
#pragma once

#include "base/descriptor.h"
#include "gateway/connection.h"
#include "gateway/h2/http2.h"
#include "gateway/loop.h"
#include "gateway/proxies/proxy_header.h"
#include "gateway/tally.h"
#include "gateway/tls/wire.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

// A connection and its socket.
//
//   readable -> recv -> Connection -> send -> wait for more          the ordinary request
//                                       \ not all taken -> unsent_, wait until writable
//                                       \ Want::Drain   -> half-close, receive and drop, close
//
// With TLS a wire stands between: the handshake comes first, close_notify goes before the
// half-close, and what is then drained nobody decrypts.
//
// Where a listener has proxies, the header that they put before all that is taken first
// (session_proxy.cc).
//
// Bytes are received into a buffer of the loop and answered from there; only a head that is not
// whole, or an answer that the socket did not take, gets memory of the connection's own. So an idle
// connection holds none.
namespace onward::gateway {

class Session;

/// Who has the sessions.
class SessionOwner {
 public:
  virtual ~SessionOwner() = default;
  /// The socket is closed; the owner retires the session.
  virtual void closed(Session& session) = 0;
  /// Whose connection it is has been said; false where that client has too many.
  virtual bool named(Session& session) = 0;
  /// It will be closed, as it did not begin as it must.
  virtual void refused(Session& session, Refusal refusal) = 0;

 protected:
  SessionOwner() = default;
  SessionOwner(const SessionOwner&) = default;
  SessionOwner& operator=(const SessionOwner&) = default;
};

/// What the sessions of one loop share. Outlives them.
struct SessionContext {
  Loop& loop;
  SessionOwner& owner;
  ConnectionContext& connections;
  Tally& tally;
  TicketKeys& tickets;
  std::vector<char> received;  ///< kReceiveBytes
  Output out;                  ///< empty between events
};

inline constexpr std::size_t kReceiveBytes = std::size_t{64} * 1024;
/// Where requests come in the clear, no more is received at once: of a client that sends them
/// without reading the answers, the rest must be kept.
inline constexpr std::size_t kRequestBytes = std::size_t{8} * 1024;

/// One thread.
class Session final : public EventTarget, public TimerOwner {
 public:
  /// `tls` is null where none is spoken. `http2`: a client may begin with it in the clear.
  Session(SessionContext& context, base::Descriptor socket, const rules::Address& client,
          const Entrance& entrance, std::shared_ptr<const TlsContext> tls, bool http2);
  ~Session() override;

  void ready(std::uint32_t events) override;
  void due(base::SteadyTime now) override;

  /// The server is going away: the next answer is the last, and is not waited for for long.
  void finish();
  void close();

  int fd() const { return socket_.fd(); }
  /// Whose connection it is.
  const rules::Address& peer() const { return connection_.peer(); }
  /// It counts as one of peer(), who is no proxy.
  bool counts_for_peer() const { return counts_for_peer_; }

 private:
  void prefetch() const;
  void receive();
  void receive_proxy_header();
  void take_proxy_header(const ProxyHeader& header);
  void refuse_proxy(Refusal refusal);
  std::span<char> room_to_receive();
  std::ptrdiff_t take_in(std::span<char> room);
  std::ptrdiff_t decrypt(std::span<char> room);
  std::ptrdiff_t give_out(std::string_view bytes);
  TlsProgress shake_hands();
  std::ptrdiff_t wait_for_tls(TlsProgress progress);
  void receive_held();
  void refuse_cleartext();
  void handle(std::string_view bytes);
  void measure(std::uint64_t answers_before);
  bool choose_protocol(std::string_view first);
  Step answer(std::string_view bytes);
  base::SteadyTime deadline() const;
  void act(Want want);
  bool send(std::string_view& bytes);
  bool send_or_wait(Output& out);
  void flush();
  void wait_until_writable(std::string_view rest);
  void half_close();
  void drop();
  void keep_unread(std::string_view bytes);
  void count_cut(Cut why);
  void cut(Cut why);
  /// It waits until the socket can be written, or for its turn to write on.
  bool is_blocked() const { return !unsent_.empty() || owes_goodbye_ || want_ == Want::Write; }
  bool is_shaking_hands() const { return tls_ && !is_half_closed_ && !(wire_ && wire_->is_open()); }

  SessionContext* context_;
  base::Descriptor socket_;
  Timer timer_;
  Output unread_;  ///< received, not consumed
  Output unsent_;  ///< what the socket did not take
  Want want_ = Want::Read;
  bool is_half_closed_ = false;
  bool was_cut_ = false;                   ///< it is counted as that
  bool owes_goodbye_ = false;              ///< the socket did not take TLS's last words
  bool is_behind_ = false;                 ///< the socket has not taken all that was answered
  bool awaits_room_ = false;               ///< TLS must write before it can read on
  std::shared_ptr<const TlsContext> tls_;  ///< null: none is spoken
  std::unique_ptr<TlsWire> wire_;          ///< from the first byte until the half-close
  enum class Protocol : std::uint8_t { Unknown, Http1, Http2 };

  RateWindow sending_;                         ///< of the times in which it is behind
  std::optional<base::SteadyTime> caught_up_;  ///< since when it is not; none: it never was
  Protocol protocol_ = Protocol::Unknown;
  bool may_begin_http2_;
  bool awaits_proxy_header_;
  bool counts_for_peer_;
  std::unique_ptr<Http2> http2_;  ///< until its end; what is drained then, `connection_` counts
  Connection connection_;
};

}  // namespace onward::gateway
