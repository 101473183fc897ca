// SPDX-License-Identifier: MIT
// Reads records as a tree of JSON and lays them flat: a cell a line of the score. What has another
// shape than records is passed over, so that a later file with more in it can still be read.
#include "clients/cell.h"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include <boost/json.hpp>

namespace onward::clients {
namespace {

namespace json = boost::json;

std::string text_of(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_null()) return "";
  return json::serialize(value);
}

// The rows of one kind: plain ones, pairs of sent and kept, or a table by status and method.
void add_kind(const std::string& client, const std::string& kind, const json::object& rows,
              std::vector<Cell>& cells) {
  for (const auto& [row, value] : rows) {
    const auto* inner = value.if_object();
    if (inner == nullptr) {
      cells.push_back({client, kind, row, text_of(value)});
    } else if (inner->contains("kept")) {
      const json::value* sent = inner->if_contains("sent");
      std::string seen = sent == nullptr ? "" : text_of(*sent);
      seen.append(" → ").append(text_of(inner->at("kept")));
      cells.push_back({client, kind, row, seen});
    } else {
      for (const auto& [column, seen] : *inner) {
        std::string both(row);
        both.append(" ").append(column);
        cells.push_back({client, kind, both, text_of(seen)});
      }
    }
  }
}

}  // namespace

std::vector<Cell> read_cells(std::string_view text) {
  std::vector<Cell> cells;
  boost::system::error_code error;
  const json::value root = json::parse(text, error);
  const auto* top = error ? nullptr : root.if_object();
  const json::value* found = top == nullptr ? nullptr : top->if_contains("profiles");
  const auto* profiles = found == nullptr ? nullptr : found->if_object();
  if (profiles == nullptr) return cells;
  for (const auto& [client, profile] : *profiles) {
    const auto* kinds = profile.if_object();
    if (kinds == nullptr) continue;
    for (const auto& [kind, rows] : *kinds) {
      if (const auto* object = rows.if_object()) add_kind(client, kind, *object, cells);
    }
  }
  return cells;
}

std::string profiles_path() {
  if (const char* named = std::getenv("ONWARD_CLIENTS")) return named;
  return ONWARD_SOURCE_DIR "/../shared/clients/profiles.json";
}

std::string text_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool take(std::string_view& text, std::string_view front) {
  if (!text.starts_with(front)) return false;
  text.remove_prefix(front.size());
  return true;
}

}  // namespace onward::clients
