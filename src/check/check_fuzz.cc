// SPDX-License-Identifier: MIT
// Rule files of any kind: the check ends, what it says of loops is so, and what --fix writes is
// read again.
#include "base/check.h"
#include "check/testing.h"
#include "onward/check/fix.h"
#include "onward/check/report.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

using onward::config::Format;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::array kFormats{Format::Toml,         Format::NetlifyRedirects,
                                Format::Csv,          Format::CloudflareRedirects,
                                Format::MdnRedirects, Format::Nginx,
                                Format::Vercel,       Format::Caddy};
  constexpr std::size_t kMost = 4'000;
  if (size == 0 || size > kMost) return 0;
  const Format format = kFormats[data[0] % kFormats.size()];
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto configuration = onward::check::open_text("a", text, format);
  const auto report = onward::check::check_rules(configuration, {});
  for (const auto& finding : report.findings) {
    CHECK(onward::check::find_id(finding.id) != nullptr);
    if (finding.id != "loop" || finding.request.hops.empty()) continue;
    // It came back, or went on for as long as a client follows.
    CHECK(finding.request.hops.back().status == 0 || finding.request.hops.size() >= 20 ||
          finding.request.hops.back().status == 414);
  }
  CHECK(!onward::check::to_json(report).empty() && !onward::check::to_sarif(report).empty());
  CHECK(!onward::check::to_html(report).empty() && !onward::check::to_junit(report).empty());
  static_cast<void>(onward::check::to_text(report, {}));
  const auto fixed = onward::check::fix_chains(configuration, {});
  for (const auto& file : fixed.files) {
    const auto again = onward::check::open_text("a", file.text, format);
    CHECK(again.table != nullptr);
    CHECK(again.table->rules().size() == configuration.table->rules().size());
  }
  return 0;
}
