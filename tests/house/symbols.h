// SPDX-License-Identifier: MIT
#pragma once

#include "house/source.h"

#include <string>
#include <string_view>
#include <vector>

// What a library imports. A pure module takes bytes and gives values: it imports memory, strings
// and arithmetic, and nothing that reaches the system.
namespace onward::house {

/// The undefined symbols in the output of `nm -uC library`, each once, sorted.
std::vector<std::string> imported_symbols(std::string_view nm_output);

/// Whether a pure `module` may import `symbol`. It is a list of what is allowed: a system call
/// that nobody thought of is refused.
bool may_import(std::string_view module, const std::string& symbol);

/// A finding for each symbol that a pure `module` may not import.
Findings check_symbols(const std::string& module, std::string_view nm_output);

}  // namespace onward::house
