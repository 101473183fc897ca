// SPDX-License-Identifier: MIT
// A poll and no inotify: stat(2) follows the links that a deployment turns, sees renames over NFS
// and bind mounts, and costs a microsecond a second (docs/decisions/0055). The old image serves
// until the new one was read to its end; requests that it still answers keep it mapped.
#include "cli/image_watch.h"

#include "cli/show.h"
#include "onward/base/error.h"
#include "onward/rules/map_image.h"

#include <ostream>
#include <utility>

namespace onward::cli {
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
  ++refused_;
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
  const bool is_first = !watched.seen;
  watched.seen = state;
  watched.is_told = false;  // another file: what is wrong with it is news
  const auto image = open_image(watched.path);
  if (!image || *image == nullptr) {
    tell(watched, message(image ? ErrorCode::ImageForeign : image.error().code));
    return nullptr;
  }
  if (const auto whole = check_image(**image); !whole) {
    tell(watched, message(whole.error().code));
    return nullptr;
  }
  // The first look finds the image that serves already. Later the same one is mapped anew: what was
  // cut off meanwhile is zeros in the old mapping for good.
  return is_first && is_same_image(index, **image) ? nullptr : *image;
}

bool ImageWatch::is_same_image(std::size_t index, const rules::MapImage& image) const {
  return image.header() == table_->images()[index].image->header();
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
    const bool is_same = is_same_image(i, *image);
    table_ = std::move(*table);
    is_new = true;
    if (is_same) continue;
    news_.append("onward: ").append(printable(watched_[i].path)).append(": a new image, ");
    news_.append(std::to_string(image->header().rows)).append(" rows\n");
  }
  return is_new ? table_ : nullptr;
}

void ImageWatch::say_news() { err_ << std::exchange(news_, "") << std::flush; }

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
