// SPDX-License-Identifier: MIT
// A request for each rule and each row. Where another rule answers it further variants are tried,
// so that a rule counts as shadowed only when all of them are another's.
#include "check/subject.h"
#include "rules/conditions.h"
#include "rules/table_state.h"

#include <algorithm>
#include <utility>

namespace onward::check {
namespace {

/// So many requests for alternatives are asked in all: some tenths of a second.
constexpr std::size_t kMostFurther = 100'000;

class Starter {
 public:
  explicit Starter(Subject& subject) : subject_(subject) {}

  void run() {
    const std::size_t rules = subject_.table.rules().size();
    // Which hosts are here must be known before the first redirect is followed.
    std::vector<rules::SampleRequest> first(rules);
    for (std::size_t rule = 0; rule < rules; ++rule) {
      note_hosts(rule);
      first[rule] = rules::propose(subject_.table, rule, options(0));
      if (is_host_given(rule)) subject_.site.add_host(first[rule].authority);
    }
    for (std::size_t rule = 0; rule < rules; ++rule) {
      const std::size_t rows = rules::map_rows(subject_.table, rule);
      if (subject_.table.rules()[rule].action.map) {
        for (std::size_t row = 0; row < rows; ++row) start_row(rule, row, first[rule]);
      } else {
        start_rule(rule, first[rule]);
      }
    }
    for (const Start& start : subject_.starts) {
      if (start.node != 0) subject_.walk.follow(start.node);
    }
  }

 private:
  rules::SampleOptions options(unsigned variant) const {
    return {subject_.site.scheme(), subject_.site.authority(), variant, {}};
  }

  bool is_host_given(std::size_t rule) const {
    const rules::Rule& written = subject_.table.rules()[rule];
    return !written.when.hosts.empty() || !written.when.all.empty() || !written.when.any.empty() ||
           written.when.regex ||
           (written.when.match && !written.when.match->value.starts_with('/'));
  }

  void note_hosts(std::size_t rule) {
    const auto& compiled = subject_.table.state().compiled[rule];
    if (const auto& further = compiled.when.further) {
      if (further->host) subject_.site.add_hosts(*further->host);
      if (further->match_host) subject_.site.add_hosts(*further->match_host);
    }
    if (!compiled.map) return;
    std::string_view last;
    for (std::size_t row = 0; row < compiled.map->size(); ++row) {
      const auto view = compiled.map->row(row);
      if (view.host.empty() || view.host == last) continue;
      last = view.host;
      subject_.site.add_host(view.port.empty()
                                 ? std::string(view.host)
                                 : std::string(view.host) + ":" + std::string(view.port));
    }
  }

  void start_row(std::size_t rule, std::size_t row, const rules::SampleRequest& first) {
    request_ = first;
    rules::aim_at_row(subject_.table, rule, row, options(0), request_);
    Start start{static_cast<std::uint32_t>(rule), static_cast<std::uint32_t>(row + 1), 0,
                Start::Kind::Unasked};
    start.node = subject_.walk.ask(request_);
    if (start.node != 0) {
      const Node& node = subject_.walk.node(start.node);
      const bool is_own =
          node.first == rule + 1 && node.line == rules::row_line(subject_.table, rule, row);
      if (is_own) {
        start.kind = Start::Kind::Decides;
      } else if (node.first != 0 && node.first <= rule + 1) {
        start.kind = Start::Kind::Shadowed;
      }
    }
    subject_.starts.push_back(start);
  }

  void start_rule(std::size_t rule, const rules::SampleRequest& first) {
    Start start{static_cast<std::uint32_t>(rule), 0, 0, Start::Kind::Unasked};
    std::uint32_t last = 0;
    for (unsigned variant = 0; variant < most_variants(start); ++variant) {
      auto request = variant == 0 ? first : rules::propose(subject_.table, rule, options(variant));
      const std::uint32_t number = subject_.walk.ask(request);
      if (number == 0 || number == last) continue;
      last = number;
      if (variant >= rules::kSampleVariants) ++further_;
      const Node& node = subject_.walk.node(number);
      if (node.first == rule + 1) {
        start.node = number;
        start.kind = Start::Kind::Decides;
        break;
      }
      if (node.first == 0 || node.first > rule + 1) continue;
      const auto& origin = subject_.site.origin_of(request.scheme, request.authority);
      if (start.node != 0 || !subject_.walk.asking().fits(rule, request, origin)) continue;
      start.node = number;
      start.kind = Start::Kind::Shadowed;
    }
    subject_.starts.push_back(start);
  }

  /// A rule of many alternatives is shadowed only where all of them are.
  unsigned most_variants(const Start& start) {
    const auto& written = subject_.rule(start).when;
    const bool is_literal = !written.regex && written.any.empty() && written.all.empty();
    if (is_literal || further_ >= kMostFurther) return rules::kSampleVariants;
    return rules::kMostSampleVariants;
  }

  Subject& subject_;
  rules::SampleRequest request_;
  std::size_t further_ = 0;  ///< requests beyond those that each rule may have
};

}  // namespace

void find_starts(Subject& subject) { Starter(subject).run(); }

}  // namespace onward::check
