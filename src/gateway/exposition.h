// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

// Prometheus' text format, version 0.0.4:
//
//   # HELP onward_requests_total Requests that were answered.
//   # TYPE onward_requests_total counter
//   onward_requests_total{method="GET",status="307"} 12
//
//   Exposition out;
//   out.begin("onward_requests_total", "counter", "Requests that were answered.");
//   out.add({{"method", "GET"}, {"status", "307"}}, 12);
//   out.text();
namespace onward::gateway {

inline constexpr std::string_view kExpositionType = "text/plain; version=0.0.4; charset=utf-8";

/// Of a label's value, in bytes: the rest is left out.
inline constexpr std::size_t kMaxLabelBytes = 128;

/// One family after the other, each with all its samples. One thread.
class Exposition {
 public:
  using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  /// A family: its name, "counter", "gauge" or "histogram", and a sentence. Names are literals of
  /// ours; a counter's ends in "_total".
  void begin(std::string_view name, std::string_view type, std::string_view help);
  /// A sample of the family. A label's value may be any bytes; what is no UTF-8 becomes U+FFFD.
  void add(Labels labels, std::uint64_t value) { add("", labels, std::to_string(value)); }
  void add(std::uint64_t value) { add({}, value); }
  /// Seconds.
  void add(Labels labels, std::chrono::nanoseconds value);
  /// Of a histogram: "_bucket", "_sum" or "_count" is put behind its name.
  void add(std::string_view suffix, Labels labels, const std::string& value);

  const std::string& text() const { return text_; }

 private:
  std::string family_;
  std::string text_;
};

/// A label's value as add() writes it, but for the escapes: UTF-8, of kMaxLabelBytes.
std::string label_text(std::string_view bytes);

/// 1500 ms as "1.5", a whole number without a point.
std::string seconds_text(std::chrono::nanoseconds time);

}  // namespace onward::gateway
