// SPDX-License-Identifier: MIT
// A map out of bytes: no row breaks anything, what is kept is
// found by its own key, and the table finds what a walk over the rows would.
#include "base/check.h"
#include "rules/map_fuzzing.h"
#include "rules/map_table.h"
#include "rules/question.h"

#include <string>
#include <string_view>
#include <vector>

namespace {

using onward::rules::Asked;
using onward::rules::FoundRow;
using onward::rules::MapKey;
using onward::rules::MapTable;

// How specific a key is that fits; 0 where it does not.
int fit(const MapKey& key, const MapKey& asked) {
  if (key.path != asked.path) return 0;
  if (!key.host.empty() && key.host != asked.host) return 0;
  if (!key.port.empty() && key.port != asked.port) return 0;
  if (!key.scheme.empty() && key.scheme != asked.scheme) return 0;
  if (!key.query.empty() && key.query != asked.query) return 0;
  return 1 + (key.host.empty() ? 0 : 16) + (key.query.empty() ? 0 : 8) +
         (key.scheme.empty() ? 0 : 4) + (key.port.empty() ? 0 : 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const auto [source, comparison] =
      onward::rules::read_fuzzed_map({reinterpret_cast<const char*>(bytes), size});
  onward::rules::Diagnostics diagnostics;
  const MapTable table = MapTable::create(source, comparison, 301, diagnostics);
  // Such a row is in the table all the same.
  std::erase_if(diagnostics, [](const onward::rules::Diagnostic& diagnostic) {
    return diagnostic.about == onward::rules::About::Loop;
  });
  CHECK(table.size() + diagnostics.size() == source.rows.size());

  std::vector<bool> is_out(source.rows.size() + 1);
  for (const auto& diagnostic : diagnostics) is_out[diagnostic.place.line] = true;
  std::vector<std::pair<std::uint32_t, MapKey>> keys;
  for (const auto& row : source.rows) {
    if (is_out[row.line]) continue;
    auto key = onward::rules::read_map_key(row.from, {comparison, source.is_literal});
    keys.emplace_back(row.line, std::get<MapKey>(key));
  }
  onward::rules::SelectionBuffer buffer;
  for (const auto& [line, key] : keys) {
    // Of several slashes at the end one is ignored, so that such a key is none of itself.
    if (comparison.ignore_trailing_slash && key.path.size() > 1 && key.path.back() == '/') continue;
    const std::string host = key.host.empty() ? "h" : key.host;
    const std::string scheme = key.scheme.empty() ? "http" : key.scheme;
    const onward::rules::TestQuestion question(
        "GET", scheme + "://" + host + (key.port.empty() ? "" : ":" + key.port) + key.path +
                   (key.query.empty() ? "" : "?" + key.query));
    const onward::rules::Question asking = question.get();
    // What the comparison changes in a key may be no normal form any more ("/a//../b").
    if (asking.url.path != key.path || asking.url.host != host) continue;
    Asked asked(asking, buffer);
    const auto found = table.find(asked);
    CHECK(found.has_value());
    const MapKey request{scheme, host, key.port, key.path, key.query};
    int best = 0;
    std::uint32_t best_line = 0;
    for (const auto& [other_line, other] : keys) {
      if (const int fitness = fit(other, request); fitness > best) {
        best = fitness;
        best_line = other_line;
      }
    }
    CHECK(found->line == best_line);
    for (const char c : found->to) CHECK(c > 0x20 && c < 0x7F);
    CHECK(!found->to.starts_with("//"));
  }
  return 0;
}
