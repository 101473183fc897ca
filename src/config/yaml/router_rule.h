// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"

#include <string>
#include <string_view>

// The rule of a router of Traefik: Host(`a.example`) && !PathPrefix(`/x`).
namespace onward::config::yaml {

struct RouterRule {
  rules::Conditions when;
  std::string why;  ///< why it cannot be asked; "" where it can
};

RouterRule read_router_rule(std::string_view text, const rules::Place& place);

}  // namespace onward::config::yaml
