// SPDX-License-Identifier: MIT
// What other benchmarks are measured against: 64 bytes copied and hashed (FNV-1a, a byte at a
// time), a loop that every compiler makes much the same code of. Nanoseconds differ from machine
// to machine; the ratio of a benchmark to this one is what is worth writing down.
#include <array>
#include <benchmark/benchmark.h>
#include <cstdint>
#include <cstring>

namespace {

void reference(benchmark::State& state) {
  std::array<unsigned char, 64> from{};
  std::array<unsigned char, 64> to{};
  for (std::size_t i = 0; i < from.size(); ++i) from[i] = static_cast<unsigned char>(i);
  for (auto _ : state) {
    benchmark::DoNotOptimize(from);
    std::memcpy(to.data(), from.data(), to.size());
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const unsigned char byte : to) hash = (hash ^ byte) * 0x100000001B3U;
    benchmark::DoNotOptimize(hash);
  }
}
BENCHMARK(reference);

}  // namespace
