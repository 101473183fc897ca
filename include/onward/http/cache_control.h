// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/fields.h"

#include <chrono>
#include <optional>

// Cache-Control (RFC 9111 §5.2), of requests and of responses.
//
//   onward::http::Fields fields;
//   fields.add(onward::http::FieldName("Cache-Control"),
//              onward::http::FieldValue("private, max-age=\"60\""));
//   auto control = onward::http::read_cache_control(fields.view());
//   control.is_private;  // true
//   control.max_age;     // 60 s
//
// What cannot be read is read as the strictest thing it may have meant; nothing is an error.
namespace onward::http {

/// RFC 9111 §1.2.2: "infinity", what a number of seconds that is too large is taken for.
inline constexpr std::chrono::seconds kMaxDeltaSeconds{2'147'483'648};

/// The directives of one message. A directive with an argument is nullopt where it is not given.
struct CacheControl {
  // In requests and responses.
  bool no_cache = false;  ///< with field names, too: "no-cache=\"Set-Cookie\"" is taken for all
  bool no_store = false;
  bool no_transform = false;
  /// An argument that is no number, or two that differ: 0 (RFC 9111 §4.2.1: "considered stale").
  std::optional<std::chrono::seconds> max_age = std::nullopt;

  // In requests (RFC 9111 §5.2.1).
  bool only_if_cached = false;
  /// No argument: kMaxDeltaSeconds, any staleness. One that is no number: not given.
  std::optional<std::chrono::seconds> max_stale = std::nullopt;
  /// An argument that is no number: kMaxDeltaSeconds.
  std::optional<std::chrono::seconds> min_fresh = std::nullopt;

  // In responses (RFC 9111 §5.2.2).
  bool must_revalidate = false;
  bool must_understand = false;
  bool proxy_revalidate = false;
  bool is_private = false;  ///< with field names, too
  bool is_public = false;
  /// For shared caches; read as max_age is.
  std::optional<std::chrono::seconds> s_maxage = std::nullopt;

  friend bool operator==(const CacheControl&, const CacheControl&) = default;
};

/// Reads all Cache-Control fields together. Names are compared without case, arguments may be
/// tokens or quoted strings (§5.2: "recipients ought to accept both forms"), what is not known is
/// skipped.
CacheControl read_cache_control(FieldsView fields);

/// RFC 9111 §1.2.2, delta-seconds: digits and nothing else; nullopt for what is not. Never above
/// kMaxDeltaSeconds.
std::optional<std::chrono::seconds> read_delta_seconds(std::string_view text);

}  // namespace onward::http
