// SPDX-License-Identifier: MIT
#pragma once

#include "config/apache/account.h"
#include "config/apache/directive.h"
#include "config/foreign.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// RewriteMap.
namespace onward::config::apache {

struct LookupMap {
  enum class Kind { Text, ToLower, ToUpper, Escape, Unescape, Unknown };
  struct Row {
    std::string key;
    std::string value;
    rules::Place place;
  };
  Kind kind = Kind::Unknown;
  std::string type{};       ///< "dbm", "prg" …, where it is unknown
  std::vector<Row> rows{};  ///< of a text; the first of a key counts
  std::uint32_t file = 0;
};
using Maps = std::map<std::string, LookupMap, std::less<>>;

/// Reads what `RewriteMap name type:source` names.
void add_map(const Directive& directive, Includes& includes, Maps& maps, Account& account);

/// What a map has for a key; nullopt where it is unknown.
std::optional<std::string> look_up(const LookupMap& map, std::string_view key);

}  // namespace onward::config::apache
