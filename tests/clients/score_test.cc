// SPDX-License-Identifier: MIT
// The reader, the questions that are made of rows, and the share of the records beside the checkout
// that the atlas must predict.
#include "clients/score.h"

#include <gtest/gtest.h>

namespace onward::clients {
namespace {

Cell only_cell(std::string_view json) {
  const std::vector<Cell> cells = read_cells(json);
  EXPECT_EQ(cells.size(), 1U);
  return cells.empty() ? Cell{} : cells.front();
}

TEST(ClientRecords, AreReadWhateverTheirRows) {
  const Cell method =
      only_cell(R"({"profiles": {"x": {"second_request": {"307": {"QUERY": "QUERY+b"}}}}})");
  EXPECT_EQ(method.client, "x");
  EXPECT_EQ(method.row, "307 QUERY");
  EXPECT_EQ(method.seen, "QUERY+b");
  const Cell fields = only_cell(
      R"({"profiles": {"x": {"headers_kept": {"same": {"sent": "AX", "kept": "X"}}}, "y": {}}})");
  EXPECT_EQ(fields.seen, "AX → X");
  EXPECT_EQ(only_cell(R"({"profiles": {"x": {"limit_requests_seen": {"chain-GET": 21}}}})").seen,
            "21");
  EXPECT_TRUE(read_cells("{").empty());
  EXPECT_TRUE(read_cells("[]").empty());
}

// Our own policies, as if they had been observed: each kind finds its question and its words.
TEST(ClientRecords, ArePutToNext) {
  struct Row {
    std::string kind;
    std::string row;
    std::string seen;
  };
  const Row rows[] = {
      {"second_request", "307 POST", "POST+b"},
      {"second_request", "303 POST", "GET"},
      {"second_request", "301 PUT", "PUT+b"},
      {"second_request", "300 GET", "– (re-sent to the same URL)"},
      {"headers_kept", "same", "ACPKX → ACPKX"},
      {"headers_kept", "other_port", "AX → X"},
      {"location", "dotdot", "requests A /x"},
      {"location", "netpath", "requests B /p"},
      {"location", "slash-backslash", "requests B /p"},
      {"location", "long", "requests A /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…"},
      {"location", "javascript", "error"},
      {"limit_requests_seen", "chain-GET", "21"},
      {"limit_requests_seen", "chain-302-POST", "21"},
      {"uploads", "stream-303-POST", "chunked → GET dropped"},
      {"uploads", "stream-307-POST", "chunked → nf (says so)"},
      {"uploads", "big-307-POST", "POST+b"},
      {"cache_requests_to_redirector", "301-none", "2"},
      {"other", "hops-307-303-POST", "POST+b → POST+b → GET"},
      {"other", "fragment_inherit_final_url", "http://127.0.0.1/x#orig"},
      {"other", "fragment_override_final_url", "/x#new"},
      {"other", "caller_Host_header_other_port", "a.example → 127.0.0.1:{B}"},
  };
  const redirect::Policy policy = redirect::Policy::fetch();
  for (const Row& row : rows) {
    const Predicted predicted = predict(policy, {"x", row.kind, row.row, row.seen});
    const auto* prediction = std::get_if<Prediction>(&predicted);
    ASSERT_NE(prediction, nullptr) << row.kind << " " << row.row;
    EXPECT_EQ(prediction->predicted, prediction->seen) << row.kind << " " << row.row;
  }
}

TEST(ClientRecords, WhatIsNotKnownIsLeftOutAndCounted) {
  const Score result =
      score({{"no such client", "location", "rel", "error"},
             {"curl", "location", "a new form", "error"},
             {"curl", "uploads", "stream-307-POST", "none(first sent only 0 B) → GET dropped"},
             {"curl", "weather", "today", "fine"}});
  EXPECT_EQ(result.total.all, 0);
  EXPECT_EQ(result.left_out.size(), 4U);
}

// The records that stand beside the checkout.
TEST(ClientAtlas, PredictsWhatWasObserved) {
  const std::vector<Cell> cells = read_cells(text_of_file(profiles_path()));
  if (cells.empty()) GTEST_SKIP() << "no records; set ONWARD_CLIENTS to their file";
  const Score result = score(cells);
  EXPECT_EQ(result.left_out.count("the atlas has no such client"), 0U);
  EXPECT_GE(result.total.percent(), 99.0) << report(result);
}

}  // namespace
}  // namespace onward::clients
