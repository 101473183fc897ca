// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"
#include "rules/asked.h"
#include "rules/hash.h"
#include "rules/map_key.h"

#include <bit>
#include <cstdint>
#include <string_view>

// What rows of a map are looked up by, whether they lie in memory or in an image: the kinds of
// keys, their order, and what a request asks for.
namespace onward::rules {

/// What a key has beside a path: bits. The larger number is the more specific. Part of the format
/// of images (docs/map_format.md).
enum MapShape : std::uint8_t {
  kKeyPort = 1,
  kKeyScheme = 2,
  kKeyHttps = 4,  ///< with kKeyScheme: which
  kKeyQuery = 8,
  kKeyHost = 16,
  kShapes = 32,
};

/// Shapes with a query, and with a host: as sets, a bit for each shape.
inline constexpr std::uint32_t kShapesWithQuery = 0xFF00'FF00;
inline constexpr std::uint32_t kShapesWithHost = 0xFFFF'0000;

std::uint8_t shape_of(const MapKey& key);

/// A key as views, or what a request asks for.
struct MapProbe {
  std::string_view path;
  std::string_view query;
  std::string_view host;
  std::string_view port;

  static MapProbe of(const MapKey& key) { return {key.path, key.query, key.host, key.port}; }
};

/// The hashes of a probe's parts, and of keys put together from them: a request's path, query and
/// host are hashed once each, however many shapes are tried.
struct MapHashes {
  std::uint64_t path = 0;
  std::uint64_t query = 0;
  std::uint64_t host = 0;

  std::uint64_t of(std::uint8_t shape) const {
    std::uint64_t hash = mixed(path, shape);
    if ((shape & kKeyQuery) != 0) hash = mixed(hash, query);
    if ((shape & kKeyHost) != 0) hash = mixed(hash, host);
    return hash;
  }
};

/// What a request asks a map with these options for. Views of the request and of its buffer.
MapProbe probe_of(Asked& asked, const RowOptions& options);

/// Calls `look_up(shape)` for each of `shapes` that the request may have, the most specific first,
/// until one has found something.
template <class LookUp>
auto first_found(std::uint32_t shapes, const NormalUrl& url, const MapProbe& probe, LookUp look_up)
    -> decltype(look_up(std::uint8_t{})) {
  const bool https = url.scheme == "https";
  for (std::uint32_t left = shapes; left != 0;) {
    const auto shape = static_cast<std::uint8_t>(31 - std::countl_zero(left));
    left &= ~(1U << shape);
    if ((shape & kKeyQuery) != 0 && probe.query.empty()) continue;
    if ((shape & kKeyScheme) != 0 && ((shape & kKeyHttps) != 0) != https) continue;
    if (auto found = look_up(shape)) return found;
  }
  return {};
}

}  // namespace onward::rules
