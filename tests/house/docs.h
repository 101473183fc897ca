// SPDX-License-Identifier: MIT
#pragma once

#include "house/source.h"

#include <filesystem>

// What is written for people, and what must not be committed at all.
namespace onward::house {

/// Each relative link and image of a Markdown file leads to a file or folder below `root`.
Findings check_links(const Source& markdown, const std::filesystem::path& root);

/// No file of the corpora is committed: they belong to others and are read from outside.
Findings check_no_corpus(const std::string& path);

}  // namespace onward::house
