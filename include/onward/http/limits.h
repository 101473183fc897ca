// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

// What a message may cost its reader.
//
//   onward::http::Limits limits;
//   limits.target_bytes = 2048;
//   onward::http::RequestReader reader(limits);  // `limits` outlives the reader
namespace onward::http {

/// The most fields that a message may have, trailers included: the reader has room for so many.
inline constexpr std::size_t kMaxFields = 100;

/// So many empty lines before a start line are passed over: old clients send one or two behind the
/// content of a POST.
inline constexpr int kMaxEmptyLines = 4;

/// The limits of one reader. Each may be lowered; `fields` may not be above kMaxFields, and
/// `head_bytes` and `trailer_bytes` not above kMaxFieldBytes (fields.h).
struct Limits {
  /// The head with its start line and its empty line. nginx takes 4 x 8 KiB, Node 16 KiB, Apache
  /// 100 lines of 8 KiB: what passes there passes here, but for abuse. Beyond: 431.
  std::size_t head_bytes = 32 * 1024;
  /// The target. RFC 9112 §3 recommends 8,000 at least. Beyond: 414.
  std::size_t target_bytes = 8 * 1024;
  /// Apache's LimitRequestFields. Beyond: 431.
  std::size_t fields = kMaxFields;
  /// A chunk's first line with its extensions; the signatures of signed uploads take 90. Beyond:
  /// 400 (RFC 9112 §7.1.1: "ought to limit the total length of chunk extensions").
  std::size_t chunk_line_bytes = 256;
  /// By how much the chunks' lines may outweigh the content in all, before it is 400. Every byte of
  /// content pays for two bytes of chunk line, every line for its first 16.
  std::size_t chunk_overhead_bytes = 16 * 1024;
  /// The trailer section with its empty line. Beyond: 431.
  std::size_t trailer_bytes = 8 * 1024;
};

inline constexpr Limits kDefaultLimits{};

}  // namespace onward::http
