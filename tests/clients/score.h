// SPDX-License-Identifier: MIT
#pragma once

#include "clients/cell.h"
#include "clients/predict.h"

#include <map>
#include <string>
#include <vector>

// How many cells of a file of records the atlas predicts.
namespace onward::clients {

/// Cells that were predicted, and those of them that agree.
struct Count {
  int right = 0;
  int all = 0;
  double percent() const { return all == 0 ? 100.0 : 100.0 * right / all; }
};

struct Disagreement {
  Cell cell;
  Prediction prediction;
};

struct Score {
  Count total;
  std::map<std::string, Count> by_client;
  std::map<std::string, Count> by_kind;
  std::map<std::string, int> left_out;  ///< by reason
  std::vector<Disagreement> disagreements;
};

/// Each cell against the entry of the atlas that has its client's id.
Score score(const std::vector<Cell>& cells);

/// For people: the total last. Columns of client, cell, predicted and observed.
std::string report(const Score& score);

}  // namespace onward::clients
