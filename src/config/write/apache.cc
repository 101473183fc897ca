// SPDX-License-Identifier: MIT
// Rules as a virtual host of Apache. mod_rewrite asks its lines in the order of the file, and [L]
// behind a redirect ends them. RewriteRule itself sees the path decoded, with slashes merged: a
// line end that was escaped would come back in Location. So the path is taken from the request line
// into a variable, RewriteCond looks at that, and [NE] sends groups on as they came. A "?" stands
// as it is in each substitution: since 2.4.60 one that comes out of a variable is refused.
// Long: one rule becomes one block of lines, and all that may stand in one is here.
#include "config/pattern_text.h"
#include "config/write/apache_text.h"
#include "config/write/comment.h"
#include "config/write/export_report.h"
#include "config/write/exporters.h"
#include "config/write/row_groups.h"
#include "config/write/spelled_target.h"

#include <algorithm>
#include <set>

namespace onward::config {
namespace {

using rules::Part;
using rules::Rule;
using Of = Question::Of;
using Test = Question::Test;

constexpr const char* kPath = "%{ENV:ONWARD_PATH}";
constexpr const char* kAsksQuery = "    RewriteCond %{QUERY_STRING} .\n";

/// mod_rewrite reads lines of a map's file into a buffer of this size.
constexpr std::size_t kLongestRow = 1000;

class ApacheSpelling : public Spelling {
 public:
  /// `last` is the question whose groups are at hand, as "%1".
  explicit ApacheSpelling(std::optional<std::size_t> last) : last_(last) {}

  std::string literal(std::string_view text) const override { return apache_literal(text); }

  std::optional<std::string> group(const Case& /*asked*/, const GroupPlace& place) const override {
    if (place.number > 9) return {};
    const std::string number = std::to_string(place.number);
    if (last_ == place.question) return "%" + number;
    kept_.insert(place.question);
    return "%{ENV:ONWARD_" + std::to_string(place.question) + "_" + number + "}";
  }

  std::optional<std::string> value(const Part& part) const override {
    switch (part.kind) {
      case Part::Kind::Path:
        return kPath;
      case Part::Kind::Host:
        return "%{SERVER_NAME}";
      case Part::Kind::Query:
        return "%{QUERY_STRING}";
      case Part::Kind::Scheme:
        return "%{REQUEST_SCHEME}";
      case Part::Kind::Method:
        return "%{REQUEST_METHOD}";
      case Part::Kind::RequestTarget:
      case Part::Kind::Parameter:
      case Part::Kind::Literal:
      case Part::Kind::PathGroup:
      case Part::Kind::HostGroup:
        break;
    }
    return {};
  }

  std::string origin() const override { return "%{REQUEST_SCHEME}://%{HTTP_HOST}"; }

  /// Questions whose groups have to be put into variables before.
  const std::set<std::size_t>& kept() const { return kept_; }

 private:
  std::optional<std::size_t> last_;
  mutable std::set<std::size_t> kept_;
};

class ApacheWriter {
 public:
  explicit ApacheWriter(const ExportOptions& options) : options_(options) {}

  Written run(std::span<const Rule> rules) {
    for (const Rule& rule : rules) write(rule);
    report_.note_differences(rules);
    written_.files.insert(written_.files.begin(), {"", head() + text_ + "</VirtualHost>\n"});
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
      lines += lines_of(rule, (*cases)[i], i > 0, why);
    }
    if (!why.empty()) return report_.lose(rule.place, why);
    warn(rule);
    text_ += rule_comment(rule, options_, "    ") + lines;
    if (rule.action.rewrite) ++rewritten_;
  }

  /// Whether "?" and nothing behind it, which mod_rewrite takes away, would stay here.
  static bool says_empty_query(const Rule& rule) {
    const std::string to = rule.action.to ? rule.action.to->value : "";
    const std::size_t mark = to.find('?');
    return rule.action.query == rules::QueryPolicy::AsWritten && mark != std::string::npos &&
           (mark + 1 == to.size() || to[mark + 1] == '{' || to[mark + 1] == '#');
  }

