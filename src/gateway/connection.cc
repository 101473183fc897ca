// SPDX-License-Identifier: MIT
// RFC 9112, the server's side: §9.3 persistence, §9.3.2 pipelining, §9.5 deadlines, §9.6 closing,
// and RFC 9110 §10.1.1 on Expect. Invariants: one answer a request, in order; none to what was
// refused after an answer; behind an answer that says "close" nothing is read as a request.
#include "gateway/connection.h"

#include "base/check.h"
#include "gateway/persistence.h"
#include "gateway/plain_refusal.h"
#include "gateway/proxies/forwarded.h"
#include "onward/http/writer.h"

#include <algorithm>

namespace onward::gateway {
namespace {

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::string_view kCleartext = "this port speaks TLS: write https:// and not http://";
constexpr std::string_view kTooSlow = "the request's content comes too slowly";

/// What a head has besides the fields of the response: the status line, Date, Connection, the
/// framing, the empty line.
constexpr std::size_t kHeadBytes = 256;

std::size_t bytes_of(const rules::Response& response) {
  std::size_t size = kHeadBytes + response.content.size();
  for (const auto& field : response.fields) {
    size += field.name.text().size() + field.value.text().size() + 4;
  }
  return size;
}

/// RFC 9110 §8.6: no Content-Length with 1xx and 204. RFC 9112 §6.3: 304 has no content, and
/// nothing is said about that of 200.
http::Framing framing_of(http::Status status, std::size_t length) {
  if (status.is_informational() || status == 204 || status == 304) return {};
  return {http::FramingKind::Length, length};
}

http::Status refusal_status(ErrorCode code) {
  const auto status = http::Status::from(status_hint(code));
  return status ? *status : http::Status(400);
}

}  // namespace

/// The head of a request whose content is awaited, as its bytes leave the buffer, or which was sent
/// to another host than it says: copied and read again.
struct Connection::KeptHead {
  std::string bytes;
  http::RequestReader reader;
  http::RequestHead head;
  std::string host;

