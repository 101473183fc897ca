// SPDX-License-Identifier: MIT
#pragma once

#include "config/csv/csv.h"

#include <cstddef>
#include <optional>
#include <string_view>

// Which column of a table of redirects is what.
namespace onward::config {

inline constexpr std::size_t kNoColumn = static_cast<std::size_t>(-1);

struct Columns {
  std::size_t source = 0;
  std::size_t target = 1;
  std::size_t status = 2;
  std::size_t permanent = kNoColumn;  ///< Vercel's: TRUE is 308, FALSE is 307
  std::size_t preserve_query = kNoColumn;
  std::size_t subdomains = kNoColumn;
  std::size_t subpaths = kNoColumn;
  std::size_t preserve_suffix = kNoColumn;
  bool is_bulk = false;         ///< Cloudflare's bulk redirects
  bool has_header = false;      ///< the first record names the columns
  bool is_header_known = true;  ///< false: the first record is taken for a header by its looks
};

/// The columns that a header names; nullopt where the record is no header that is known.
std::optional<Columns> columns_by_name(const Record& record);

/// Whether a column of this name changes elsewhere what a row does, and is not known here.
bool is_unserved_column(std::string_view name);

/// The columns of a table, from its first record.
Columns columns_of(const Record& first);

/// So many lines that are neither blank nor comments are looked at to see what a file is.
inline constexpr std::size_t kLinesLookedAt = 20;

/// "sep=;", which spreadsheets write into the first line.
bool is_separator_line(std::string_view line);

/// What a table of "comma" separated values has between them: ";" where its lines say so, as
/// spreadsheets write it in countries with a decimal comma.
char separator_of(std::string_view text);

/// The first record of a text as a table of this separator has it.
Record first_record(std::string_view text, char separator);

/// Whether a record is a row of redirects or a header of such, beyond doubt.
bool is_table_row(const Record& record);

/// Whether a cell may be the left or the right side of a redirect: a path or a URL.
bool looks_like_url(std::string_view cell);

}  // namespace onward::config
