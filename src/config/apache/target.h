// SPDX-License-Identifier: MIT
#pragma once

#include "config/apache/value.h"
#include "onward/rules/rule.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a substitution or the URL of a Redirect is as a target of a rule.
namespace onward::config::apache {

struct TargetOptions {
  rules::Place place;
  /// Before a target that is no URL and begins with no slash; "" where a group that may begin with
  /// one stands there, which is then `glued`.
  std::string_view base = "/";
  bool escapes_path = false;  ///< literal text is escaped as ap_escape_uri() does
  bool escapes_query = false;
  bool cuts_fragment = false;   ///< "#" begins a fragment; else it is escaped
  bool appends_query = false;   ///< [QSA]
  bool discards_query = false;  ///< [QSD]
};

struct BuiltTarget {
  std::string to;
  std::vector<rules::Text> to_hosts{};
  rules::QueryPolicy query = rules::QueryPolicy::Keep;
  bool is_url = false;     ///< it names scheme and host itself
  bool uses_path = false;  ///< "{uri}" stands for the whole path without its slash
  bool has_fragment = false;
  std::string host{};  ///< where it is a literal
  std::string scheme{};
  /// The group that stands right behind the host, where it could go on with it, or first of all;
  /// then `to` is not usable.
  std::optional<Part> glued{};
  std::string fault{};  ///< why there is none
  std::string warning{};
};

/// The parts with a slash before the group of that name, where it has none.
Parts slash_before(const Parts& parts, std::string_view group);

BuiltTarget build_target(const Parts& parts, const TargetOptions& options);

/// Whether a text begins with a scheme that mod_rewrite takes for that of a URL.
bool is_absolute(std::string_view text);

}  // namespace onward::config::apache
