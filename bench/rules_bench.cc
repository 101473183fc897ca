// SPDX-License-Identifier: MIT
// Finding the rule: how long it takes with one rule and with very many, beside the reference loop;
// how long very many take to compile. Each benchmark also counts allocations.
//
//   cmake --preset release -DONWARD_BENCH=ON && cmake --build --preset release --target rules_bench
//   build/release/bench/rules_bench --benchmark_repetitions=9 --benchmark_report_aggregates_only
#include "allocations.h"
#include "rule_mix.h"

#include "base/check.h"
#include "rules/question.h"
#include "rules/selection.h"

#include <benchmark/benchmark.h>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace {

using onward::bench::mixed;
using onward::bench::number;
using onward::bench::rule_of;
using onward::rules::Rule;
using onward::rules::Table;

std::vector<Rule> mix(std::size_t size) { return onward::bench::mix(size); }

constexpr std::size_t kDistinct = 1024;  // requests, so that no branch is learned by heart

std::string literal(std::size_t i) { return "/old/section-" + number(i) + "/article.html"; }

std::vector<Rule> literals(std::size_t size) {
  std::vector<Rule> rules;
  for (std::size_t i = 0; i < size; ++i) rules.push_back(rule_of(literal(i)));
  return rules;
}

std::vector<Rule> prefixes(std::size_t size) {
  std::vector<Rule> rules;
  for (std::size_t i = 0; i < size; ++i) {
    rules.push_back(rule_of("/old/section-" + number(i) + "/*"));
  }
  return rules;
}

std::vector<Rule> map_of(std::size_t size) {
  auto map = std::make_shared<onward::rules::MapSource>();
  for (std::size_t i = 0; i < size; ++i) {
    map->rows.push_back({literal(i), "/new/" + number(i), 0, static_cast<std::uint32_t>(i + 1)});
  }
  Rule rule;
  rule.action.map = std::move(map);
  return {std::move(rule)};
}

std::shared_ptr<const Table> table_of(std::vector<Rule> rules) {
  auto compiled = onward::rules::compile(std::move(rules));
  CHECK(compiled.table != nullptr);
  return compiled.table;
}

using Rules = std::vector<Rule> (*)(std::size_t);
using Path = std::string (*)(std::size_t);

void select(benchmark::State& state, Rules rules, Path path) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const auto table = table_of(rules(size));
  std::vector<std::unique_ptr<onward::rules::TestQuestion>> questions;
  for (std::size_t i = 0; i < kDistinct; ++i) {
    const std::string url = "http://old.example" + path(i * 104'729 % size);
    questions.push_back(std::make_unique<onward::rules::TestQuestion>("GET", url));
  }
  onward::rules::SelectionBuffer buffer;
  std::size_t found = 0;
  for (const auto& question : questions) {
    found += onward::rules::select(*table, question->get(), 0, buffer) ? 1U : 0U;
  }
  const std::uint64_t before = onward::bench::allocations();
  std::size_t i = 0;
  for (auto _ : state) {
    auto result = onward::rules::select(*table, questions[i++ % kDistinct]->get(), 0, buffer);
    benchmark::DoNotOptimize(result);
  }
  state.counters["found"] = static_cast<double>(found) / static_cast<double>(kDistinct);
  state.counters["allocations"] =
      benchmark::Counter(static_cast<double>(onward::bench::allocations() - before),
                         benchmark::Counter::kAvgIterations);
}

std::string below(std::size_t i) { return "/old/section-" + number(i) + "/a/b.html"; }
std::string miss(std::size_t i) { return "/new/section-" + number(i) + "/article.html"; }

BENCHMARK_CAPTURE(select, literals, literals, literal)->Arg(1)->Arg(8)->Arg(1'000)->Arg(100'000);
BENCHMARK_CAPTURE(select, prefixes, prefixes, below)->Arg(1)->Arg(1'000)->Arg(100'000);
BENCHMARK_CAPTURE(select, mix, mix, mixed)->Arg(10)->Arg(1'000)->Arg(100'000);
BENCHMARK_CAPTURE(select, mix_miss, mix, miss)->Arg(100'000);
BENCHMARK_CAPTURE(select, map, map_of, literal)->Arg(10)->Arg(35'000)->Arg(1'000'000);
BENCHMARK_CAPTURE(select, map_miss, map_of, miss)->Arg(35'000)->Arg(1'000'000);

void compile(benchmark::State& state, Rules make) {
  const auto rules = make(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    auto copy = rules;
    auto table = table_of(std::move(copy));
    benchmark::DoNotOptimize(table);
  }
}
BENCHMARK_CAPTURE(compile, literals, literals)->Arg(35'000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(compile, mix, mix)->Arg(100'000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(compile, map, map_of)->Arg(35'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
