// SPDX-License-Identifier: MIT
// Directives stand in the order of their names; those of one name by their path: the longest first,
// "/a" before "/a*"; and those with a matcher before those without. Paths of matchers with several
// are not compared, so that "less" is no order in the strict sense and the result depends on how
// one sorts: as Go's sort.Stable, by insertion in runs of 20 and then by merging in place.
#include "config/caddy/order.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace onward::config::caddy {
namespace {

constexpr std::array<std::string_view, 37> kOrder{"tracing",
                                                  "map",
                                                  "vars",
                                                  "fs",
                                                  "root",
                                                  "log_append",
                                                  "skip_log",
                                                  "log_skip",
                                                  "log_name",
                                                  "header",
                                                  "copy_response_headers",
                                                  "request_body",
                                                  "redir",
                                                  "method",
                                                  "rewrite",
                                                  "uri",
                                                  "try_files",
                                                  "basicauth",
                                                  "basic_auth",
                                                  "forward_auth",
                                                  "request_header",
                                                  "encode",
                                                  "push",
                                                  "intercept",
                                                  "templates",
                                                  "invoke",
                                                  "handle",
                                                  "handle_path",
                                                  "route",
                                                  "abort",
                                                  "error",
                                                  "copy_response",
                                                  "respond",
                                                  "metrics",
                                                  "reverse_proxy",
                                                  "php_fastcgi",
                                                  "file_server"};

/// handle_path is a handle.
std::string_view family(std::string_view name) { return name == "handle_path" ? "handle" : name; }

bool is_less(const Directive& a, const Directive& b) {
  const auto& paths_a = a.matcher.paths;
  const auto& paths_b = b.matcher.paths;
  if (paths_a.size() == 1 && paths_b.size() == 1) {
    const auto trimmed = [](std::string_view path) {
      return path.substr(0, path.size() - (path.ends_with('*') ? 1 : 0));
    };
    const std::string_view x = trimmed(paths_a[0]);
    const std::string_view y = trimmed(paths_b[0]);
    if (x == y) return paths_a[0].size() < paths_b[0].size();
    if (x.size() == y.size()) return x < y;
    return x.size() > y.size();
  }
  return a.matcher.is_given && !b.matcher.is_given;
}

/// Go's sort.Stable over positions into a list.
class StableSort {
 public:
  StableSort(std::vector<Directive>& list, const DirectiveOrder& order) : list_(list) {
    for (const Directive& directive : list) {
      positions_.push_back(order.position(family(directive.name())));
      order_.push_back(order_.size());
    }
  }

  void run() {
    const std::size_t n = list_.size();
    std::size_t block = 20;
    for (std::size_t a = 0; a < n; a += block) insertion(a, std::min(a + block, n));
    for (; block < n; block *= 2) {
      for (std::size_t a = 0; a + block < n; a += 2 * block) {
        merge(a, a + block, std::min(a + 2 * block, n));
      }
    }
    std::vector<Directive> sorted;
    sorted.reserve(n);
    for (const std::size_t index : order_) sorted.push_back(std::move(list_[index]));
    list_ = std::move(sorted);
  }

 private:
  bool less(std::size_t i, std::size_t j) const {
    const std::size_t a = order_[i];
    const std::size_t b = order_[j];
    if (positions_[a] != positions_[b]) return positions_[a] < positions_[b];
    return is_less(list_[a], list_[b]);
  }
  void swap(std::size_t i, std::size_t j) { std::swap(order_[i], order_[j]); }

  void insertion(std::size_t a, std::size_t b) {
    for (std::size_t i = a + 1; i < b; ++i) {
      for (std::size_t j = i; j > a && less(j, j - 1); --j) swap(j, j - 1);
    }
  }

  void merge_one_left(std::size_t a, std::size_t m, std::size_t b) {
    std::size_t i = m;
    for (std::size_t j = b; i < j;) {
      const std::size_t h = (i + j) / 2;
      if (less(h, a)) {
        i = h + 1;
      } else {
        j = h;
      }
    }
    for (std::size_t k = a; k + 1 < i; ++k) swap(k, k + 1);
  }

  void merge_one_right(std::size_t a, std::size_t m, std::size_t b) {
    std::size_t i = a;
    for (std::size_t j = m; i < j;) {
      const std::size_t h = (i + j) / 2;
      if (!less(m, h)) {
        i = h + 1;
      } else {
        j = h;
      }
    }
    for (std::size_t k = m; k > i; --k) swap(k, k - 1);
    static_cast<void>(b);
  }

  // The merges that wait are a list: nothing recurs on input.
  void merge(std::size_t a, std::size_t m, std::size_t b) {
    std::vector<std::tuple<std::size_t, std::size_t, std::size_t>> waiting{{a, m, b}};
    while (!waiting.empty()) {
      std::tie(a, m, b) = waiting.back();
      waiting.pop_back();
      if (a >= m || m >= b) continue;
      if (m - a == 1) {
        merge_one_left(a, m, b);
        continue;
      }
      if (b - m == 1) {
        merge_one_right(a, m, b);
        continue;
      }
      const auto [start, mid, end] = split(a, m, b);
      if (start < m && m < end) {
        const auto first = order_.begin() + static_cast<std::ptrdiff_t>(start);
        std::rotate(first, order_.begin() + static_cast<std::ptrdiff_t>(m),
                    order_.begin() + static_cast<std::ptrdiff_t>(end));
      }
      waiting.emplace_back(a, start, mid);
      waiting.emplace_back(mid, end, b);
    }
  }

  /// Which part is to be turned around so that what is left are two smaller merges.
  std::tuple<std::size_t, std::size_t, std::size_t> split(std::size_t a, std::size_t m,
                                                          std::size_t b) const {
    const std::size_t mid = (a + b) / 2;
    const std::size_t n = mid + m;
    std::size_t start = m > mid ? n - b : a;
    std::size_t r = m > mid ? mid : m;
    const std::size_t p = n - 1;
    while (start < r) {
      const std::size_t c = (start + r) / 2;
      if (!less(p - c, c)) {
        start = c + 1;
      } else {
        r = c;
      }
    }
    return {start, mid, n - start};
  }

  std::vector<Directive>& list_;
  std::vector<std::size_t> positions_;
  std::vector<std::size_t> order_;
};

}  // namespace

DirectiveOrder::DirectiveOrder() : names_(kOrder.begin(), kOrder.end()) {}

void DirectiveOrder::change(const Line& line) {
  if (line.words.size() < 3) return;
  const std::string& name = line.words[1].text;
  const std::string& where = line.words[2].text;
  std::erase(names_, name);
  if (where == "first") names_.insert(names_.begin(), name);
  if (where == "last") names_.push_back(name);
  if (line.words.size() < 4) return;
  const auto other = std::ranges::find(names_, line.words[3].text);
  if (where == "before") names_.insert(other, name);
  if (where == "after") names_.insert(other == names_.end() ? other : other + 1, name);
}

std::size_t DirectiveOrder::position(std::string_view name) const {
  return static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin());
}

void sort(std::vector<Directive>& directives, const DirectiveOrder& order) {
  StableSort(directives, order).run();
}

}  // namespace onward::config::caddy
