// SPDX-License-Identifier: MIT
// What an answer costs, from a head that was read to a response that can be written, beside the
// reference loop: normal form, matching and the response. "short" is what a load generator sends,
// "browser" what a browser does (12 fields, 600 bytes). Each also counts allocations.
//
//   cmake --preset release -DONWARD_BENCH=ON && cmake --build --preset release --target
//   answers_bench build/release/bench/answers_bench --benchmark_repetitions=9
//   --benchmark_report_aggregates_only
#include "allocations.h"
#include "requests.h"

#include "onward/http/reader.h"
#include "onward/rules/answer.h"

#include <benchmark/benchmark.h>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace onward::rules;
using onward::bench::kBrowser;
using onward::bench::kShort;

void answers(benchmark::State& state, std::string_view wire, const char* match, const char* to) {
  Rule rule;
  rule.when.match = Text{match, {}};
  rule.action.to = Text{to, {}};
  const auto compiled = compile({rule});
  const std::string bytes(wire);
  onward::http::RequestReader reader;
  if (!compiled.table || !reader.read(bytes)) {
    state.SkipWithError("not ready");
    return;
  }
  const Origin origin;
  const Request request{reader.head(), origin, {}};
  Workspace workspace;
  benchmark::DoNotOptimize(answer(*compiled.table, request, {}, workspace));  // warm
  const std::uint64_t before = onward::bench::allocations();
  for (auto _ : state) {
    benchmark::DoNotOptimize(answer(*compiled.table, request, {}, workspace));
  }
  state.counters["allocations"] =
      benchmark::Counter(static_cast<double>(onward::bench::allocations() - before),
                         benchmark::Counter::kAvgIterations);
}
BENCHMARK_CAPTURE(answers, short_constant, kShort, "/old/page", "https://www.example.com/new");
BENCHMARK_CAPTURE(answers, short_wildcard, kShort, "/old/*", "https://www.example.com/new/{0}");
BENCHMARK_CAPTURE(answers, short_missed, kShort, "/other/*", "https://www.example.com/new/{0}");
BENCHMARK_CAPTURE(answers, browser_constant, kBrowser, "/docs/guides/getting-started",
                  "https://www.example.com/new");
BENCHMARK_CAPTURE(answers, browser_wildcard, kBrowser, "/docs/*",
                  "https://docs.example.com/v2/{0}");

}  // namespace
