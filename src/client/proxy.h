// SPDX-License-Identifier: MIT
#pragma once

#include "onward/client/client.h"
#include "onward/url/url.h"

#include <string>
#include <string_view>

// Which proxy a request goes through.
//
//   const Proxies proxies = proxies_of(options, std::getenv);
//   proxy_for(proxies, url);    // "http://proxy.example:3128", or "": the server is asked itself
//
// Asked anew at each hop: a redirect may lead to a host that is asked directly, or away from one.
namespace onward::client {

struct Proxies {
  std::string http;   ///< for http: URLs; "": none
  std::string https;  ///< for https: URLs
  std::string none;   ///< for these hosts none: "a.example, 10.0.0.0/8", "*" is all
};

/// The value of a variable; null: it is not set.
using Environment = char* (*)(const char* name);

/// The caller's proxy, else those of the environment, where the caller wants them.
Proxies proxies_of(const Options& options, Environment environment);

/// "": none. The view is into `proxies`.
std::string_view proxy_for(const Proxies& proxies, const url::Url& url);

/// RFC 9112 §3.2.2: whether a request goes to the proxy with its whole URL. Not through a tunnel,
/// which https: has, nor by SOCKS.
bool is_asked_for_whole_url(std::string_view proxy, const url::Url& url);

}  // namespace onward::client
