// SPDX-License-Identifier: MIT
// Rules as a list of Cloudflare's Bulk Redirects, seven columns without a header. Its order is
// none: the most specific source decides. So a rule that stands behind one that takes its requests
// here is left out, with a note, and one that would be more specific there than here is an error.
#include "config/write/export_report.h"
#include "config/write/exporters.h"
#include "config/write/plain_rule.h"
#include "rules/map_key.h"
#include "rules/target.h"

#include <algorithm>
#include <array>
#include <set>

namespace onward::config {
namespace {

using rules::Rule;

struct Plan {
  std::size_t rows;
  const char* name;
};
constexpr std::array kPlans{Plan{10'000, "Free"}, Plan{25'000, "Pro"}, Plan{50'000, "Business"},
                            Plan{1'000'000, "Enterprise"}};

struct BulkRow {
  std::string scheme;
  std::string host;
  std::string path;
  std::string to;
  int status = 301;
  bool keeps_query = true;
  bool takes_subdomains = false;
  bool takes_subpaths = false;
  bool keeps_suffix = false;

  std::string source() const { return (scheme.empty() ? "" : scheme + "://") + host + path; }
};

std::string_view flag(bool value) { return value ? "TRUE" : "FALSE"; }

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

class BulkWriter {
 public:
  explicit BulkWriter(const ExportOptions& options) : options_(options) {}

  Written run(std::span<const Rule> rules) {
    for (const Rule& rule : rules) write(rule);
    say_plan(rules);
    Written written;
    written.files.push_back({"", std::move(text_)});
    written.diagnostics = std::move(report_.diagnostics());
    return written;
  }

 private:
  void say_plan(std::span<const Rule> rules) {
    if (rows_ <= kPlans[0].rows) return;
    const auto* const plan = std::find_if(kPlans.begin(), kPlans.end(),
                                          [this](const Plan& one) { return rows_ <= one.rows; });
    const std::string needs = plan == kPlans.end()
                                  ? "no plan takes as many"
                                  : "they need the plan " + std::string(plan->name);
    report_.say(plan == kPlans.end() ? rules::Severity::Error : rules::Severity::Warning,
                rules[0].place, "these are " + std::to_string(rows_) + " rows: " + needs);
  }

  void write(const Rule& rule) {
    if (rule.action.map) return write_map(rule);
    std::string why;
    std::vector<BulkRow> rows;
    if (!read(rule, rows, why)) return report_.lose(rule.place, why);
    if (rule.action.cache || rule.action.retry_after || rule.action.cors) {
      report_.say(rules::Severity::Warning, rule.place,
                  "fields of the answer cannot be said there");
    }
    for (const BulkRow& row : rows) add(row, rule.place);
  }

  bool read(const Rule& rule, std::vector<BulkRow>& rows, std::string& why) {
    if (!asks_only_url(rule.when)) {
      why = "nothing but scheme, host and path can be asked for";
      return false;
    }
    if (!is_by_byte(rule.comparison)) {
      why = "paths that are not compared by byte cannot be said";
      return false;
    }
    note_escapes(rule);
    const auto plain = plain_conditions(rule.when, rule.comparison, why);
    if (!plain) return false;
    BulkRow row;
    row.scheme = plain->scheme;
    row.keeps_query = rules::keeps_query(rule.action.query);
    row.status = rule.action.status ? rule.action.status->code() : 307;
    if (!read_path(*plain, row, why) || !read_target(rule, *plain, row, why)) return false;
    return add_hosts(*plain, row, rows, why);
  }

  static bool is_by_byte(rules::Comparison comparison) {
    comparison.keep_escapes = comparison.keep_dots = false;
    return comparison == rules::Comparison{};
  }

  void note_escapes(const Rule& rule) {
    if (!rule.comparison.keep_escapes || was_said_) return;
    was_said_ = true;
    report_.say(rules::Severity::Warning, rule.place,
                "there an escaped letter is that letter (URL normalization)");
  }

  static bool read_path(const PlainConditions& plain, BulkRow& row, std::string& why) {
    if (!plain.path) {
      row.path = "/";
      row.takes_subpaths = true;
      return true;
    }
    if (plain.path->kind == PlainPattern::Kind::Other) {
      why = "the pattern of the path cannot be said";
      return false;
    }
    row.path = plain.path->text;
    row.takes_subpaths = plain.path->kind == PlainPattern::Kind::Below;
    return true;
  }

  static bool read_target(const Rule& rule, const PlainConditions& plain, BulkRow& row,
                          std::string& why) {
    constexpr std::array kStatuses{301, 302, 307, 308};
    if (!rule.action.to ||
        std::find(kStatuses.begin(), kStatuses.end(), row.status) == kStatuses.end()) {
      why = "nothing but redirects with 301, 302, 307 and 308 can be said";
      return false;
    }
    rules::Diagnostics ignored;
    const auto target =
        compile_target(*rule.action.to, rule.action.to_hosts, groups_of(rule), ignored);
    if (target.origin.empty() || target.is_opaque) {
      why = "a target without scheme and host cannot be said";
      return false;
    }
    if (target.is_constant) {
      row.to = target.constant + target.constant_fragment;
      return true;
    }
    // "{0}" right behind a path that ends as the source does is the suffix that is preserved.
    const auto& path = target.path;
    const bool is_suffix = plain.path && row.takes_subpaths && path.size() == 2 &&
                           path[0].kind == rules::Part::Kind::Literal &&
                           path[1].kind == rules::Part::Kind::PathGroup &&
                           path[0].text.ends_with('/') && !target.has_query && !target.has_fragment;
    const bool is_path = row.path == "/" && row.takes_subpaths && path.size() == 1 &&
                         path[0].kind == rules::Part::Kind::Path && !target.has_query &&
                         !target.has_fragment;
    if (!is_suffix && !is_path) {
      why = "what is filled into the target cannot be said";
      return false;
    }
    row.to = target.origin + (is_path ? "/" : path[0].text);
    row.keeps_suffix = true;
    return true;
  }

  bool add_hosts(const PlainConditions& plain, const BulkRow& row, std::vector<BulkRow>& rows,
                 std::string& why) const {
    if (plain.hosts.empty() && options_.host.empty()) {
      why = "a rule without a host cannot be said (--host names one)";
      return false;
    }
    if (plain.hosts.empty()) {
      rows.push_back(row);
      rows.back().host = options_.host;
    }
    for (const PlainPattern& host : plain.hosts) {
      if (host.kind != PlainPattern::Kind::Text) {
        why = "a pattern of the host cannot be said";
        return false;
      }
      rows.push_back(row);
      rows.back().host = host.text;
    }
    return true;
  }

  void write_map(const Rule& rule) {
    if (!asks_only_url(rule.when) || rule.when.match || rule.when.scheme ||
        !rule.when.hosts.empty() || !is_by_byte(rule.comparison)) {
      return report_.lose(rule.place, "a map that is asked only for some requests cannot be said");
    }
    const rules::MapSource& map = *rule.action.map;
    for (const rules::MapRow& source : map.rows) {
      const rules::Place place{map.file, source.line, 1};
      const auto read = rules::read_map_key(source.from, {rule.comparison, map.is_literal});
      const auto* key = std::get_if<rules::MapKey>(&read);
      std::string why;
      const auto to = rules::serialize_target(source.to, map.is_literal, why);
      BulkRow row;
      row.status = source.status != 0 ? source.status
                                      : (rule.action.status ? rule.action.status->code() : 301);
      row.keeps_query = rules::keeps_query(rule.action.query);
      const bool is_fit = key != nullptr && to && !to->starts_with('/') && key->query.empty() &&
                          key->port.empty() && row.status / 100 == 3 && row.status != 303 &&
                          !(key->host.empty() && options_.host.empty());
      if (!is_fit) {
        report_.lose(
            place,
            "a row with a query, a port, no host, a target without one, or no redirect cannot be "
            "said");
        continue;
      }
      row.scheme = key->scheme;
      row.host = key->host.empty() ? std::string(options_.host) : key->host;
      row.path = key->path;
      row.to = *to;
      add(row, place);
    }
  }

  /// Whether a row that stands before takes all requests of this one.
  bool is_taken(const BulkRow& row) const {
    const auto takes = [&](const std::string& scheme) {
      const std::string key = scheme + row.host + row.path;
      for (const std::string& below : below_) {
        if (key.starts_with(below)) return true;
      }
      return false;
    };
    return takes("|") || (!row.scheme.empty() && takes(row.scheme + "|"));
  }

  void add(const BulkRow& row, const rules::Place& place) {
    if (is_taken(row)) {
      report_.say(rules::Severity::Note, place,
                  "a rule above takes these requests, and there this row would be asked first",
                  "it is left out");
      return;
    }
    if (!sources_.insert(row.source()).second) {
      report_.say(rules::Severity::Note, place, "the source stands in a rule above",
                  "it is left out");
      return;
    }
    if (row.takes_subpaths) below_.push_back(row.scheme + "|" + row.host + row.path);
    ++rows_;
    text_ += csv_cell(row.source()) + "," + csv_cell(row.to) + "," + std::to_string(row.status);
    for (const bool value :
         {row.keeps_query, row.takes_subdomains, row.takes_subpaths, row.keeps_suffix}) {
      text_ += ",";
      text_ += flag(value);
    }
    text_ += "\n";
  }

  const ExportOptions& options_;
  std::string text_;
  std::size_t rows_ = 0;
  bool was_said_ = false;  // of escapes
  std::set<std::string> sources_;
  std::vector<std::string> below_;
  ExportReport report_{"Cloudflare's bulk redirects"};
};

}  // namespace

Written to_cloudflare_bulk(std::span<const Rule> rules, const ExportOptions& options) {
  return BulkWriter(options).run(rules);
}

}  // namespace onward::config
