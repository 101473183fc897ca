// SPDX-License-Identifier: MIT
#pragma once

#include "client/transport.h"

#include <memory>

namespace onward::client {

/// libcurl, as transport only. `options` outlives it. Connections and cookies live as long as it.
std::unique_ptr<Transport> curl_transport(const Options& options);

}  // namespace onward::client
