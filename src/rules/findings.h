// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/diagnostic.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

// Collecting what is wrong with rules.
namespace onward::rules {

/// A text of a file as it may be shown: without controls, and not longer than a line.
std::string shown(std::string_view text);

/// `place`, `offset` bytes further on its line; "nowhere" stays nowhere.
Place behind(Place place, std::size_t offset);

/// Writes Diagnostics. One thread.
class Findings {
 public:
  explicit Findings(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void error(Place place, std::string message, std::string hint = "", About about = About::Other) {
    diagnostics_.push_back({Severity::Error, place, std::move(message), std::move(hint), about});
  }
  void warning(Place place, std::string message, std::string hint = "",
               About about = About::Other) {
    diagnostics_.push_back({Severity::Warning, place, std::move(message), std::move(hint), about});
  }

 private:
  Diagnostics& diagnostics_;
};

}  // namespace onward::rules
