// SPDX-License-Identifier: MIT
#pragma once

#include "config/nginx/model.h"
#include "config/nginx/state.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// What a variable of map, geo or split_clients may be.
namespace onward::config::nginx {

/// One of its values; the first whose condition holds is the one.
struct MapChoice {
  Outcome condition;
  std::string value;  ///< a text with variables
  rules::Place place{};
  /// Many exact keys at once, all with texts that are true: the value is that of the row.
  std::shared_ptr<const std::vector<rules::MapRow>> rows{};
  rules::Comparison comparison{};
};

struct MapChoices {
  std::vector<MapChoice> choices;
  std::string why;  ///< why it cannot be known; "" where it can
};

/// `source`: what the map asks, without pieces of maps. `by_rows`: whether keys may be taken
/// together.
MapChoices choices_of(const MapVariable& map, const Value& source, const State& state,
                      bool by_rows);

}  // namespace onward::config::nginx
