// SPDX-License-Identifier: MIT
// Any bytes as a host, special and not: what is accepted is ASCII without a forbidden host code
// point and parses to itself, as the same kind.
#include "base/check.h"
#include "url/host.h"

#include <cstddef>
#include <cstdint>

namespace {

using onward::url::HostKind;
using onward::url::SchemeType;

void check_host(std::string_view input, SchemeType scheme) {
  std::string host;
  const auto kind = onward::url::append_host(input, scheme, host);
  if (!kind) {
    CHECK(kind.error().offset <= input.size());
    return;
  }
  for (const char c : host) {
    CHECK(c > 0x20 && c < 0x7F);
    if (*kind != HostKind::Ipv6) {
      CHECK(std::string_view("#/:<>?@[\\]^|").find(c) == std::string_view::npos);
    }
  }
  std::string again;
  CHECK(onward::url::append_host(host, scheme, again) == kind);
  CHECK(again == host);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  check_host(input, SchemeType::NotSpecial);
  if (!input.empty()) check_host(input, SchemeType::Https);
  return 0;
}
