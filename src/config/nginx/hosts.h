// SPDX-License-Identifier: MIT
#pragma once

#include "config/nginx/model.h"
#include "config/nginx/state.h"

#include <vector>

// Which requests come to which server.
namespace onward::config::nginx {

/// The requests of each server as states, in an order in which the first that fits is the server
/// that nginx chooses.
std::vector<State> entries_of(const Model& model, rules::Diagnostics& diagnostics);

}  // namespace onward::config::nginx