  void warn(const Rule& rule) {
    if (says_empty_query(rule)) {
      report_.say(rules::Severity::Warning, rule.place, "Apache leaves out a query that is empty");
    }
    const bool has_fragment =
        rule.action.to && rule.action.to->value.find('#') != std::string::npos;
    if (has_fragment && rule.action.query == rules::QueryPolicy::Keep) {
      report_.say(rules::Severity::Warning, rule.place,
                  "an empty query of the request is left out before a fragment");
    }
    report_.warn(rule, "Apache sends no Cache-Control here");
    if (rule.when.regex && rule.when.regex->subject == rules::Subject::DecodedPath) {
      report_.say(rules::Severity::Warning, rule.place,
                  "Apache's decoded path has its slashes merged");
    }
  }

  /// The lines of a question, in front of a rule; "" with the reason where it cannot be asked.
  std::string condition(const Question& question, std::string& why) {
    const auto cannot = [&](const std::string& what) {
      if (why.empty()) why = what + " cannot be said";
      return std::string();
    };
    std::string subject;
    std::string regex = question.regex;
    switch (question.of) {
      case Of::Scheme: {
        const bool is_off = (question.values[0] == "http") != question.is_negated;
        return std::string("    RewriteCond %{HTTPS} ") + (is_off ? "!=on\n" : "=on\n");
      }
      case Of::Clients:
        return clients(question);
      case Of::Since:
        return cannot("a span of time");
      case Of::Methods:
        subject = "%{REQUEST_METHOD}";
        regex = one_of(question.values);
        break;
      case Of::Host:
        subject = "%{SERVER_NAME}";
        break;
      case Of::Path:
        subject = kPath;
        break;
      case Of::DecodedPath:
        subject = "%{REQUEST_URI}";
        break;
      case Of::Url:
        uses_tail_ = true;
        subject = "%{REQUEST_SCHEME}://%{HTTP_HOST}%{ENV:ONWARD_PATH}%{ENV:ONWARD_TAIL}";
        break;
      case Of::Target:
        uses_tail_ = true;
        subject = "%{ENV:ONWARD_PATH}%{ENV:ONWARD_TAIL}";
        break;
      case Of::Query:
        subject = "%{QUERY_STRING}";
        break;
      case Of::Field:
        if (!is_apache_name(question.name)) return cannot("a field that is called so");
        subject = "%{HTTP:" + question.name + "}";
        if (question.test == Test::Present) regex = ".";
        break;
      case Of::Parameter:
      case Of::Cookie: {
        const auto pair = regex_of_pair(question);
        if (!pair) return cannot("an expression over a parameter or a cookie");
        regex = *pair;
        subject = question.of == Of::Cookie ? "%{HTTP:Cookie}" : "%{QUERY_STRING}";
        break;
      }
    }
    const auto written = apache_regex(regex);
    if (!written) return cannot("the expression");
    return "    RewriteCond " + subject + " \"" + (question.is_negated ? "!" : "") + *written +
           "\"" + (question.ignores_case ? " [NC]\n" : "\n");
  }

  static std::string one_of(const std::vector<std::string>& values) {
    std::string regex;
    for (const std::string& value : values) {
      regex += (regex.empty() ? "^(?:" : "|") + escape_regex(value);
    }
    return regex + ")$";
  }

  static std::string clients(const Question& question) {
    std::string networks;
    for (const std::string& network : question.values) {
      networks += (networks.empty() ? "-R '" : " || -R '") + network + "'";
    }
    return "    RewriteCond expr \"" + (question.is_negated ? "!(" + networks + ")" : networks) +
           "\"\n";
  }

  /// The question whose groups are asked for, which is asked last: later ones would take its place.
  static std::optional<std::size_t> last_of(const Case& asked) {
    std::optional<std::size_t> last;
    for (std::size_t i = 0; i < asked.questions.size(); ++i) {
      const Question& question = asked.questions[i];
      if (!question.is_negated && !question.groups.empty()) last = i;
      if (!last && question.has_host_groups) last = i;
    }
    return last;
  }

