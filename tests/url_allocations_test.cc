// SPDX-License-Identifier: MIT
// Parsing and matching on the request path allocate nothing beyond the result's own string. In a
// program of its own, because counting replaces operator new.
#include "allocations.h"

#include "onward/url/pattern.h"
#include "onward/url/url.h"

#include <cstdint>
#include <string_view>

#include <gtest/gtest.h>

namespace onward::url {
namespace {

template <class Function>
std::uint64_t allocations_of(Function function) {
  const std::uint64_t before = bench::allocations();
  function();
  return bench::allocations() - before;
}

TEST(UrlAllocations, AnAbsoluteUrlIsOneString) {
  for (const std::string_view input :
       {"https://www.example.com/shop/items/1234?color=blue&size=42", "http://example.com",
        "https://user:pass@example.com:8080/a/b?c=d#e", "https://EXAMPLE.com/a/./b/../c",
        "http://192.168.0.1:8080/status", "http://[2001:db8::1]:8080/status", "file:///C|/a/../b",
        "mailto:someone@example.com", "foo:/a/../..//b"}) {
    EXPECT_EQ(allocations_of([input] { EXPECT_TRUE(parse(input).has_value()); }), 1U) << input;
  }
}

TEST(UrlAllocations, AReferenceIsOneString) {
  const auto base = parse("https://www.example.com/shop/items/1234?color=blue&size=42");
  for (const std::string_view reference :
       {"/v2/shop/items/1234", "../offers/77?ref=old", "?page=2", "#top", "//other.example/x",
        "https://other.example/x", ""}) {
    const auto count = allocations_of([&] { EXPECT_TRUE(resolve(reference, *base).has_value()); });
    EXPECT_EQ(count, 1U) << reference;
  }
}

TEST(UrlAllocations, APatternTestsWithoutAny) {
  const auto url = parse("https://api.example.com/api/v1/users/42?x=1");
  for (const std::string_view pathname : {"/api/*", "/api/:version/users/:id", "/other"}) {
    const auto pattern = Pattern::create({.pathname = std::string(pathname)});
    ASSERT_TRUE(pattern.has_value());
    EXPECT_EQ(allocations_of([&] { (void)pattern->test(*url); }), 0U) << pathname;
  }
}

}  // namespace
}  // namespace onward::url
