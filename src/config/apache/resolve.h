// SPDX-License-Identifier: MIT
#pragma once

#include "config/apache/maps.h"
#include "config/apache/value.h"

#include <optional>
#include <string>
#include <vector>

// From the pieces of a text to what they hold.
namespace onward::config::apache {

struct Known {
  const Environment& environment;
  const Maps& maps;
  const std::vector<Parts>* groups = nullptr;           ///< $0, $1 …
  const std::vector<Part>* condition_groups = nullptr;  ///< %0, %1 …
};

/// The text, once for each state of the environment that makes another: of these the first whose
/// conditions hold is meant. nullopt, and `fault` says why, where it cannot be told.
std::optional<std::vector<Value>> resolve(const Pieces& pieces, const Known& known,
                                          std::string& fault);

}  // namespace onward::config::apache
