// SPDX-License-Identifier: MIT
// Netlify's _redirects, by the grammar of its own parser:
//
//   line      = from *( name "=" value ) to [ status [ "!" ] ] *( condition "=" value ) [ comment ]
//   to        = a word that begins with "/", "http://" or "https://"
//   comment   = a word that begins with "#", and the rest
//
// "!" (even if a file of that name exists) is what a gateway does anyway.
#include "base/ascii.h"
#include "config/lines.h"
#include "config/redirects/rule.h"
#include "config/source_url.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <span>

namespace onward::config {
namespace {

/// "301", "301!"; nullopt for all else.
std::optional<int> parse_status(std::string_view text) {
  if (text.ends_with('!')) text.remove_suffix(1);
  int code = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
  if (error != std::errc{} || end != text.data() + text.size() || text.size() != 3) return {};
  return code;
}

bool is_target(const Word& word) { return word.text.starts_with('/') || is_http_url(word.text); }

/// The words up to the first that begins a comment.
std::span<const Word> without_comment(std::span<const Word> words) {
  const auto comment =
      std::ranges::find_if(words, [](const Word& word) { return word.text.starts_with('#'); });
  return words.first(static_cast<std::size_t>(comment - words.begin()));
}

class NetlifyReader {
 public:
  NetlifyReader(ForeignRules& read, Report& report) : read_(read), report_(report) {}

  /// Before the lines are read: which of them stand there with either scheme.
  void look_at(const Line& line) {
    const std::vector<Word> all = words(line.text);
    const std::span<const Word> parts = without_comment(all);
    if (parts.size() < 2) return;
    const auto target = std::ranges::find_if(parts.subspan(1), is_target);
    if (target != parts.end()) pairs_.add(parts[0].text, target->text);
  }

  void read(const Line& line) {
    const std::vector<Word> all = words(line.text);
    const std::span<const Word> parts = without_comment(all);
    if (parts.empty()) return;
    line_ = {};
    line_.number = line.number;
    const bool taken = understand(parts) && append_rules(line_, kNetlifyDialect, read_, report_);
    if (!line_.is_redirect()) return;
    ++read_.takeover.redirects;
    if (!taken) ++read_.takeover.lost;
  }

 private:
  Report::At at(const Word& word) const { return {.line = line_.number, .column = word.column}; }

  bool understand(std::span<const Word> parts) {
    if (!take_source(parts[0])) return false;
    parts = parts.subspan(1);
    if (parts.empty()) {
      report_.error({.line = line_.number, .column = line_.from.column}, "the target is missing",
                    "write the source, white space and the target");
      return false;
    }
    if (const auto status = parse_status(parts[0].text)) return take_implied_target(parts, *status);
    const auto target = std::ranges::find_if(parts, is_target);
    if (target == parts.end()) {
      report_.error(at(parts[0]), "no target that begins with '/', http:// or https://");
      return false;
    }
    const auto index = static_cast<std::size_t>(target - parts.begin());
    for (const Word& word : parts.first(index)) {
      const std::size_t equals = std::min(word.text.find('='), word.text.size());
      line_.query.emplace_back(word.text.substr(0, equals),
                               word.text.substr(std::min(equals + 1, word.text.size())));
    }
    line_.to = {std::string(target->text), target->column};
    return take_status(parts.subspan(index + 1));
  }

  bool take_source(const Word& word) {
    line_.from = {std::string(word.text), word.column};
    line_.scheme_counts = pairs_.counts(word.text);
    if (!word.text.starts_with('/') && !is_http_url(word.text)) {
      if (word.text.find_first_of(",:=") != std::string_view::npos) {
        report_.error(at(word), "the source begins neither with '/' nor with http:// or https://");
        return false;
      }
      report_.warning(at(word), "the source does not begin with '/'; one is put before it");
      line_.from.text.insert(0, "/");
    }
    if (split_source(line_.from.text).path.starts_with("/.netlify")) {
      report_.error(at(word), "paths that begin with /.netlify are Netlify's own");
      return false;
    }
    return true;
  }

  /// "/admin/* 200" stands for "/admin/* /admin/:splat 200".
  bool take_implied_target(std::span<const Word> parts, int status) {
    if (!line_.from.text.ends_with("/*") || status / 100 != 2) {
      report_.error(at(parts[0]), "the target is missing",
                    "write the target between the source and the status");
      return false;
    }
    return take_status(parts);
  }

  bool take_status(std::span<const Word> parts) {
    if (parts.empty()) return true;
    line_.status_column = parts[0].column;
    const auto status = parse_status(parts[0].text);
    if (!status) {
      report_.error(at(parts[0]), "the status is not a number of three digits",
                    "conditions follow a status: 302 Country=de");
      return false;
    }
    line_.status = *status;
    return check_status(parts[0]) && take_conditions(parts.subspan(1));
  }

  bool check_status(const Word& word) {
    switch (line_.status) {
      case 301:
      case 302:
      case 303:
      case 307:
      case 308:
        return true;
      case 200:
        report_.note(at(word), kPasses);
        return true;
      default:
        break;
    }
    if (line_.status / 100 == 4) {
      if (line_.status != 410) {
        report_.warning(at(word), "status " + std::to_string(line_.status) +
                                      " is answered, but without the page that the target names");
      }
      return true;
    }
    report_.error(at(word),
                  "status " + std::to_string(line_.status) + " cannot be answered by a rule",
                  "redirects have 301, 302, 303, 307 or 308");
    return false;
  }

  bool take_conditions(std::span<const Word> parts) {
    for (const Word& word : parts) {
      const std::size_t equals = word.text.find('=');
      const std::string_view name = word.text.substr(0, equals);
      if (base::equals_ignore_case(name, "cookie") && equals != std::string_view::npos) {
        take_cookies(word.text.substr(equals + 1));
        continue;
      }
      if (line_.passes()) {
        report_.warning(at(word),
                        "the condition '" + std::string(word.text) +
                            "' cannot be checked: lines below may redirect what it takes",
                        "the line is left out");
        return false;
      }
      report_.error(at(word), "the condition '" + std::string(word.text) + "' cannot be checked",
                    "only Cookie can; 'client' and 'fields' in onward.toml may serve instead");
      return false;
    }
    return true;
  }

  void take_cookies(std::string_view list) {
    while (!list.empty()) {
      const std::size_t comma = std::min(list.find(','), list.size());
      if (comma > 0) line_.cookies.emplace_back(list.substr(0, comma));
      list.remove_prefix(std::min(comma + 1, list.size()));
    }
  }

  ForeignRules& read_;
  Report& report_;
  RedirectLine line_;
  SchemePairs pairs_;
};

}  // namespace

ForeignRules read_netlify(const ForeignText& text) {
  Report report(text.file);
  ForeignRules read;
  NetlifyReader reader(read, report);
  LineReader first(text.text);
  for (Line line; first.next(line);) reader.look_at(line);
  LineReader lines(text.text);
  for (Line line; lines.next(line);) reader.read(line);
  read.diagnostics = report.take();
  return read;
}

}  // namespace onward::config
