// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/moment.h"
#include "gateway/refusals.h"
#include "onward/http/message.h"
#include "onward/rules/request.h"

#include <cstddef>
#include <cstdint>
#include <optional>

// What is told about a request that was answered: to the access log and to the counters.
namespace onward::gateway {

/// Why an answer is a refusal.
struct Cause {
  Refusal refusal = Refusal::None;
  ErrorCode reason{};  ///< where its reader refused it
};

/// Views for the time of one call.
struct Exchange {
  const http::RequestHead* head = nullptr;  ///< null: refused before its head was whole
  const rules::Address& client;
  int status = 0;
  std::size_t content_bytes = 0;  ///< of the answer
  const Moment& now;
  std::optional<std::size_t> rule{};  ///< that decided, by index
  bool is_early = false;              ///< content of the request was still to come
  Cause cause{};
};

/// Hears of each answer when it is written. One thread.
class ExchangeObserver {
 public:
  virtual ~ExchangeObserver() = default;
  virtual void answered(const Exchange& exchange) = 0;

 protected:
  ExchangeObserver() = default;
  ExchangeObserver(const ExchangeObserver&) = default;
  ExchangeObserver& operator=(const ExchangeObserver&) = default;
};

}  // namespace onward::gateway
