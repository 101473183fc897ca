// SPDX-License-Identifier: MIT
// CHECK passes silently, evaluates its condition once, and dies with the place and the
// expression, in every build.
#include "base/check.h"

#include <type_traits>

#include <gtest/gtest.h>

namespace onward::base {
namespace {

TEST(BaseCheck, PassesAndEvaluatesOnce) {
  int evaluated = 0;
  CHECK(++evaluated == 1);
  EXPECT_EQ(evaluated, 1);
}

TEST(BaseCheck, TakesAnythingThatIsExplicitlyBool) {
  struct Ready {
    explicit operator bool() const { return true; }
  };
  CHECK(Ready{});
  CHECK(std::is_same_v<int, int>);  // a comma in the condition
}

TEST(BaseCheckDeathTest, NamesThePlaceAndTheExpression) {
  const int found = 3;
  EXPECT_DEATH(CHECK(found == 4), "check_test\\.cc:[0-9]+: CHECK failed: found == 4\n");
}

}  // namespace
}  // namespace onward::base
