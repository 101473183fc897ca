// SPDX-License-Identifier: MIT
// Reads whole files and folders of them, in the order of their names, so that a run is like
// another.
#include "support/files.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace onward::test {
namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<NamedText> files_of(const std::filesystem::path& folder) {
  std::vector<NamedText> files;
  if (!std::filesystem::is_directory(folder)) return files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files.push_back({entry.path().filename().string(), text_of(entry.path())});
  }
  std::ranges::sort(files, {}, &NamedText::name);
  return files;
}

}  // namespace

std::vector<NamedText> repository_files(std::string_view folder) {
  return files_of(std::filesystem::path(ONWARD_SOURCE_DIR) / folder);
}

std::vector<GoldenCase> golden_cases(std::string_view folder) {
  std::vector<GoldenCase> cases;
  for (NamedText& file : repository_files(folder)) {
    const std::size_t dashes = file.text.find(kGoldenDashes);
    if (dashes == std::string::npos) {
      cases.push_back({file.name, std::move(file.text), "a line of ten dashes"});
    } else {
      cases.push_back({file.name, file.text.substr(0, dashes),
                       file.text.substr(dashes + kGoldenDashes.size())});
    }
  }
  return cases;
}

std::string repository_file(std::string_view path) {
  return text_of(std::filesystem::path(ONWARD_SOURCE_DIR) / path);
}

std::vector<NamedText> corpus_files(std::string_view folder) {
  const char* named = std::getenv("ONWARD_CORPORA");
  const std::filesystem::path corpora =
      named != nullptr ? std::filesystem::path(named)
                       : std::filesystem::path(ONWARD_SOURCE_DIR).parent_path() / "shared/corpora";
  return files_of(corpora / folder);
}

}  // namespace onward::test
