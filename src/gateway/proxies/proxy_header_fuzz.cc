// SPDX-License-Identifier: MIT
// Any bytes: what is read of the first n of them is what is read of all, or that more are needed;
// bytes behind a header change nothing, and none that is not there is read.
#include "base/check.h"
#include "gateway/proxies/proxy_header.h"

#include <algorithm>
#include <cstdint>
#include <memory>

namespace {

using onward::gateway::ProxyHeader;

ProxyHeader read(const std::uint8_t* data, std::size_t size) {
  const auto exact = std::make_unique<char[]>(size);
  std::copy_n(reinterpret_cast<const char*>(data), size, exact.get());
  return onward::gateway::read_proxy_header({exact.get(), size});
}

bool is_same(const ProxyHeader& a, const ProxyHeader& b) {
  return a.size == b.size && a.client == b.client && a.fault == b.fault;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ProxyHeader whole = read(data, size);
  CHECK(whole.size <= size && whole.size <= onward::gateway::kMaxProxyHeaderBytes);
  CHECK(!whole.fault || (whole.size == 0 && !whole.client));
  bool is_known = false;
  for (std::size_t i = 0; i <= std::min(size, std::size_t{300}); ++i) {
    const ProxyHeader part = read(data, i);
    const bool is_decided = part.size != 0 || part.fault.has_value();
    CHECK(is_decided || !is_known);
    CHECK(!is_decided || is_same(part, whole));
    is_known = is_decided;
  }
  if (whole.size != 0) CHECK(is_same(read(data, whole.size), whole));
  return 0;
}
