// SPDX-License-Identifier: MIT
// A section begins with a line that names its kind, without indentation or with. Frontends are told
// apart by scheme, and where that does not do by port.
#include "config/haproxy/section.h"

#include "base/ascii.h"
#include "config/logic.h"

#include <algorithm>
#include <array>
#include <utility>

namespace onward::config::haproxy {
namespace {

constexpr std::array<std::string_view, 21> kKinds{
    "global",    "defaults",  "frontend",    "backend",     "listen", "userlist",    "peers",
    "resolvers", "mailers",   "program",     "http-errors", "ring",   "log-forward", "cache",
    "fcgi-app",  "crt-store", "log-profile", "traces",      "acme",   "healthcheck", "proxy"};

/// "*:80", ":::443,10.0.0.1:8443", "fd@1", "/run/x.sock"
void add_bind(const Words& line, Section& section) {
  if (line.size() < 2) return;
  const bool is_secure = std::ranges::find(line, "ssl", &Word::text) != line.end();
  std::string_view rest = line[1].text;
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view address = rest.substr(0, comma);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    const std::size_t colon = address.rfind(':');
    const std::string_view port = colon == address.npos ? "" : address.substr(colon + 1);
    if (port.empty() || !std::ranges::all_of(port, base::is_digit)) continue;
    (is_secure ? section.secure_ports : section.plain_ports).insert(std::string(port));
  }
}

rules::Conditions port_condition(const Section& front) {
  std::string ports;
  for (const auto* list : {&front.plain_ports, &front.secure_ports}) {
    for (const std::string& port : *list) ports.append(ports.empty() ? "" : "|").append(port);
  }
  rules::Conditions when;
  when.regex = rules::Regex{
      {"^[a-z]+://[^/]*:(?:" + ports + ")/", front.place}, rules::Engine::Re2, rules::Subject::Url};
  return when;
}

bool is_plain(const Section& front) { return front.secure_ports.empty() && front.is_bound(); }
bool is_secure(const Section& front) { return front.plain_ports.empty() && front.is_bound(); }

}  // namespace

std::vector<Section> split_sections(std::vector<Words> lines) {
  std::vector<Section> sections(1);
  bool is_tcp = false;
  for (Words& line : lines) {
    const std::string& word = line[0].text;
    if (std::ranges::find(kKinds, word) != kKinds.end()) {
      Section& section = sections.emplace_back();
      section.kind = word;
      section.place = line[0].place;
      if (line.size() > 1) section.name = line[1].text;
      if (word == "defaults") is_tcp = false;
      section.is_tcp = is_tcp;
      continue;
    }
    Section& section = sections.back();
    if (word == "mode" && line.size() > 1) {
      section.is_tcp = line[1].text == "tcp";
      if (section.kind == "defaults") is_tcp = section.is_tcp;
    }
    if (word == "bind") add_bind(line, section);
    section.lines.push_back(std::move(line));
  }
  if (sections[0].lines.empty()) sections.erase(sections.begin());
  return sections;
}

void read_acls(std::vector<Section>& sections, Reading& reading) {
  for (Section& section : sections) {
    for (const Words& line : section.lines) {
      if (line[0].text == "acl") define_acl(std::span(line).subspan(1), section.acls);
    }
    know_acls(section.acls, reading);
  }
}

rules::Conditions listening(const Section& front, const std::vector<const Section*>& fronts) {
  rules::Conditions when;
  if (fronts.size() < 2 || !front.is_bound()) return when;
  bool has_plain = false;
  bool has_secure = false;
  bool is_shared = false;
  for (const Section* other : fronts) {
    has_plain = has_plain || !other->plain_ports.empty();
    has_secure = has_secure || !other->secure_ports.empty();
    const bool share_plain = !front.plain_ports.empty() && !other->plain_ports.empty();
    const bool share_secure = !front.secure_ports.empty() && !other->secure_ports.empty();
    is_shared = is_shared || (other != &front && (share_plain || share_secure));
  }
  if (has_plain && has_secure && is_plain(front)) when.scheme = rules::Text{"http", front.place};
  if (has_plain && has_secure && is_secure(front)) when.scheme = rules::Text{"https", front.place};
  if (is_shared && !front.has_default_port()) add(when, port_condition(front));
  return when;
}

}  // namespace onward::config::haproxy
