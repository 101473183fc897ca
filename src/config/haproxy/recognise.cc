// SPDX-License-Identifier: MIT
// Configurations of HAProxy are known by their sections: a line that begins one, and below it a
// line that only stands in one. Other servers' words end in ";" or "{".
#include "config/foreign.h"
#include "config/lines.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace onward::config {

bool is_haproxy(std::string_view text, std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  if (name.starts_with("haproxy") && (name.ends_with(".cfg") || name.ends_with(".conf")))
    return true;
  constexpr std::array<std::string_view, 4> kHeads{"frontend", "backend", "listen", "defaults"};
  constexpr std::array<std::string_view, 10> kBodies{
      "bind",   "acl",     "mode",         "use_backend", "default_backend",
      "server", "timeout", "http-request", "redirect",    "option"};
  bool has_head = false;
  LineReader lines(text);
  for (Line line; lines.next(line);) {
    const auto parts = words(line.text);
    if (parts.empty() || parts[0].text.starts_with('#')) continue;
    const bool is_head = std::ranges::find(kHeads, parts[0].text) != kHeads.end();
    if (is_head && parts.size() <= 4 && !line.text.ends_with('{') && !line.text.ends_with(';')) {
      has_head = true;
    } else if (has_head && std::ranges::find(kBodies, parts[0].text) != kBodies.end()) {
      return !line.text.ends_with(';') && !line.text.ends_with('{');
    }
  }
  return false;
}

/// A row is like those of other tables of two columns: only a name can tell.
bool is_haproxy_map(std::string_view /*text*/, std::string_view path) {
  return path.ends_with(".map") && path.find("haproxy") != path.npos;
}

}  // namespace onward::config
