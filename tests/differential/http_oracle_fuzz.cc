// SPDX-License-Identifier: MIT
// Any bytes as a request and as a response: what our reader accepts, llhttp and Boost.Beast accept,
// and they see the same message in it.
#include "differential/http_oracles.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using onward::test::Role;
  const std::string_view wire(reinterpret_cast<const char*>(data), size);
  for (const Role role : {Role::Request, Role::Response}) {
    const std::string difference = onward::test::disagreement(role, wire);
    if (difference.empty()) continue;
    std::fputs(difference.c_str(), stderr);
    std::abort();
  }
  return 0;
}
