// SPDX-License-Identifier: MIT
// Any value as Cache-Control: numbers stay within their bounds, more directives never make an
// answer fresher, and elements in one field or in fields of their own mean the same.
#include "base/check.h"
#include "onward/http/cache_control.h"

#include <cstddef>
#include <cstdint>

namespace {

using onward::http::CacheControl;
using onward::http::FieldName;
using onward::http::Fields;
using onward::http::FieldValue;
using onward::http::kMaxDeltaSeconds;

void add(Fields& fields, std::string_view value) {
  const auto valid = FieldValue::parse(onward::http::trim(value));
  if (valid) (void)fields.add(FieldName("Cache-Control"), *valid);
}

void check_bounds(const std::optional<std::chrono::seconds>& number) {
  CHECK(!number || (number->count() >= 0 && *number <= kMaxDeltaSeconds));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (!onward::http::is_field_value(onward::http::trim(text))) return 0;
  Fields whole;
  Fields apart;
  add(whole, text);
  onward::http::ListElements list(text);
  while (list.next()) add(apart, list.element());
  const CacheControl control = read_cache_control(whole.view());
  if (size < 30'000) CHECK(control == read_cache_control(apart.view()));
  for (const auto& number :
       {control.max_age, control.s_maxage, control.max_stale, control.min_fresh}) {
    check_bounds(number);
  }

  add(whole, "max-age=60");
  const CacheControl more = read_cache_control(whole.view());
  CHECK(!control.max_age || *more.max_age <= *control.max_age);
  CHECK(control.no_store == more.no_store && control.no_cache == more.no_cache);
  return 0;
}
