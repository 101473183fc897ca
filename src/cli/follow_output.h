// SPDX-License-Identifier: MIT
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

// Where the answer goes. A file is there whole or not at all: it is written beside its place under
// another name, and moved there by commit().
namespace onward::cli {

/// One thread.
class FollowOutput {
 public:
  /// `path` "" or "-": `out`.
  FollowOutput(std::string path, std::ostream& out) : path_(std::move(path)), out_(out) {}
  ~FollowOutput();
  FollowOutput(const FollowOutput&) = delete;
  FollowOutput& operator=(const FollowOutput&) = delete;

  /// A file that is made new is for its owner alone.
  void keep_private() { new_file_mode_ = 0600; }

  /// False: it cannot be opened or written; error() says why.
  bool write(std::string_view bytes);
  /// What was written is all there is, and is put into its place; an answer without content makes
  /// an empty file.
  bool commit();
  /// What was written is not the answer: a file is as it was before.
  void discard();

  bool is_file() const { return !path_.empty() && path_ != "-"; }
  const std::string& path() const { return path_; }
  const std::string& error() const { return error_; }

 private:
  bool open();
  bool open_beside();
  bool refuse(const char* what);

  std::string path_;
  std::ostream& out_;
  int fd_ = -1;
  unsigned new_file_mode_ = 0666;  ///< less the umask
  std::string beside_;  ///< its name until it is committed; "" where it is written in place
  std::string place_;   ///< where it goes: behind all symbolic links
  std::string error_;
};

}  // namespace onward::cli
