// SPDX-License-Identifier: MIT
// Any bytes as a .htaccess and as a server's configuration: whatever they hold, what was made of
// them serves, every lost redirect has its error, and the regular expressions that were moved
// behind a folder find what they find in the rest of the path.
#include "base/check.h"
#include "config/apache/expression_text.h"
#include "config/fuzzing.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace {

using namespace onward::config;

void check_moved(std::string_view expression) {
  namespace apache = onward::config::apache;
  apache::MoveOptions options;
  options.base = "/f/";
  const auto moved = apache::move(expression, options);
  if (!moved || moved->is_never) return;
  for (const std::string_view path : {"", "a", "ab/c", "x.html", "a/"}) {
    const auto before = apache::found_in(expression, false, path);
    const auto after = apache::found_in(moved->text, false, "/f/" + std::string(path));
    CHECK(!before || !after || *before == *after);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  check_imported(open_text("httpd.conf", text, Format::Htaccess));
  check_imported(open_text("httpd.conf", text, Format::Apache));
  const std::string_view line = text.substr(0, text.find('\n'));
  const bool is_plain = std::ranges::all_of(line, [](char c) { return c >= ' ' && c < 0x7F; });
  if (line.size() < 64 && is_plain) check_moved(line);
  (void)recognise(text, ".htaccess");
  return 0;
}
