// SPDX-License-Identifier: MIT
#pragma once

#include "onward/config/server.h"

#include <iosfwd>
#include <optional>
#include <span>
#include <string>

// What `onward serve` gives up once its gateway is open.
namespace onward::cli {

/// Whose rights are given up for whose, and what is needed later all the same.
struct Rights {
  const std::optional<std::string>& user;  ///< of --user
  const std::string& file;                 ///< the configuration
  const config::Server& server;
  std::span<const std::string> made;  ///< gateway::Opened::made
};

/// Says what cannot work later. False where the user cannot be had, which is said.
bool give_up(const Rights& rights, std::ostream& err);

}  // namespace onward::cli
