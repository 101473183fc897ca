// SPDX-License-Identifier: MIT
// The layer rules on includes that are allowed and that are not, for each way of breaking them:
// upwards, sideways, from public to private, around in a circle.
#include "house/layers.h"

#include <gtest/gtest.h>

namespace onward::house {
namespace {

const Layers kLayers{{"base", {0, true}},
                     {"url", {1, true}},
                     {"http", {2, true}},
                     {"hold", {5, false}},
                     {"config", {5, true}}};

TEST(HouseRuleLayers, LayerTables) {
  const Layers expected{{"base", {0, true}}, {"cli", {8, false}}};
  EXPECT_TRUE(read_layers("# 3 x pure\n0 base  pure\n8 cli   system\nnonsense\n") == expected);
  EXPECT_TRUE(read_layer_table(
                  "| layer | module | what | reaches |\n|---|---|---|---|\n"
                  "| 0 | `base` | words, a | pure |\n| 8 | `cli` | main | system |\n") == expected);
  EXPECT_FALSE(read_layer_table("| 1 | `base` | words | pure |\n| 8 | `cli` | main | system |\n") ==
               expected);
  EXPECT_FALSE(read_layer_table("| 0 | `base` | words | system |\n| 8 | `cli` | m | system |\n") ==
               expected);
}

TEST(HouseRuleLayers, Includes) {
  struct Case {
    const char* path;
    const char* text;
    bool ok;
  };
  for (const Case& c : {
           Case{"src/url/x.cc", "#include \"url/host.h\"\n#include \"base/ascii.h\"", true},
           Case{"src/url/x.cc", "#include \"onward/base/error.h\"\n#include <vector>", true},
           Case{"src/url/x.cc", "// #include \"http/x.h\"", true},
           Case{"src/url/x_test.cc", "#include \"support/corpora.h\"", true},
           Case{"src/url/x.cc", "#include \"support/corpora.h\"", false},
           Case{"src/url/x.cc", "#include \"http/x.h\"", false},
           Case{"src/url/x.cc", "  #  include \"onward/http/x.h\"", false},
           Case{"src/base/x.cc", "#include \"url/x.h\"", false},
           Case{"src/hold/x.cc", "#include \"config/x.h\"", false},
           Case{"src/config/x.cc", "#include \"hold/x.h\"", false},
           Case{"src/url/x.cc", "#include \"host.h\"", false},
           Case{"src/url/x.cc", "#include \"../base/ascii.h\"", false},
           Case{"src/strings/x.cc", "#include \"base/ascii.h\"", false},
           Case{"include/onward/url/x.h", "#include \"onward/base/error.h\"", true},
           Case{"include/onward/base/x.h", "#include <tl/expected.hpp>", true},
           Case{"include/onward/url/x.h", "#include \"base/ascii.h\"", false},
           Case{"include/onward/url/x.h", "#include <unicode/uidna.h>", false},
           Case{"src/url/x.cc", "#include <unicode/uidna.h>", true},
       }) {
    const std::string said = to_string(check_includes(read_source(c.path, c.text), kLayers));
    EXPECT_EQ(said.empty(), c.ok) << c.path << ": " << c.text << "\n" << said;
  }
}

TEST(HouseRuleLayers, NeedsReachDown) {
  const std::map<std::string, std::set<std::string>> needs{{"http", {"url"}}, {"url", {"base"}}};
  EXPECT_EQ(reachable("http", needs), (std::set<std::string>{"base", "url"}));
  EXPECT_EQ(reachable("base", needs), std::set<std::string>{});
  const Source source =
      read_source("src/http/x.cc", "#include \"http/y.h\"\n#include \"url/z.h\"\n");
  EXPECT_EQ(modules_included(source, kLayers), std::set<std::string>{"url"});
}

TEST(HouseRuleLayers, SourcesAreListed) {
  constexpr std::string_view kLists =
      "onward_module(url\n  SOURCES host.cc idna/nfc.cc\n  TESTS host_test.cc)\n";
  EXPECT_TRUE(check_listed("src/url/host.cc", kLists).empty());
  EXPECT_TRUE(check_listed("src/url/host_test.cc", kLists).empty());
  EXPECT_FALSE(check_listed("src/url/st.cc", kLists).empty());
  EXPECT_TRUE(check_listed("src/url/idna/nfc.cc", kLists).empty());
  EXPECT_FALSE(check_listed("src/url/nfc.cc", kLists).empty());
  EXPECT_FALSE(check_listed("src/url/idna/host.cc", kLists).empty());
  EXPECT_FALSE(check_listed("src/url/host_fuzz.cc", kLists).empty());
}

TEST(HouseRuleLayers, Cycles) {
  const Source a = read_source("src/url/a.h", "#include \"url/b.h\"\n");
  const Source b = read_source("src/url/b.h", "#include \"onward/url/c.h\"\n");
  const Source c = read_source("include/onward/url/c.h", "#include <string>\n");
  const Source cyclic = read_source("include/onward/url/c.h", "#include \"url/a.h\"\n");
  const Source self = read_source("src/url/s.h", "#include \"url/s.h\"\n");
  EXPECT_EQ(to_string(check_cycles({a, b, c})), "");
  EXPECT_EQ(check_cycles({a, b, cyclic}).size(), 3U);
  EXPECT_EQ(check_cycles({c, self}).size(), 1U);
}

}  // namespace
}  // namespace onward::house
