// SPDX-License-Identifier: MIT
// Any bytes as onward.toml: no crash, every diagnostic has a place inside the text and can be shown
// without controls, and an error leaves no table.
#include "base/check.h"
#include "config/printable.h"
#include "config/testing.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace onward::config;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const Configuration configuration = open_text("onward.toml", text, Format::Toml);
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  for (const auto& diagnostic : configuration.diagnostics) {
    CHECK(diagnostic.place.file == 0);
    CHECK(diagnostic.place.line <= lines);
    CHECK(!diagnostic.message.empty());
    const std::string shown = to_text(diagnostic, configuration);
    CHECK(std::ranges::none_of(shown, [](char c) { return c != '\n' && c >= 0 && c < 0x20; }));
  }
  if (configuration.has_errors()) CHECK(configuration.table == nullptr);
  CHECK(!configuration.server.listeners.empty());
  return 0;
}
