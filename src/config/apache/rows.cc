// SPDX-License-Identifier: MIT
// Looking up by the path, or by all of it behind a literal, is what our maps do: a row's key is
// that literal and the key of the row, its target the substitution with the value put in.
#include "config/apache/rows.h"

#include "config/apache/emit.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace onward::config::apache {
namespace {

/// What stands in the path before the key, where all of the rest is the key.
std::optional<std::string> key_begin(const Piece& lookup, const Known& known) {
  std::string fault;
  const auto keys = resolve(pieces_of(lookup.key), known, fault);
  if (!keys || keys->size() != 1) return std::nullopt;
  const Parts& parts = keys->front().parts;
  if (parts.size() == 1 && parts[0].text == "request_uri") return "";
  if (parts.size() == 1 && parts[0].rest_of) return parts[0].rest_of;
  const bool has_slash = parts.size() == 2 && parts[0].kind == Part::Kind::Literal &&
                         parts[0].text == "/" && parts[1].rest_of == "/";
  return has_slash ? std::optional<std::string>("") : std::nullopt;
}

std::optional<BuiltTarget> constant_target(const Pieces& substitution, const std::string& value,
                                           const Known& known, const TargetOptions& options) {
  Pieces filled = substitution;
  for (Piece& piece : filled) {
    if (piece.kind == Piece::Kind::Lookup) piece = {Piece::Kind::Literal, value};
  }
  std::string fault;
  const auto values = resolve(filled, known, fault);
  if (!values || values->size() != 1 || !constant_of(values->front().parts)) return std::nullopt;
  BuiltTarget target = build_target(values->front().parts, options);
  if (!target.fault.empty() || target.glued || target.uses_path) return std::nullopt;
  return target;
}

}  // namespace

std::optional<LookupRows> lookup_rows(const Pieces& substitution, const Known& known,
                                      const TargetOptions& options, int status) {
  const auto is_lookup = [](const Piece& piece) { return piece.kind == Piece::Kind::Lookup; };
  const auto lookup = std::ranges::find_if(substitution, is_lookup);
  if (std::ranges::count_if(substitution, is_lookup) != 1) return std::nullopt;
  const auto map = known.maps.find(lookup->text);
  if (map == known.maps.end() || map->second.kind != LookupMap::Kind::Text) return std::nullopt;
  const auto before = key_begin(*lookup, known);
  if (!before) return std::nullopt;
  auto rows = std::make_shared<rules::MapSource>();
  rows->file = map->second.file;
  LookupRows result;
  std::set<std::string_view> keys;
  for (const LookupMap::Row& row : map->second.rows) {
    if (!keys.insert(row.key).second) continue;
    const auto target = constant_target(substitution, row.value, known, options);
    if (!target) return std::nullopt;
    result.query = target->query;
    rows->rows.push_back({escape_path(*before + row.key), without_doubled_braces(target->to),
                          static_cast<std::uint16_t>(status), row.place.line});
  }
  result.rows = std::move(rows);
  if (lookup->has_fallback) {
    result.fallback = constant_target(substitution, lookup->fallback, known, options);
    if (!result.fallback) return std::nullopt;
  }
  return result;
}

}  // namespace onward::config::apache
