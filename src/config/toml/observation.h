// SPDX-License-Identifier: MIT
#pragma once

#include "config/report.h"
#include "config/toml/value.h"
#include "onward/config/server.h"

// [log] and [admin] of onward.toml: how a server can be watched.
namespace onward::config {

void read_log(const TomlValue& value, AccessLog& log, Report& report);
void read_admin(const TomlValue& value, Admin& admin, Report& report);

}  // namespace onward::config
