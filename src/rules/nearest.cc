// SPDX-License-Identifier: MIT
// "Did you mean": the optimal string alignment distance, with case not counted. One change is
// allowed for every three letters and one more, so that "ID" finds "id" and "x" does not find "y".
#include "rules/nearest.h"

#include "base/ascii.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace onward::rules {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> rows(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        rows[i][j] = i + j;
        continue;
      }
      const bool same = base::to_lower(a[i - 1]) == base::to_lower(b[j - 1]);
      rows[i][j] =
          std::min({rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (same ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        rows[i][j] = std::min(rows[i][j], rows[i - 2][j - 2] + 1);
      }
    }
  }
  return rows[a.size()][b.size()];
}

std::string_view nearest(std::string_view name, std::span<const std::string> candidates) {
  constexpr std::size_t kLongest = 64;  // nothing that is asked for is longer
  std::string_view best;
  std::size_t fewest = std::min(name.size(), kLongest) / 3 + 1;
  if (name.size() > kLongest) return best;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kLongest) continue;
    const std::size_t changes = edit_distance(name, candidate);
    if (changes > fewest || changes >= std::max(name.size(), candidate.size())) continue;
    if (changes == fewest && !best.empty()) continue;
    fewest = changes;
    best = candidate;
  }
  return best;
}

std::string listed(std::span<const std::string> names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += "'" + names[i] + "'";
  }
  return text;
}

}  // namespace onward::rules