  std::string lines_of(const Rule& rule, const Case& asked, bool is_again, std::string& why) {
    const auto last = last_of(asked);
    std::string when;
    for (std::size_t i = 0; i < asked.questions.size(); ++i) {
      if (last != i) when += condition(asked.questions[i], why);
    }
    if (last) when += condition(asked.questions[*last], why);
    if (!why.empty()) return "";
    if (rule.action.pass) return when + "    RewriteRule ^ - [L]\n";
    if (rule.action.map) return map(rule, when);
    const ApacheSpelling spelling(last);
    if (rule.action.rewrite) {
      const auto path = spell_rewrite(rule, asked, spelling, why);
      if (path && path->find(',') != std::string::npos) why = "a rewrite with ',' cannot be said";
      if (!path || !why.empty()) return "";
      return kept(spelling, asked, why) + rewrite(*path, when, is_again);
    }
    const int status = rule.action.status ? rule.action.status->code() : 307;
    if (!rule.action.to) return when + answer(status);
    const auto target = spell_target(rule, asked, spelling, why);
    if (!target) return "";
    std::string lines = kept(spelling, asked, why);
    if (!target->host.empty()) {
      const auto allowed = apache_regex(target->allowed_hosts);
      lines += when + "    RewriteCond \"" + target->host + "\" \"!" + allowed.value_or("") +
               "\" [NC]\n" + answer(404);
    }
    return lines + redirect(status, *target, when);
  }

  static std::string answer(int status) {
    return "    RewriteRule ^ - [R=" + std::to_string(status) + ",L]\n";
  }

  /// Rules that put groups into variables, of questions that are not the last.
  std::string kept(const ApacheSpelling& spelling, const Case& asked, std::string& why) {
    std::string lines;
    for (const std::size_t index : spelling.kept()) {
      lines += condition(asked.questions[index], why) + "    RewriteRule ^ - [";
      for (int number = 0; number <= 9; ++number) {
        lines += (number == 0 ? "E=ONWARD_" : ",E=ONWARD_") + std::to_string(index) + "_" +
                 std::to_string(number) + ":%" + std::to_string(number);
      }
      lines += "]\n";
    }
    return lines;
  }

  std::string rewrite(const std::string& path, const std::string& when, bool is_again) {
    const std::string mark = "ONWARD_REWRITTEN";
    const std::string number = std::to_string(rewritten_ + 1);
    // A second case must not see what the first has made.
    const std::string again =
        is_again ? "    RewriteCond %{ENV:" + mark + "} \"!^" + number + "$\"\n" : "";
    return again + when + "    RewriteRule ^ - \"[E=ONWARD_PATH:" + path + ",E=" + mark + ":" +
           number + "]\"\n";
  }

  static std::string redirect(int status, const SpelledTarget& target, const std::string& when) {
    const std::string flags = "[R=" + std::to_string(status) + ",L,NE";
    const auto rule = [&](const std::string& to, const char* more) {
      return "    RewriteRule ^ \"" + to + "\" " + flags + more + "]\n";
    };
    if (target.query == QueryBehind::None) {
      return when + rule(target.front + target.fragment, ",QSD");
    }
    // What stands without a "?" gets the request's, empty or not.
    if (target.query == QueryBehind::Sent && target.fragment.empty()) {
      return when + rule(target.front, "");
    }
    // Where the query is empty, mod_rewrite takes away the "?" or "&" in front of it.
    const std::string whole =
        target.front + (target.has_query ? "&" : "?") + "%{QUERY_STRING}" + target.fragment;
    if (target.fragment.empty()) return when + rule(whole, "");
    return kAsksQuery + when + rule(whole, "") + when +
           rule(target.front + target.fragment, ",QSD");
  }

