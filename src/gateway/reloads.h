// SPDX-License-Identifier: MIT
#pragma once

#include "onward/gateway/gateway.h"
#include "onward/rules/table.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

// What is served, since when, and how its reloads went: for who watches.
namespace onward::gateway {

/// A certificate that is shown.
struct ServedCertificate {
  std::string listener;  ///< the address that it listens on
  std::string file;
  std::chrono::sys_seconds end;  ///< it expires then
};

/// Of one part that is reloaded.
struct ReloadCounts {
  std::uint64_t done = 0;
  std::uint64_t refused = 0;
};

struct Served {
  std::size_t rules = 0;
  std::size_t map_rows = 0;
  std::chrono::sys_seconds since{};  ///< these rules
  std::vector<ServedCertificate> certificates;
  std::array<ReloadCounts, 3> reloads;  ///< by Reload
};

/// Any thread.
class Reloads {
 public:
  void set_rules(const rules::Table& table, std::chrono::sys_seconds now) {
    const std::lock_guard lock(mutex_);
    served_.rules = table.rules().size();
    served_.map_rows = table.map_rows();
    served_.since = now;
  }
  void set_certificates(std::vector<ServedCertificate> certificates) {
    const std::lock_guard lock(mutex_);
    served_.certificates = std::move(certificates);
  }
  void count_done(Reload which) {
    const std::lock_guard lock(mutex_);
    ++served_.reloads[static_cast<std::size_t>(which)].done;
  }
  void count_refused(Reload which) {
    const std::lock_guard lock(mutex_);
    ++served_.reloads[static_cast<std::size_t>(which)].refused;
  }
  Served served() const {
    const std::lock_guard lock(mutex_);
    return served_;
  }

 private:
  mutable std::mutex mutex_;  ///< guards served_
  Served served_;
};

}  // namespace onward::gateway
