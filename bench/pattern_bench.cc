// SPDX-License-Identifier: MIT
// How long a pattern takes to compile, to test and to run on a URL that is parsed already, by the
// matcher that its pathname gets. Each benchmark also counts allocations.
//
//   cmake --preset release -DONWARD_BENCH=ON && cmake --build --preset release --target
//   pattern_bench build/release/bench/pattern_bench --benchmark_repetitions=9
//   --benchmark_report_aggregates_only
#include "allocations.h"

#include "onward/url/pattern.h"

#include <benchmark/benchmark.h>
#include <cstdint>
#include <string>

namespace {

using onward::url::Pattern;

template <class Function>
void measure(benchmark::State& state, Function function) {
  const std::uint64_t before = onward::bench::allocations();
  for (auto _ : state) {
    auto result = function();
    benchmark::DoNotOptimize(result);
  }
  state.counters["allocations"] =
      benchmark::Counter(static_cast<double>(onward::bench::allocations() - before),
                         benchmark::Counter::kAvgIterations);
}

constexpr const char* kUrl = "https://www.example.com/api/v1/orders/1234?color=blue";

void compile(benchmark::State& state, const char* pathname) {
  measure(state, [pathname] { return Pattern::create({.pathname = pathname}); });
}
BENCHMARK_CAPTURE(compile, linear, "/api/v1/orders/:id");
BENCHMARK_CAPTURE(compile, re2, "/api/v1/orders/:id(\\d+)");

void test(benchmark::State& state, const char* pathname) {
  const auto pattern = Pattern::create({.pathname = pathname});
  const auto url = onward::url::parse(kUrl);
  measure(state, [&] { return pattern->test(*url); });
}
BENCHMARK_CAPTURE(test, text, "/api/v1/orders/1234");
BENCHMARK_CAPTURE(test, prefix, "/api/v1/*");
BENCHMARK_CAPTURE(test, segments, "/api/:version/orders/:id");
BENCHMARK_CAPTURE(test, miss, "/shop/:id");
BENCHMARK_CAPTURE(test, re2_segments, "/api/:version/orders/:id([^\\/]+)");
BENCHMARK_CAPTURE(test, re2_optional, "/api/:version/orders/:id?");
BENCHMARK_CAPTURE(test, re2_digits, "/api/v1/orders/:id(\\d+)");

void exec(benchmark::State& state, const char* pathname) {
  const auto pattern = Pattern::create({.pathname = pathname});
  const auto url = onward::url::parse(kUrl);
  measure(state, [&] { return pattern->exec(*url); });
}
BENCHMARK_CAPTURE(exec, segments, "/api/:version/orders/:id");
BENCHMARK_CAPTURE(exec, re2_segments, "/api/:version/orders/:id([^\\/]+)");

}  // namespace
