// SPDX-License-Identifier: MIT
#pragma once

#include "base/clock.h"

#include <chrono>
#include <curl/curl.h>
#include <optional>
#include <poll.h>
#include <vector>

// What the transfers of a multi handle wait for, and the waiting.
//
//   CurlEvents events(multi);
//   curl_multi_add_handle(multi, easy);
//   while (events.go_on() > 0) events.wait(std::chrono::steady_clock::now(), longest);
namespace onward::client {

/// Lives as long as the multi handle, whose callbacks it is. One thread.
class CurlEvents {
 public:
  explicit CurlEvents(CURLM* multi);
  CurlEvents(const CurlEvents&) = delete;
  CurlEvents& operator=(const CurlEvents&) = delete;

  /// Lets the transfers go on by what wait() saw; how many are not over.
  int go_on();

  /// Until something is there, `most` has passed, or a signal came. `more` is waited for as well,
  /// and is told what came of it; null: nothing else.
  void wait(base::SteadyTime now, std::chrono::milliseconds most, pollfd* more = nullptr);

 private:
  static int on_socket(CURL* easy, curl_socket_t fd, int what, void* self, void* socket);
  static int on_timer(CURLM* multi, long timeout_ms, void* self);
  void watch(curl_socket_t fd, int what);

  CURLM* multi_;
  std::vector<pollfd> sockets_;
  std::vector<pollfd> ready_;  // of the last wait()
  // When libcurl wants to be called without an event: as it said, and once it is waited for.
  std::optional<std::chrono::milliseconds> timeout_;
  std::optional<base::SteadyTime> due_;
};

}  // namespace onward::client
