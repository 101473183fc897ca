// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/count.h"
#include "onward/base/error.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace onward::gateway {

/// Why a request was refused, or the connection of a proxy.
enum class Refusal : std::uint8_t {
  None,
  Read,            ///< by what its reader says, an ErrorCode
  HeadTooSlow,     ///< Limits::head_timeout
  ContentTooSlow,  ///< Limits::content_bytes_per_second
  Cleartext,       ///< HTTP where TLS is spoken
  Forwarded,       ///< what a trusted proxy says of the client cannot be read
  NotAProxy,       ///< connections come from proxies alone, and this one from elsewhere
  // What a proxy puts before a connection (proxies/proxy_header.h):
  ProxyHeaderMissing,    ///< something else came
  ProxyHeaderMalformed,  ///< begins as one
  ProxyHeaderTooLong,
  ProxyHeaderChecksum,  ///< is there, and another one
  ProxyHeaderCut,       ///< the proxy closed before it was whole
  ProxyHeaderTooSlow,   ///< Limits::head_timeout
};

/// How many were refused, by reason. One thread counts; any thread reads.
class Refusals {
 public:
  void add(Refusal refusal, ErrorCode code) {
    if (refusal != Refusal::Read) return counts_[static_cast<std::size_t>(refusal)].add();
    const std::size_t at = static_cast<std::size_t>(code) - kFirst;
    counts_[at < kCodes ? kOthers + at : static_cast<std::size_t>(Refusal::Read)].add();
  }

  /// How many reasons there are; reason() and of() take numbers below it.
  static constexpr std::size_t size() { return kOthers + kCodes; }
  /// "http-target-too-long", "head-too-slow"; "" for what is never counted.
  static std::string_view reason(std::size_t number) {
    constexpr std::array<std::string_view, kOthers> kNames{"",
                                                           "other",
                                                           "head-too-slow",
                                                           "content-too-slow",
                                                           "cleartext",
                                                           "forwarded-unreadable",
                                                           "not-a-proxy",
                                                           "proxy-header-missing",
                                                           "proxy-header-malformed",
                                                           "proxy-header-too-long",
                                                           "proxy-header-checksum",
                                                           "proxy-header-cut",
                                                           "proxy-header-too-slow"};
    if (number < kOthers) return kNames[number];
    return name(static_cast<ErrorCode>(number - kOthers + kFirst));
  }
  static std::string_view reason(Refusal refusal, ErrorCode code) {
    return refusal == Refusal::Read ? name(code) : reason(static_cast<std::size_t>(refusal));
  }
  std::uint64_t of(std::size_t number) const { return counts_[number].value(); }

 private:
  static constexpr std::size_t kOthers = static_cast<std::size_t>(Refusal::ProxyHeaderTooSlow) + 1;
  /// What may come from a reader stands together in ErrorCode.
  static constexpr auto kFirst = static_cast<std::size_t>(ErrorCode::HttpMethodInvalid);
  static constexpr auto kCodes =
      static_cast<std::size_t>(ErrorCode::HttpContentRefused) - kFirst + 1;

  std::array<Count, kOthers + kCodes> counts_;
};

}  // namespace onward::gateway
