// SPDX-License-Identifier: MIT
#pragma once

#include "house/source.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// What may see what: modules by layer, files without cycles.
namespace onward::house {

/// A row of cmake/layers.txt.
struct Room {
  int layer = 0;
  bool is_pure = false;

  friend bool operator==(const Room&, const Room&) = default;
};
using Layers = std::map<std::string, Room>;

/// cmake/layers.txt: "layer module pure|system", "#" begins a comment.
Layers read_layers(std::string_view text);

/// The layers told by docs/ARCHITECTURE.md: the rows "| layer | `module` | … | pure or system |" of
/// its first table with such a head.
Layers read_layer_table(std::string_view markdown);

/// The includes in quotes of a file, with their lines.
struct Include {
  std::string path;
  std::size_t line = 0;
};
std::vector<Include> find_includes(const Source& source);

/// A file of a module includes its own module and lower layers, by full path ("url/host.h"); a
/// public header includes public headers only, and of third parties only tl/expected.hpp. Test
/// support ("support/…") is for x_test.cc and x_fuzz.cc.
Findings check_includes(const Source& source, const Layers& layers);

/// The modules whose headers a file includes, its own left out.
std::set<std::string> modules_included(const Source& source, const Layers& layers);

/// The modules that a file may see given what its module needs: `needs` and what those need.
std::set<std::string> reachable(const std::string& module,
                                const std::map<std::string, std::set<std::string>>& needs);

/// Each .cc of a module stands in the module's CMakeLists.txt: one that is not compiled proves
/// nothing.
Findings check_listed(const std::string& path, std::string_view cmake_lists);

/// No file includes itself, however far around.
Findings check_cycles(const std::vector<Source>& sources);

}  // namespace onward::house
