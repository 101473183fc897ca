// SPDX-License-Identifier: MIT
#pragma once

#include "onward/redirect/behaviour.h"
#include "onward/url/url.h"

#include <string_view>

// How the origins of two URLs differ, and what an OriginTest makes of it.
namespace onward::redirect {

/// A URL, and whether the text it came from wrote its scheme's default port out, which the URL
/// itself no longer shows.
struct Place {
  const url::Url& url;
  bool wrote_port = false;
};

/// Whether anybody could see another origin in `to` than in `from`.
bool is_moved(const Place& from, const Place& to);

/// Whether `test` sees another origin in `to` than in `from`.
bool is_other_origin(const OriginTest& test, const Place& from, const Place& to);

/// https to http.
bool is_downgrade(const url::Url& from, const url::Url& to);

/// Whether `location`, which resolved to `url`, names its scheme's default port: "http://a:80/".
bool writes_default_port(std::string_view location, const url::Url& url);

}  // namespace onward::redirect
