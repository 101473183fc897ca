// SPDX-License-Identifier: MIT
#pragma once

#include "config/haproxy/acl.h"
#include "config/haproxy/compare.h"

#include <optional>
#include <string>
#include <vector>

// Map files, and the converters that look things up in them.
namespace onward::config::haproxy {

/// A row of a map file: "key value".
struct Row {
  Word key;
  std::string value;
};

/// The rows of a map file.
std::vector<Row> read_rows(const ForeignText& text);

/// "map", "map_str", "map_beg", …
bool is_map(const Call& call);

/// How the keys of a converter are compared.
How how_of(const Call& call);

/// The rows in the order in which they are tried: of keys that a text begins with the longest, else
/// that of the file.
void sort_rows(std::vector<Row>& rows, How how);

}  // namespace onward::config::haproxy
