// SPDX-License-Identifier: MIT
// How a server answers uploads (docs/check.md, "Servers"). What no client library would do is done
// by hand: content is announced and held back, and sent on after the answer.
//
//   1  Expect: 100-continue, content held back   100 and then 307: invites
//   2  content announced, sent slowly            307 behind it: waits; reset: cuts
//   3  two small ones on one connection          the second is answered: keeps
#include "check/live/uploads.h"

#include "client/raw_connection.h"
#include "onward/http/reader.h"

#include <algorithm>
#include <variant>

namespace onward::check {
namespace {

using client::RawConnection;
using End = RawConnection::End;
using std::chrono::milliseconds;

/// A server that waits for content, waits longer than this.
constexpr milliseconds kPatience{1'500};
/// For an answer that is sure to come, as everything was sent.
constexpr milliseconds kLongPatience{10'000};
constexpr std::size_t kPieceBytes = std::size_t{32} * 1024;
constexpr milliseconds kBetweenPieces{10};
constexpr std::size_t kSmallBytes = 1000;

/// The heads of the answers on one connection.
class Answers {
 public:
  explicit Answers(RawConnection& connection, std::string_view method)
      : connection_(connection),
        reader_(http::Method::parse(method).value_or(http::Method("POST"))) {}

  /// The next head; 0 where none comes in time, or what comes is none.
  int next_status(milliseconds time) {
    const auto deadline = std::chrono::steady_clock::now() + time;
    for (;;) {
      if (const int status = read_status()) return status;
      if (is_broken_ || end_ == End::Closed || end_ == End::Cut) return 0;
      const auto left =
          std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now());
      if (left.count() <= 0) return 0;
      end_ = connection_.receive(unread_, left);
    }
  }
  bool is_cut() const { return end_ == End::Cut; }
  bool keeps_alive() const { return keeps_alive_; }

 private:
  int read_status() {
    for (;;) {
      const auto event = reader_.read(unread_);
      if (!event) {
        is_broken_ = true;
        return 0;
      }
      const int status = event->kind == http::EventKind::Head ? reader_.head().status.code() : 0;
      if (status != 0) keeps_alive_ = reader_.head().keep_alive;
      unread_.erase(0, event->consumed);
      if (event->kind == http::EventKind::End) reader_.next();
      if (status != 0) return status;
      if (event->kind == http::EventKind::More) return 0;
    }
  }

  RawConnection& connection_;
  http::ResponseReader reader_;
  std::string unread_;
  End end_ = End::Open;
  bool is_broken_ = false;
  bool keeps_alive_ = false;
};

class Probe {
 public:
  Probe(const url::Url& url, std::string_view method, http::FieldsView fields,
        const client::Options& options)
      : url_(url), method_(method), fields_(fields), options_(options) {}

  std::optional<UploadBehaviour> run(std::string& why) {
    if (!wait_for_continue(why)) return std::nullopt;
    if (behaviour_.status / 100 != 3) return std::nullopt;
    if (!send_slowly(why) || !send_twice(why)) return std::nullopt;
    return behaviour_;
  }

 private:
  std::string head(std::size_t content, std::string_view more = "") const {
    std::string text(method_);
    text.append(" ").append(url_.pathname()).append(url_.search()).append(" HTTP/1.1\r\nHost: ");
    text.append(url_.host()).append("\r\n");
    for (const http::Field field : fields_) {
      text.append(field.name).append(": ").append(field.value).append("\r\n");
    }
    text.append("Content-Type: application/octet-stream\r\nContent-Length: ");
    return text.append(std::to_string(content)).append("\r\n").append(more).append("\r\n");
  }

  std::optional<RawConnection> connect(std::string& why) const {
    auto opened = RawConnection::open(url_, options_);
    if (auto* connection = std::get_if<RawConnection>(&opened)) return std::move(*connection);
    why = std::get<client::Failure>(opened).detail;
    return std::nullopt;
  }

  bool wait_for_continue(std::string& why) {
    auto connection = connect(why);
    if (!connection) return false;
    std::size_t sent = 0;
    connection->send(head(kProbeBytes, "Expect: 100-continue\r\n"), kLongPatience, sent);
    Answers answers(*connection, method_);
    int status = answers.next_status(kPatience);
    const bool is_invited = status == 100;
    if (is_invited) {
      status = answers.next_status(kPatience);
      if (status == 0) {
        connection->send(std::string(kProbeBytes, '\0'), kLongPatience, sent);
        status = answers.next_status(kLongPatience);
      }
    } else if (status == 0) {
      status = answers.next_status(kLongPatience);
    }
    if (status == 0) {
      why = "it does not answer an upload that waits for 100 Continue";
      return false;
    }
    behaviour_.invites = is_invited;
    behaviour_.status = static_cast<std::uint16_t>(status);
    return true;
  }

  bool send_slowly(std::string& why) {
    auto connection = connect(why);
    if (!connection) return false;
    std::size_t sent = 0;
    connection->send(head(kProbeBytes), kLongPatience, sent);
    Answers answers(*connection, method_);
    const std::string piece(kPieceBytes, '\0');
    int status = answers.next_status(kPatience);
    std::size_t all = 0;
    while (all < kProbeBytes) {
      const End end = connection->send(piece, kLongPatience, sent);
      all += sent;
      if (end == End::Cut) behaviour_.cuts = true;
      behaviour_.sent_before_cut = all;
      if (end != End::Open) break;
      if (status == 0) {
        status = answers.next_status(kBetweenPieces);
        if (status != 0) behaviour_.sent_before_answer = all;
      } else {
        std::string ignored;
        connection->receive(ignored, kBetweenPieces);
      }
    }
    if (status == 0) {
      status = answers.next_status(behaviour_.cuts ? kPatience : kLongPatience);
      behaviour_.sent_before_answer = all;
    }
    behaviour_.waits =
        status != 0 && behaviour_.sent_before_answer >= kProbeBytes && !behaviour_.cuts;
    behaviour_.cuts = behaviour_.cuts || answers.is_cut();
    behaviour_.loses_answer = status == 0;
    return true;
  }

  bool send_twice(std::string& why) {
    auto connection = connect(why);
    if (!connection) return false;
    std::size_t sent = 0;
    const std::string request = head(kSmallBytes) + std::string(kSmallBytes, '\0');
    Answers answers(*connection, method_);
    for (int i = 0; i < 2; ++i) {
      connection->send(request, kLongPatience, sent);
      const int status = answers.next_status(kLongPatience);
      if (i == 0 && !answers.keeps_alive()) return true;
      if (i == 1) {
        behaviour_.second_status = static_cast<std::uint16_t>(status);
        behaviour_.keeps_small = status != 0;
      }
    }
    return true;
  }

  const url::Url& url_;
  std::string_view method_;
  http::FieldsView fields_;
  const client::Options& options_;
  UploadBehaviour behaviour_;
};

}  // namespace

std::optional<UploadBehaviour> probe_uploads(const url::Url& url, std::string_view method,
                                             http::FieldsView fields,
                                             const client::Options& options, std::string& why) {
  return Probe(url, method, fields, options).run(why);
}

}  // namespace onward::check
