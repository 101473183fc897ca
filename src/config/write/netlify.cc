// SPDX-License-Identifier: MIT
// Rules as Netlify's _redirects: a line a rule, and the first line that fits decides, as here. What
// a line can ask is a path with ":name" and a last "*", a host and the presence of cookies.
#include "config/printable.h"
#include "config/write/export_report.h"
#include "config/write/exporters.h"
#include "config/write/plain_rule.h"
#include "onward/rules/table.h"
#include "rules/map_key.h"
#include "rules/normal_url.h"
#include "rules/target.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace onward::config {
namespace {

using rules::Part;
using rules::Rule;

/// "10,000 redirects or more": Netlify advises wildcards then, and a deploy may fail.
constexpr std::size_t kManyLines = 10'000;

std::string joined(std::initializer_list<std::string_view> pieces) {
  std::string whole;
  for (const std::string_view piece : pieces) whole += piece;
  return whole;
}

class NetlifyWriter {
 public:
  explicit NetlifyWriter(const ExportOptions& options) : options_(options) {}

  Written run(std::span<const Rule> rules) {
    for (const Rule& rule : rules) write(rule);
    if (lines_ > kManyLines) {
      report_.say(rules::Severity::Warning, rules[0].place,
                  "Netlify advises against more than 10000 redirects, and these are " +
                      std::to_string(lines_));
    }
    if (strict_ != nullptr) {
      report_.say(
          rules::Severity::Note, strict_->place,
          "Netlify takes paths with and without a slash at their end, and \"/a/*\" for \"/a\" too; "
          "from this rule on some are compared more strictly here");
    }
    Written written;
    written.files.push_back({"", std::move(text_)});
    written.diagnostics = std::move(report_.diagnostics());
    return written;
  }

 private:
  void write(const Rule& rule) {
    std::string why;
    if (rule.action.map) return write_rows(rule);
    std::vector<std::string> sources;
    std::string target;
    if (!read_sources(rule, sources, why) || !read_target(rule, target, why)) {
      return report_.lose(rule.place, why);
    }
    const std::string status = std::to_string(status_of(rule));
    warn(rule);
    comment(rule);
    for (const std::string& source : sources) {
      const std::string to = rule.action.pass ? source_as_target(source) : target;
      line(joined({source, " ", to, " ", status, cookies_of(rule.when)}));
    }
  }

  void line(const std::string& text) {
    text_ += text + "\n";
    ++lines_;
  }

  void comment(const Rule& rule) {
    if (!rule.name.value.empty()) text_ += "# " + printable(rule.name.value) + "\n";
  }

  static int status_of(const Rule& rule) {
    if (rule.action.pass) return 200;
    return rule.action.status ? rule.action.status->code() : 307;
  }

  /// "https://shop.example/a/*" -> "/a/:splat"
  static std::string source_as_target(const std::string& source) {
    const std::size_t scheme = source.find("://");
    const std::size_t path = scheme == std::string::npos ? 0 : source.find('/', scheme + 3);
    std::string target = source.substr(path);
    if (target.ends_with('*')) target.replace(target.size() - 1, 1, ":splat");
    return target;
  }

  /// "any" of single cookies is what Cookie=a,b asks.
  static bool is_cookies(const rules::Conditions& when) {
    return !when.any.empty() &&
           std::all_of(when.any.begin(), when.any.end(), [](const rules::Conditions& one) {
             return one.cookies.size() == 1 && asks_only_url([&] {
                      rules::Conditions rest = one;
                      rest.cookies.clear();
                      return rest;
                    }()) &&
                    !one.match && !one.scheme && one.hosts.empty() &&
                    one.cookies[0].kind == rules::ValueTest::Kind::Present;
           });
  }

  static std::string cookies_of(const rules::Conditions& when) {
    std::string names;
    for (const rules::Conditions& one : when.any) {
      names += (names.empty() ? " Cookie=" : ",") + one.cookies[0].name.value;
    }
    return names;
  }

  bool read_sources(const Rule& rule, std::vector<std::string>& sources, std::string& why) {
    rules::Conditions rest = rule.when;
    if (is_cookies(rest)) rest.any.clear();
    if (!asks_only_url(rest)) {
      why = "a method, a field, a regular expression or the like cannot be asked for";
      return false;
    }
    if (rule.comparison.ignore_case || rule.comparison.merge_slashes) {
      why = "paths that are compared without case or slashes cannot be said";
      return false;
    }
    const auto plain = plain_conditions(rest, {}, why);
    if (!plain) return false;
    std::string path = plain->path ? plain->path->segments : "/*";
    if (path.empty()) {
      why = "the pattern of the path cannot be said";
      return false;
    }
    note_escapes(rule);
    if (!rule.comparison.ignore_trailing_slash && strict_ == nullptr && path != "/*") {
      strict_ = &rule;
    }
    if (plain->hosts.empty() && !plain->scheme.empty() && options_.host.empty()) {
      why = "a scheme without a host cannot be asked for";
      return false;
    }
    const std::string scheme = plain->scheme.empty() ? "https" : plain->scheme;
    if (plain->hosts.empty()) {
      sources.push_back(plain->scheme.empty() ? path
                                              : joined({scheme, "://", options_.host, path}));
    }
    for (const PlainPattern& host : plain->hosts) {
      if (host.kind != PlainPattern::Kind::Text) {
        why = "a pattern of the host cannot be said";
        return false;
      }
      sources.push_back(joined({scheme, "://", host.text, path}));
      if (plain->scheme.empty()) sources.push_back(joined({"http://", host.text, path}));
    }
    return true;
  }

