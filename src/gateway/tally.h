// SPDX-License-Identifier: MIT
#pragma once

#include "onward/gateway/gateway.h"

#include <atomic>
#include <cstdint>

namespace onward::gateway {

/// A count that one thread adds to and any thread reads: no locked instruction.
class Count {
 public:
  void add(std::uint64_t by = 1) {
    value_.store(value_.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// The counters of one loop; what each means is said at Counters.
struct Tally {
  Count connections_taken;
  Count connections_refused;
  Count connections_closed;
  Count connections_cut;
  Count answers;
  Count refusals;
  Count drained_bytes;
  Count tls_handshakes;
  Count tls_resumed;
  Count tls_failures;

  void add_to(Counters& sum) const {
    sum.connections_taken += connections_taken.value();
    sum.connections_refused += connections_refused.value();
    sum.connections_open += connections_taken.value() - connections_closed.value();
    sum.connections_cut += connections_cut.value();
    sum.answers += answers.value();
    sum.refusals += refusals.value();
    sum.drained_bytes += drained_bytes.value();
    sum.tls_handshakes += tls_handshakes.value();
    sum.tls_resumed += tls_resumed.value();
    sum.tls_failures += tls_failures.value();
  }
};

}  // namespace onward::gateway
