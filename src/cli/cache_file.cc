// SPDX-License-Identifier: MIT
// The file that --cache names. A damaged one is refused and left as it is: it must not send a
// request to a wrong place, and somebody may want to look at it. URLs stand in it whole, so it is
// its owner's alone.
#include "cli/cache_file.h"

#include "cli/follow_output.h"
#include "cli/show.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>

namespace onward::cli {
namespace {

void complain(const std::string& path, std::string_view what, std::ostream& err) {
  err << "onward follow: " << printable(path) << ": " << what << '\n';
}

}  // namespace

std::optional<redirect::Cache> read_cache(const std::string& path, std::ostream& err) {
  std::error_code unknown;
  if (!std::filesystem::exists(path, unknown)) return redirect::Cache();
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.good() && !file.eof()) {
    complain(path, message(ErrorCode::FileUnreadable), err);
    return std::nullopt;
  }
  if (text.empty()) return redirect::Cache();
  auto cache = redirect::Cache::parse(text);
  if (cache) return *std::move(cache);
  const auto end =
      text.begin() + static_cast<std::ptrdiff_t>(std::min(cache.error().offset, text.size()));
  const auto line = 1 + std::count(text.begin(), end, '\n');
  complain(path + ":" + std::to_string(line), message(cache.error().code), err);
  return std::nullopt;
}

bool write_cache(const redirect::Cache& cache, const std::string& path, std::ostream& err) {
  FollowOutput file(path, err);
  file.keep_private();
  if (file.write(cache.to_text()) && file.commit()) return true;
  complain(path, file.error(), err);
  return false;
}

}  // namespace onward::cli
