// SPDX-License-Identifier: MIT
#pragma once

#include "config/apache/maps.h"
#include "config/apache/resolve.h"
#include "config/apache/target.h"

#include <memory>
#include <optional>

// "https://new.example/${map:$1|default}": each row of the map is a row of ours.
namespace onward::config::apache {

struct LookupRows {
  std::shared_ptr<const rules::MapSource> rows;
  rules::QueryPolicy query = rules::QueryPolicy::Keep;
  std::optional<BuiltTarget> fallback;  ///< for what has no row
};

/// nullopt where the key is not all of the path, or of what stands behind a literal in it, or the
/// target has other places to fill in.
std::optional<LookupRows> lookup_rows(const Pieces& substitution, const Known& known,
                                      const TargetOptions& options, int status);

}  // namespace onward::config::apache
