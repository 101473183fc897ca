// SPDX-License-Identifier: MIT
#pragma once

#include "onward/check/rules.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace onward::check {

/// Findings come in here: those that are not wanted and those beyond a limit are left out, and
/// those that nearly every rule of a file has are told of some and counted for the others.
class Collector {
 public:
  /// What is said of each place, before it is counted only.
  static constexpr std::size_t kMostEach = 10;
  /// Further places that one finding names.
  static constexpr std::size_t kMostPlaces = 100;

  Collector(Report& report, const Options& options) : report_(report), options_(options) {}

  bool wants(std::string_view id) const;
  void add(Finding finding);

  /// A finding of the kind that many rules have: `make` is asked for it as long as there are few.
  /// `group` tells those apart that are counted apart.
  void add_manner(std::string_view id, Severity severity, const rules::Place& place,
                  std::string_view group, const std::function<Finding()>& make);

  /// Adds what was only counted.
  void finish();

  /// Whether something was found at this line.
  bool has(std::string_view id, const rules::Place& place) const;

 private:
  struct Manner {
    std::size_t each = 0;
    std::uint32_t last_line = 0;  ///< that was counted
    Finding rest;
  };

  Report& report_;
  const Options& options_;
  std::map<std::string_view, std::size_t> counts_;
  std::map<std::pair<std::string, std::uint32_t>, Manner> manners_;
  std::set<std::pair<std::uint64_t, std::string_view>> lines_;
};

}  // namespace onward::check
