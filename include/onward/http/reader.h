// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/http/limits.h"
#include "onward/http/message.h"
#include "onward/http/reader_state.h"

#include <string_view>

// The strict HTTP/1.1 reader: bytes in, events out. It owns no buffer and knows no socket.
//
//   onward::http::RequestReader reader;
//   std::string_view unread = "GET /a HTTP/1.1\r\nHost: example.com\r\n\r\n";
//   auto event = reader.read(unread);
//   event->kind;                         // EventKind::Head
//   reader.head().target.path_and_query; // "/a"
//   unread.remove_prefix(event->consumed);
//   event = reader.read(unread);         // EventKind::End: this request has no content
//   reader.next();                       // ready for the next request on the connection
//
// The caller keeps a buffer of bytes that were received and not consumed, and calls read() with
// all of them until it answers More; then it receives more behind them. Results do not depend on
// how the bytes were cut. The order of events:
//
//   More* Head (More | Content)* End   then next()         Closed: finish() between messages
//
// It is strict because two readers that disagree about where a message ends are how requests are
// smuggled: what is ambiguous is refused, and after an error every call gives that error again.
// docs/conformance.md lists what is refused though a standard would let it pass.
namespace onward::http {

/// Reads the requests of one connection, one after the other. 1.1 KB, no allocation (but for a
/// Host that is not plain letters, digits, "-", "_" and "."). One thread.
class RequestReader {
 public:
  explicit RequestReader(const Limits& limits = kDefaultLimits) : state_(limits) {}
  RequestReader(const RequestReader&) = delete;  // head() and trailers() look into it
  RequestReader& operator=(const RequestReader&) = delete;

  /// Reads as far as the next event. `bytes` is everything received and not consumed. A head is
  /// consumed as a whole, so until then `bytes` begins with the same bytes each time. Errors: those
  /// of the http group that say BadInput; status_hint() is the answer, and the connection must be
  /// closed behind it. The error's offset is in `bytes`.
  Result<Event> read(std::string_view bytes);

  /// The peer has closed, and all it sent was given to read(): Closed between two messages, End
  /// after the last byte of one. Error: HttpIncomplete.
  Result<Event> finish() { return state_.finish(); }

  /// After End: on to the next message. Head and trailers are gone.
  void next() { state_.next(); }

  /// From Head to next().
  const RequestHead& head() const { return head_; }
  /// From End to next(), views of the bytes given to the read() that said End.
  FieldsView trailers() const { return state_.trailers(); }

 private:
  Result<Event> read_head(std::string_view bytes);

  ReaderState state_;
  RequestHead head_;
};

/// Reads the responses of one connection. 1.1 KB, no allocation. One thread.
class ResponseReader {
 public:
  /// `request_method` is the method of the request that is answered first: an answer to HEAD has no
  /// content, one to CONNECT may be a tunnel.
  explicit ResponseReader(Method request_method, const Limits& limits = kDefaultLimits)
      : state_(limits), request_method_(request_method) {}
  ResponseReader(const ResponseReader&) = delete;  // head() and trailers() look into it
  ResponseReader& operator=(const ResponseReader&) = delete;

  /// As RequestReader::read(). An interim response (1xx) is a message of its own: Head, End.
  Result<Event> read(std::string_view bytes);

  /// As RequestReader::finish(); content that lasts until the close gets its End here.
  Result<Event> finish() { return state_.finish(); }

  /// After End: on to the next response. After an interim one the request is the same; else its
  /// successor's method is given.
  void next() { state_.next(); }
  void next(Method request_method) {
    request_method_ = request_method;
    state_.next();
  }

  const ResponseHead& head() const { return head_; }
  FieldsView trailers() const { return state_.trailers(); }

 private:
  Result<Event> read_head(std::string_view bytes);

  ReaderState state_;
  ResponseHead head_;
  Method request_method_;
};

}  // namespace onward::http
