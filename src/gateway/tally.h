// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/count.h"
#include "gateway/cuts.h"
#include "gateway/durations.h"
#include "gateway/h2/http2_counts.h"
#include "gateway/refusals.h"
#include "gateway/request_counts.h"
#include "onward/gateway/gateway.h"

namespace onward::gateway {

/// The counters of one loop; what each means is said at Counters.
struct Tally {
  Count connections_taken;
  Count refused_by_limit;         ///< connections, by Limits::connections …
  Count refused_by_client_limit;  ///< … and by Limits::connections_per_address
  Count refused_for_descriptors;
  Count connections_closed;
  Count answers;
  Count early_answers;  ///< to requests whose content was not read to its end
  Count refusals;
  Count drained_bytes;  ///< over HTTP/1; those over HTTP/2 are in `http2`
  Count tls_handshakes;
  Count tls_resumed;
  Count tls_failures;
  RequestCounts requests;
  Refusals refused;     ///< requests
  Durations durations;  ///< of answers, where they are measured
  Cuts cuts;
  Http2Counts http2;

  void add_to(Counters& sum) const {
    sum.connections_taken += connections_taken.value();
    sum.connections_refused += refused_by_limit.value() + refused_by_client_limit.value() +
                               refused_for_descriptors.value();
    sum.connections_open += connections_taken.value() - connections_closed.value();
    sum.connections_cut += cuts.all();
    sum.answers += answers.value();
    sum.refusals += refusals.value();
    sum.drained_bytes += drained_bytes.value() + http2.dropped_bytes.value();
    sum.tls_handshakes += tls_handshakes.value();
    sum.tls_resumed += tls_resumed.value();
    sum.tls_failures += tls_failures.value();
  }
};

}  // namespace onward::gateway
