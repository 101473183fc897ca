// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/http/fields.h"
#include "onward/http/status.h"
#include "onward/redirect/decision.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

// What happened: hop by hop, and how it ended. client.h has the example.
namespace onward::client {

/// The head of an answer; never one of the class 1xx.
struct AnswerHead {
  http::Status status;
  http::Fields fields;
  std::string_view version;  ///< "1.0", "1.1", "2"
};

using Microseconds = std::chrono::microseconds;

/// Since the hop began; 0 where it did not come to that.
struct Times {
  Microseconds name_lookup{};
  Microseconds connect{};
  Microseconds app_connect{};     ///< TLS is ready
  Microseconds pre_transfer{};    ///< the request can be sent
  Microseconds start_transfer{};  ///< the first byte of the answer
  Microseconds total{};
};

/// What went over the wire for one request.
struct Traffic {
  std::uint64_t content_sent = 0;      ///< bytes of the request's content
  std::uint64_t content_received = 0;  ///< bytes of the answer's content that were read
  std::uint64_t head_sent = 0;         ///< bytes of the request's head
  std::uint64_t head_received = 0;
  int new_connections = 0;
  std::string remote_address;  ///< of the server, or of the proxy; "" if none was reached
  int remote_port = 0;
  bool via_proxy = false;
  Times times;
};

/// Why a transfer failed: the machine, the network or the peer, not a decision.
struct Failure {
  ErrorCode code{};
  std::string detail;  ///< more for people: the transport's words; may be empty
};

/// One request and its answer.
struct Hop {
  /// As it was sent; `content` says whether it could be sent again when the answer came.
  redirect::Request request;
  std::optional<AnswerHead> answer;  ///< nullopt: none came
  Traffic traffic;
  /// What the decision made of the answer: why there is no next request (also where there is no
  /// answer: NotRedirect), or how the next one differs.
  bool is_followed = false;
  bool is_from_cache = false;  ///< nothing was sent
  bool is_validated = false;   ///< the answer was kept; the server said (304) that it still holds
  /// It seemed to lead round in a circle, with what the cache had answered: the next hop is the
  /// first one that the cache answered, and the server is asked.
  bool is_asked_again = false;
  redirect::Reason stopped = redirect::Reason::NotRedirect;
  redirect::ContentFate content = redirect::ContentFate::None;
  bool method_changed = false;
  bool origin_changed = false;
  redirect::StrippedFields stripped = {};
};

enum class Ending : std::uint8_t {
  Done,         ///< an answer that is no redirect came, and was received whole
  Stopped,      ///< a redirect that is not followed: `reason`
  Failed,       ///< no answer, or not all of it: `failure`
  Interrupted,  ///< the receiver said so
};

struct Outcome {
  Ending ending = Ending::Failed;
  redirect::Reason reason = redirect::Reason::NotRedirect;
  Failure failure;
  /// In the order in which they were sent; never empty but for a request that cannot be sent. Where
  /// Options::keeps_hops is false, the last one.
  std::deque<Hop> hops;
  int hop_count = 0;    ///< of them all, kept or not
  Microseconds time{};  ///< in all
};

}  // namespace onward::client
