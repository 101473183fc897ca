// SPDX-License-Identifier: MIT
// Cells as people fill them in: a source with or without scheme and host, a status as number or
// word, flags in any case. Cloudflare's documentation is the authority for its columns: an empty
// flag is FALSE, a source without a scheme begins with a host.
#include "config/csv/rows.h"

#include "base/ascii.h"
#include "config/source_url.h"
#include "rules/target.h"

#include <algorithm>
#include <array>

namespace onward::config {
namespace {

struct StatusWord {
  std::string_view word;
  std::uint16_t status;
};
constexpr std::array kStatusWords{
    StatusWord{"permanent", 301}, StatusWord{"moved", 301},    StatusWord{"temporary", 302},
    StatusWord{"found", 302},     StatusWord{"seeother", 303}, StatusWord{"gone", 410},
    StatusWord{"notfound", 404},  StatusWord{"redirect", 301},
};
constexpr std::array<std::uint16_t, 7> kStatuses{301, 302, 303, 307, 308, 404, 410};

/// A longer one would be answered with 414 (rules/target.h).
constexpr std::size_t kMaxTargetBytes = rules::kMaxLocationBytes;

const Cell* cell_at(const Record& record, std::size_t column) {
  return column < record.cells.size() ? &record.cells[column] : nullptr;
}

std::string_view text_at(const Record& record, std::size_t column) {
  const Cell* cell = cell_at(record, column);
  return cell == nullptr ? std::string_view{} : std::string_view(cell->text);
}

/// "301", "301 Moved Permanently", "permanent"; nullopt for all else. Empty and "0" are 0.
std::optional<std::uint16_t> parse_status(std::string_view text) {
  if (text.empty() || text == "0") return std::uint16_t{0};
  if (text.size() >= 3 && std::ranges::all_of(text.substr(0, 3), base::is_digit) &&
      (text.size() == 3 || !base::is_alnum(text[3]))) {
    return static_cast<std::uint16_t>((text[0] - '0') * 100 + (text[1] - '0') * 10 + text[2] - '0');
  }
  std::string word;
  for (const char c : text) {
    if (base::is_alnum(c)) word += base::to_lower(c);
  }
  for (const StatusWord& known : kStatusWords) {
    if (word == known.word) return known.status;
  }
  return {};
}

/// TRUE and FALSE in any case, empty is FALSE; nullopt for all else.
std::optional<bool> parse_flag(std::string_view text) {
  constexpr std::array<std::string_view, 4> kYes{"true", "yes", "1", "on"};
  constexpr std::array<std::string_view, 5> kNo{"", "false", "no", "0", "off"};
  const std::string lower = base::to_lower(text);
  if (std::ranges::find(kYes, lower) != kYes.end()) return true;
  if (std::ranges::find(kNo, lower) != kNo.end()) return false;
  return {};
}

/// "www.example.com/a" begins with a host, "docs/a.html" and "github" do not.
bool begins_with_host(std::string_view source, bool is_bulk) {
  if (source.starts_with('/')) return false;
  if (is_bulk || base::equals_ignore_case(source.substr(0, 4), "www.")) return true;
  const std::string_view first = source.substr(0, source.find('/'));
  return first.size() < source.size() && first.find('.') != std::string_view::npos;
}

class RowReader {
 public:
  RowReader(const Record& record, const Columns& columns, Report& report)
      : record_(record), columns_(columns), report_(report) {}

  std::optional<CsvRow> read() {
    row_.line = record_.line;
    if (!take_status() || !take_target() || !take_flags() || !take_source()) return {};
    warn_of_patterns();
    return std::move(row_);
  }

 private:
  bool refuse(std::size_t column, std::string message, std::string hint = "",
              rules::About about = rules::About::Other) {
    const Cell* cell = cell_at(record_, column);
    report_.error({.line = record_.line, .column = cell == nullptr ? 1 : cell->column},
                  std::move(message), std::move(hint), about);
    return false;
  }

  bool take_status() {
    const std::string_view text = text_at(record_, columns_.status);
    const auto status = parse_status(text);
    if (!status) {
      return refuse(columns_.status, "the status is not a number of three digits",
                    columns_.has_header ? "" : "columns are: source, target, status");
    }
    if (*status != 0 && std::ranges::find(kStatuses, *status) == kStatuses.end()) {
      return refuse(columns_.status,
                    "status " + std::to_string(*status) + " cannot be answered by a row",
                    "301, 302, 303, 307, 308, 404 and 410 can");
    }
    row_.status = *status;
    return *status != 0 || take_permanent();
  }

  bool take_permanent() {
    if (text_at(record_, columns_.permanent).empty()) return true;
    bool is_permanent = false;
    if (!take_flag(columns_.permanent, is_permanent)) return false;
    row_.status = is_permanent ? 308 : 307;
    return true;
  }

  bool take_target() {
    const std::string_view target = text_at(record_, columns_.target);
    if (const Cell* cell = cell_at(record_, columns_.target)) row_.target_column = cell->column;
    if (row_.status == 404 || row_.status == 410) return true;
    if (target.empty()) return refuse(columns_.target, "the target is missing");
    if (target.starts_with("//") || target.starts_with("/\\")) {
      return refuse(columns_.target,
                    "the target begins with '//', which a browser takes for another host",
                    "write its scheme, or a path with one '/'");
    }
    if (has_controls(target)) return refuse(columns_.target, "a control character in the target");
    if (target.size() > kMaxTargetBytes) {
      return refuse(columns_.target, "the target is longer than the 16 KiB that are sent");
    }
    row_.target = target;
    if (target.starts_with('/') || is_http_url(target)) return true;
    if (target.find("://") != std::string_view::npos) {
      return refuse(columns_.target, "the target is neither a path nor an http or https URL");
    }
    if (const auto scheme = scheme_of(target); !scheme.empty()) {
      return refuse(columns_.target, "the target begins with '" + scheme + "', which is no path",
                    "write https:// and a host, or '/' before it if it is a path");
    }
    if (begins_with_host(target, false)) {
      return refuse(columns_.target, "the target has no scheme",
                    "write https:// before it, or '/' if it is a path");
    }
    if (!columns_.is_bulk) {
      row_.target.insert(0, "/");
      return true;
    }
    return refuse(columns_.target, "the target is not an http or https URL");
  }

