// SPDX-License-Identifier: MIT
// Any bytes as scripts of Express and of Workers: reading ends, what was made of them serves, and
// each redirect that was counted is a rule or in the report.
#include "base/check.h"
#include "config/foreign.h"
#include "config/testing.h"

#include <cstddef>
#include <cstdint>

namespace {

using namespace onward::config;

void check(std::string_view text, Format format) {
  const Configuration configuration = open_text("file", text, format);
  CHECK(configuration.table != nullptr);
  CHECK(configuration.takeover.lost <= configuration.takeover.redirects);
  CHECK(configuration.takeover.lost == 0 || configuration.has_errors());
  for (const auto& diagnostic : configuration.diagnostics) {
    CHECK(!to_text(diagnostic, configuration).empty());
  }
  Asking asking(*configuration.table);
  (void)asking.ask("GET", "h.example", "/a/b?c=d");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  check(text, Format::Express);
  check(text, Format::Worker);
  (void)recognise(text, "x.js");
  return 0;
}
