// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace onward::test {

/// A file in a folder of its own, gone with this object.
class TemporaryFile {
 public:
  TemporaryFile(std::string_view name, std::string_view text) {
    std::string folder = (std::filesystem::temp_directory_path() / "onward-XXXXXX").string();
    folder_ = ::mkdtemp(folder.data());
    path_ = folder_ / name;
    write(text);
  }
  ~TemporaryFile() { std::filesystem::remove_all(folder_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  std::string path() const { return path_.string(); }
  void write(std::string_view text) const { std::ofstream(path_, std::ios::binary) << text; }

 private:
  std::filesystem::path folder_;
  std::filesystem::path path_;
};

}  // namespace onward::test