  /// Look-ups in files beside. A value has no "?": what is behind it is in a file of its own.
  std::string map(const Rule& rule, const std::string& when) {
    std::string lines;
    for (RowGroup& group : row_groups(rule, report_)) {
      drop_long(group, rule);
      std::string key = kPath;
      if (group.has_host) key.insert(0, "%{SERVER_NAME}");
      if (group.has_query) key += "?%{QUERY_STRING}";
      if (rule.comparison.ignore_case) {
        key.insert(0, "${onward_lower:").append("}");
        uses_lower_ = true;
      }
      const auto found = [&](const auto& value) {
        return "${" + name_of_map(group, value) + ":" + key + "}";
      };
      const auto front = [](const RowGroup::Row& row) {
        return row.to.substr(0, row.to.find('?'));
      };
      const std::string asks = when + "    RewriteCond \"" + found(front) + "\" \"^(.+)$\"\n";
      if (group.status / 100 != 3) {
        lines += asks + answer(group.status);
        continue;
      }
      SpelledTarget target;
      target.front = "%1";
      target.has_query = group.to_has_query;
      target.query = group.query;
      if (group.to_has_query) {
        target.front += "?" + found([](const RowGroup::Row& row) {
                          return row.to.substr(row.to.find('?') + 1);
                        });
      }
      if (group.has_fragment) {
        target.fragment = found([](const RowGroup::Row& row) { return row.fragment; });
      }
      lines += redirect(group.status, target, asks);
    }
    return lines;
  }

  void drop_long(RowGroup& group, const Rule& rule) {
    const auto removed = std::ranges::remove_if(group.rows, [](const RowGroup::Row& row) {
      return row.key.size() + row.to.size() > kLongestRow;
    });
    if (removed.empty()) return;
    report_.lose(rule.place,
                 std::to_string(removed.size()) + " rows of more than 1000 bytes cannot be said");
    group.rows.erase(removed.begin(), removed.end());
  }

  template <class Value>
  std::string name_of_map(const RowGroup& group, const Value& value) {
    const std::string number = std::to_string(written_.files.size() + 1);
    std::string name(options_.stem);
    name += "-" + number + ".map";
    std::string text;
    for (const RowGroup::Row& row : group.rows) {
      const std::string to = value(row);
      if (!to.empty() || group.status / 100 != 3)
        text += row.key + " " + (to.empty() ? "-" : to) + "\n";
    }
    written_.files.push_back({name, std::move(text)});
    maps_ += "    RewriteMap onward" + number + " \"txt:" + name + "\"\n";
    return "onward" + number;
  }

  std::string head() const {
    std::string head =
        "# Redirects, as a virtual host of Apache with mod_rewrite. What is redirected by none of\n"
        "# them goes on to what else stands in it.";
    if (!maps_.empty()) head += " The files of RewriteMap are looked for in\n# ServerRoot.";
    head +=
        "\n<VirtualHost *:80>\n    UseCanonicalName Off\n    AllowEncodedSlashes NoDecode\n"
        "    RewriteEngine On\n";
    head += maps_;
    if (uses_lower_) head += "    RewriteMap onward_lower int:tolower\n";
    head +=
        "    RewriteCond %{THE_REQUEST} \"^\\S+ (?:[A-Za-z][A-Za-z0-9+.-]*://[^/?\\s]*)?"
        "([^?\\s]*)\"\n    RewriteRule ^ - [E=ONWARD_PATH:%1]\n";
    if (uses_tail_) {
      head +=
          "    RewriteCond %{QUERY_STRING} \"^(.+)$\"\n"
          "    RewriteRule ^ - [E=ONWARD_TAIL:?%1]\n";
    }
    return head;
  }

  const ExportOptions& options_;
  std::string text_;
  std::string maps_;
  std::size_t rewritten_ = 0;
  bool uses_tail_ = false;
  bool uses_lower_ = false;
  Written written_;
  ExportReport report_{"Apache"};
};

}  // namespace

Written to_apache(std::span<const Rule> rules, const ExportOptions& options) {
  return ApacheWriter(options).run(rules);
}

}  // namespace onward::config
