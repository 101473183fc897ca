// SPDX-License-Identifier: MIT
#pragma once

#include "onward/config/server.h"
#include "onward/http/reader.h"

#include <string>
#include <string_view>

// For tests and fuzz targets: what a connection must answer, from the reader's events alone and
// without its state machine. One answer to a request that is read, one to what is refused, none
// behind either that ends the connection.
namespace onward::gateway {

/// Whether a connection may be used again behind an early answer to this. CONNECT and TRACE are
/// refused, and a request that is refused is the last one.
inline bool is_kept(const http::RequestHead& head) {
  const bool has_content =
      head.framing.kind == http::FramingKind::Chunked || head.framing.length != 0;
  if (!head.keep_alive) return false;
  if (head.method == http::KnownMethod::Connect || head.method == http::KnownMethod::Trace) {
    return false;
  }
  return !has_content || (head.framing.kind == http::FramingKind::Length &&
                          head.framing.length <= config::Limits().keep_content_bytes &&
                          head.expectation == http::Expectation::None);
}

/// The answers' statuses (answering.h), from what the reader alone says of the wire.
inline std::string expected_answers(std::string_view wire) {
  http::RequestReader reader;
  std::string answers;
  bool is_answered = false;
  for (;;) {
    const auto event = reader.read(wire);
    if (!event) {
      if (is_answered) return answers + "|";
      return answers + std::to_string(status_hint(event.error().code)) + " close |";
    }
    wire.remove_prefix(event->consumed);
    if (event->kind == http::EventKind::More) return answers + "|";
    if (event->kind == http::EventKind::Head) {
      is_answered = true;
      answers += reader.head().target.path_and_query.starts_with("/page/") ? "200 " : "307 ";
      if (!is_kept(reader.head())) return answers + "close |";
      if (reader.head().version == http::Version::Http10) answers += "keep-alive ";
    }
    if (event->kind != http::EventKind::End) continue;
    is_answered = false;
    reader.next();
  }
}

/// Answering treats these otherwise.
inline bool asks_for_content(std::string_view wire) {
  return wire.find("/echo") != std::string_view::npos ||
         wire.find("/gone") != std::string_view::npos;
}

}  // namespace onward::gateway
