// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/fields.h"
#include "onward/http/method.h"
#include "onward/http/status.h"

#include <cstdint>
#include <string_view>

// The heads of messages, as the reader (reader.h) hands them out.
//
//   POST /upload?id=7 HTTP/1.1      method, target{form, path_and_query}, version
//   Host: files.example.com:8080    authority
//   Expect: 100-continue            expectation
//   Content-Length: 1048576         framing{Length, 1048576}
//
// A head that you hold passed every check of framing and routing: Host is there once, is valid and
// agrees with the target; length and coding do not contradict each other.
namespace onward::http {

enum class Version : std::uint8_t { Http10, Http11, Http2 };

/// The four forms of RFC 9112 §3.2.
enum class TargetForm : std::uint8_t {
  Origin,     ///< /path?query
  Absolute,   ///< http://host/path?query or https://…
  Authority,  ///< host:port, with CONNECT alone
  Asterisk,   ///< *, with OPTIONS alone
};

/// A request target, in parts that are views of `text`.
struct Target {
  std::string_view text;
  TargetForm form = TargetForm::Origin;
  /// "http" or "https" in the case it was sent in; absolute-form only.
  std::string_view scheme;
  /// host[:port]; absolute- and authority-form only.
  std::string_view authority;
  /// "/path?query" as sent; in absolute-form it may be "" or begin with "?"; "" in the other two.
  std::string_view path_and_query;
};

/// How the end of the content is known (RFC 9112 §6.3).
enum class FramingKind : std::uint8_t {
  None,        ///< no content at all
  Length,      ///< `length` bytes; may be zero
  Chunked,     ///< chunks, then trailers
  UntilClose,  ///< responses only: until the peer closes
  Tunnel,      ///< responses only: 101, or 2xx to CONNECT; what follows is not HTTP/1.1
};

struct Framing {
  FramingKind kind = FramingKind::None;
  std::uint64_t length = 0;

  friend bool operator==(const Framing&, const Framing&) = default;
};

/// RFC 9110 §10.1.1.
enum class Expectation : std::uint8_t {
  None,
  Continue,  ///< the client waits for 100, or for a final answer, before it sends content
  Unknown,   ///< a server answers 417
};

/// The head of a request. All views are of the bytes it was read from, and live as long as these
/// stay where they are; `method` owns its name.
struct RequestHead {
  Method method{"GET"};
  Target target;
  Version version = Version::Http11;
  FieldsView fields;
  /// host[:port] of the request: the target's authority, else the Host field's value; "" in an
  /// HTTP/1.0 request without either. Valid as a URL's authority, though not canonical.
  std::string_view authority;
  Framing framing;
  Expectation expectation = Expectation::None;
  /// RFC 9112 §9.3: whether the client would use the connection again.
  bool keep_alive = true;
};

/// The head of a response. Lifetimes as in RequestHead.
struct ResponseHead {
  Status status{200};
  std::string_view reason;
  Version version = Version::Http11;
  FieldsView fields;
  Framing framing;
  /// Whether the connection may be used again after this message.
  bool keep_alive = true;
};

}  // namespace onward::http
