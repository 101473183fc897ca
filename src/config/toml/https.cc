// SPDX-License-Identifier: MIT
// The key is rules like any others, so that `explain` and `check` tell what it does:
//
//   scheme = "http"   to = "https://{request.host}{request.path}"   status = 308
//
// and with "redirect_reads" for GET and HEAD alone; whatever else came in the clear gets 403.
#include "config/toml/https.h"

#include <string>

namespace onward::config {
namespace {

enum class Https : std::uint8_t { Redirect, RedirectReads };

/// What stands behind the host: nothing, or the port of the first listener that speaks TLS.
std::string port_of(const Server& server) {
  constexpr std::uint16_t kDefaultPort = 443;
  for (const Listener& listener : server.listeners) {
    if (listener.origin.scheme != "https") continue;
    const std::string& authority = listener.origin.authority;
    if (!authority.empty()) {
      const std::size_t colon = authority.rfind(':');
      const bool has_port = colon != std::string::npos && !authority.ends_with(']');
      return has_port ? authority.substr(colon) : "";
    }
    const bool is_default = listener.port == kDefaultPort || listener.port == 0;
    return is_default ? "" : ":" + std::to_string(listener.port);
  }
  return "";
}

TomlRule rule_at(const rules::Place& place) {
  TomlRule made;
  made.rule.place = place;
  made.rule.when.place = place;
  made.rule.when.scheme = rules::Text{"http", place};
  made.rule.action.status_place = place;
  return made;
}

}  // namespace

std::vector<TomlRule> read_https(TableReader& top, const Server& server) {
  constexpr std::array kWords{std::pair{std::string_view("redirect"), Https::Redirect},
                              std::pair{std::string_view("redirect_reads"), Https::RedirectReads}};
  const TomlMember* const member = top.take("https");
  if (member == nullptr) return {};
  const auto wanted = top.choice("https", kWords);
  if (!wanted) return {};
  std::vector<TomlRule> made{rule_at(member->place)};
  rules::Action& action = made.front().rule.action;
  action.to =
      rules::Text{"https://{request.host}" + port_of(server) + "{request.path}", member->place};
  action.status = http::Status(308);
  action.to_hosts = {rules::Text{"*", member->place}};
  if (*wanted == Https::Redirect) return made;
  made.front().rule.when.methods = {rules::Text{"GET", member->place}};
  made.push_back(rule_at(member->place));
  made.back().rule.action.status = http::Status(403);
  return made;
}

}  // namespace onward::config
