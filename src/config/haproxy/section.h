// SPDX-License-Identifier: MIT
#pragma once

#include "config/haproxy/acl.h"
#include "config/haproxy/words.h"

#include <set>
#include <string>
#include <vector>

// The sections of a configuration of HAProxy.
namespace onward::config::haproxy {

struct Section {
  std::string kind;  ///< "frontend", "backend", "listen"; "" for lines before any section
  std::string name;
  rules::Place place;
  std::vector<Words> lines;
  Acls acls;
  bool is_tcp = false;
  std::set<std::string> plain_ports;   ///< that it listens on without TLS
  std::set<std::string> secure_ports;  ///< and with

  bool is_front() const { return kind == "frontend" || kind == "listen" || kind.empty(); }
  bool is_bound() const { return !plain_ports.empty() || !secure_ports.empty(); }
  /// Whether a URL need not name its port.
  bool has_default_port() const {
    return !is_bound() || plain_ports.contains("80") || secure_ports.contains("443");
  }
};

std::vector<Section> split_sections(std::vector<Words> lines);

/// Reads the ACLs of the sections.
void read_acls(std::vector<Section>& sections, Reading& reading);

/// Which requests reach a frontend, where there are others beside it.
rules::Conditions listening(const Section& front, const std::vector<const Section*>& fronts);

}  // namespace onward::config::haproxy
