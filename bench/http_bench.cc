// SPDX-License-Identifier: MIT
// How long a head takes to be read and to be written, beside a loop that copies and hashes 64
// bytes. "browser" is what a browser sends (12 fields, 600 bytes), "short" what a load generator
// does; each also counts allocations. llhttp, built with the same flags, reads the same.
//
//   cmake --preset release -DONWARD_BENCH=ON && cmake --build --preset release --target http_bench
//   build/release/bench/http_bench --benchmark_repetitions=9 --benchmark_report_aggregates_only
#include "allocations.h"
#include "requests.h"

#include "onward/http/date.h"
#include "onward/http/reader.h"
#include "onward/http/writer.h"

#include <array>
#include <benchmark/benchmark.h>
#include <cstdint>
#include <llhttp/llhttp.h>
#include <string>
#include <string_view>

namespace {

namespace http = onward::http;
using onward::bench::kBrowser;
using onward::bench::kShort;

void count_allocations(benchmark::State& state, std::uint64_t before) {
  state.counters["allocations"] =
      benchmark::Counter(static_cast<double>(onward::bench::allocations() - before),
                         benchmark::Counter::kAvgIterations);
}

// One request after the other on one connection: head, end, next.
void read_request(benchmark::State& state, std::string_view wire) {
  const std::string bytes(wire);
  http::RequestReader reader;
  const std::uint64_t before = onward::bench::allocations();
  for (auto _ : state) {
    auto head = reader.read(bytes);
    auto end = reader.read({});
    if (!head || !end || end->kind != http::EventKind::End) state.SkipWithError("not read");
    benchmark::DoNotOptimize(reader.head());
    reader.next();
  }
  count_allocations(state, before);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK_CAPTURE(read_request, browser, kBrowser);
BENCHMARK_CAPTURE(read_request, short, kShort);
BENCHMARK_CAPTURE(read_request, named_host, "GET /old/page HTTP/1.1\r\nHost: example.com\r\n\r\n");

// The same bytes through llhttp, with callbacks that only note where things are.
void llhttp_request(benchmark::State& state, std::string_view wire) {
  const std::string bytes(wire);
  llhttp_settings_t settings;
  llhttp_settings_init(&settings);
  static std::array<const char*, 64> seen;
  static std::size_t count = 0;
  const auto note = [](llhttp_t*, const char* at, std::size_t) {
    seen[count++ % seen.size()] = at;
    return 0;
  };
  settings.on_url = note;
  settings.on_header_field = note;
  settings.on_header_value = note;
  llhttp_t parser;
  llhttp_init(&parser, HTTP_REQUEST, &settings);
  for (auto _ : state) {
    if (llhttp_execute(&parser, bytes.data(), bytes.size()) != HPE_OK) {
      state.SkipWithError("not read");
    }
    benchmark::DoNotOptimize(seen);
  }
}
BENCHMARK_CAPTURE(llhttp_request, browser, kBrowser);
BENCHMARK_CAPTURE(llhttp_request, short, kShort);

void read_chunks(benchmark::State& state) {
  constexpr std::size_t kContentBytes = 1 << 20;
  std::string bytes;
  for (std::size_t at = 0; at < kContentBytes; at += 4096) {
    bytes += "1000\r\n" + std::string(4096, 'x') + "\r\n";
  }
  bytes += "0\r\n\r\n";
  std::array<http::FieldSlice, 1> room{};
  for (auto _ : state) {
    http::ContentReader content;
    content.start({http::FramingKind::Chunked}, http::kDefaultLimits, room);
    std::string_view unread = bytes;
    for (;;) {
      const auto event = content.read(unread);
      if (!event || event->kind == http::EventKind::End) break;
      unread.remove_prefix(event->consumed);
    }
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(kContentBytes));
}
BENCHMARK(read_chunks);

void write_redirect(benchmark::State& state) {
  const std::string location = "https://www.example.com/v2/docs/guides/getting-started?page=2";
  const auto date = http::write_date(std::chrono::sys_seconds{std::chrono::seconds{1795348800}});
  std::array<char, 1024> room{};
  const std::uint64_t before = onward::bench::allocations();
  for (auto _ : state) {
    auto head = http::HeadWriter::response(room, http::Status(307));
    head.field(http::FieldName("Date"), date.view());
    head.field(http::FieldName("Location"), std::string_view(location));
    head.field(http::FieldName("Cache-Control"), http::FieldValue("no-store"));
    auto size = head.end({http::FramingKind::Length, 0});
    if (!size) state.SkipWithError("not written");
    benchmark::DoNotOptimize(room);
  }
  count_allocations(state, before);
}
BENCHMARK(write_redirect);

}  // namespace
