// SPDX-License-Identifier: MIT
#pragma once

#include "base/check.h"
#include "onward/url/url.h"

// What holds of every Url, for the fuzz targets.
namespace onward::url {

/// Aborts unless `a` and `b` agree in every component.
inline void check_same(const Url& a, const Url& b) {
  CHECK(a.href() == b.href());
  CHECK(a.protocol() == b.protocol());
  CHECK(a.username() == b.username());
  CHECK(a.password() == b.password());
  CHECK(a.host() == b.host());
  CHECK(a.hostname() == b.hostname());
  CHECK(a.port() == b.port());
  CHECK(a.port_number() == b.port_number());
  CHECK(a.pathname() == b.pathname());
  CHECK(a.query() == b.query());
  CHECK(a.fragment() == b.fragment());
  CHECK(a.host_kind() == b.host_kind());
  CHECK(a.has_opaque_path() == b.has_opaque_path());
  CHECK(a.origin() == b.origin());
}

/// Aborts unless `url` is printable ASCII and a fixed point of parse().
inline void check_invariants(const Url& url) {
  for (const char c : url.href()) CHECK(c >= 0x20 && c <= 0x7E);
  const auto again = parse(url.href());
  CHECK(again.has_value());
  check_same(*again, url);
}

}  // namespace onward::url
