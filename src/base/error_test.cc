// SPDX-License-Identifier: MIT
// The table of errors: every code has a name and a message that keep the conventions, and Result
// carries code and offset unchanged.
#include "onward/base/error.h"

#include "base/ascii.h"
#include "onward/base/result.h"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace onward {
namespace {

constexpr auto kLast = ErrorCode::ClientTransport;

// The compiler prints a value without an enumerator as a cast: "(onward::ErrorCode)21".
template <ErrorCode kCode>
constexpr bool has_enumerator() {
  return std::string_view(__PRETTY_FUNCTION__).find("= (") == std::string_view::npos;
}
constexpr auto kAfterLast = static_cast<ErrorCode>(static_cast<int>(kLast) + 1);
static_assert(has_enumerator<kLast>());
static_assert(!has_enumerator<kAfterLast>(), "move kLast to the last enumerator of ErrorCode");

static_assert(sizeof(Error) <= 2 * sizeof(void*), "an Error is as cheap to pass as a view");

bool is_kebab_case(std::string_view text) {
  return !text.empty() && base::is_lower(text.front()) && text.back() != '-' &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return base::is_lower(c) || base::is_digit(c) || c == '-'; });
}

TEST(BaseError, EveryCodeHasItsRow) {
  std::set<std::string_view> names;
  std::set<std::string_view> messages;
  for (std::size_t i = 0; i <= static_cast<std::size_t>(kLast); ++i) {
    const auto code = static_cast<ErrorCode>(i);
    SCOPED_TRACE(name(code));
    EXPECT_TRUE(is_kebab_case(name(code)));
    EXPECT_TRUE(names.insert(name(code)).second) << "two codes share a name";
    EXPECT_TRUE(messages.insert(message(code)).second) << "two codes share a message";
    ASSERT_FALSE(message(code).empty());
    EXPECT_NE(message(code).back(), '.');
    const int status = status_hint(code);
    EXPECT_TRUE(status == 0 || (status >= 400 && status < 600)) << status;
  }
}

TEST(BaseError, KindsAndStatus) {
  EXPECT_EQ(kind(ErrorCode::UrlTooLong), ErrorKind::BadInput);
  EXPECT_EQ(kind(ErrorCode::PatternBaseUnexpected), ErrorKind::Misuse);
  EXPECT_EQ(status_hint(ErrorCode::UrlTooLong), 414);  // RFC 9110 §15.5.15
  EXPECT_EQ(status_hint(ErrorCode::HostIdna), 400);
  EXPECT_EQ(status_hint(ErrorCode::PatternSyntax), 0);
}

Result<int> half(int n) {
  if (n % 2 != 0) return fail(ErrorCode::UrlPortInvalid, 7);
  return n / 2;
}

Result<std::string> half_in_words(int n) {
  if (auto r = half(n); !r) return fail(r.error());
  return "fine";
}

TEST(BaseResult, CarriesValueOrError) {
  EXPECT_EQ(half(8).value(), 4);
  const Error expected{ErrorCode::UrlPortInvalid, 7};
  EXPECT_EQ(half(3).error(), expected);
  EXPECT_EQ(half_in_words(3).error(), expected);
  EXPECT_EQ(half_in_words(2).value(), "fine");
}

}  // namespace
}  // namespace onward
