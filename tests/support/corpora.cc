// SPDX-License-Identifier: MIT
// Finds the corpora and reads one file of them. Absent and malformed are kept apart: the first
// skips a test, the second stops it.
#include "support/corpora.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace onward::test {
namespace {

std::filesystem::path corpora_folder() {
  if (const char* named = std::getenv("ONWARD_CORPORA")) return named;
  return std::filesystem::path(ONWARD_SOURCE_DIR).parent_path() / "shared" / "corpora";
}

}  // namespace

std::optional<boost::json::value> corpus(std::string_view path) {
  std::ifstream file(corpora_folder() / path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return boost::json::parse(text.str());
}

}  // namespace onward::test
