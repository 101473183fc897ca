// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

// Files that tests read: of this repository, and of the corpora (corpora.h).
namespace onward::test {

struct NamedText {
  std::string name;  ///< without its folder
  std::string text;
};

/// The files of a folder of this repository ("src/config/testdata"), by name.
std::vector<NamedText> repository_files(std::string_view folder);

/// A golden file: what is given and what should come of it, with a line of ten dashes between.
struct GoldenCase {
  std::string name;
  std::string input;
  std::string expected;  ///< says so where the file has no dashes
};

constexpr std::string_view kGoldenDashes = "----------\n";

/// The golden files of a folder of this repository, by name.
std::vector<GoldenCase> golden_cases(std::string_view folder);

/// The text of one file of this repository; "" where it is absent.
std::string repository_file(std::string_view path);

/// The files of a folder of the corpora ("configs/csv_map"), by name; empty where it is absent.
std::vector<NamedText> corpus_files(std::string_view folder);

}  // namespace onward::test
