// SPDX-License-Identifier: MIT
#pragma once

#include "config/toml/rules.h"
#include "onward/config/server.h"

#include <vector>

// https = "redirect" of onward.toml: what is asked for in the clear goes to TLS first.
namespace onward::config {

/// The rules that the key stands for, to be put above all others; none without it.
std::vector<TomlRule> read_https(TableReader& top, const Server& server);

}  // namespace onward::config
