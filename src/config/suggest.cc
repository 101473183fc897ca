// SPDX-License-Identifier: MIT
// Two sources of wrong words: slips of the finger (Damerau and Levenshtein's distance) and words of
// other servers.
#include "config/suggest.h"

#include "base/ascii.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace onward::config {
namespace {

struct OtherWord {
  std::string_view theirs;
  std::string_view ours;
};
constexpr std::array kOtherWords{
    OtherWord{"from", "match"},
    OtherWord{"source", "match"},
    OtherWord{"path", "match"},
    OtherWord{"pattern", "match"},
    OtherWord{"url", "match"},
    OtherWord{"target", "to"},
    OtherWord{"destination", "to"},
    OtherWord{"redirect", "to"},
    OtherWord{"replacement", "to"},
    OtherWord{"code", "status"},
    OtherWord{"status_code", "status"},
    OtherWord{"permanent", "status"},
    OtherWord{"headers", "fields"},
    OtherWord{"header", "fields"},
    OtherWord{"params", "query_match"},
    OtherWord{"parameters", "query_match"},
    OtherWord{"cache_control", "cache"},
    OtherWord{"ip", "client"},
    OtherWord{"clients", "client"},
    OtherWord{"port", "address"},
    OtherWord{"bind", "address"},
    OtherWord{"hostname", "host"},
    OtherWord{"include", "file"},
    OtherWord{"workers", "threads"},
    OtherWord{"rules", "rule"},
    OtherWord{"server", "listen"},
    OtherWord{"allow_origin", "origins"},
    OtherWord{"headers", "expose"},
    OtherWord{"percentage", "percent"},
    OtherWord{"icase", "ignore_case"},
};

constexpr std::array<std::string_view, 16> kReserved{
    "forward", "hold",        "deliver",        "delivery", "upstream", "upstreams",
    "tls",     "certificate", "admin",          "metrics",  "http2",    "http3",
    "acme",    "overflow",    "proxy_protocol", "auto"};

/// Optimal string alignment: insertions, deletions, changes and swaps of neighbours.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::string suggest(std::string_view word, std::span<const std::string_view> known) {
  constexpr std::size_t kLongest = 40;
  if (word.empty() || word.size() > kLongest) return "";
  std::string lower = base::to_lower(word);
  std::ranges::replace(lower, '-', '_');
  for (const OtherWord& other : kOtherWords) {
    if (lower == other.theirs && std::ranges::find(known, other.ours) != known.end()) {
      return std::string(other.ours);
    }
  }
  std::string_view nearest;
  std::size_t least = lower.size() <= 4 ? 2 : 3;
  for (const std::string_view candidate : known) {
    const std::size_t steps = distance(lower, candidate);
    if (steps < least && steps < candidate.size()) {
      least = steps;
      nearest = candidate;
    }
  }
  return std::string(nearest);
}

bool is_reserved(std::string_view word) {
  return std::ranges::find(kReserved, word) != kReserved.end();
}

}  // namespace onward::config
