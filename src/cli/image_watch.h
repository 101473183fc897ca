// SPDX-License-Identifier: MIT
#pragma once

#include "cli/mapped_file.h"
#include "onward/config/configuration.h"
#include "onward/rules/table.h"

#include <chrono>
#include <cstddef>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// Images of maps that are replaced while the server runs.
namespace onward::cli {

/// How often files are looked at.
inline constexpr std::chrono::milliseconds kWatchInterval{1000};

/// Looks whether images are still the files at their paths, and reads the new ones whole before
/// they may serve. One thread. What is wrong is said once, until something changes.
class ImageWatch {
 public:
  /// `err` is where is said what happens. It outlives the watch.
  explicit ImageWatch(std::ostream& err) : err_(err) {}

  /// The table that serves now, and the files that it was made of.
  void watch(const config::Configuration& configuration);
  /// Whether there is anything to look at.
  bool has_images() const { return !watched_.empty(); }
  /// Looks once. A table to serve from now on, where an image is another one; else null.
  std::shared_ptr<const rules::Table> look();
  /// How often something was refused, as it is said.
  std::size_t refused() const { return refused_; }
  /// Says which new images it has, once they serve.
  void say_news();

 private:
  struct Watched {
    std::string path;
    std::optional<FileState> seen;  ///< the last one that was looked into
    bool is_told = false;           ///< that something is wrong
  };

  /// The new image at a place, read whole; null where there is none, or it is of no use.
  std::shared_ptr<const rules::MapImage> changed(std::size_t index);
  bool is_same_image(std::size_t index, const rules::MapImage& image) const;
  void tell(Watched& watched, std::string_view what);

  std::ostream& err_;
  std::string news_;
  std::size_t refused_ = 0;
  std::shared_ptr<const rules::Table> table_;
  std::vector<Watched> watched_;  ///< as in Table::images()
};

/// Reads whole each image that a table uses; false where one is broken, which is said.
bool check_images(const config::Configuration& configuration, std::ostream& err);

}  // namespace onward::cli
