// SPDX-License-Identifier: MIT
// A map out of bytes, as a table in memory and as an image: both say the same of the rows, find the
// same, whatever is asked, and the image is whole. Its rows, read out of it, make it again.
#include "base/check.h"
#include "rules/image/find.h"
#include "rules/image/memory_file.h"
#include "rules/map_fuzzing.h"
#include "rules/map_table.h"
#include "rules/question.h"

#include <array>
#include <string>
#include <string_view>

namespace {

using onward::rules::FoundRow;
using onward::rules::MapImage;
using onward::rules::MapTable;

bool is_same(const std::optional<FoundRow>& a, const std::optional<FoundRow>& b) {
  if (!a || !b) return !a && !b;
  return a->to == b->to && a->status == b->status && a->line == b->line &&
         a->has_query == b->has_query;
}

void compare(const MapTable& table, const MapImage& image, const std::string& url) {
  const onward::rules::TestQuestion question("GET", url);
  const onward::rules::Question asking = question.get();
  onward::rules::SelectionBuffer one;
  onward::rules::SelectionBuffer other;
  onward::rules::Asked in_memory(asking, one);
  onward::rules::Asked in_image(asking, other);
  CHECK(is_same(table.find(in_memory), onward::rules::find(image, in_image)));
}

void ask_for(const MapTable& table, const MapImage& image, std::size_t index) {
  const MapTable::RowView row = table.row(index);
  const std::string path(row.path);
  const std::string query = row.query.empty() ? "" : "?" + std::string(row.query);
  const std::string host(row.host.empty() ? "h" : row.host);
  const std::string port = row.port.empty() ? "" : ":" + std::string(row.port);
  for (const std::string scheme : {"http", "https"}) {
    compare(table, image, scheme + "://" + host + port + path + query);
    compare(table, image, scheme + "://" + host + path + query);
    compare(table, image, scheme + "://other.example" + path + "?x=1");
    compare(table, image, scheme + "://" + host + port + path + "/");
    compare(table, image, scheme + "://" + host + "/" + path + query);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const auto [source, comparison] =
      onward::rules::read_fuzzed_map({reinterpret_cast<const char*>(bytes), size});
  onward::rules::Diagnostics of_table;
  onward::rules::Diagnostics of_image;
  const MapTable table = MapTable::create(source, comparison, 301, of_table);
  const onward::rules::ImageOptions options{comparison, source.is_literal, 0, {size, 7}, 0};
  const std::string built = onward::rules::image_of(source.rows, options, of_image);
  CHECK(of_table.size() == of_image.size());
  const auto opened = onward::rules::open_bytes(built);
  CHECK(opened.has_value());
  const MapImage& image = **opened;
  CHECK(image.check_rows().has_value());
  CHECK(image.header().rows == table.size());
  for (std::size_t i = 0; i < table.size(); ++i) ask_for(table, image, i);

  onward::rules::Diagnostics again;
  const auto rows = image.rows();
  CHECK(rows.size() == table.size());
  // Of "/a//" one slash does not count, and of the "/a/" that is kept, read again, neither would.
  const bool loses_slash = comparison.ignore_trailing_slash &&
                           std::ranges::any_of(rows, [](const onward::rules::MapRow& row) {
                             return row.from.substr(0, row.from.find('?')).ends_with('/');
                           });
  if (loses_slash) return 0;
  const auto rebuilt = onward::rules::open_bytes(onward::rules::image_of(rows, options, again));
  CHECK(rebuilt.has_value());
  const auto same = (*rebuilt)->rows();
  CHECK(same.size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(same[i].from == rows[i].from && same[i].to == rows[i].to);
    CHECK(same[i].status == rows[i].status && same[i].line == rows[i].line);
  }
  return 0;
}