  void note_escapes(const Rule& rule) {
    if (!rule.comparison.keep_escapes || was_said_) return;
    was_said_ = true;
    report_.say(rules::Severity::Warning, rule.place,
                "whether an escaped letter is that letter is up to Netlify");
  }

  bool fill(const rules::Parts& parts, const rules::CaptureNames& names, std::string& out,
            std::string& why) {
    for (const Part& part : parts) {
      if (part.kind == Part::Kind::Literal) {
        out += part.text;
      } else if (part.kind == Part::Kind::PathGroup && part.index < names.path.size()) {
        const std::string& name = names.path[part.index].name;
        out += name == "0" ? ":splat" : ":" + name;
      } else if (part.kind == Part::Kind::Path && takes_all_) {
        out += "/:splat";
      } else {
        why = "what is filled into the target cannot be said";
        return false;
      }
    }
    return true;
  }

  bool read_target(const Rule& rule, std::string& text, std::string& why) {
    if (rule.action.pass) return true;
    if (rule.action.rewrite) {
      why = "a rewrite that goes on matching cannot be said";
      return false;
    }
    if (!rule.action.to) {
      text = "/" + std::to_string(status_of(rule)) + ".html";
      return true;
    }
    takes_all_ = !rule.when.match || rule.when.match->value == "/*";
    const rules::CaptureNames names = groups_of(rule);
    rules::Diagnostics ignored;
    const auto target = compile_target(*rule.action.to, rule.action.to_hosts, names, ignored);
    if (target.is_origin_filled) {
      why = "a host that is filled in cannot be said";
      return false;
    }
    text = target.origin;
    if (target.is_opaque) return true;
    if (!fill(target.path, names, text, why)) return false;
    if (target.path.empty()) text += "/";
    if (target.has_query) {
      text += "?";
      if (!fill(target.query, names, text, why)) return false;
    }
    if (target.has_fragment) {
      text += "#";
      if (!fill(target.fragment, names, text, why)) return false;
    }
    const bool keeps = rules::keeps_query(rule.action.query);
    if (keeps && target.has_query) {
      report_.say(rules::Severity::Warning, rule.place,
                  "Netlify leaves the request's query out where the target has one");
    } else if (!keeps && !target.has_query) {
      report_.say(rules::Severity::Warning, rule.place, "Netlify passes the request's query on");
    }
    return true;
  }

  void warn(const Rule& rule) {
    const int status = status_of(rule);
    if (status == 303 || status == 307 || status == 308) {
      report_.say(rules::Severity::Warning, rule.place,
                  "Netlify documents 301 and 302 alone, and not " + std::to_string(status));
    }
    if (rule.action.cache || rule.action.retry_after || rule.action.cors) {
      report_.say(rules::Severity::Warning, rule.place,
                  "fields of the answer cannot be said in _redirects");
    }
  }

  /// Rows, the most specific first.
  void write_rows(const Rule& rule) {
    if (!asks_only_url(rule.when) || rule.when.match || rule.when.scheme ||
        !rule.when.hosts.empty() || rule.comparison.ignore_case || rule.comparison.merge_slashes) {
      return report_.lose(
          rule.place,
          "a map that is asked only for some requests, or without case, cannot be said");
    }
    std::array<std::string, 4> texts;
    const rules::MapSource& map = *rule.action.map;
    for (const rules::MapRow& row : map.rows) {
      const auto read = rules::read_map_key(row.from, {rule.comparison, map.is_literal});
      const auto* key = std::get_if<rules::MapKey>(&read);
      std::string why;
      const int status = row.status != 0 ? row.status : map_status(rule);
      const auto to = status / 100 == 3
                          ? rules::serialize_target(row.to, map.is_literal, why)
                          : std::optional<std::string>("/" + std::to_string(status) + ".html");
      if (key == nullptr || !to || !key->port.empty()) {
        report_.lose({map.file, row.line, 1}, "the row cannot be said");
        continue;
      }
      std::string& text = texts[(key->host.empty() ? 2U : 0U) + (key->query.empty() ? 1U : 0U)];
      const std::string tail =
          query_words(key->query) + " " + *to + " " + std::to_string(status) + "\n";
      if (key->host.empty()) {
        text += key->path + tail;
        ++lines_;
        continue;
      }
      for (const std::string scheme : {"https", "http"}) {
        if (!key->scheme.empty() && key->scheme != scheme) continue;
        text += joined({scheme, "://", key->host, key->path, tail});
        ++lines_;
      }
    }
    comment(rule);
    for (const std::string& text : texts) text_ += text;
  }

  static int map_status(const Rule& rule) {
    return rule.action.status ? rule.action.status->code() : 301;
  }

  /// "a=1&b=2" as " a=1 b=2".
  static std::string query_words(const std::string& query) {
    if (query.empty()) return "";
    std::string words = " " + query;
    std::replace(words.begin(), words.end(), '&', ' ');
    return words;
  }

  const ExportOptions& options_;
  std::string text_;
  std::size_t lines_ = 0;
  bool takes_all_ = false;
  const Rule* strict_ = nullptr;  // the first that Netlify compares less strictly
  bool was_said_ = false;         // of escapes
  ExportReport report_{"_redirects"};
};

}  // namespace

Written to_netlify(std::span<const Rule> rules, const ExportOptions& options) {
  return NetlifyWriter(options).run(rules);
}

}  // namespace onward::config
