// SPDX-License-Identifier: MIT
// How long parsing and resolving take, beside a loop that copies and hashes 64 bytes: the ratio to
// that loop is what may be compared between machines. Every URL benchmark also counts allocations.
//
//   cmake --preset release -DONWARD_BENCH=ON && cmake --build --preset release --target url_bench
//   build/release/bench/url_bench --benchmark_repetitions=9 --benchmark_report_aggregates_only
#include "allocations.h"

#include "onward/url/url.h"

#include <benchmark/benchmark.h>
#include <cstdint>
#include <string_view>

namespace {

using onward::url::Url;

constexpr std::string_view kOrdinary = "https://www.example.com/shop/items/1234?color=blue&size=42";
constexpr std::string_view kBase = "https://www.example.com/shop/items/1234?color=blue&size=42";

template <class Function>
void measure(benchmark::State& state, Function function) {
  const std::uint64_t before = onward::bench::allocations();
  for (auto _ : state) {
    auto url = function();
    benchmark::DoNotOptimize(url);
  }
  state.counters["allocations"] =
      benchmark::Counter(static_cast<double>(onward::bench::allocations() - before),
                         benchmark::Counter::kAvgIterations);
}

void parse_text(benchmark::State& state, std::string_view text) {
  measure(state, [text] { return onward::url::parse(text); });
}
BENCHMARK_CAPTURE(parse_text, ordinary, kOrdinary);
BENCHMARK_CAPTURE(parse_text, short, "https://example.com/");
BENCHMARK_CAPTURE(parse_text, credentials_and_port, "http://user:pass@example.com:8080/a/b?c=d#e");
BENCHMARK_CAPTURE(parse_text, dots_and_escapes, "https://www.example.com/a/./b/../%7Ec/d e?f g");
BENCHMARK_CAPTURE(parse_text, ipv4, "http://192.168.0.1:8080/status");
BENCHMARK_CAPTURE(parse_text, ipv6, "http://[2001:db8::1]:8080/status");
BENCHMARK_CAPTURE(parse_text, idn,
                  "https://b\xC3\xBC"
                  "cher.example/titel");

void resolve_text(benchmark::State& state, std::string_view reference) {
  const Url base = *onward::url::parse(kBase);
  measure(state, [&base, reference] { return onward::url::resolve(reference, base); });
}
BENCHMARK_CAPTURE(resolve_text, path_absolute, "/v2/shop/items/1234?color=blue");
BENCHMARK_CAPTURE(resolve_text, path_relative, "../offers/77?ref=old");
BENCHMARK_CAPTURE(resolve_text, query, "?page=2");
BENCHMARK_CAPTURE(resolve_text, absolute, "https://shop.example.com/v2/items/1234?color=blue");

}  // namespace
