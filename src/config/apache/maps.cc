// SPDX-License-Identifier: MIT
// Maps of mod_rewrite. A text map is lines of a key and a value (lookup_map_txtfile()): a line that
// begins with "#" is a comment, and of a key the first line counts. What asks a program, a database
// or chance cannot be carried over.
#include "config/apache/maps.h"

#include "base/ascii.h"
#include "config/apache/value.h"
#include "config/lines.h"
#include "onward/url/percent_encode.h"

#include <algorithm>

namespace onward::config::apache {
namespace {

void read_rows(const ForeignText& text, LookupMap& map) {
  LineReader lines(text.text);
  for (Line line; lines.next(line);) {
    const auto parts = words(line.text);
    if (line.text.starts_with('#') || parts.size() < 2) continue;
    map.rows.push_back({std::string(parts[0].text),
                        std::string(parts[1].text),
                        {text.file, static_cast<std::uint32_t>(line.number), 1}});
  }
  map.file = text.file;
}

}  // namespace

void add_map(const Directive& directive, Includes& includes, Maps& maps, Account& account) {
  const auto arguments = words_of(directive.text);
  if (arguments.size() < 2) return;
  LookupMap map;
  std::string type = arguments[1];
  if (base::to_lower(std::string_view(type)).starts_with("unsafeallow3f")) return;
  const std::size_t colon = type.find(':');
  std::string source = colon == std::string::npos ? type : type.substr(colon + 1);
  type =
      colon == std::string::npos ? "txt" : base::to_lower(std::string_view(type).substr(0, colon));
  map.type = type;
  if (type == "int") {
    if (source == "tolower") map.kind = LookupMap::Kind::ToLower;
    if (source == "toupper") map.kind = LookupMap::Kind::ToUpper;
    if (source == "escape") map.kind = LookupMap::Kind::Escape;
    if (source == "unescape") map.kind = LookupMap::Kind::Unescape;
  } else if (type == "txt") {
    auto text = includes.open(source);
    if (text) {
      map.kind = LookupMap::Kind::Text;
      read_rows(*text, map);
    } else {
      account.error(directive.place, "'" + source + "': " + std::string(message(text.error().code)),
                    "redirects that look up there are lost");
    }
  }
  maps[arguments[0]] = std::move(map);
}

std::optional<std::string> look_up(const LookupMap& map, std::string_view key) {
  switch (map.kind) {
    case LookupMap::Kind::ToLower:
      return base::to_lower(key);
    case LookupMap::Kind::ToUpper:
      return upper_of(key);
    case LookupMap::Kind::Text: {
      const auto row = std::ranges::find(map.rows, key, &LookupMap::Row::key);
      return row == map.rows.end() ? "" : row->value;
    }
    case LookupMap::Kind::Escape:
    case LookupMap::Kind::Unescape:
    case LookupMap::Kind::Unknown:
      break;
  }
  return std::nullopt;
}

}  // namespace onward::config::apache
