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

/// How one place differs from another: found once, and asked by each test. Immutable.
class Difference {
 public:
  /// None.
  Difference() = default;
  Difference(const Place& from, const Place& to);

  /// Whether anybody could see another origin.
  bool is_any() const { return what_ != 0; }
  /// Whether `test` sees another origin.
  bool is_seen_by(const OriginTest& test) const;
  bool is_to_other_host() const { return (what_ & kHost) != 0; }
  /// https to http.
  bool is_downgrade() const { return (what_ & kDowngrade) != 0; }

 private:
  // Bits, not bools: a copy of bytes that were just written one by one waits for the writes.
  static constexpr unsigned kScheme = 1;
  static constexpr unsigned kHost = 2;
  static constexpr unsigned kToSubdomain = 4;  // beside kHost
  static constexpr unsigned kPortNumber = 8;   // by OriginTest::Port
  static constexpr unsigned kPortElided = 16;
  static constexpr unsigned kPortWritten = 32;
  static constexpr unsigned kDowngrade = 64;
  static constexpr unsigned kDefaultUpgrade = 128;

  unsigned what_ = 0;
};

inline bool Difference::is_seen_by(const OriginTest& test) const {
  if (!is_any()) return false;
  if (test.default_upgrade_is_same && (what_ & kDefaultUpgrade) != 0) return false;
  unsigned looked_at = 0;
  if (test.downgrade) looked_at |= kDowngrade;
  if (test.scheme) looked_at |= kScheme;
  if (test.port == OriginTest::Port::Number) looked_at |= kPortNumber;
  if (test.port == OriginTest::Port::Elided) looked_at |= kPortElided;
  if (test.port == OriginTest::Port::Written) looked_at |= kPortWritten;
  const bool is_same_host = test.to_subdomain_is_same && (what_ & kToSubdomain) != 0;
  if (test.host && !is_same_host) looked_at |= kHost;
  return (what_ & looked_at) != 0;
}

/// Whether `location`, which resolved to `url`, names its scheme's default port: "http://a:80/".
bool writes_default_port(std::string_view location, const url::Url& url);

}  // namespace onward::redirect
