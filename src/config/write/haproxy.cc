// SPDX-License-Identifier: MIT
// Rules as a frontend of HAProxy. Its http-request lines are asked in the order of the file, and
// the first redirect ends them. The path is compared as it was sent; a group is what `regsub`
// leaves of it. Rows of maps are files beside.
#include "config/write/comment.h"
#include "config/write/export_report.h"
#include "config/write/exporters.h"
#include "config/write/haproxy_text.h"
#include "config/write/haproxy_words.h"
#include "config/write/row_groups.h"
#include "config/write/spelled_target.h"

#include <algorithm>
#include <map>

namespace onward::config {
namespace {

using rules::Part;
using rules::Rule;
using Of = Question::Of;

/// A line of HAProxy has 64 words, of which some are not conditions.
constexpr std::size_t kMostConditions = 50;

constexpr const char* kTail = "%[var(txn.onward_tail)]";
constexpr const char* kMore = "%[var(txn.onward_more)]";
constexpr const char* kSent = "%[var(txn.onward_sent)]";

std::string spelled_query(QueryBehind query, bool has_query) {
  switch (query) {
    case QueryBehind::None:
      return "";
    case QueryBehind::Asked:
      return has_query ? kMore : kTail;
    case QueryBehind::Sent:
      break;
  }
  return kSent;
}

/// An expression that takes all of a text, so that nothing but the substitution is left.
std::string taking_all(const Question& question) {
  const std::string& regex = question.regex;
  const bool takes_all = regex.starts_with('^') && regex.ends_with('$') &&
                         !regex.ends_with("\\$") && regex.find('|') == std::string::npos;
  return without_quotes((question.ignores_case ? "(?i)" : "") +
                        (takes_all ? regex : "^.*?(?:" + regex + ").*$"));
}

class HaproxySpelling : public Spelling {
 public:
  explicit HaproxySpelling(std::string path) : path_(std::move(path)) {}

  std::string literal(std::string_view text) const override { return haproxy_literal(text); }

  std::optional<std::string> group(const Case& asked, const GroupPlace& place) const override {
    constexpr std::size_t kMostGroups = 9;
    const Question& question = asked.questions[place.question];
    if (place.number == 0 || place.number > kMostGroups) return {};
    return replaced(question, "\\" + std::to_string(place.number));
  }

  std::optional<std::string> value(const Part& part) const override {
    switch (part.kind) {
      case Part::Kind::Path:
        return "%[" + path_ + "]";
      case Part::Kind::RequestTarget:
        return "%[" + path_ + "]" + kSent;
      case Part::Kind::Host:
        return "%[req.hdr(host),host_only,lower]";
      case Part::Kind::Query:
        return "%[query]";
      case Part::Kind::Scheme:
        return "%[var(txn.onward_scheme)]";
      case Part::Kind::Method:
        return "%[method]";
      case Part::Kind::Parameter:
        if (part.text.find_first_of("'\"\\,()[]% ") != std::string::npos) return {};
        return "%[urlp(" + part.text + ")]";
      case Part::Kind::Literal:
      case Part::Kind::PathGroup:
      case Part::Kind::HostGroup:
        break;
    }
    return {};
  }

  std::string origin() const override { return "%[var(txn.onward_scheme)]://%[req.hdr(host)]"; }

  /// Groups of one expression with texts between them are one `regsub`.
  std::optional<std::string> section(const Case& asked, const rules::Parts& parts) const override {
    std::string substitution;
    std::optional<std::size_t> question;
    std::size_t count = 0;
    for (const Part& part : parts) {
      if (part.kind == Part::Kind::Literal) {
        for (const char c : part.text) substitution += c == '\\' ? "\\\\" : std::string(1, c);
        continue;
      }
      const bool is_group =
          part.kind == Part::Kind::PathGroup && part.source != rules::GroupSource::DecodedPath;
      if (!is_group || part.index >= asked.path_groups.size()) return {};
      const auto place = asked.path_groups[part.index].value_or(GroupPlace{});
      if (place.number == 0 || place.number > 9) return {};
      if (question.value_or(place.question) != place.question) return {};
      question = place.question;
      substitution += "\\" + std::to_string(place.number);
      ++count;
    }
    if (count < 2) return {};
    return replaced(asked.questions[question.value_or(0)], substitution);
  }

 private:
  std::optional<std::string> replaced(const Question& question, const std::string& by) const {
    const std::string sample = haproxy_sample(question, path_);
    if (sample.empty()) return {};
    return "%[" + sample + ",regsub(" + haproxy_argument(taking_all(question)) + "," +
           haproxy_argument(by) + ")]";
  }

