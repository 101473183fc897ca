// SPDX-License-Identifier: MIT
#pragma once

#include "config/report.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Cloudflare's _redirects as its own parser takes it: the same lines accepted, the same refused.
namespace onward::config {

/// A rule, with source and target in the normal form of Cloudflare's parser.
struct CloudflareLine {
  std::string from;
  std::string to;
  int status = 302;
  std::size_t number = 0;
  std::size_t from_column = 1;
  std::size_t to_column = 1;
  std::size_t status_column = 1;
};

/// The rules of a text; what is refused goes into the report. Its limits on the number of rules are
/// its plans' and are not kept here, but said.
std::vector<CloudflareLine> parse_cloudflare(std::string_view text, Report& report);

}  // namespace onward::config
