// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/count.h"
#include "onward/http/message.h"
#include "onward/http/method.h"

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>

// How many requests were answered, by protocol, method and status: a table with a place for each,
// so that counting is one addition, and nothing that a client sends makes it larger.
namespace onward::gateway {

/// One thread counts; any thread reads.
class RequestCounts {
 public:
  /// By http::Version.
  static constexpr std::array<std::string_view, 3> kProtocols{"HTTP/1.0", "HTTP/1.1", "HTTP/2"};
  /// By http::KnownMethod.
  static constexpr std::array<std::string_view, 11> kMethods{
      "other",   "GET",     "HEAD",  "POST",  "PUT",  "DELETE",
      "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY"};
  /// Of final answers.
  static constexpr int kFirstStatus = 200;
  static constexpr int kLastStatus = 599;

  RequestCounts() : counts_(std::make_unique<Row[]>(kProtocols.size() * kMethods.size())) {}

  /// What has no place is not counted.
  void add(const http::RequestHead& head, int status) {
    const auto protocol = static_cast<std::size_t>(head.version);
    const auto method = static_cast<std::size_t>(head.method.known());
    if (protocol >= kProtocols.size() || method >= kMethods.size()) return;
    if (status < kFirstStatus || status > kLastStatus) return;
    row(protocol, method)[static_cast<std::size_t>(status - kFirstStatus)].add();
  }

  std::uint64_t of(std::size_t protocol, std::size_t method, int status) const {
    return row(protocol, method)[static_cast<std::size_t>(status - kFirstStatus)].value();
  }

 private:
  using Row = std::array<Count, kLastStatus - kFirstStatus + 1>;

  Row& row(std::size_t protocol, std::size_t method) const {
    return counts_[protocol * kMethods.size() + method];
  }

  std::unique_ptr<Row[]> counts_;  ///< a row for each protocol and method
};

static_assert(RequestCounts::kProtocols.size() ==
              static_cast<std::size_t>(http::Version::Http2) + 1);
static_assert(RequestCounts::kMethods.size() ==
              static_cast<std::size_t>(http::KnownMethod::Query) + 1);

}  // namespace onward::gateway
