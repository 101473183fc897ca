// SPDX-License-Identifier: MIT
// A poll and no inotify: stat(2) follows the links that a deployment turns, sees renames over NFS
// and bind mounts, and costs a microsecond a second (docs/decisions/0055). The old image serves
// until the new one was read to its end; requests that it still answers keep it mapped.
#include "cli/image_watch.h"

#include "cli/show.h"
#include "onward/base/error.h"
#include "onward/rules/map_image.h"

#include <ostream>

namespace onward::cli {
namespace {

std::string_view header_of(const rules::MapImage& image) {
  return image.bytes().substr(0, rules::kImageHeaderBytes);
}

}  // namespace

void ImageWatch::watch(const config::Configuration& configuration) {
  table_ = configuration.table;
  watched_.clear();
  for (const rules::UsedImage& used : table_->images()) {
    watched_.push_back({configuration.files[used.file].path, {}, false});
  }
}

void ImageWatch::tell(Watched& watched, std::string_view what) {
  if (watched.is_told) return;
  watched.is_told = true;
  std::string line = "onward: " + printable(watched.path) + ": ";
  line.append(what).append("; the map that was there goes on\n");
  err_ << line << std::flush;
}

std::shared_ptr<const rules::MapImage> ImageWatch::changed(std::size_t index) {
  Watched& watched = watched_[index];
  const auto state = file_state(watched.path);
  if (!state) {
    tell(watched, message(ErrorCode::FileNotFound));
    return nullptr;
  }
  if (state == watched.seen) return nullptr;
  watched.seen = state;
  const auto image = open_image(watched.path);
  if (!image || *image == nullptr) {
    tell(watched, message(image ? ErrorCode::ImageForeign : image.error().code));
    return nullptr;
  }
  if (const auto whole = check_image(**image); !whole) {
    tell(watched, message(whole.error().code));
    return nullptr;
  }
  watched.is_told = false;
  // The first look finds the image that serves already.
  const bool is_same = header_of(**image) == header_of(*table_->images()[index].image);
  return is_same ? nullptr : *image;
}

std::shared_ptr<const rules::Table> ImageWatch::look() {
  bool is_new = false;
  for (std::size_t i = 0; i < watched_.size(); ++i) {
    const auto image = changed(i);
    if (image == nullptr) continue;
    auto table = table_->with_image(i, image);
    if (!table) {
      tell(watched_[i], message(table.error().code));
      continue;
    }
    table_ = std::move(*table);
    is_new = true;
    std::string line = "onward: " + printable(watched_[i].path) + ": a new image, ";
    line.append(std::to_string(image->header().rows)).append(" rows\n");
    err_ << line << std::flush;
  }
  return is_new ? table_ : nullptr;
}

bool check_images(const config::Configuration& configuration, std::ostream& err) {
  bool is_well = true;
  for (const rules::UsedImage& used : configuration.table->images()) {
    const auto whole = check_image(*used.image);
    if (whole) continue;
    is_well = false;
    err << "onward: " << printable(configuration.files[used.file].path) << ": "
        << message(whole.error().code) << std::endl;
  }
  return is_well;
}

}  // namespace onward::cli
