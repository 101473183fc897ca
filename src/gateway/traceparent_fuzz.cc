// SPDX-License-Identifier: MIT
// Any bytes: what is taken for a traceparent is what a plain regular expression of the standard's
// grammar takes, and its two ids are views into the bytes.
#include "base/check.h"
#include "gateway/traceparent.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <regex>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMostBytes = 200;  // std::regex recurses
  if (size > kMostBytes) return 0;
  static const std::regex grammar(
      "(?!ff)(?:00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}|"
      "(?!00)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:-[^]*)?)");
  const auto exact = std::make_unique<char[]>(size);
  std::copy_n(reinterpret_cast<const char*>(data), size, exact.get());
  const std::string_view text(exact.get(), size);
  std::cmatch found;
  bool is_valid = std::regex_match(text.begin(), text.end(), found, grammar);
  const std::size_t first = found.empty() || !found[1].matched ? 3 : 1;
  const std::string zeros(32, '0');
  if (is_valid) is_valid = found[first] != zeros && found[first + 1] != zeros.substr(0, 16);
  const auto parsed = onward::gateway::parse_traceparent(text);
  CHECK(parsed.has_value() == is_valid);
  if (!parsed) return 0;
  CHECK(parsed->trace_id == found[first].str() && parsed->parent_id == found[first + 1].str());
  CHECK(parsed->trace_id.data() == text.data() + 3);
  return 0;
}