  std::string path_;
};

class HaproxyWriter {
 public:
  HaproxyWriter(std::span<const Rule> rules, const ExportOptions& options)
      : options_(options),
        rewrites_(std::ranges::any_of(
            rules, [](const Rule& rule) { return rule.action.rewrite.has_value(); })),
        path_(rewrites_ ? kHaproxyRewrittenPath : kHaproxyPath),
        spelling_(path_) {}

  Written run(std::span<const Rule> rules) {
    for (const Rule& rule : rules) write(rule);
    report_.note_differences(rules);
    written_.files.insert(written_.files.begin(), {"", head() + text_ + tail()});
    written_.diagnostics = std::move(report_.diagnostics());
    return std::move(written_);
  }

 private:
  void write(const Rule& rule) {
    std::string why;
    const auto cases = cases_of(rule, why);
    if (!cases) return report_.lose(rule.place, why);
    std::string lines;
    for (std::size_t i = 0; i < cases->size() && why.empty(); ++i) {
      lines += lines_of(rule, (*cases)[i], i, why);
    }
    if (has_control(lines)) why = "a control byte cannot be said";
    if (!why.empty()) return report_.lose(rule.place, why);
    report_.warn(rule, "HAProxy's redirects have no Cache-Control");
    text_ += rule_comment(rule, options_, "    ") + acls_ + lines;
    acls_.clear();
    if (rule.action.rewrite && cases->size() > 1) ++rewritten_;
  }

  static bool has_control(std::string_view text) {
    return std::ranges::any_of(
        text, [](char c) { return (c >= 0 && c < ' ' && c != '\n') || c == '\x7f'; });
  }

  /// " if onward_1 !onward_2", and the access lists that it needs.
  std::string condition(const Case& asked, std::string& why) {
    std::string condition;
    for (const Question& question : asked.questions) {
      const bool needs_url = question.of == Of::Url || question.of == Of::Target;
      if (needs_url && rewrites_)
        why =
            "a regular expression over more than the path, in rules "
            "that rewrite it, cannot be said";
      const auto acl = haproxy_acl(question, path_);
      if (!acl) {
        why = "a value that is called '" + question.name + "' cannot be said";
        return "";
      }
      if (std::ranges::any_of(*acl, has_control)) {
        why = "a control byte cannot be said";
        return "";
      }
      uses_target_ = uses_target_ || question.of == Of::Target;
      uses_url_ = uses_url_ || question.of == Of::Url;
      const bool is_negated = question.is_negated != is_opposite_acl(question);
      condition += is_negated ? " !" : " ";
      condition += acl_name(*acl);
    }
    if (asked.questions.size() > kMostConditions) why = "so many conditions cannot be said";
    return condition.empty() ? "" : " if" + condition;
  }

  std::string acl_name(const std::vector<std::string>& lines) {
    std::string key;
    for (const std::string& line : lines) key += line + "\n";
    const auto [found, is_new] =
        acl_names_.emplace(key, "onward_" + std::to_string(acl_names_.size() + 1));
    for (const std::string& line : lines) {
      if (is_new) acls_ += "    acl " + found->second + " " + line + "\n";
    }
    return found->second;
  }

  std::string lines_of(const Rule& rule, const Case& asked, std::size_t index, std::string& why) {
    const std::string when = condition(asked, why);
    if (!why.empty()) return "";
    if (rule.action.pass) return "    http-request allow" + when + "\n";
    if (rule.action.map) return map(rule, when);
    if (rule.action.rewrite) return rewrite(rule, asked, when, index, why);
    const int status = rule.action.status ? rule.action.status->code() : 307;
    if (!rule.action.to) return returned(status, when);
    const auto target = spell_target(rule, asked, spelling_, why);
    if (!target) return "";
    std::string lines;
    if (!target->host.empty()) {
      lines += "    http-request set-var-fmt(txn.onward_host) " + haproxy_word(target->host) +
               when + "\n    http-request return status 404" + (when.empty() ? " if" : when) +
               " !{ var(txn.onward_host) -i -m reg -- " + haproxy_word(target->allowed_hosts) +
               " }\n";
    }
    const std::string location =
        target->front + spelled_query(target->query, target->has_query) + target->fragment;
    return lines + redirect(status, location, when);
  }

  static std::string returned(int status, const std::string& when) {
    return "    http-request return status " + std::to_string(status) + when + "\n";
  }

  static std::string redirect(int status, const std::string& location, const std::string& when) {
    return "    http-request redirect code " + std::to_string(status) + " location " +
           haproxy_word(location) + when + "\n";
  }

