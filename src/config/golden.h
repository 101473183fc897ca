// SPDX-License-Identifier: MIT
#pragma once

#include "config/foreign.h"
#include "config/testing.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

// Golden files of foreign formats: the file, a line of dashes, then requests with their answers,
// and every diagnostic as a person sees it.
//
//   GET http://h.example/a -> 301 /b
namespace onward::config {

/// What the part below the dashes should be: its requests, answered.
inline std::string golden_answers(const Configuration& configuration, std::string_view expected) {
  std::string made;
  constexpr std::string_view kArrow = " -> ";
  while (!expected.empty()) {
    const std::string_view line = expected.substr(0, expected.find('\n'));
    const std::size_t arrow = line.find(kArrow);
    const std::size_t space = line.find(' ');
    const std::size_t scheme = line.find("://");
    if (arrow == std::string_view::npos || scheme == std::string_view::npos || scheme < space)
      break;
    const std::string_view url = line.substr(space + 1, arrow - space - 1);
    const std::size_t host = url.find("://") + 3;
    const std::size_t slash = url.find('/', host);
    made.append(line.substr(0, arrow)).append(kArrow);
    if (configuration.table) {
      Asking asking(*configuration.table);
      made += asking.ask(line.substr(0, space), url.substr(host, slash - host), url.substr(slash),
                         url.substr(0, host - 3));
    }
    made += '\n';
    expected.remove_prefix(std::min(line.size() + 1, expected.size()));
  }
  return made + all_text(configuration);
}

/// The format that a golden file's name begins with: "netlify-toml_status.case".
inline std::string_view golden_format(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
  return name.substr(0, name.find('_'));
}

/// Reads each case, as test::golden_cases() has them, and asks its requests.
template <class Cases>
void check_golden_answers(const Cases& cases) {
  ASSERT_FALSE(cases.empty());
  for (const auto& one : cases) {
    const auto format = format_named(golden_format(one.name));
    EXPECT_TRUE(format.has_value()) << one.name;
    const auto configuration = open_text("file", one.input, format);
    EXPECT_EQ(golden_answers(configuration, one.expected), one.expected) << one.name;
  }
}

}  // namespace onward::config
