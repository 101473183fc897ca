// SPDX-License-Identifier: MIT
// Cloudflare's _redirects (Pages, Workers static assets), by the grammar of its own parser:
//
//   line = from to [ status ] [ "#" comment ]        2 or 3 words; status 302 if absent
//   from = path, with "*" and ":name" anywhere       the query and the fragment are cut off
//   to   = path | "https://" host [ path ]
//
// Order: static rules before the first dynamic one are looked up, the others tried in their order;
// as they stand before them in the file, that is the order of lines.
#include "config/redirects/cloudflare.h"

#include "config/foreign.h"
#include "config/lines.h"
#include "config/redirects/rule.h"
#include "config/source_url.h"
#include "onward/url/url.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>

namespace onward::config {
namespace {

constexpr Dialect kCloudflare{.placeholders = Placeholders::Anywhere};

/// Cloudflare's MAX_LINE_LENGTH, and what its documentation allows.
constexpr std::size_t kMaxLineBytes = 2000;
constexpr std::size_t kDocumentedLineBytes = 1000;
/// Cloudflare's limits on rules. Behind the first dynamic rule all count as dynamic.
constexpr std::size_t kMaxStaticRules = 2000;
constexpr std::size_t kMaxDynamicRules = 100;
constexpr std::array kStatuses{200, 301, 302, 303, 307, 308};

/// A path as the URL parser writes it; its query and fragment as asked.
std::string normal_path(std::string_view path, bool with_query_and_fragment) {
  std::string slashed = path.starts_with('/') ? std::string(path) : "/" + std::string(path);
  const auto url = url::parse("relative://" + slashed);
  if (!url) return slashed;
  std::string normal(url->pathname());
  if (with_query_and_fragment) normal.append(url->search()).append(url->hash());
  return normal;
}

struct HostAndPath {
  std::string_view host;
  std::string_view path;
};

/// "https://", more slashes if there are, a host.
std::optional<HostAndPath> https_parts(std::string_view text) {
  constexpr std::string_view kScheme = "https://";
  if (!text.starts_with(kScheme)) return {};
  const std::size_t host = text.find_first_not_of('/', kScheme.size());
  if (host == std::string_view::npos) return {};
  const std::size_t slash = std::min(text.find('/', host), text.size());
  return HostAndPath{text.substr(host, slash - host),
                     text.substr(std::min(slash + 1, text.size()))};
}

bool ends_in_index(std::string_view target) {
  return target.ends_with("/index") || target.ends_with("/index.html");
}

class CloudflareReader {
 public:
  explicit CloudflareReader(Report& report) : report_(report) {}

  std::optional<CloudflareLine> read(const Line& line) {
    const std::string_view text = trimmed(line.text);
    if (text.empty() || text.starts_with('#')) return {};
    number_ = line.number;
    if (text.size() > kMaxLineBytes) {
      return refuse(1, "the line is longer than 2000 bytes, which Cloudflare ignores");
    }
    std::vector<Word> parts = words(line.text);
    for (std::size_t i = 2; i < parts.size(); ++i) {
      if (parts[i].text.starts_with('#')) parts.resize(i);
    }
    if (parts.size() < 2 || parts.size() > 3) {
      return refuse(parts.size() > 3 ? parts[3].column : 1,
                    "a rule has 2 or 3 words, and this line has " + std::to_string(parts.size()));
    }
    auto read = understand(parts);
    if (read) warn_of_limits(*read, text.size());
    return read;
  }

 private:
  std::optional<CloudflareLine> refuse(std::size_t column, std::string message,
                                       std::string hint = "") {
    report_.error({.line = number_, .column = column}, std::move(message), std::move(hint));
    return {};
  }

  std::optional<CloudflareLine> understand(const std::vector<Word>& parts) {
    CloudflareLine line;
    line.number = number_;
    line.from_column = parts[0].column;
    line.to_column = parts[1].column;
    if (https_parts(parts[0].text)) {
      return refuse(parts[0].column,
                    "the source is an absolute URL, and Cloudflare takes only paths");
    }
    line.from = normal_path(parts[0].text, false);
    warn_of_source(parts[0]);

    const std::string_view to = parts[1].text;
    if (const auto https = https_parts(to)) {
      line.to = "https://" + std::string(https->host) + normal_path(https->path, true);
    } else if (to.starts_with('/')) {
      line.to = normal_path(to, true);
    } else {
      return refuse(parts[1].column, "the target begins neither with '/' nor with https://");
    }
    if (parts.size() == 3 && !take_status(parts[2], line)) return {};
    return check(line, https_parts(line.to).has_value());
  }

