// SPDX-License-Identifier: MIT
#pragma once

#include "config/write/questions.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What a rule of an HTTPRoute asks, and which of two is asked first.
namespace onward::config {

struct GatewayMatch {
  std::vector<std::string> hosts{};  ///< "a.example", "*.example"; none: all
  bool has_path = false;
  bool is_prefix = true;
  std::string path = "/";              ///< of a prefix: without a slash at its end, but for "/"
  std::vector<std::string> methods{};  ///< HEAD beside GET; none: all
  std::vector<std::pair<std::string, std::string>> fields{};
  std::vector<std::pair<std::string, std::string>> parameters{};

  /// Of a prefix: the group that takes what is behind it, and whether with its slash or without.
  std::size_t below_group = static_cast<std::size_t>(-1);
  bool group_is_behind_slash = true;
  /// The prefix takes "/a" as well, which the rule does not.
  bool is_wider = false;
};

/// False where it cannot be said, and then `why` says what.
bool gateway_match(const Case& asked, std::string_view host, GatewayMatch& match, std::string& why);

/// Whether a path is such as a match may name (HTTPPathMatch, its validation).
bool is_gateway_path(std::string_view path);

/// Whether every request that fits `b` fits `a`.
bool covers(const GatewayMatch& a, const GatewayMatch& b);
/// Whether some request may fit both.
bool overlap(const GatewayMatch& a, const GatewayMatch& b);
/// Whether a gateway asks `a` before `b`, wherever they stand (HTTPRouteRule, "precedence").
bool is_more_specific(const GatewayMatch& a, const GatewayMatch& b);

}  // namespace onward::config
