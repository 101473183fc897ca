// SPDX-License-Identifier: MIT
#pragma once

#include "base/clock.h"
#include "client/address.h"
#include "client/head_lines.h"
#include "client/transport.h"

#include <cstdint>
#include <curl/curl.h>
#include <optional>
#include <string>

// What libcurl asks and tells while it works on one request.
namespace onward::client {

/// Why we ended a transfer ourselves; libcurl then only knows that a callback said no.
enum class OwnEnd : std::uint8_t {
  None,
  Drained,          ///< a redirect's content was longer than anybody wants: no failure
  ReceiverRefused,  ///< the receiver took no more
  AnswerInvalid,    ///< the head is none: `error`
  Content,          ///< the request's content failed: `error`
  NotRepeated,      ///< libcurl wanted to send it again on another connection
  AddressRefused,   ///< `refused`
};

/// One transfer. Lives on the stack of CurlTransport::send(); one thread.
class CurlCall {
 public:
  CurlCall(const Options& options, const Outgoing& outgoing, Listener& listener)
      : options_(options), outgoing_(outgoing), listener_(listener) {}

  /// Makes `easy` call whatever object `*present` is at that moment; null while none is.
  static void attach(CURL* easy, CurlCall** present);

  // libcurl's callbacks; see its manual for what they return.
  std::size_t read(char* room, std::size_t size);
  int seek(curl_off_t offset);
  std::size_t header(std::string_view line);
  std::size_t write(std::string_view piece);
  int before_request(std::string_view address);
  curl_socket_t open_socket(const curl_sockaddr& address);
  /// The connection is about to be closed, `fd` being its socket.
  void before_close(curl_socket_t fd);
  void debug(curl_infotype kind, std::string_view text);

  /// The transfer is over without another answer: what was waited with is told now.
  void finish();

  /// The answer is 417 and was not told yet: it may not be the last word.
  bool holds_417() const { return !is_head_told_ && is_417_held_; }

  /// The content of the request has nothing to give at the moment.
  bool is_paused() const { return is_paused_; }
  void resume() { is_paused_ = false; }
  /// A redirect's content has taken too long.
  bool is_drain_over(base::SteadyTime now) const { return drain_until_ && now >= *drain_until_; }
  std::optional<base::SteadyTime> drain_until() const { return drain_until_; }

  /// There was a way to the server, through a proxy's tunnel and TLS where there are such.
  bool has_connection() const { return attempts_ > 0; }
  bool has_head() const { return is_head_told_; }
  OwnEnd own_end() const { return own_end_; }
  const Error& error() const { return error_; }
  const std::string& refused() const { return refused_; }
  std::uint64_t content_read() const { return content_read_; }
  std::uint64_t received() const { return received_; }

 private:
  bool stop(OwnEnd end, ErrorCode code = {});
  bool tell_head();
  bool tell_content(std::string_view piece);
  bool may_connect(const sockaddr& address);
  bool can_be_repeated() const;

  const Options& options_;
  const Outgoing& outgoing_;
  Listener& listener_;
  HeadLines head_;
  Take take_ = Take::Deliver;
  bool is_head_told_ = false;
  /// 417 came: libcurl sends again without Expect, and the answer to that is the answer.
  bool is_417_held_ = false;
  std::string held_;  ///< the content of the 417
  bool is_paused_ = false;
  int attempts_ = 0;
  std::uint64_t content_read_ = 0;
  std::uint64_t received_ = 0;
  std::optional<base::SteadyTime> drain_until_;
  OwnEnd own_end_ = OwnEnd::None;
  Error error_{};
  std::string refused_;
};

}  // namespace onward::client
