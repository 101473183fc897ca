// SPDX-License-Identifier: MIT
// The include graph: of modules against the layer table, and of files for cycles. Cycles are found
// by taking away, again and again, files that include nothing that is left (Kahn's algorithm):
// what remains stands on a cycle or above one.
#include "house/layers.h"

#include <algorithm>
#include <regex>
#include <sstream>

namespace onward::house {
namespace {

constexpr std::string_view kPublic = "onward/";

// "onward/url/url.h" and "url/host.h" -> "url".
std::string module_included(std::string_view path) {
  if (path.starts_with(kPublic)) path.remove_prefix(kPublic.size());
  return std::string(path.substr(0, path.find('/')));
}

// The path that a quoted include of `from` names, relative to the root.
std::string file_included(const std::string& path) {
  return (path.starts_with(kPublic) ? "include/" : "src/") + path;
}

bool is_test_only(std::string_view path) {
  return path.ends_with("_test.cc") || path.ends_with("_fuzz.cc");
}

std::string why_not(const Source& source, const std::string& path, const Layers& layers) {
  const std::string own = module_of(source.path);
  const std::string other = module_included(path);
  if (other == "support") {
    return is_test_only(source.path) ? "" : "test support is for tests";
  }
  const auto other_room = layers.find(other);
  const auto own_room = layers.find(own);
  if (own_room == layers.end()) return "no such module: " + own;
  if (other_room == layers.end()) return "not a module's file by its full path";
  if (source.path.starts_with("include/") && !path.starts_with(kPublic)) {
    return "a public header includes a private one";
  }
  if (other == own || other_room->second.layer < own_room->second.layer) return "";
  return own + " (layer " + std::to_string(own_room->second.layer) + ") may not see " + other +
         " (layer " + std::to_string(other_room->second.layer) + ")";
}

}  // namespace

Layers read_layers(std::string_view text) {
  static const std::regex kRow(R"(^(\d+)\s+([a-z]+)\s+(pure|system)\s*$)");
  Layers layers;
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);) {
    std::smatch match;
    if (!std::regex_match(line, match, kRow)) continue;
    layers[match[2]] = {std::stoi(match[1]), match[3] == "pure"};
  }
  return layers;
}

Layers read_layer_table(std::string_view markdown) {
  static const std::regex kRow(
      R"(^\|\s*(\d+)\s*\|\s*`([a-z]+)`\s*\|.*\|\s*(pure|system)\b[^|]*\|\s*$)");
  Layers layers;
  std::istringstream stream{std::string(markdown)};
  for (std::string line; std::getline(stream, line);) {
    std::smatch match;
    if (!std::regex_match(line, match, kRow)) continue;
    layers[match[2]] = {std::stoi(match[1]), match[3] == "pure"};
  }
  return layers;
}

std::vector<Include> find_includes(const Source& source) {
  // Looked for in the lines as they stand: in the code, the quoted path is blanked out.
  static const std::regex kInclude(R"re(^\s*#\s*include\s*"([^"]+)")re");
  std::vector<Include> includes;
  for (std::size_t i = 0; i < source.lines.size(); ++i) {
    std::smatch match;
    if (source.code[i].find('#') == std::string::npos) continue;
    if (std::regex_search(source.lines[i], match, kInclude)) includes.push_back({match[1], i + 1});
  }
  return includes;
}

Findings check_includes(const Source& source, const Layers& layers) {
  static const std::regex kThirdParty(R"(#\s*include\s*<(?!tl/)\w+/)");
  Findings findings;
  for (const Include& include : find_includes(source)) {
    const std::string why = why_not(source, include.path, layers);
    if (!why.empty()) {
      findings.push_back({source.path, include.line, "includes \"" + include.path + "\": " + why});
    }
  }
  if (!source.path.starts_with("include/")) return findings;
  for (std::size_t i = 0; i < source.code.size(); ++i) {
    if (std::regex_search(source.code[i], kThirdParty)) {
      findings.push_back({source.path, i + 1, "a public header shows a third party"});
    }
  }
  return findings;
}

std::set<std::string> modules_included(const Source& source, const Layers& layers) {
  std::set<std::string> modules;
  for (const Include& include : find_includes(source)) {
    const std::string module = module_included(include.path);
    if (module != module_of(source.path) && layers.count(module) != 0) modules.insert(module);
  }
  return modules;
}

std::set<std::string> reachable(const std::string& module,
                                const std::map<std::string, std::set<std::string>>& needs) {
  std::set<std::string> seen;
  std::vector<std::string> todo{module};
  while (!todo.empty()) {
    const auto found = needs.find(todo.back());
    todo.pop_back();
    if (found == needs.end()) continue;
    for (const std::string& need : found->second) {
      if (seen.insert(need).second) todo.push_back(need);
    }
  }
  return seen;
}

Findings check_listed(const std::string& path, std::string_view cmake_lists) {
  const std::string folder = "src/" + module_of(path) + "/";  // the list names files from there
  std::string name = path.substr(folder.size());
  name = std::regex_replace(name, std::regex(R"(\.)"), R"(\.)");
  const std::regex listed(R"((^|[\s(]))" + name + R"(($|[\s)]))");
  const std::string text(cmake_lists);
  if (std::regex_search(text, listed)) return {};
  return {{path, 0, "not listed in its module's CMakeLists.txt, so never compiled"}};
}

Findings check_cycles(const std::vector<Source>& sources) {
  std::map<std::string, std::set<std::string>> left;
  for (const Source& source : sources) left[source.path];
  for (const Source& source : sources) {
    for (const Include& include : find_includes(source)) {
      const std::string path = file_included(include.path);
      if (left.count(path) != 0) left[source.path].insert(path);
    }
  }
  const auto includes_nothing_left = [&](const auto& node) {
    return std::none_of(node.second.begin(), node.second.end(),
                        [&](const std::string& path) { return left.count(path) != 0; });
  };
  while (std::erase_if(left, includes_nothing_left) != 0) {
  }
  Findings findings;
  for (const auto& [path, unused] : left) {
    findings.push_back({path, 0, "stands on an include cycle, or above one"});
  }
  return findings;
}

}  // namespace onward::house
