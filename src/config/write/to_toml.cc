// SPDX-License-Identifier: MIT
// onward.toml.
#include "onward/config/written.h"

namespace onward::config {

Written to_toml(std::span<const rules::Rule> /*rules*/, std::string_view /*stem*/) { return {}; }

}  // namespace onward::config
