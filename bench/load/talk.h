// SPDX-License-Identifier: MIT
#pragma once

#include "counts.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

// What is said on a connection, by HTTP/1.1 or HTTP/2. It knows no socket.
namespace load {

/// A request that has no answer yet.
struct Asked {
  Time due;                ///< when it was to be sent
  std::int64_t rules = 0;  ///< what was acknowledged then: no older ones may answer
};

struct Answer {
  int status = 0;
  std::string location;
};

/// What comes of requests. In each call the asked one is done with.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void answered(const Asked& asked, const Answer& answer) = 0;
  /// The server has said that it did not look at it, and that it may be sent again.
  virtual void not_taken(const Asked& asked) = 0;
  virtual void lost(const Asked& asked) = 0;

 protected:
  Listener() = default;
  Listener(const Listener&) = default;
  Listener& operator=(const Listener&) = default;
};

class Talk {
 public:
  virtual ~Talk() = default;

  /// Whether one more can be asked now.
  virtual bool has_room() const = 0;
  virtual void ask(const Asked& asked) = 0;
  /// False: these bytes make no sense, or the connection is over.
  virtual bool take(std::string_view bytes) = 0;
  /// What is to be sent, at the end of `out`.
  virtual void give(std::string& out) = 0;
  /// Nothing is awaited, and no more can be asked.
  virtual bool is_over() const = 0;
  virtual Time oldest() const = 0;
  /// The connection has ended: what is still awaited is lost.
  virtual void end() = 0;

 protected:
  Talk() = default;
  Talk(const Talk&) = default;
  Talk& operator=(const Talk&) = default;
};

/// `is_single`: one request, which says that it is the last.
std::unique_ptr<Talk> make_http1(Listener& listener, std::string_view path, bool is_single);
std::unique_ptr<Talk> make_http2(Listener& listener, std::string_view path, bool is_single,
                                 bool is_tls);

}  // namespace load
