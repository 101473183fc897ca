// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// A group right behind a host: "rewrite ^(.*)$ https://x.example$1".
namespace onward::config::nginx {

/// An expression that takes a part of what the whole one takes.
struct SlashVariant {
  std::string expression;
  bool has_group = true;  ///< the group stands behind a slash now; else it is empty
};

struct SlashVariants {
  std::vector<SlashVariant> variants;  ///< to be tried in this order; none: no way is known
  /// What the variants do not take goes on with the host.
  bool leaves_rest = false;
};

/// Takes the slash that group `number` begins with out of it, so that what a client sends cannot
/// go on with the name of the host.
SlashVariants slash_out_of_group(std::string_view expression, std::size_t number);

}  // namespace onward::config::nginx
