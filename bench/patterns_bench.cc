// SPDX-License-Identifier: MIT
// What 100,000 patterns cost a request, beside one rule: from the bytes of its head to its answer,
// CPU time. "first" asks each of 100,000 paths once, in no order, of a table that nobody has asked
// before: nothing of a rule is in a cache, no automaton is built. "again" asks 1,000 of them over
// and over. Also how long compiling takes and what is resident.
//
//   cmake --preset release -DONWARD_BENCH=ON && cmake --build --preset release --target
//   patterns_bench build/release/bench/patterns_bench [--check]
#include "rule_mix.h"

#include "onward/http/reader.h"
#include "onward/rules/answer.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <random>
#include <unistd.h>

namespace {

using namespace onward;

constexpr std::size_t kRules = 100'000;
constexpr std::size_t kWarm = 1'000;
constexpr double kMostWarm = 8;    // µs beyond one rule
constexpr double kMostFirst = 20;  // µs beyond one rule

double cpu_us() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

double resident_mib() {
  std::ifstream statm("/proc/self/statm");
  double pages = 0;
  statm >> pages >> pages;
  return pages * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1024 * 1024);
}

/// Mean µs of an answer.
double ask(const rules::Table& table, const std::vector<std::string>& wires, std::size_t rounds,
           std::size_t& found) {
  const rules::Origin origin;
  rules::Workspace workspace;
  found = 0;
  const double before = cpu_us();
  for (std::size_t i = 0; i < rounds; ++i) {
    for (const std::string& wire : wires) {
      http::RequestReader reader;
      if (!reader.read(wire)) continue;
      const auto response = rules::answer(table, {reader.head(), origin, {}}, {}, workspace);
      found += response.rule ? 1U : 0U;
    }
  }
  return (cpu_us() - before) / static_cast<double>(rounds * wires.size());
}

struct Costs {
  double first = 0;
  double again = 0;
};

Costs measure(const char* name, const std::vector<rules::Rule>& rules,
              const std::vector<std::string>& wires) {
  const double resident = resident_mib();
  const double before = cpu_us();
  const auto compiled = rules::compile(rules);
  const double load_ms = (cpu_us() - before) / 1e3;
  const double loaded = resident_mib() - resident;
  if (!compiled.table) return {1e9, 1e9};
  std::size_t found = 0;
  Costs costs;
  costs.first = ask(*compiled.table, wires, 1, found);
  const double asked = resident_mib() - resident;
  std::size_t again = 0;
  std::vector<double> rounds;
  rounds.reserve(9);
  for (int i = 0; i < 9; ++i) {
    rounds.push_back(ask(*compiled.table, {wires.begin(), wires.begin() + kWarm}, 20, again));
  }
  std::nth_element(rounds.begin(), rounds.begin() + 4, rounds.end());
  costs.again = rounds[4];
  std::printf("%-22s %8zu %8zu %9.2f %9.2f %9.0f %9.0f %9.0f\n", name, rules.size(), found,
              costs.first, costs.again, load_ms, loaded, asked);
  return costs;
}

}  // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  std::vector<std::string> wires;
  for (std::size_t i = 0; i < kRules; ++i) {
    wires.push_back("GET " + bench::mixed(i) + " HTTP/1.1\r\nHost: old.example\r\n\r\n");
  }
  std::shuffle(wires.begin(), wires.end(), std::mt19937_64(1));
  std::printf("%-22s %8s %8s %9s %9s %9s %9s %9s\n", "", "rules", "found", "first µs", "again µs",
              "load ms", "MiB", "asked MiB");
  const Costs one = measure("one rule", {bench::rule_of("/*")}, wires);
  const Costs anchored = measure("mix", bench::mix(kRules), wires);
  const Costs anywhere =
      measure("mix, any expressions", bench::mix(kRules, bench::Expressions::Anywhere), wires);
  bool is_missed = false;
  for (const Costs& costs : {anchored, anywhere}) {
    is_missed =
        is_missed || costs.first - one.first > kMostFirst || costs.again - one.again > kMostWarm;
  }
  return argc > 1 && std::strcmp(argv[1], "--check") == 0 && is_missed ? 1 : 0;
}
