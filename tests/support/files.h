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

/// The text of one file of this repository; "" where it is absent.
std::string repository_file(std::string_view path);

/// The files of a folder of the corpora ("configs/csv_map"), by name; empty where it is absent.
std::vector<NamedText> corpus_files(std::string_view folder);

}  // namespace onward::test
