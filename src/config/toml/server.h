// SPDX-License-Identifier: MIT
#pragma once

#include "config/toml/table.h"
#include "onward/config/server.h"

// [[listen]], [limits], [log] and threads of onward.toml.
namespace onward::config {

/// Takes the server's keys out of the top table. Paths in the server are as they are written.
Server read_server(TableReader& top);

}  // namespace onward::config
