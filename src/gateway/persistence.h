// SPDX-License-Identifier: MIT
#pragma once

#include "onward/config/server.h"
#include "onward/http/message.h"

#include <cstdint>

// Whether a connection goes on behind an answer that was made from the head alone, and why (RFC
// 9112 §9.3, §9.6; RFC 9110 §10.1.1). The connection obeys it, `onward explain` says it in words.
//
//   persistence(head, http::Status(307), limits);   // Persistence::ReadToEnd
//   is_kept(Persistence::ReadToEnd);                // true
namespace onward::gateway {

enum class Persistence : std::uint8_t {
  NoContent,      ///< kept: the next request follows
  ReadToEnd,      ///< kept: the content is small and sure to come
  ClientCloses,   ///< it said so, or speaks HTTP/1.0 and did not ask for more
  MayBeWithheld,  ///< Expect: content that may never come; nobody could tell it from a request
  TooLarge,       ///< more content than is waited for
  NoKnownEnd,     ///< chunked content
  Refused,        ///< the answer refuses the request as such
};

constexpr bool is_kept(Persistence persistence) { return persistence <= Persistence::ReadToEnd; }

constexpr bool has_content(http::Framing framing) {
  return framing.kind == http::FramingKind::Chunked || framing.length != 0;
}

/// A request that is refused is the last one: what its sender takes the connection for, nobody
/// knows (behind CONNECT bytes of TLS may follow).
inline bool refuses(const http::RequestHead& request, http::Status status) {
  return status == 417 || status == 421 || request.method == http::KnownMethod::Connect ||
         request.method == http::KnownMethod::Trace;
}

/// Of an answer before the content was read. Afterwards only refuses() and the client's wish count.
inline Persistence persistence(const http::RequestHead& request, http::Status status,
                               const config::Limits& limits) {
  using enum Persistence;
  if (refuses(request, status)) return Refused;
  const http::Framing framing = request.framing;
  if (has_content(framing)) {
    if (request.expectation != http::Expectation::None) return MayBeWithheld;
    if (framing.kind != http::FramingKind::Length) return NoKnownEnd;
    if (framing.length > limits.keep_content_bytes) return TooLarge;
  }
  if (!request.keep_alive) return ClientCloses;
  return has_content(framing) ? ReadToEnd : NoContent;
}

}  // namespace onward::gateway
