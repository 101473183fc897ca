// SPDX-License-Identifier: MIT
// What a decision costs: next() for an absolute Location, beside the parse of that URL. The goal is
// a ratio of 2 at most.
//
//   cmake --preset release -DONWARD_BENCH=ON
//   cmake --build --preset release --target redirect_bench
//   build/release/bench/redirect_bench --benchmark_repetitions=9
//     --benchmark_report_aggregates_only
#include "allocations.h"

#include "onward/redirect/atlas.h"
#include "onward/redirect/decision.h"
#include "onward/url/url.h"

#include <benchmark/benchmark.h>
#include <cstdint>
#include <string_view>

namespace {

using namespace onward;

constexpr std::string_view kLocation = "https://api.example.com/v2/orders/1234?color=blue&size=42";

void parse_location(benchmark::State& state) {
  const std::uint64_t before = bench::allocations();
  for (auto _ : state) {
    auto url = url::parse(kLocation);
    benchmark::DoNotOptimize(url);
  }
  state.counters["allocations"] = benchmark::Counter(
      static_cast<double>(bench::allocations() - before), benchmark::Counter::kAvgIterations);
}
BENCHMARK(parse_location);

void add(http::Fields& fields, std::string_view name, std::string_view value) {
  (void)fields.add(*http::FieldName::parse(name), *http::FieldValue::parse(value));
}

redirect::Request request_of(std::string_view url) {
  redirect::Request request{.method = http::Method("POST"),
                            .url = *url::parse(url),
                            .content = redirect::ContentSource::Memory};
  add(request.fields, "Accept", "application/json");
  add(request.fields, "Authorization", "Bearer 0123456789abcdef0123456789abcdef");
  add(request.fields, "Content-Type", "application/json");
  return request;
}

void decide(benchmark::State& state, const redirect::Policy& policy, std::string_view from) {
  const redirect::Request request = request_of(from);
  http::Fields answer;
  add(answer, "Location", kLocation);
  add(answer, "Cache-Control", "no-store");
  add(answer, "Content-Length", "0");
  const std::uint64_t before = bench::allocations();
  for (auto _ : state) {
    redirect::Chain chain(policy);
    auto step = redirect::next({request, http::Status(307), answer.view()}, chain);
    benchmark::DoNotOptimize(step);
  }
  state.counters["allocations"] = benchmark::Counter(
      static_cast<double>(bench::allocations() - before), benchmark::Counter::kAvgIterations);
}

void next_same_origin(benchmark::State& state) {
  decide(state, *redirect::Policy::find("onward"), "https://api.example.com/v1/orders/1234");
}
BENCHMARK(next_same_origin);

void next_other_origin(benchmark::State& state) {
  decide(state, *redirect::Policy::find("onward"), "https://www.example.com/v1/orders/1234");
}
BENCHMARK(next_other_origin);

void next_fetch(benchmark::State& state) {
  decide(state, *redirect::Policy::find("fetch"), "https://www.example.com/v1/orders/1234");
}
BENCHMARK(next_fetch);

void next_curl(benchmark::State& state) {
  decide(state, redirect::atlas::find("curl")->policy, "https://www.example.com/v1/orders/1234");
}
BENCHMARK(next_curl);

}  // namespace