  /// What is served here and would not be there: each is said where it begins.
  void warn_of_limits(const CloudflareLine& line, std::size_t size) {
    if (size > kDocumentedLineBytes) {
      warn("the line is longer than 1000 bytes, which is what Cloudflare documents as the most");
    }
    const auto pieces = split_pieces(line.from, Placeholders::Anywhere);
    has_dynamic_ = has_dynamic_ || std::ranges::any_of(pieces, [](const SourcePiece& piece) {
                     return piece.kind != SourcePiece::Kind::Literal;
                   });
    const std::size_t number = has_dynamic_ ? ++dynamic_rules_ : ++static_rules_;
    if (has_dynamic_ && number == kMaxDynamicRules + 1) {
      warn("Cloudflare takes 100 dynamic rules, and this one and those below are beyond them");
    } else if (!has_dynamic_ && number == kMaxStaticRules + 1) {
      warn("Cloudflare takes 2000 static rules, and this one and those below are beyond them");
    }
  }

  void warn(std::string message) {
    report_.warning({.line = number_}, std::move(message), "it is served here");
  }

  void warn_of_source(const Word& from) {
    if (from.text.find_first_of("?#") != std::string_view::npos) {
      report_.warning({.line = number_, .column = from.column},
                      "the query and the fragment of the source count for nothing");
    }
    if (!from.text.starts_with('/')) {
      report_.warning({.line = number_, .column = from.column},
                      "the source does not begin with '/'; one is put before it");
    }
  }

  bool take_status(const Word& word, CloudflareLine& line) {
    line.status_column = word.column;
    const char* end = word.text.data() + word.text.size();
    const auto parsed = std::from_chars(word.text.data(), end, line.status);
    if (parsed.ec == std::errc{} && parsed.ptr == end &&
        std::ranges::find(kStatuses, line.status) != kStatuses.end()) {
      return true;
    }
    refuse(word.column, "the status is none of 200, 301, 302, 303, 307 and 308");
    return false;
  }

  std::optional<CloudflareLine> check(const CloudflareLine& line, bool has_host) {
    if (!has_host && ends_in_index(line.to) &&
        (line.from.ends_with("/*") || line.from.ends_with('/'))) {
      return refuse(
          line.from_column,
          "Cloudflare strips 'index.html' and 'index', so this rule would lead to itself");
    }
    if (!seen_.insert(line.from).second) {
      return refuse(line.from_column, "the source " + line.from + " stands in a line before");
    }
    if (line.status == 200 && has_host) {
      return refuse(line.to_column, "a target with status 200 must be a path");
    }
    return line;
  }

  Report& report_;
  std::size_t number_ = 0;
  std::size_t static_rules_ = 0;
  std::size_t dynamic_rules_ = 0;
  bool has_dynamic_ = false;
  std::set<std::string> seen_;
};

RedirectLine to_redirect_line(const CloudflareLine& line) {
  RedirectLine redirect;
  redirect.number = line.number;
  redirect.from = {line.from, line.from_column};
  redirect.to = {line.to, line.to_column};
  redirect.status = line.status;
  redirect.status_column = line.status_column;
  return redirect;
}

}  // namespace

std::vector<CloudflareLine> parse_cloudflare(std::string_view text, Report& report) {
  std::vector<CloudflareLine> accepted;
  CloudflareReader reader(report);
  LineReader lines(text);
  for (Line line; lines.next(line);) {
    if (auto read = reader.read(line)) accepted.push_back(std::move(*read));
  }
  return accepted;
}

ForeignRules read_cloudflare(const ForeignText& text) {
  Report report(text.file);
  ForeignRules read;
  const std::vector<CloudflareLine> lines = parse_cloudflare(text.text, report);
  // Each line that Cloudflare's parser refuses has one error.
  read.takeover = {report.errors(), report.errors()};
  for (const CloudflareLine& line : lines) {
    const RedirectLine redirect = to_redirect_line(line);
    if (redirect.passes()) {
      report.note({.line = line.number, .column = line.status_column}, kPasses);
    }
    const bool taken = append_rules(redirect, kCloudflare, read, report);
    if (!redirect.is_redirect()) continue;
    ++read.takeover.redirects;
    if (!taken) ++read.takeover.lost;
  }
  read.diagnostics = report.take();
  std::ranges::stable_sort(read.diagnostics, {}, [](const rules::Diagnostic& diagnostic) {
    return diagnostic.place.line;
  });
  return read;
}

}  // namespace onward::config
