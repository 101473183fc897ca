// SPDX-License-Identifier: MIT
// Whatever a server's lines hold: a head comes out only whole, with fields that are valid, and what
// it says stands in the lines.
#include "base/check.h"
#include "client/head_lines.h"
#include "onward/http/syntax.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace onward;
  std::string_view rest(reinterpret_cast<const char*>(bytes), size);
  client::HeadLines head;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end == rest.npos ? rest.size() : end + 1);
    rest.remove_prefix(line.size());
    const auto taken = head.take(line);
    if (!taken) return 0;
    if (*taken == client::HeadLines::Taken::Whole) {
      CHECK(head.is_whole());
      CHECK(!head.head().status.is_informational());
      for (const http::Field field : head.head().fields.view()) {
        CHECK(http::is_token(field.name) && http::is_field_value(field.value));
      }
    }
  }
  return 0;
}
