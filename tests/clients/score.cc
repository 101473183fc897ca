// SPDX-License-Identifier: MIT
// Counting, and a report for people. A cell that is no prediction is counted under its reason, so
// that nothing is lost from the sum.
#include "clients/score.h"

#include <cstdio>

namespace onward::clients {
namespace {

void count(Count& count, bool right) {
  ++count.all;
  if (right) ++count.right;
}

void append_counts(std::string_view title, const std::map<std::string, Count>& counts,
                   std::string& out) {
  out.append(title).append("\n");
  for (const auto& [name, count] : counts) {
    char line[128];
    std::snprintf(line, sizeof line, "  %6.2f %%  %5d of %5d  ", count.percent(), count.right,
                  count.all);
    out.append(line).append(name).append("\n");
  }
}

}  // namespace

Score score(const std::vector<Cell>& cells) {
  Score result;
  for (const Cell& cell : cells) {
    const redirect::atlas::Client* client = redirect::atlas::find(cell.client);
    if (client == nullptr) {
      ++result.left_out["the atlas has no such client"];
      continue;
    }
    const Predicted predicted = predict(client->policy, cell);
    if (const auto* left_out = std::get_if<LeftOut>(&predicted)) {
      ++result.left_out[std::string(left_out->reason)];
      continue;
    }
    const auto& prediction = std::get<Prediction>(predicted);
    const bool right = prediction.agrees();
    count(result.total, right);
    count(result.by_client[cell.client], right);
    count(result.by_kind[cell.kind], right);
    if (!right) result.disagreements.push_back({cell, prediction});
  }
  return result;
}

std::string report(const Score& score) {
  std::string out("disagreements: client, cell, predicted, observed\n");
  for (const auto& [cell, prediction] : score.disagreements) {
    out.append("  ").append(cell.client).append("  ").append(cell.kind).append(" ");
    out.append(cell.row).append("  predicted: ").append(prediction.predicted);
    out.append("  observed: ").append(cell.seen).append("\n");
  }
  append_counts("by client", score.by_client, out);
  append_counts("by kind", score.by_kind, out);
  out.append("left out, as they are no predictions\n");
  for (const auto& [reason, cells] : score.left_out) {
    out.append("  ").append(std::to_string(cells)).append("  ").append(reason).append("\n");
  }
  append_counts("in all", {{"cells", score.total}}, out);
  return out;
}

}  // namespace onward::clients
