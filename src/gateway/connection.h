// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/entrance.h"
#include "gateway/exchange.h"
#include "gateway/output.h"
#include "gateway/rate_window.h"
#include "gateway/stream.h"
#include "onward/config/server.h"
#include "onward/http/reader.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

// The server's side of one HTTP/1.1 connection: bytes in, bytes out and what to do next. It knows
// no socket and no clock.
//
//                 bytes            head whole                   content asked for
//   (opened) Idle ------> Head ---------------> [delivery] -------------------> Content
//             ^  \________________________________/    \                           |
//             |   answered, no content left             \ answered, small content  | answered
//             |                                          v                         v
//             +------------------------------------- Discard <---------------------+
//                         content read to its end
//
//   from anywhere, behind the last answer:  Draining (half-closed, what comes is dropped) -> Closed
//
// A connection whose request was not read to its end goes to Draining and never back.
namespace onward::gateway {

/// What the owner of the socket does next. Always first: write what is in the output.
enum class Want : std::uint8_t {
  Read,   ///< receive more behind what was not consumed
  Write,  ///< write all of the output, then call again with what was not consumed
  Drain,  ///< half-close; receive, drop, and say how much by drained()
  Close,
};

struct Step {
  std::size_t consumed = 0;  ///< so many bytes of those given are done with
  Want want = Want::Read;
};

struct Http2Counts;

/// What the connections of one loop share. Outlives them.
struct ConnectionContext {
  Delivery& delivery;
  ExchangeObserver* observer = nullptr;  ///< null: nobody listens
  http::Limits message_limits;
  config::Limits limits;
  bool is_draining = false;             ///< the server is going away: each answer is the last one
  Http2Counts* http2_counts = nullptr;  ///< not null where there is an Http2
};

/// Answers are held back no further than this: then they must be written.
inline constexpr std::size_t kMaxOutputBytes = std::size_t{64} * 1024;
/// Of HTTP/1.1, where any number of requests may be pipelined: what the socket does not take of
/// their answers stays in memory until the client reads.
inline constexpr std::size_t kMaxPipelinedBytes = std::size_t{8} * 1024;

/// While the server goes away, a client that has no request open is waited for so long, as one may
/// be on its way; and one that was answered must send at its rate in windows as short as this, or
/// close: nothing more is owed to it.
inline constexpr std::chrono::milliseconds kMaxFarewell{1000};

/// One thread.
class Connection final : public Stream {
 public:
  /// `entrance` outlives the connection.
  Connection(ConnectionContext& context, const rules::Address& peer, const Entrance& entrance,
             base::SteadyTime now);
  ~Connection() override;

  /// `bytes` is everything received and not consumed. Not after Drain or Close.
  Step receive(std::string_view bytes, Output& out, const Moment& now);
  /// The peer has sent its last byte.
  Step peer_closed();
  /// Whose connection it is; what a request's fields say may differ.
  const rules::Address& peer() const { return peer_; }
  /// A trusted proxy says whose it is. Before anything was received.
  void set_peer(const rules::Address& peer) { peer_ = client_ = peer; }
  const Entrance& entrance() const { return *entrance_; }

  /// What comes is read away, as behind an answer: nothing was begun that could be answered, or all
  /// of it was. Then half_closed() and drained().
  void linger(base::SteadyTime now) { begin_draining(0, now); }
  /// The client speaks HTTP where it should begin with TLS: it is told so, and the connection is
  /// drained.
  Want refuse_cleartext(Output& out, const Moment& now);
  /// After Drain: all is written and our side is closed. The drain is timed from here.
  void half_closed(base::SteadyTime now);
  /// So many bytes came and were dropped, after Drain.
  Want drained(std::size_t bytes);
  /// ConnectionContext::is_draining has become true: who is idle, or was answered, is waited for no
  /// longer than kMaxFarewell.
  void farewell(base::SteadyTime now);

  /// When to call expired(), if nothing else happens.
  base::SteadyTime deadline() const { return deadline_; }
  /// The deadline may have come.
  Want expired(Output& out, const Moment& now);

  /// No request is begun.
  bool is_idle() const { return phase_ == Phase::Idle; }
  /// Content comes.
  bool reads_content() const { return phase_ == Phase::Content || phase_ == Phase::Discard; }

  // Stream, for the delivery
  const http::RequestHead& head() const override;
  const rules::Address& client() const override { return client_; }
  const rules::Origin& origin() const override { return *origin_; }
  const Moment& now() const override { return *now_; }
  void read(std::size_t credit) override;
  void respond(const rules::Response& response) override;
  void discard() override;

 private:
  enum class Phase : std::uint8_t { Idle, Head, Content, Discard, Draining, Closed };
  struct KeptHead;
  class Call;

  void on_head(std::string_view head_bytes);
  bool hear_proxies();
  std::size_t deliver(std::string_view bytes);
  void on_end();
  bool is_over(std::string_view rest) const;
  Step end(std::size_t consumed, std::string_view rest);
  void wait(std::string_view unread);
  void refuse(ErrorCode code, std::string_view unread);
  void write_refusal(http::Status status, std::string_view text, const Cause& cause,
                     std::string_view unread = {});
  bool is_answer_bare(std::string_view unread) const;
  bool keeps_connection(http::Status status) const;
  void write(const rules::Response& response, const Cause& cause);
  bool write_head(const rules::Response& response);
  void begin_draining(std::size_t bytes, base::SteadyTime now);
  Rate rate() const;

  ConnectionContext* context_;
  const Entrance* entrance_;
  const rules::Origin* origin_;  ///< of the request, as the next but one
  Output* out_ = nullptr;        ///< as now_: of the call that runs; null between calls
  const Moment* now_ = nullptr;
  base::SteadyTime deadline_;
  base::SteadyTime drain_end_{};
  RateWindow window_;
  std::size_t credit_ = 0;
  std::size_t undelivered_bytes_ = 0;
  std::size_t drained_bytes_ = 0;
  std::string_view head_bytes_;  ///< while the delivery looks at it
  std::unique_ptr<KeptHead> kept_head_;
  Phase phase_ = Phase::Idle;
  bool has_served_ = false;
  bool has_head_ = false;      ///< of the request that is being read
  bool has_answered_ = false;  ///< that request
  bool has_ended_ = false;     ///< its content
  bool is_last_ = false;       ///< no request is read behind it
  bool has_promised_ = false;  ///< the client itself says that nothing follows
  rules::Address client_;
  rules::Address peer_;
  http::RequestReader reader_;
};

}  // namespace onward::gateway