  std::string rewrite(const Rule& rule, const Case& asked, const std::string& when,
                      std::size_t index, std::string& why) {
    const auto path = spell_rewrite(rule, asked, spelling_, why);
    if (!path) return "";
    const std::string set = "    http-request set-var-fmt(txn.onward_path) " + haproxy_word(*path);
    // A second case must not see what the first has made.
    const std::string done = "txn.onward_done_" + std::to_string(rewritten_ + 1);
    const std::string number = std::to_string(index + 1);
    const std::string mark = "    http-request set-var(" + done + ") int(" + number + ")" +
                             (when.empty() ? " if" : when) + " !{ var(" + done + ") -m found }\n";
    return mark + set + " if { var(" + done + ") -m int " + number + " }\n";
  }

  /// Look-ups in files beside.
  std::string map(const Rule& rule, const std::string& when) {
    std::string lines;
    for (const RowGroup& group : row_groups(rule, report_)) {
      std::string sample = group.has_query ? "pathq" : path_;
      if (group.has_query && rewrites_) {
        report_.lose(rule.place,
                     "rows with a query, below rules that rewrite the path, cannot be "
                     "said");
        continue;
      }
      if (group.has_host) {
        lines +=
            "    http-request set-var-fmt(txn.onward_key) '%[req.hdr(host),host_only,lower]%[" +
            sample + "]'\n";
        sample = "var(txn.onward_key)";
      }
      if (rule.comparison.ignore_case) sample += ",lower";
      const bool is_redirect = group.status / 100 == 3;
      const std::string found = sample + ",map_str(" + file_of(group, &RowGroup::Row::to) + ")";
      const std::string asks = (when.empty() ? " if" : when) + " { " + found + " -m found }";
      if (!is_redirect) {
        lines += returned(group.status, asks);
        continue;
      }
      std::string location = "%[" + found + "]";
      location += spelled_query(group.query, group.to_has_query);
      if (group.has_fragment) {
        location += "%[" + sample + ",map_str(" + file_of(group, &RowGroup::Row::fragment) + ")]";
      }
      lines += redirect(group.status, location, asks);
    }
    return lines;
  }

  std::string file_of(const RowGroup& group, std::string RowGroup::Row::*value) {
    std::string name(options_.stem);
    name += "-" + std::to_string(written_.files.size() + 1) + ".map";
    std::string text;
    for (const RowGroup::Row& row : group.rows) {
      const std::string& to = row.*value;
      if (!to.empty() || group.status / 100 != 3)
        text += row.key + " " + (to.empty() ? "-" : to) + "\n";
    }
    written_.files.push_back({name, std::move(text)});
    return name;
  }

  std::string head() const {
    std::string head =
        "# Redirects, as a frontend of HAProxy. What is redirected by none of them goes to the\n"
        "# backend at the end.\n";
    if (!written_.files.empty()) head += "global\n    default-path config\n\n";
    head +=
        "frontend onward\n    mode http\n    bind :80\n    timeout client 30s\n"
        "    http-request set-var-fmt(txn.onward_tail) '?%[query]' if { query -m len gt 0 }\n"
        "    http-request set-var-fmt(txn.onward_more) '&%[query]' if { query -m len gt 0 }\n"
        "    http-request set-var(txn.onward_sent) pathq,regsub('^[^?]*','')\n"
        "    http-request set-var(txn.onward_scheme) str(http)\n"
        "    http-request set-var(txn.onward_scheme) str(https) if { ssl_fc }\n";
    if (rewrites_) head += "    http-request set-var(txn.onward_path) path\n";
    if (uses_target_) {
      head += "    http-request set-var(txn.onward_target) pathq\n";
    }
    if (uses_url_) {
      head +=
          "    http-request set-var-fmt(txn.onward_url) "
          "'%[var(txn.onward_scheme)]://%[req.hdr(host)]%[path]%[var(txn.onward_tail)]'\n";
    }
    return head;
  }

  static std::string tail() {
    return "\n    default_backend onward_site\n\nbackend onward_site\n    mode http\n"
           "    http-request return status 404\n";
  }

  const ExportOptions& options_;
  bool rewrites_ = false;
  std::string path_;
  HaproxySpelling spelling_;
  std::string text_;
  std::string acls_;
  std::map<std::string, std::string> acl_names_;  ///< by their lines
  std::size_t rewritten_ = 0;
  bool uses_target_ = false;
  bool uses_url_ = false;
  Written written_;
  ExportReport report_{"HAProxy"};
};

}  // namespace

Written to_haproxy(std::span<const Rule> rules, const ExportOptions& options) {
  return HaproxyWriter(rules, options).run(rules);
}

}  // namespace onward::config
