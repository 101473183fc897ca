// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/moment.h"
#include "onward/http/message.h"
#include "onward/rules/answer.h"
#include "onward/rules/request.h"

#include <cstddef>
#include <string_view>

// The seam between a protocol and what is done with a request. A protocol (HTTP/1.1, HTTP/2)
// has one Stream for each request; a Delivery (a redirect today) sees nothing else of it.
//
//   protocol                              delivery
//      | head(stream) ----------------------> |   the head is whole, no content was read
//      | <------------------- read(credit) -- |   optional: let content come
//      | content(stream, piece) ------------> |   as long as there is credit
//      | end(stream) -----------------------> |   the content is whole
//      | <--------------- respond(response) - |   once, in any of the three
//
// Answering does not wait for content: what was not read by then is the protocol's to get rid of
// (HTTP/1.1: read to its end or drained behind a half-close; HTTP/2: reset).
namespace onward::gateway {

/// One request and its answer, whatever the protocol. One thread, and only inside a call of the
/// Delivery that was given it: to call read(), respond() or discard() later aborts (CHECK).
class Stream {
 public:
  virtual ~Stream() = default;

  /// Until the delivery has returned.
  virtual const http::RequestHead& head() const = 0;
  virtual const rules::Address& client() const = 0;
  /// What the listener says about its URLs.
  virtual const rules::Origin& origin() const = 0;
  virtual const Moment& now() const = 0;

  /// Lets up to `credit` bytes of content come, besides those that were allowed before. A client
  /// that waits for "100 Continue" is told to go on: only here, never before an answer.
  virtual void read(std::size_t credit) = 0;
  /// The final answer; once.
  virtual void respond(const rules::Response& response) = 0;
  /// No answer: the connection ends (HTTP/1.1) or the stream does.
  virtual void discard() = 0;

 protected:
  Stream() = default;
  Stream(const Stream&) = default;
  Stream& operator=(const Stream&) = default;
};

/// What is done with requests. Each call ends with an answer, with credit for more content, or with
/// discard(). One thread.
class Delivery {
 public:
  virtual ~Delivery() = default;

  virtual void head(Stream& stream) = 0;
  virtual void content(Stream& /*stream*/, std::string_view /*piece*/) {}
  virtual void end(Stream& /*stream*/) {}

 protected:
  Delivery() = default;
  Delivery(const Delivery&) = default;
  Delivery& operator=(const Delivery&) = default;
};

}  // namespace onward::gateway
