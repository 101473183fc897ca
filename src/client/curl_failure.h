// SPDX-License-Identifier: MIT
#pragma once

#include "client/curl_call.h"

#include <curl/curl.h>
#include <optional>

namespace onward::client {

/// How a transfer went wrong, if it did. `detail` is libcurl's text; `easy` knows the rest.
std::optional<Failure> failure_of(CURLcode code, const CurlCall& call, CURL* easy,
                                  const char* detail);

/// Of a request that went through a proxy: what failed before the server was reached is the
/// proxy's, but for TLS, which is with the server, and for time.
void blame_proxy(Failure& failure, const CurlCall& call);

}  // namespace onward::client