  bool take_flags() {
    bool keeps_query = !columns_.is_bulk;
    const bool understood = take_flag(columns_.preserve_query, keeps_query) &&
                            take_flag(columns_.subdomains, row_.takes_subdomains) &&
                            take_flag(columns_.subpaths, row_.takes_subpaths) &&
                            take_flag(columns_.preserve_suffix, row_.keeps_suffix);
    row_.keeps_query = keeps_query;
    return understood;
  }

  bool take_flag(std::size_t column, bool& flag) {
    if (column == kNoColumn) return true;
    const auto value = parse_flag(text_at(record_, column));
    if (!value) return refuse(column, "the value is neither TRUE nor FALSE");
    flag = *value;
    return true;
  }

  bool take_source() {
    std::string source(text_at(record_, columns_.source));
    if (const Cell* cell = cell_at(record_, columns_.source)) row_.source_column = cell->column;
    if (source.empty()) return refuse(columns_.source, "the source is missing");
    if (has_controls(source)) return refuse(columns_.source, "a control character in the source");
    const bool has_scheme = is_http_url(source);
    if (!has_scheme && source.find("://") != std::string::npos &&
        source.find("://") < source.find_first_of("/?#")) {
      return refuse(columns_.source, "the source is neither a path nor an http or https URL");
    }
    const bool has_host = has_scheme || begins_with_host(source, columns_.is_bulk);
    if (!has_scheme && has_host) source.insert(0, "http://");
    if (!has_host && !source.starts_with('/')) source.insert(0, "/");
    const SourceUrl parts = split_source(source);
    if (parts.has_fragment) {
      return refuse(columns_.source, "the source has a fragment, which no client ever sends",
                    "remove the '#' and what follows it", rules::About::NeverAsked);
    }
    if (has_host) {
      const auto host = canonical_authority(parts.authority);
      if (!host) return refuse(columns_.source, "the source is not a valid URL: its host is none");
      row_.host = *host;
      row_.scheme_counts = has_scheme && only_scheme_differs(parts, row_.target);
    }
    row_.path = parts.path.empty() ? "/" : std::string(parts.path);
    row_.has_query = !parts.query.empty();  // "/u?" asks for no parameter: it is "/u"
    row_.source = row_.host + row_.path;
    if (row_.has_query) row_.source += "?" + std::string(parts.query);
    if (row_.scheme_counts) row_.source = base::to_lower(parts.scheme) + "://" + row_.source;
    return true;
  }

  /// A row is a look-up: what would be a wildcard elsewhere is served as the text that it is.
  void warn_of_patterns() {
    const std::string_view source = row_.path;
    const std::string_view target = row_.target;
    if (row_.host.find('*') != std::string::npos) {
      report_.warning({.line = record_.line, .column = row_.source_column},
                      "'*' in the host stands for itself alone, and no client asks for it",
                      columns_.is_bulk ? "write the host without it, and TRUE as include_subdomains"
                                       : "rows of a table are no patterns; write it as a rule of "
                                         "onward.toml, host = \"*.example.com\"");
    } else if (source.find('*') != std::string_view::npos) {
      warn(row_.source_column, "'*' in the source stands for itself alone");
    } else if (!placeholder_in(source).empty()) {
      warn(row_.source_column, "'" + placeholder_in(source) + "' in the source stands for itself");
    } else if (!placeholder_in(target).empty()) {
      warn(row_.target_column, "'" + placeholder_in(target) + "' in the target stands for itself");
    }
  }

  void warn(std::size_t column, std::string message) {
    report_.warning({.line = record_.line, .column = column}, std::move(message),
                    "rows of a table are no patterns; write it as a rule of onward.toml, "
                    "match = \"/old/*\" and to = \"/new/{0}\"");
  }

  /// "/:name" or "$1" as it stands in a text; "" where there is none.
  static std::string placeholder_in(std::string_view text) {
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
      const bool is_group = text[i] == '$' && base::is_digit(text[i + 1]);
      const bool is_name =
          text[i] == ':' && i > 0 && text[i - 1] == '/' && base::is_alpha(text[i + 1]);
      if (!is_group && !is_name) continue;
      std::size_t end = i + 1;
      while (end < text.size() && (base::is_alnum(text[end]) || text[end] == '_')) ++end;
      return std::string(text.substr(i, end - i));
    }
    return "";
  }

  /// "mailto:" of "mailto:a@b.example", "https:" of "https:/one.example"; "" of a path.
  static std::string scheme_of(std::string_view target) {
    constexpr std::array<std::string_view, 8> kSchemes{
        "http:", "https:", "mailto:", "tel:", "ftp:", "file:", "data:", "javascript:"};
    const std::string begin = base::to_lower(target.substr(0, target.find(':') + 1));
    return std::ranges::find(kSchemes, begin) != kSchemes.end() ? begin : "";
  }

  static bool has_controls(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return base::is_control(c); });
  }

  const Record& record_;
  const Columns& columns_;
  Report& report_;
  CsvRow row_;
};

}  // namespace

std::optional<CsvRow> read_row(const Record& record, const Columns& columns, Report& report) {
  return RowReader(record, columns, report).read();
}

}  // namespace onward::config
