// SPDX-License-Identifier: MIT
#pragma once

#include "config/haproxy/compare.h"

#include <optional>
#include <string>
#include <vector>

// Where a redirect leads: a log-format, "https://%[req.hdr(host)]%[path]".
namespace onward::config::haproxy {

/// Stands in a template for the value of a map's row.
inline constexpr char kRowValue = '\x01';

/// Samples of ours: the request's query with "?" or "&" before it, and nothing where it is empty.
inline constexpr const char* kQueryBehind = "onward.query_behind";
inline constexpr const char* kQueryBehindAnother = "onward.query_behind_another";

/// One way to fill in a target; the first whose condition holds is taken.
struct Variant {
  rules::Conditions also;  ///< what must hold, so that its groups are there
  std::string to;          ///< a template
};

struct Target {
  std::vector<Variant> variants;
  bool keeps_query = false;  ///< the request's goes behind it
  bool keeps_empty = true;   ///< and an empty one, too
  bool fills_host = false;
  std::optional<Sample> map;  ///< whose value stands at kRowValue
  std::string why;            ///< why there can be none
  std::string warning;        ///< where it differs; "" where it does not
};

/// `assigned`: what lines before have set.
Target read_target(const Word& word, const Assignments& assigned);

}  // namespace onward::config::haproxy
