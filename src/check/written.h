// SPDX-License-Identifier: MIT
#pragma once

#include "check/line_edit.h"
#include "onward/config/configuration.h"

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

// What stands in the files at the places of rules: not all that was written together serves
// together.
namespace onward::check {

/// A file is looked through once, when it is asked for first. One thread.
class Written {
 public:
  explicit Written(const config::Configuration& configuration) : configuration_(configuration) {}

  /// Whether a template language chooses between two lines of a file ("{% else %}", "<% if x %>"),
  /// so that they need not be in one configuration.
  bool is_chosen_between(const rules::Place& a, const rules::Place& b);

  /// Whether a source with http:// stands at the one place and one with https:// at the other.
  /// Platforms differ in whether they take these for one.
  bool differ_in_scheme(const rules::Place& a, const rules::Place& b);

 private:
  struct Text {
    LineIndex lines;
    std::vector<std::uint32_t> choices{};  ///< numbers of lines
  };
  const Text* text_of(std::uint32_t file);
  std::string_view scheme_at(const rules::Place& place);

  const config::Configuration& configuration_;
  std::map<std::uint32_t, Text> texts_;
};

}  // namespace onward::check