  explicit KeptHead(std::string_view wire, const http::Limits& limits)
      : bytes(wire), reader(limits) {
    CHECK(reader.read(bytes).has_value());
    head = reader.head();
  }
  void set_host(std::string_view told) {
    host = told;
    head.authority = host;
  }
};

/// What a call may write to. Between two of them no delivery can answer.
class Connection::Call {
 public:
  Call(Connection& connection, Output& out, const Moment& now) : connection_(connection) {
    connection_.out_ = &out;
    connection_.now_ = &now;
  }
  ~Call() {
    connection_.out_ = nullptr;
    connection_.now_ = nullptr;
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

 private:
  Connection& connection_;
};

Connection::Connection(ConnectionContext& context, const rules::Address& peer,
                       const Entrance& entrance, base::SteadyTime now)
    : context_(&context),
      entrance_(&entrance),
      origin_(&entrance.origin),
      deadline_(now + context.limits.head_timeout),
      client_(peer),
      peer_(peer),
      reader_(context.message_limits) {}

Connection::~Connection() = default;

Step Connection::receive(std::string_view bytes, Output& out, const Moment& now) {
  const Call call(*this, out, now);
  std::size_t at = 0;
  while (out.size() < kMaxPipelinedBytes) {
    const std::string_view rest = bytes.substr(at);
    if (undelivered_bytes_ != 0) {
      at += deliver(rest);
      if (is_over(bytes.substr(at))) return end(bytes.size(), bytes.substr(at));
      continue;
    }
    const auto event = reader_.read(rest);
    if (!event) {
      // One answer to a request: what goes wrong behind it is not said.
      if (!has_answered_) refuse(event.error().code, rest);
      return end(bytes.size(), rest);
    }
    at += event->consumed;
    switch (event->kind) {
      case http::EventKind::Head:
        on_head(rest.substr(0, event->consumed));
        break;
      case http::EventKind::Content:
        at -= event->content.size();
        undelivered_bytes_ = event->content.size();
        break;
      case http::EventKind::End:
        on_end();
        break;
      case http::EventKind::More:
      case http::EventKind::Closed:
        wait(rest);
        return {at, Want::Read};
    }
    if (is_over(bytes.substr(at))) return end(bytes.size(), bytes.substr(at));
    if (at == bytes.size() && phase_ == Phase::Idle) {
      wait({});
      return {at, Want::Read};
    }
  }
  return {at, Want::Write};
}

void Connection::on_head(std::string_view head_bytes) {
  has_head_ = true;
  head_bytes_ = head_bytes;
  is_last_ = !reader_.head().keep_alive;
  has_promised_ = is_last_;
  phase_ = Phase::Discard;
  window_.start(rate(), now_->steady);
  deadline_ = window_.end();
  if (!entrance_->forwarding || hear_proxies()) context_->delivery.head(*this);
  head_bytes_ = {};
  CHECK(has_answered_ || credit_ != 0 || phase_ == Phase::Closed);
}

/// What trusted proxies say of this request. False: it was refused for that.
bool Connection::hear_proxies() {
  client_ = peer_;
  const auto told = told_by(*entrance_->forwarding, peer_, head().fields);
  if (!told) {
    write_refusal(http::Status(400), kForwardedUnreadable, {Refusal::Forwarded});
    return false;
  }
  client_ = told->client;
  origin_ = &entrance_->origin_of(told->scheme);
  if (told->host.empty()) return true;
  kept_head_ = std::make_unique<KeptHead>(head_bytes_, context_->message_limits);
  kept_head_->set_host(told->host);
  return true;
}

/// Content that the reader has counted and nobody has seen: to the delivery as far as there is
/// credit, or away. Says how much.
std::size_t Connection::deliver(std::string_view bytes) {
  const bool is_wanted = phase_ == Phase::Content;
  const std::size_t size = is_wanted ? std::min(undelivered_bytes_, credit_) : undelivered_bytes_;
  undelivered_bytes_ -= size;
  window_.add(size);
  if (!is_wanted) return size;
  credit_ -= size;
  context_->delivery.content(*this, bytes.substr(0, size));
  CHECK(has_answered_ || credit_ != 0 || phase_ == Phase::Closed);
  return size;
}

void Connection::on_end() {
  has_ended_ = true;
  if (phase_ == Phase::Content) context_->delivery.end(*this);
  CHECK(has_answered_ || phase_ == Phase::Closed);
  if (is_last_ || phase_ == Phase::Closed) return;
  reader_.next();
  kept_head_.reset();
  credit_ = 0;
  has_head_ = has_answered_ = has_ended_ = false;
  phase_ = Phase::Idle;
}

/// Whether what follows is not looked at. Behind a last answer the request is read on only where it
/// has no content, to see its end.
bool Connection::is_over(std::string_view rest) const {
  if (phase_ == Phase::Closed) return true;
  if (!is_last_ || !has_answered_) return false;
  return has_ended_ || has_content(head().framing) || !rest.empty();
}

/// Behind the last answer. Closing outright would answer bytes on their way with a reset, and that
/// may destroy the answer before it was read (RFC 9112 §9.6): only where the client itself promised
/// that nothing follows, and all it sent was read, is it safe.
Step Connection::end(std::size_t consumed, std::string_view rest) {
  if (phase_ == Phase::Closed) return {consumed, Want::Close};
  if (has_promised_ && has_ended_ && rest.empty()) {
    phase_ = Phase::Closed;
    return {consumed, Want::Close};
  }
  begin_draining(rest.size(), now_->steady);
  return {consumed, Want::Drain};
}

/// A deadline from a head's first byte on, not from its last (empty lines before it do not count:
/// some clients send one behind a POST); between requests the idle timeout.
void Connection::wait(std::string_view unread) {
  if (phase_ != Phase::Idle) return;
  if (unread.find_first_not_of("\r\n") != std::string_view::npos) {
    phase_ = Phase::Head;
    deadline_ = now_->steady + context_->limits.head_timeout;
  } else if ((unread.empty() || has_served_) && !context_->is_draining) {
    deadline_ = now_->steady + context_->limits.idle_timeout;
  }
}

Step Connection::peer_closed() {
  phase_ = Phase::Closed;
  return {0, Want::Close};
}

void Connection::begin_draining(std::size_t bytes, base::SteadyTime now) {
  phase_ = Phase::Draining;
  drained_bytes_ = bytes;
  half_closed(now);
}

Want Connection::refuse_cleartext(Output& out, const Moment& now) {
  const Call call(*this, out, now);
  write_refusal(http::Status(400), kCleartext, {Refusal::Cleartext});
  begin_draining(0, now.steady);
  return Want::Drain;
}

void Connection::half_closed(base::SteadyTime now) {
  drain_end_ = now + context_->limits.drain_timeout;
  window_.start(rate(), now);
  deadline_ = std::min(drain_end_, window_.end());
}

void Connection::farewell(base::SteadyTime now) {
  if (phase_ == Phase::Idle) deadline_ = std::min(deadline_, now + kMaxFarewell);
  if (phase_ != Phase::Discard && phase_ != Phase::Draining) return;
  window_.start(rate(), now);
  deadline_ = std::min(deadline_, window_.end());
}

/// What a window must bring. Behind an answer, while the server goes away: one byte at least, where
/// no rate is set.
Rate Connection::rate() const {
  const config::Limits& limits = context_->limits;
  const bool is_owed = phase_ != Phase::Discard && phase_ != Phase::Draining;
  if (is_owed || !context_->is_draining || limits.content_grace <= kMaxFarewell) {
    return {limits.content_bytes_per_second, limits.content_grace};
  }
  return {std::max<std::size_t>(limits.content_bytes_per_second, 1), kMaxFarewell};
}

Want Connection::drained(std::size_t bytes) {
  window_.add(bytes);
  drained_bytes_ += bytes;
  if (drained_bytes_ <= context_->limits.drain_bytes) return Want::Drain;
  phase_ = Phase::Closed;
  return Want::Close;
}

Want Connection::expired(Output& out, const Moment& now) {
  const Call call(*this, out, now);
  if (now.steady < deadline_) return phase_ == Phase::Draining ? Want::Drain : Want::Read;
  switch (phase_) {
    case Phase::Head:
      // Nobody knows which method it was to be.
      write_refusal(http::Status(408), {}, {Refusal::HeadTooSlow});
      begin_draining(0, now.steady);
      return Want::Drain;
    case Phase::Content:
    case Phase::Discard:
      if (window_.is_slow(rate(), now.steady)) break;
      deadline_ = window_.end();
      return Want::Read;
    case Phase::Draining:
      if (now.steady >= drain_end_ || window_.is_slow(rate(), now.steady)) break;
      deadline_ = std::min(drain_end_, window_.end());
      return Want::Drain;
    case Phase::Idle:
    case Phase::Closed:
      break;
  }
  if (phase_ == Phase::Content && !has_answered_) {
    write_refusal(http::Status(408), kTooSlow, {Refusal::ContentTooSlow});
    begin_draining(0, now.steady);
    return Want::Drain;
  }
  phase_ = Phase::Closed;
  return Want::Close;
}

const http::RequestHead& Connection::head() const {
  return kept_head_ ? kept_head_->head : reader_.head();
}

void Connection::read(std::size_t credit) {
  CHECK(out_ != nullptr && !has_answered_);
  if (phase_ != Phase::Content) {
    if (!kept_head_) {
      kept_head_ = std::make_unique<KeptHead>(head_bytes_, context_->message_limits);
    }
    phase_ = Phase::Content;
    if (head().expectation == http::Expectation::Continue) out_->add(kContinue);
  }
  credit_ += credit;
}

void Connection::discard() {
  CHECK(out_ != nullptr);
  phase_ = Phase::Closed;
}

bool Connection::keeps_connection(http::Status status) const {
  if (is_last_ || context_->is_draining) return false;
  return has_ended_ ? !refuses(head(), status)
                    : is_kept(persistence(head(), status, context_->limits));
}

void Connection::respond(const rules::Response& response) {
  CHECK(out_ != nullptr && !has_answered_ && has_head_);
  is_last_ = !keeps_connection(response.status);
  write(response, {});
  if (phase_ == Phase::Content) phase_ = Phase::Discard;
}

void Connection::write(const rules::Response& response, const Cause& cause) {
  has_answered_ = has_served_ = true;
  int status = response.status.code();
  if (write_head(response)) {
    out_->add(response.content);
  } else {
    // Fields that are the writer's own, from a rule: our side's fault, and the client hears so.
    is_last_ = true;
    rules::Response failure;
    failure.status = http::Status(500);
    CHECK(write_head(failure));
    status = failure.status.code();
  }
  if (context_->observer == nullptr) return;
  const bool is_early = has_head_ && !has_ended_ && has_content(head().framing);
  context_->observer->answered({has_head_ ? &head() : nullptr, client_, status,
                                response.content.size(), *now_, response.rule, is_early, cause});
}

bool Connection::write_head(const rules::Response& response) {
  auto writer = http::HeadWriter::response(out_->room(bytes_of(response)), response.status);
  writer.field(http::FieldName("Date"), now_->date);
  for (const auto& field : response.fields) writer.field(field.name, field.value);
  if (is_last_) {
    writer.field(http::FieldName("Connection"), http::FieldValue("close"));
  } else if (head().version == http::Version::Http10) {
    // RFC 9112 §C.2.2: to 1.0 it must be said.
    writer.field(http::FieldName("Connection"), http::FieldValue("keep-alive"));
  }
  const auto size = writer.end(framing_of(response.status, response.content_length));
  if (!size) return false;
  out_->added(*size);
  return true;
}

/// RFC 9110 §9.3.2: no content in an answer to HEAD, whatever else is wrong with it. `unread`
/// begins with the request where its head is not whole.
bool Connection::is_answer_bare(std::string_view unread) const {
  if (has_head_) return head().method == http::KnownMethod::Head;
  for (int i = 0; i < http::kMaxEmptyLines && unread.starts_with("\r\n"); ++i) {
    unread.remove_prefix(2);
  }
  return unread.starts_with("HEAD ");
}

/// The text says what was wrong and holds nothing of the request.
void Connection::refuse(ErrorCode code, std::string_view unread) {
  write_refusal(refusal_status(code), message(code), {Refusal::Read, code}, unread);
}

void Connection::write_refusal(http::Status status, std::string_view text, const Cause& cause,
                               std::string_view unread) {
  if (is_answer_bare(unread)) text = {};
  if (!has_head_) client_ = peer_;
  is_last_ = true;
  write(PlainRefusal(status, text).response(), cause);
}

}  // namespace onward::gateway
