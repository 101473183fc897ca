// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"

#include <map>
#include <string>
#include <string_view>

// The URL on the left side of a redirect, as people write it.
namespace onward::config {

/// Views of what was split. Without a scheme `authority` is "" and all is path.
struct SourceUrl {
  std::string_view scheme;     ///< as written, "https"
  std::string_view authority;  ///< host[:port]
  std::string_view path;       ///< may be ""
  std::string_view query;      ///< without "?"
  bool has_query = false;
  bool has_fragment = false;
};

/// "https://shop.example/a?b#c" in its parts; nothing is checked.
SourceUrl split_source(std::string_view text);

/// Whether the text begins with "http://" or "https://", in any case.
bool is_http_url(std::string_view text);

/// host[:port] in canonical form; the port of http and https is left out. Errors: Host*, Url*.
Result<std::string> canonical_authority(std::string_view authority);

/// Whether a target is the same resource as a source but for the scheme, so that the redirect makes
/// sense only if the scheme counts. `source` has an authority.
bool only_scheme_differs(const SourceUrl& source, std::string_view target);

/// The sources of a file that stand there with either scheme and lead to different places: there
/// the scheme counts, too.
class SchemePairs {
 public:
  void add(std::string_view source, std::string_view target);
  bool counts(std::string_view source) const;

 private:
  struct Targets {
    std::string http;
    std::string https;
  };
  std::map<std::string, Targets, std::less<>> targets_;  ///< by what follows the scheme
};

/// Whether two texts are the same path but for a slash at the end.
bool only_slash_differs(std::string_view a, std::string_view b);

}  // namespace onward::config
