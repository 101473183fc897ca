// SPDX-License-Identifier: MIT
#pragma once

#include "config/toml/table.h"
#include "onward/config/server.h"
#include "onward/rules/network.h"

#include <optional>
#include <string_view>
#include <vector>

// What a listener is told by the proxies before it.
namespace onward::config {

/// The networks of a key; what is none is reported.
std::vector<rules::Network> read_networks(TableReader& table, std::string_view key);

/// `forwarded` of a listener.
std::optional<Forwarding> read_forwarding(TableReader& table);

}  // namespace onward::config
