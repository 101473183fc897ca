// SPDX-License-Identifier: MIT
// What a domain costs in UTS 46 ToASCII, beside ICU's own uidna on the same domain, and what the
// worst domain of a URL at the length limit costs.
#include "onward/url/url.h"
#include "url/idna/idna.h"

#include <array>
#include <benchmark/benchmark.h>
#include <cstdint>
#include <string>
#include <string_view>

#include <unicode/uidna.h>

namespace {

constexpr std::array<const char*, 5> kDomains = {
    "www.bücher-und-mehr.example",
    "例え.テスト",
    "www.موقع.وزارة-الاتصالات.مصر",
    "xn--bcher-kva.münchen.example",
    "\U00016D63\U00016D67\U00016D67.example",  // Unicode 16.0: ICU 72 refuses it
};

std::string_view domain(const benchmark::State& state) {
  return kDomains[static_cast<std::size_t>(state.range(0))];
}

void to_ascii(benchmark::State& state) {
  std::string out;
  for (auto _ : state) {
    out.clear();
    benchmark::DoNotOptimize(onward::url::append_domain_to_ascii(domain(state), out));
  }
}
BENCHMARK(to_ascii)->DenseRange(0, kDomains.size() - 1);

void icu_uidna(benchmark::State& state) {
  UErrorCode status = U_ZERO_ERROR;
  UIDNA* idna = uidna_openUTS46(
      UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, &status);
  std::array<char, 256> out;
  for (auto _ : state) {
    UIDNAInfo found = UIDNA_INFO_INITIALIZER;
    const std::string_view name = domain(state);
    benchmark::DoNotOptimize(
        uidna_nameToASCII_UTF8(idna, name.data(), static_cast<std::int32_t>(name.size()),
                               out.data(), static_cast<std::int32_t>(out.size()), &found, &status));
  }
  uidna_close(idna);
}
BENCHMARK(icu_uidna)->DenseRange(0, kDomains.size() - 1);

// --- The worst: as long as a URL may be ----------------------------------------------------------

void longest(benchmark::State& state, std::string_view unit, std::size_t units_per_label) {
  std::string name = "a";
  for (std::size_t units = 1; name.size() < onward::url::kMaxInputBytes - 8; ++units) {
    name += unit;
    if (units % units_per_label == 0) name += ".a";
  }
  std::string out;
  for (auto _ : state) {
    out.clear();
    benchmark::DoNotOptimize(onward::url::append_domain_to_ascii(name, out));
  }
}
BENCHMARK_CAPTURE(longest, labels_at_the_limit, "\u00E9\u4E00\u00E8\u4E01", 240)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(longest, marks_out_of_order, "\u0301\u0323", 450)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(longest, short_labels, "\u00E9", 1)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(longest, expansions, "\u3316", 160)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(longest, all_ignored, "\u00AD", 1'000'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
