// SPDX-License-Identifier: MIT
// Texts of every size up to some words, from memory of exactly that size, against the operators
// that they stand for.
#include "gateway/h2/short_text.h"

#include "support/exact_buffer.h"

#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::gateway {
namespace {

constexpr std::size_t kMostBytes = 40;

std::string text_of(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += static_cast<char>('!' + i);
  return text;
}

TEST(ShortText, IsTheSameWhereAllBytesAre) {
  for (std::size_t size = 0; size <= kMostBytes; ++size) {
    const std::string text = text_of(size);
    const test::ExactBuffer one(text);
    EXPECT_TRUE(same_short(one.view(), text)) << size;
    EXPECT_FALSE(same_short(one.view(), text + "x")) << size;
    for (std::size_t at = 0; at < size; ++at) {
      std::string changed = text;
      changed[at] = '\xFF';
      const test::ExactBuffer other(changed);
      EXPECT_FALSE(same_short(one.view(), other.view())) << size << " at " << at;
    }
  }
}

TEST(ShortText, IsCopiedWhole) {
  for (std::size_t size = 0; size <= kMostBytes; ++size) {
    const std::string text = text_of(size);
    const test::ExactBuffer from(text);
    std::vector<char> to(size + 1, '-');
    EXPECT_EQ(copy_short(from.view(), to.data()), to.data() + size) << size;
    EXPECT_EQ(std::string(to.begin(), to.end()), text + "-") << size;
  }
}

}  // namespace
}  // namespace onward::gateway
