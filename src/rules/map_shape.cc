// SPDX-License-Identifier: MIT
// What is the same for every table of rows. A request is brought into the form that keys have
// (map_key.h), within what its comparison ignores.
#include "rules/map_shape.h"

#include "base/ascii.h"
#include "rules/target.h"
#include "rules/target_bytes.h"

namespace onward::rules {

std::uint8_t shape_of(const MapKey& key) {
  unsigned shape = 0;
  if (!key.host.empty()) shape |= kKeyHost;
  if (!key.query.empty()) shape |= kKeyQuery;
  if (!key.scheme.empty()) shape |= kKeyScheme;
  if (key.scheme == "https") shape |= kKeyHttps;
  if (!key.port.empty()) shape |= kKeyPort;
  return static_cast<std::uint8_t>(shape);
}

MapProbe probe_of(Asked& asked, const RowOptions& options) {
  const NormalUrl& url = asked.url();
  std::string_view path = asked.path(options.comparison);
  std::string_view query = url.query;
  // Clients differ in what they escape ("(" and "%28"), and a literal row stands for both.
  if (options.is_literal && !target_byte::all_in(path, target_byte::kEscapedPath)) {
    std::string& escaped = asked.buffer().escaped;
    escaped.clear();
    append_encoded(path, target_byte::kEscapedPath, escaped);
    path = escaped;
  }
  if (options.comparison.ignore_trailing_slash && path.size() > 1 && path.back() == '/') {
    path.remove_suffix(1);
  }
  if (options.comparison.ignore_case) {
    std::string& folded = asked.buffer().folded;
    folded.clear();
    for (const char c : path) folded += base::to_lower(c);
    for (const char c : query) folded += base::to_lower(c);
    query = std::string_view(folded).substr(path.size());
    path = std::string_view(folded).substr(0, path.size());
  }
  return {path, query, url.host, url.port};
}

}  // namespace onward::rules
