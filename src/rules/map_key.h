// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

// What a map's row is looked up by.
namespace onward::rules {

/// What a row is looked up by, in normal form. Empty parts but `path` are those that the row leaves
/// open; a "?" with nothing behind it leaves the query open, too.
struct MapKey {
  std::string scheme;  ///< "http", "https" or ""
  std::string host;
  std::string port;  ///< "" also for the scheme's default
  std::string path;
  std::string query;
};

/// Why a text of a row is of no use, for people.
struct RowFault {
  std::string message;
  std::string hint;
};

struct RowOptions {
  Comparison comparison{};
  bool is_literal = false;  ///< MapSource::is_literal
};

/// Reads [scheme://][host[:port]]/path[?query].
std::variant<MapKey, RowFault> read_map_key(std::string_view from, const RowOptions& options);

/// Whether a row's target, serialized, is what its own key asks for, so that whoever follows it
/// comes back to the row.
bool leads_to_itself(const MapKey& key, std::string_view to, const RowOptions& options);

/// Applies what a comparison ignores to a path in normal form.
void append_compared(std::string_view path, const Comparison& comparison, std::string& out);

}  // namespace onward::rules
