// SPDX-License-Identifier: MIT
// Any bytes as MDN's list: every line that is neither blank nor a comment is a row or in the
// report, and the rows serve.
#include "base/check.h"
#include "config/foreign.h"
#include "config/lines.h"
#include "config/testing.h"

#include <cstddef>
#include <cstdint>
#include <set>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace onward::config;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const ForeignRules read = read_mdn({text, 0});
  std::set<std::uint32_t> accounted;
  for (const auto& rule : read.rules) {
    for (const auto& row : rule.action.map->rows) accounted.insert(row.line);
  }
  for (const auto& diagnostic : read.diagnostics) accounted.insert(diagnostic.place.line);
  LineReader lines(text);
  for (Line line; lines.next(line);) {
    if (trimmed(line.text).empty() || line.text.starts_with('#')) continue;
    CHECK(accounted.contains(static_cast<std::uint32_t>(line.number)));
  }
  const Configuration configuration = open_text("_redirects.txt", text, Format::MdnRedirects);
  CHECK(configuration.table != nullptr);
  Asking asking(*configuration.table);
  (void)asking.ask("GET", "h.example", "/a/b?c=d");
  return 0;
}
