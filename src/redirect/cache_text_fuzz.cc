// SPDX-License-Identifier: MIT
// Any bytes as a cache's text: what is read is written so that it reads the same, stays within
// its limits, and gives only redirects with fields that can be written.
#include "base/check.h"
#include "onward/redirect/cache.h"

#include <cstddef>
#include <cstdint>

namespace {

using onward::redirect::Cache;
using onward::redirect::CacheSettings;

constexpr CacheSettings kSettings{.entries = 20, .bytes = 20'000};

/// Asks for the URL of the first entry.
void ask(Cache& cache, std::string_view text) {
  const std::size_t begin = text.find("https://");
  if (begin == std::string_view::npos) return;
  const auto url = onward::url::parse(text.substr(begin, text.find('\n', begin) - begin));
  if (!url) return;
  const onward::redirect::Request request{onward::http::Method("GET"), *url, {}, {}};
  const std::chrono::sys_seconds now{std::chrono::seconds{1'795'478'402}};
  const auto answer = cache.find(request, now);
  if (!answer) return;
  CHECK(answer->status.is_redirection());
  for (const onward::http::Field field : answer->fields.view()) {
    CHECK(onward::http::is_token(field.name) && onward::http::is_field_value(field.value));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  auto cache = Cache::parse(text, kSettings);
  if (!cache) {
    CHECK(cache.error().offset <= size);
    return 0;
  }
  CHECK(cache->size() <= kSettings.entries && cache->bytes() <= kSettings.bytes);
  const std::string written = cache->to_text();
  const auto again = Cache::parse(written, kSettings);
  CHECK(again.has_value() && again->to_text() == written && again->bytes() == cache->bytes());
  ask(*cache, text);
  return 0;
}
