// SPDX-License-Identifier: MIT
// Asked in the admin's thread: of the gateway it sees what is atomic, behind a lock, or whole since
// before that thread began.
#include "gateway/admin_pages.h"

#include "gateway/exposition.h"
#include "gateway/gateway_state.h"
#include "gateway/metrics.h"

#include <array>
#include <utility>

namespace onward::gateway {
namespace {

AdminPage hits_page(const GatewayState& state) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return {.type = "application/json", .content = to_json(state.rules.rules(), now)};
}

AdminPage metrics_page(const GatewayState& state) {
  Watched watched;
  for (const auto& worker : state.workers) watched.tallies.push_back(&worker->tally());
  watched.served = state.reloads.served();
  watched.rules = state.rules.rules();
  watched.process = process_use();
  watched.start = state.start;
  if (state.log) watched.log_lines_dropped = state.log->dropped();
  watched.is_draining = state.is_shutting_down;
  return {.type = kExpositionType, .content = metrics(watched)};
}

AdminPage alive_page(const GatewayState& /*state*/) { return {.content = "ok\n"}; }

AdminPage ready_page(const GatewayState& state) {
  constexpr std::string_view kNotReady = "503 Service Unavailable";
  if (state.is_shutting_down) return {.status = kNotReady, .content = "draining\n"};
  if (!state.is_started) return {.status = kNotReady, .content = "starting\n"};
  return {.content = "ready\n"};
}

using Page = AdminPage (*)(const GatewayState&);
constexpr std::array kPages{
    std::pair<std::string_view, Page>{"/metrics", metrics_page},
    std::pair<std::string_view, Page>{"/livez", alive_page},
    std::pair<std::string_view, Page>{"/health", alive_page},
    std::pair<std::string_view, Page>{"/readyz", ready_page},
    std::pair<std::string_view, Page>{"/ready", ready_page},
    std::pair<std::string_view, Page>{"/rules/hits", hits_page},
};

}  // namespace

AdminPages admin_pages(const GatewayState& state) {
  return [&state](std::string_view path) -> AdminPage {
    for (const auto& [its_path, page] : kPages) {
      if (path == its_path) return page(state);
    }
    return {.status = "404 Not Found", .content = "/metrics /livez /readyz /rules/hits\n"};
  };
}

}  // namespace onward::gateway
