// SPDX-License-Identifier: MIT
#pragma once

#include "config/imported.h"
#include "config/xml/element.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What the parts of the reader of web.config say to each other.
namespace onward::config {

struct IisMap {
  struct Row {
    std::string key;
    std::string value;
    std::uint32_t line = 0;
  };
  rules::Place place;
  bool ignore_case = true;
  std::string otherwise;  ///< defaultValue
  std::vector<Row> rows;
  bool is_used = false;
};
using IisMaps = std::map<std::string, IisMap, std::less<>>;

/// A condition, <add input="{HTTP_HOST}" pattern="…" …>.
struct IisCondition {
  std::string input;
  std::string pattern;
  std::string kind;  ///< Pattern, IsFile, IsDirectory
  bool ignore_case = true;
  bool negate = false;
  rules::Place place;
};

/// A rule of <rules>, not yet understood.
struct IisRule {
  rules::Place place;
  std::string url;
  bool ignore_case = true;
  bool negate = false;
  std::string syntax;  ///< ECMAScript, Wildcard, ExactMatch
  std::vector<IisCondition> conditions;
  bool any = false;
  std::string action;  ///< Redirect, Rewrite, CustomResponse, AbortRequest, None
  std::string to;
  std::string redirect_type;
  std::string status_code;
  bool append_query = true;
  bool stops = false;
};

/// <rewriteMap> elements.
void read_iis_maps(const XmlElement& maps, IisMaps& into);

/// The rule as one of ours, or as look-ups where it asks a map; or why it can be none.
void take_iis_rule(const IisRule& rule, IisMaps& maps, Imported& imported);

/// Whether the rule asks a map, and then its rules; false where it is another rule.
bool take_iis_map_rule(const IisRule& rule, IisMaps& maps, Imported& imported);

/// What the rule asks of the path, and the conditions but for `left_out`. False where one of them
/// cannot be asked: it is then said.
bool set_iis_conditions(const IisRule& rule, const IisCondition* left_out, rules::Rule& into,
                        Imported& imported);

/// The look-ups of a map that no rule of the file asks.
void take_iis_map(const IisMap& map, Imported& imported);

/// 301 for "Permanent" and nothing, 302, 303, 307; 0 for another word.
int iis_status(std::string_view redirect_type);

}  // namespace onward::config
