// SPDX-License-Identifier: MIT
#pragma once

#include "base/clock.h"
#include "onward/client/client.h"

#include <cstdint>
#include <optional>
#include <string_view>

// The seam between the loop that follows (follow.h) and what moves bytes: one request out, one
// answer in. CurlTransport is the real one; a test's answers from a script.
namespace onward::client {

/// What becomes of an answer's content.
enum class Take : std::uint8_t {
  Deliver,  ///< to content()
  Drain,    ///< nobody wants it: read it within the bounds of Options, so that the connection can
            ///< be used again, else close
};

/// What a transport tells while it works.
class Listener {
 public:
  virtual ~Listener() = default;
  /// The final head; once, before any content.
  virtual Take on_head(AnswerHead head) = 0;
  /// False: stop.
  virtual bool on_content(std::string_view piece) = 0;
  virtual void on_progress(const Progress& progress) = 0;
  virtual void on_wire(WireLine kind, std::string_view text) = 0;
  virtual bool wants_wire() const = 0;
  virtual bool is_interrupted() = 0;

 protected:
  Listener() = default;
  Listener(const Listener&) = default;
  Listener& operator=(const Listener&) = default;
};

/// What to send. The URL's credentials and fragment are not for the wire.
struct Outgoing {
  const http::Method& method;
  const url::Url& url;
  http::FieldsView fields;
  Content* content = nullptr;  ///< null: none
  bool chunked = false;
  std::optional<base::SteadyTime> deadline;
};

struct Transfer {
  /// Nullopt: the answer was received, as far as it was wanted.
  std::optional<Failure> failure;
  bool is_interrupted = false;
  Traffic traffic;
};

class Transport {
 public:
  virtual ~Transport() = default;
  virtual Transfer send(const Outgoing& outgoing, Listener& listener) = 0;

 protected:
  Transport() = default;
  Transport(const Transport&) = default;
  Transport& operator=(const Transport&) = default;
};

}  // namespace onward::client
