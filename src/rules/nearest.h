// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace onward::rules {

/// How many letters to insert, remove, replace or swap with their neighbour lead from one word to
/// the other, case not counted (optimal string alignment). Takes time and room for each pair.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate that `name` was probably meant to be: the one that the fewest letters inserted,
/// removed, replaced or swapped lead to, if they are few for its length; "" where none is near.
std::string_view nearest(std::string_view name, std::span<const std::string> candidates);

/// "'a', 'b' and 'c'"; "" for none. For messages.
std::string listed(std::span<const std::string> names);

}  // namespace onward::rules
