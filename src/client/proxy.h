// SPDX-License-Identifier: MIT
#pragma once

#include "onward/client/client.h"
#include "onward/url/url.h"

#include <string_view>

// Which proxy a request goes through.
//
//   proxy_for(options.proxies, url);    // "http://proxy.example:3128", or "": the server is asked
//   itself
//
// Asked anew at each hop: a redirect may lead to a host that is asked directly, or away from one.
namespace onward::client {

/// "": none. The view is into `proxies`.
std::string_view proxy_for(const Proxies& proxies, const url::Url& url);

/// RFC 9112 §3.2.2: whether a request goes to the proxy with its whole URL. Not through a tunnel,
/// which https: has, nor by SOCKS.
bool is_asked_for_whole_url(std::string_view proxy, const url::Url& url);

}  // namespace onward::client
