// SPDX-License-Identifier: MIT
// Links that lead somewhere and links that do not, by the folder of the file that has them; and
// the names by which a corpus is known.
#include "house/docs.h"

#include "house/verdict.h"

#include <gtest/gtest.h>

namespace onward::house {
namespace {

TEST(HouseRuleDocs, Links) {
  const std::filesystem::path root = ONWARD_SOURCE_DIR;
  for (const char* text :
       {"[a](cmake/layers.txt)", "[a](README.md#part)", "[a](https://nowhere.example/x)",
        "[a](#part)", "[a](docs)", "```\n[a](nowhere.md)\n```", "[a](mailto:a@b.example)"}) {
    EXPECT_EQ(verdict(check_links, "HACKING.md", text, root), "") << text;
  }
  EXPECT_EQ(verdict(check_links, "docs/x.md", "[a](../cmake/layers.txt)", root), "");
  for (const char* text :
       {"[a](nowhere.md)", "see [a](cmake) and [b](nowhere)", "![i](pic.png \"x\")"}) {
    EXPECT_NE(verdict(check_links, "HACKING.md", text, root), "") << text;
  }
  EXPECT_NE(verdict(check_links, "docs/x.md", "[a](cmake/layers.txt)", root), "");
}

TEST(HouseRuleDocs, NoCorpora) {
  EXPECT_TRUE(check_no_corpus("tests/support/corpora.cc").empty());
  EXPECT_TRUE(check_no_corpus("src/config/gateway_api.cc").empty());
  EXPECT_FALSE(check_no_corpus("tests/corpora/x.json").empty());
  EXPECT_FALSE(check_no_corpus("tests/wpt-url/mine.json").empty());
  EXPECT_FALSE(check_no_corpus("tests/urltestdata.json").empty());
}

}  // namespace
}  // namespace onward::house
