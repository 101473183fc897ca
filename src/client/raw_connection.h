// SPDX-License-Identifier: MIT
#pragma once

#include "base/clock.h"
#include "onward/client/client.h"
#include "onward/url/url.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace onward::client {

/// A connection to a server whose bytes are the caller's: for probes that no client would send, a
/// request whose content is held back, two requests in one write. Names, TCP and TLS are libcurl's;
/// over TLS it speaks HTTP/1.1 (ALPN). One thread.
///
///   auto opened = RawConnection::open(*url::parse("https://api.example/"), options);
///   if (auto* connection = std::get_if<RawConnection>(&opened)) connection->send("GET / ...");
class RawConnection {
 public:
  enum class End : std::uint8_t {
    Open,
    Closed,    ///< the peer has closed, in order
    Cut,       ///< the peer has cut it: reset, broken pipe
    TimedOut,  ///< nothing came, or nothing could be sent, in time
  };

  RawConnection(RawConnection&&) noexcept;
  RawConnection& operator=(RawConnection&&) noexcept;
  ~RawConnection();

  /// Connects to the URL's host and port. Of `options`, certificates, resolve and connect_timeout
  /// count; proxies and deny_private do not.
  static std::variant<RawConnection, Failure> open(const url::Url& url, const Options& options);

  /// Sends all of `bytes`, or as much as goes; `sent` says how much.
  End send(std::string_view bytes, std::chrono::milliseconds time, std::size_t& sent);
  /// Appends what is there, or comes within `time`, to `into`. Open: something came.
  End receive(std::string& into, std::chrono::milliseconds time);

 private:
  struct Handle;
  explicit RawConnection(std::unique_ptr<Handle> handle);

  std::unique_ptr<Handle> handle_;
};

}  // namespace onward::client
