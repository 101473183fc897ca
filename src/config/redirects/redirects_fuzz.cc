// SPDX-License-Identifier: MIT
// Any bytes as _redirects of both dialects: every line that is neither blank nor a comment is a
// rule or in the report, and what was made of them serves, whatever the lines held.
#include "base/check.h"
#include "config/foreign.h"
#include "config/lines.h"
#include "config/testing.h"

#include <cstddef>
#include <cstdint>
#include <set>

namespace {

using namespace onward::config;

void check_lines(std::string_view text, const ForeignRules& read) {
  std::set<std::uint32_t> accounted;
  for (const auto& rule : read.rules) accounted.insert(rule.place.line);
  for (const auto& diagnostic : read.diagnostics) accounted.insert(diagnostic.place.line);
  LineReader lines(text);
  for (Line line; lines.next(line);) {
    const std::string_view content = trimmed(line.text);
    if (content.empty() || content.starts_with('#')) continue;
    CHECK(accounted.contains(static_cast<std::uint32_t>(line.number)));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  check_lines(text, read_netlify({text, 0}));
  check_lines(text, read_cloudflare({text, 0}));
  for (const Format format : {Format::NetlifyRedirects, Format::CloudflareRedirects}) {
    const Configuration configuration = open_text("_redirects", text, format);
    CHECK(configuration.table != nullptr);
    Asking asking(*configuration.table);
    (void)asking.ask("GET", "h.example", "/a/b?c=d");
    for (const auto& diagnostic : configuration.diagnostics) {
      CHECK(!to_text(diagnostic, configuration).empty());
    }
  }
  (void)recognise(text, "");
  return 0;
}
