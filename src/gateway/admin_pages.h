// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/admin.h"

// What a gateway shows to who operates it:
//
//   /metrics            what it counted, for Prometheus
//   /livez  /health     200 while the process answers
//   /readyz /ready      200 while it takes connections, 503 before and once it drains
//   /rules/hits         each rule with its hits, as JSON
namespace onward::gateway {

struct GatewayState;

/// `state` outlives the pages.
AdminPages admin_pages(const GatewayState& state);

}  // namespace onward::gateway
