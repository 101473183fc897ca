// SPDX-License-Identifier: MIT
#pragma once

#include "base/clock.h"
#include "client/transport.h"
#include "onward/client/client.h"

namespace onward::client {

/// What a walk is done with; all outlive it.
struct Means {
  const Options& options;
  Transport& transport;
  const base::Clock& clock;
  Receiver& receiver;
};

/// Sends `request` and everything that follows from it.
Outcome follow(Request request, const Means& means);

}  // namespace onward::client
