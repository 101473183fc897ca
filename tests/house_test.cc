// SPDX-License-Identifier: MIT
// The house rules, held against every file of this repository and against the libraries that were
// built from it. What each rule says stands in tests/house/*.h; that each can fail is shown in
// the x_test.cc beside each.
#include "house/docs.h"
#include "house/layers.h"
#include "house/shape.h"
#include "house/source.h"
#include "house/symbols.h"
#include "house/words.h"

#include <array>
#include <cstdio>
#include <sstream>

#include <gtest/gtest.h>

namespace onward::house {
namespace {

const std::filesystem::path kRoot = ONWARD_SOURCE_DIR;
const std::filesystem::path kBuild = ONWARD_BINARY_DIR;

// Every file of the repository, and the C++ ones split.
struct House {
  std::vector<std::string> paths;
  std::vector<Source> cpp;
  Layers layers;
};

const House& house() {
  static const House kHouse = [] {
    House found{list_files(kRoot), {}, read_layers(read_file(kRoot / "cmake/layers.txt"))};
    for (const std::string& path : found.paths) {
      if (is_cpp(path)) found.cpp.push_back(read_source(path, read_file(kRoot / path)));
    }
    return found;
  }();
  return kHouse;
}

bool is_product(const Source& source) {
  return !module_of(source.path).empty() && !source.path.ends_with("_test.cc") &&
         !source.path.ends_with("_fuzz.cc");
}

template <class Rule>
Findings each_cpp(Rule rule) {
  Findings all;
  for (const Source& source : house().cpp) {
    for (Finding& finding : rule(source)) all.push_back(std::move(finding));
  }
  return all;
}

void expect_none(const Findings& findings) { EXPECT_TRUE(findings.empty()) << to_string(findings); }

// A line of modules.txt, which CMake writes: module, its library, the modules it needs.
struct Built {
  std::string library;
  std::set<std::string> needs;
};

std::map<std::string, Built> built_modules() {
  std::map<std::string, Built> modules;
  std::istringstream lines(read_file(kBuild / "modules.txt"));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream parts(line);
    std::string module;
    std::string library;
    std::getline(parts, module, '|');
    std::getline(parts, library, '|');
    Built& built = modules[module];
    built.library = library;
    for (std::string need; parts >> need;) built.needs.insert(need);
  }
  return modules;
}

std::string nm(const std::string& library) {
  const std::string command = std::string(ONWARD_NM) + " -uC '" + library + "'";
  std::FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return "";
  std::string output;
  std::array<char, 4096> piece{};
  while (const auto size = std::fread(piece.data(), 1, piece.size(), pipe)) {
    output.append(piece.data(), size);
  }
  return pclose(pipe) == 0 ? output : "";
}

TEST(House, HasFilesAndLayers) {
  EXPECT_GT(house().cpp.size(), 10U);
  EXPECT_EQ(house().layers.size(), 12U);
  EXPECT_TRUE(house().layers.at("url").is_pure);
  EXPECT_FALSE(house().layers.at("gateway").is_pure);
}

TEST(HouseShape, Openings) { expect_none(each_cpp(check_opening)); }
TEST(HouseShape, FileLengths) { expect_none(each_cpp(check_file_length)); }
TEST(HouseShape, FunctionLengths) { expect_none(each_cpp(check_function_length)); }
TEST(HouseWords, Names) { expect_none(each_cpp(check_names)); }

TEST(HouseWords, Calls) {
  expect_none(each_cpp([](const Source& source) {
    if (!is_product(source)) return Findings{};
    const auto room = house().layers.find(module_of(source.path));
    return check_calls(source, room != house().layers.end() && room->second.is_pure);
  }));
}

TEST(HouseLayers, IncludesPointDown) {
  expect_none(each_cpp([](const Source& source) {
    return module_of(source.path).empty() ? Findings{} : check_includes(source, house().layers);
  }));
}

TEST(HouseLayers, NoFileCycles) { expect_none(check_cycles(house().cpp)); }

TEST(HouseLayers, ArchitectureTellsTheSame) {
  EXPECT_TRUE(read_layer_table(read_file(kRoot / "docs/ARCHITECTURE.md")) == house().layers)
      << "docs/ARCHITECTURE.md and cmake/layers.txt differ";
}

TEST(HouseLayers, WhatIsIncludedIsNeeded) {
  std::map<std::string, std::set<std::string>> needs;
  for (const auto& [module, built] : built_modules()) needs[module] = built.needs;
  for (const Source& source : house().cpp) {
    if (!is_product(source)) continue;
    const std::string module = module_of(source.path);
    const auto may_see = reachable(module, needs);
    for (const std::string& other : modules_included(source, house().layers)) {
      EXPECT_TRUE(may_see.count(other) != 0)
          << source.path << " includes " << other << ", which is not among the NEEDS of " << module;
    }
  }
}

TEST(HouseLayers, EverySourceIsCompiled) {
  Findings all;
  for (const std::string& path : house().paths) {
    if (module_of(path).empty() || !path.ends_with(".cc")) continue;
    const auto lists = kRoot / "src" / module_of(path) / "CMakeLists.txt";
    for (Finding& finding : check_listed(path, read_file(lists))) all.push_back(finding);
  }
  expect_none(all);
}

TEST(HouseSymbols, PureModulesImportNoSystemCalls) {
  int seen = 0;
  for (const auto& [module, built] : built_modules()) {
    ASSERT_TRUE(std::filesystem::exists(built.library)) << built.library << ": not built";
    if (!house().layers.at(module).is_pure) continue;
    const std::string output = nm(built.library);
    ASSERT_FALSE(output.empty()) << "nm says nothing about " << built.library;
    expect_none(check_symbols(module, output));
    ++seen;
  }
  EXPECT_GE(seen, 2);
}

TEST(HouseSymbols, AnImpureLibraryIsNoticed) {
  const std::string text = to_string(check_symbols("url", nm(ONWARD_IMPURE_LIBRARY)));
  for (const char* symbol : {"getenv", "system_clock::now()", "basic_ifstream"}) {
    EXPECT_NE(text.find(symbol), std::string::npos) << symbol << " was not noticed in\n" << text;
  }
}

TEST(HouseDocs, LinksLeadSomewhere) {
  int seen = 0;
  for (const std::string& path : house().paths) {
    if (!path.ends_with(".md")) continue;
    expect_none(check_links(read_source(path, read_file(kRoot / path)), kRoot));
    ++seen;
  }
  EXPECT_GE(seen, 4);
}

TEST(HouseDocs, NoCorpusIsCommitted) {
  for (const std::string& path : house().paths) expect_none(check_no_corpus(path));
}

}  // namespace
}  // namespace onward::house
