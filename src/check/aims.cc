// SPDX-License-Identifier: MIT
// Composition: a rule with groups may lead to what other rules are for, though its own sample does
// not. The requests that are known are put in order, those that a rule's target can reach are a
// range of them, and the target's groups are solved for each. What comes out is asked like all.
#include "check/subject.h"

#include <algorithm>
#include <numeric>

namespace onward::check {
namespace {

/// So many requests are aimed in all, and as many for one rule.
constexpr std::size_t kMaxAims = 30'000;
constexpr std::size_t kMaxAimsOfRule = 200;
/// A request that was aimed may be what another rule is aimed at.
constexpr int kRounds = 2;

class Aimer {
 public:
  explicit Aimer(Subject& subject) : subject_(subject) {}

  void run() {
    for (const Start& start : subject_.starts) {
      if (start.kind != Start::Kind::Decides || start.row != 0) continue;
      if (auto target = rules::aimed_target(subject_.table, start.rule)) {
        aimed_.push_back({start, std::move(*target)});
      }
    }
    if (aimed_.empty()) return;
    each_ = std::clamp<std::size_t>(kMaxAims / aimed_.size(), 1, kMaxAimsOfRule);
    std::size_t known = 0;
    for (int round = 0; round < kRounds; ++round) {
      const std::size_t size = subject_.starts.size();
      order(known, size);
      known = size;
      if (order_.empty()) return;
      for (const Aimed& aimed : aimed_) aim(aimed);
    }
  }

 private:
  struct Aimed {
    Start start;
    rules::AimedTarget target;
  };

  std::string_view address(std::uint32_t node) const {
    const std::string_view url = subject_.walk.url(subject_.walk.node(node));
    return url.substr(url.find("://") + 3);
  }

  /// The requests of some starts, by host and path.
  void order(std::size_t from, std::size_t to) {
    order_.clear();
    for (std::size_t i = from; i < to; ++i) {
      const Start& start = subject_.starts[i];
      if (start.node != 0) order_.push_back(start.node);
    }
    std::ranges::sort(order_, {}, [this](std::uint32_t node) { return address(node); });
    const auto repeated = std::ranges::unique(order_);
    order_.erase(repeated.begin(), repeated.end());
  }

  void aim(const Aimed& aimed) {
    const Node own = subject_.walk.node(aimed.start.node);
    const rules::SampleRequest request = subject_.walk.request(own);
    std::string prefix = request.authority;
    if (!aimed.target.origin.empty()) {
      prefix = aimed.target.origin.substr(aimed.target.origin.find("://") + 3);
    }
    prefix += aimed.target.prefix;
    const auto by_address = [this](std::uint32_t node) { return address(node); };
    const auto begin = std::ranges::lower_bound(order_, std::string_view(prefix), {}, by_address);
    const auto end = std::partition_point(
        begin, order_.end(), [&](std::uint32_t node) { return address(node).starts_with(prefix); });
    const auto size = static_cast<std::size_t>(end - begin);
    const std::size_t step = std::max<std::size_t>(1, size / each_);
    for (std::size_t i = 0; i < size && aims_ < kMaxAims; i += step) {
      aim_at(aimed, begin[static_cast<std::ptrdiff_t>(i)]);
    }
  }

  void aim_at(const Aimed& aimed, std::uint32_t goal) {
    ++aims_;
    std::string_view path = address(goal);
    path.remove_prefix(path.find('/'));
    path = path.substr(0, path.find('?'));
    const auto groups = rules::groups_for(subject_.table, aimed.start.rule, path);
    if (!groups) return;
    const auto request =
        rules::propose(subject_.table, aimed.start.rule,
                       {subject_.site.scheme(), subject_.site.authority(), 0, *groups});
    const std::uint32_t number = subject_.walk.ask(request);
    if (number == 0 || number == aimed.start.node) return;
    if (subject_.walk.node(number).first != aimed.start.rule + 1) return;
    subject_.walk.follow(number);
    const Node& node = subject_.walk.node(number);
    if (node.fate == Fate::Ends && node.hops < 2) return;
    subject_.starts.push_back({aimed.start.rule, 0, number, Start::Kind::Aimed});
  }

  Subject& subject_;
  std::vector<Aimed> aimed_;
  std::vector<std::uint32_t> order_;
  std::size_t each_ = 1;
  std::size_t aims_ = 0;
};

}  // namespace

void aim_starts(Subject& subject) { Aimer(subject).run(); }

}  // namespace onward::check
