// SPDX-License-Identifier: MIT
// Finding many texts in one pass is finding each of them: tables, and random texts beside a search
// for each.
#include "rules/text_finder.h"

#include "base/random.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

std::vector<std::uint32_t> sorted(const FoundTexts& found) {
  std::vector<std::uint32_t> numbers = found.numbers();
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

TEST(TextFinder, FindsOverlappingTextsOnce) {
  TextFinder finder;
  EXPECT_TRUE(finder.empty());
  EXPECT_EQ(finder.add("abc"), 0U);
  EXPECT_EQ(finder.add("bcd"), 1U);
  EXPECT_EQ(finder.add("abcd"), 2U);
  EXPECT_EQ(finder.add("c"), 3U);
  EXPECT_EQ(finder.add("abc"), 0U);
  finder.finish();
  FoundTexts found;
  const auto in = [&](const char* subject) {
    found.clear();
    finder.find(subject, found);
    return sorted(found);
  };
  EXPECT_EQ(in("xABCdxabcd"), (std::vector<std::uint32_t>{0, 1, 2, 3}));
  EXPECT_EQ(in("abbcd"), (std::vector<std::uint32_t>{1, 3}));
  EXPECT_EQ(in("ababc"), (std::vector<std::uint32_t>{0, 3}));
  EXPECT_TRUE(in("").empty());
  EXPECT_TRUE(in("abab").empty());
  found.clear();
  finder.find("bcd", found);
  finder.find("abc", found);  // what was found before is not found again
  EXPECT_EQ(found.numbers().size(), 3U);
}

TEST(TextFinder, FindsWhatLookingForEachFinds) {
  base::SeededRandom random(20261123);
  const auto text = [&random](std::size_t most) {
    std::vector<std::uint8_t> bytes(1 + most);
    random.fill(std::as_writable_bytes(std::span(bytes)));
    std::string made;
    for (std::size_t i = 0; i <= bytes.front() % most; ++i) {
      made += static_cast<char>('a' + bytes[1 + i] % 3);
    }
    return made;
  };
  FoundTexts found;
  for (int round = 0; round < 200; ++round) {
    TextFinder finder;
    std::vector<std::string> texts;
    for (int i = 0; i < 40; ++i) {
      const std::string each = text(6);
      if (finder.add(each) == texts.size()) texts.push_back(each);
    }
    finder.finish();
    for (int i = 0; i < 20; ++i) {
      const std::string subject = text(40);
      found.clear();
      finder.find(subject, found);
      std::vector<std::uint32_t> expected;
      for (std::uint32_t t = 0; t < texts.size(); ++t) {
        if (subject.find(texts[t]) != std::string::npos) expected.push_back(t);
      }
      EXPECT_EQ(sorted(found), expected) << subject;
    }
  }
}

}  // namespace
}  // namespace onward::rules
