// SPDX-License-Identifier: MIT
#pragma once

#include "onward/check/rules.h"
#include "onward/config/configuration.h"

#include <cstddef>
#include <string>
#include <vector>

// Chains, made into one redirect each: the last target is written into the line of the first.
//
//   auto fixed = onward::check::fix_chains(configuration, {});
//   for (const auto& file : fixed.files) write(file.path, file.text);
//
// Only where that changes nothing but the number of redirects: for a fixed source (no groups),
// where all redirects on the way are for as long as the first (a permanent one must not come to
// stand for a temporary one) and treat the query as it does, and where the line can be rewritten in
// place: onward.toml, _redirects, CSV and TSV, MDN's list.
namespace onward::check {

struct FixedLine {
  rules::Place place;
  std::string from;  ///< what was written
  std::string to;    ///< what is written now
};

struct Fixed {
  struct File {
    std::string path;
    std::string text;
  };
  std::vector<File> files;       ///< those that changed, whole
  std::vector<FixedLine> lines;  ///< in the order of places
  std::size_t left = 0;          ///< chains that a person has to look at
};

Fixed fix_chains(const config::Configuration& configuration, const Options& options);

}  // namespace onward::check
