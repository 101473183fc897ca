// SPDX-License-Identifier: MIT
#pragma once

#include "config/script/machine.h"

#include <string>
#include <vector>

namespace onward::config {

/// Where routers are mounted: what stands before their own paths.
struct Mount {
  std::string expression;
  std::vector<std::string> names;
  std::string literal;
  bool is_literal = true;
  std::string scheme;  ///< of the server; "" where it has both
  std::string host;    ///< an expression of the host; "" where it has all
};

/// Writes the rules of applications. One thread.
class Routes {
 public:
  explicit Routes(Machine& machine) : machine_(machine) {}

  /// Those of a router, and of the routers that are mounted in it.
  void read(const Thing& router, const Mount& mount);

 private:
  void route(const Thing& entry, const Value& path, const std::vector<Value>& handlers,
             const Mount& mount);
  void read_mounted(const Thing& router, const Mount& mount, const Thing& entry);
  void unknown(const Thing& entry);
  Machine::Outcome run(const std::vector<Value>& handlers, const Value& req, bool is_use);

  Machine& machine_;
  std::vector<const Thing*> open_;  ///< the routers that the present one is mounted in, and itself
  std::size_t routes_ = 0;
};

}  // namespace onward::config
