// SPDX-License-Identifier: MIT
#pragma once

#include "onward/redirect/cache.h"

#include <iosfwd>
#include <optional>
#include <string>

namespace onward::cli {

/// The redirect cache in a file; an empty one where there is no file yet. Nullopt, and said on
/// `err`, where it cannot be read or is damaged.
std::optional<redirect::Cache> read_cache(const std::string& path, std::ostream& err);

/// Writes it, whole or not at all; false, and said on `err`, where that failed.
bool write_cache(const redirect::Cache& cache, const std::string& path, std::ostream& err);

}  // namespace onward::cli
