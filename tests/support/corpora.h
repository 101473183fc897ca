// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include <boost/json.hpp>

// Test data that others wrote. It is not part of this repository: it is read from
// $ONWARD_CORPORA, or from ../shared/corpora beside the checkout. Where it is absent, a test skips:
//
//   auto rows = onward::test::corpus("wpt-url/urltestdata.json");
//   if (!rows) GTEST_SKIP() << onward::test::kCorpusAbsent;
namespace onward::test {

inline constexpr std::string_view kCorpusAbsent =
    "corpora not found; set ONWARD_CORPORA to their folder";

/// The JSON file at `path` in the corpora; nullopt where it is absent. Aborts on malformed JSON.
std::optional<boost::json::value> corpus(std::string_view path);

}  // namespace onward::test
