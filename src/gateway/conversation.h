// SPDX-License-Identifier: MIT
#pragma once

#include "base/check.h"
#include "gateway/answering.h"
#include "gateway/connection.h"
#include "onward/http/date.h"
#include "onward/http/reader.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// For tests and fuzz targets: the client's side of a conversation with a Connection, no sockets.
//
//   Conversation().say("GET /a HTTP/1.1\r\nHost: a\r\n\r\n").pass(75s).outcome();  // "307 | close"
//
// What the server said is read by the client's reader: an answer that is no valid response aborts.
namespace onward::gateway {

/// "read", "write", "drain" or "close".
constexpr std::string_view to_text(Want want) {
  constexpr std::string_view kTexts[] = {"read", "write", "drain", "close"};
  return kTexts[static_cast<std::size_t>(want)];
}

class Conversation {
 public:
  Conversation() : Conversation(Entrance{}) {}
  explicit Conversation(const Entrance& entrance) : parts_(std::make_unique<Parts>(entrance)) {}

  /// The client sends.
  Conversation& say(std::string_view bytes) {
    if (parts_->want == Want::Close) return *this;
    if (parts_->want == Want::Drain) return drop(bytes.size());
    parts_->unread += bytes;
    do {
      receive();
    } while (parts_->want == Want::Write);
    return *this;
  }

  /// All that the server said has arrived, so its side is closed now.
  Conversation& half_close() {
    parts_->connection->half_closed(parts_->now.steady);
    return *this;
  }

  /// The client sends so much that is dropped behind a half-close.
  Conversation& drop(std::size_t bytes) {
    if (parts_->want == Want::Drain) parts_->want = parts_->connection->drained(bytes);
    return *this;
  }

  Conversation& pass(std::chrono::milliseconds time) {
    const auto end = parts_->now.steady + time;
    while (parts_->want != Want::Close && parts_->connection->deadline() <= end) {
      parts_->now.steady = std::max(parts_->now.steady, parts_->connection->deadline());
      Output out;
      parts_->want = parts_->connection->expired(out, parts_->now);
      take(out);
    }
    parts_->now.steady = end;
    return *this;
  }

  Conversation& server_goes_away() {
    parts_->context.is_draining = true;
    parts_->connection->farewell(parts_->now.steady);
    return *this;
  }

  /// All that the server sent.
  const std::string& said() const { return parts_->said; }
  Want want() const { return parts_->want; }
  /// Nothing that the client sends is read as a request any more.
  bool is_over() const { return want() == Want::Drain || want() == Want::Close; }
  std::size_t most_output_bytes() const { return parts_->most_output_bytes; }

  /// "307 200 close | drain": statuses, each with what its Connection says, and what is wanted.
  std::string outcome() const {
    std::string text;
    each_response([&text](const http::ResponseHead& head) {
      text += std::to_string(head.status.code()) + " ";
      const auto connection = head.fields.find("Connection");
      if (connection) text.append(*connection).append(" ");
    });
    return text.append("| ").append(to_text(want()));
  }
  std::size_t answers() const {
    std::size_t count = 0;
    each_response([&count](const http::ResponseHead& /*head*/) { ++count; });
    return count;
  }

 private:
  static constexpr std::string_view kDate = "Sun, 22 Nov 2026 21:00:00 GMT";

  // To read an answer one must know what was asked.
  struct Methods final : ExchangeObserver {
    void answered(const Exchange& exchange) override {
      all.push_back(exchange.head != nullptr ? exchange.head->method : http::Method("GET"));
    }
    std::vector<http::Method> all;
  };

  // Where the addresses stay when a conversation moves.
  struct Parts {
    explicit Parts(const Entrance& given) : entrance(given) {}

    Answering delivery;
    Methods methods;
    ConnectionContext context{delivery, &methods, {}, {}};
    Entrance entrance;
    Moment now{{}, *http::parse_date(kDate, {}), *http::FieldValue::parse(kDate)};
    std::unique_ptr<Connection> connection =
        std::make_unique<Connection>(context, rules::Address{}, entrance, now.steady);
    std::string unread;
    std::string said;
    std::size_t most_output_bytes = 0;
    Want want = Want::Read;
  };

  /// Each call gets a copy in a block of exactly its size, so that AddressSanitizer sees a read
  /// past it and a view kept from an earlier one.
  void receive() {
    Output out;
    const auto exact = std::make_unique<char[]>(parts_->unread.size());
    std::copy(parts_->unread.begin(), parts_->unread.end(), exact.get());
    const Step step =
        parts_->connection->receive({exact.get(), parts_->unread.size()}, out, parts_->now);
    CHECK(step.consumed <= parts_->unread.size());
    parts_->unread.erase(0, step.consumed);
    parts_->want = step.want;
    take(out);
  }

  void take(const Output& out) {
    parts_->most_output_bytes = std::max(parts_->most_output_bytes, out.size());
    parts_->said += out.unsent();
  }

  template <class Each>
  void each_response(Each each) const {
    std::string_view wire = parts_->said;
    std::vector<http::Method> methods = parts_->methods.all;
    methods.push_back(http::Method("GET"));  // of what comes behind the last answer: nothing
    auto method = methods.begin();
    http::ResponseReader reader(*method);
    for (;;) {
      const auto event = reader.read(wire);
      CHECK(event.has_value());
      wire.remove_prefix(event->consumed);
      if (event->kind == http::EventKind::More) break;
      if (event->kind == http::EventKind::Head) each(reader.head());
      if (event->kind != http::EventKind::End) continue;
      const bool is_interim = reader.head().status.is_informational();
      if (!is_interim) ++method;
      reader.next(*method);
    }
    CHECK(wire.empty());
    CHECK(std::next(method) == methods.end());  // as many as were reported
  }

  std::unique_ptr<Parts> parts_;
};

}  // namespace onward::gateway
