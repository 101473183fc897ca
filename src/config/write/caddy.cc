// SPDX-License-Identifier: MIT
// Rules as a Caddyfile. In a `route` the directives stand in the order of the file, and the first
// that answers ends it. Caddy's `path` matchers see the path decoded and without case; so `map`
// takes it out of the URI as it was sent, and `vars_regexp` looks at that. A set of matchers holds
// one `vars_regexp` (those of several placeholders would be alternatives): others are asked in
// "not { not … }".
#include "config/pattern_text.h"
#include "config/regex_text.h"
#include "config/write/caddy_text.h"
#include "config/write/comment.h"
#include "config/write/export_report.h"
#include "config/write/exporters.h"
#include "config/write/row_groups.h"
#include "config/write/spelled_target.h"
#include "rules/regex.h"

#include <algorithm>
#include <set>
#include <utility>

namespace onward::config {
namespace {

using rules::Part;
using rules::Rule;
using Of = Question::Of;
using Test = Question::Test;

std::string spelled_query(QueryBehind query, bool has_query) {
  switch (query) {
    case QueryBehind::None:
      return "";
    case QueryBehind::Asked:
      return has_query ? "{onward_more}" : "{onward_tail}";
    case QueryBehind::Sent:
      break;
  }
  return "{onward_sent}";
}

class CaddySpelling : public Spelling {
 public:
  /// `name` is that of the rule's matcher: its third question's groups are "{re.NAME_3.1}".
  explicit CaddySpelling(std::string name) : name_(std::move(name)) {}

  std::string literal(std::string_view text) const override { return caddy_literal(text); }

  std::optional<std::string> group(const Case& /*asked*/, const GroupPlace& place) const override {
    return "{re." + name_ + "_" + std::to_string(place.question) + "." +
           std::to_string(place.number) + "}";
  }

  std::optional<std::string> value(const Part& part) const override {
    switch (part.kind) {
      case Part::Kind::Path:
        return "{onward_path}";
      case Part::Kind::RequestTarget:
        return "{onward_path}{onward_sent}";
      case Part::Kind::Host:
        return "{host}";
      case Part::Kind::Query:
        return "{query}";
      case Part::Kind::Scheme:
        return "{scheme}";
      case Part::Kind::Method:
        return "{method}";
      case Part::Kind::Parameter:  // Caddy decodes it
      case Part::Kind::Literal:
      case Part::Kind::PathGroup:
      case Part::Kind::HostGroup:
        break;
    }
    return {};
  }

  std::string origin() const override { return "{scheme}://{hostport}"; }

 private:
  std::string name_;
};

/// Caddy 2.6 looks for a variable of the placeholder's name first, and takes what is not there for
/// "<nil>".
bool fits_nothing_there(const std::string& regex) {
  const auto compiled = rules::CompiledRegex::create(regex, {});
  const auto* const expression = std::get_if<rules::CompiledRegex>(&compiled);
  return expression == nullptr ||
         expression->search("<nil>") != rules::CompiledRegex::Outcome::NotFound;
}

/// A matcher of a set, without "not": "vars_regexp m1_0 {onward_path} `^/a$`".
struct Matcher {
  std::string kind;  ///< what stands once in a set
  std::string text;
  bool is_negated = false;
};

/// What holds the part of a request.
std::string_view caddy_variable(Of of) {
  if (of == Of::Host) return "{http.request.host}";
  if (of == Of::Path) return "{onward_path}";
  if (of == Of::DecodedPath) return "{http.request.uri.path}";
  return of == Of::Target ? "{http.request.uri}" : "{http.request.uri.query}";
}

class CaddyWriter {
 public:
  explicit CaddyWriter(const ExportOptions& options) : options_(options) {}

  Written run(std::span<const Rule> rules) {
    for (const Rule& rule : rules) write(rule);
    report_.note_differences(rules);
    Written written;
    written.files.push_back({"", head() + text_ + "\n\t\timport onward_site\n\t}\n}\n"});
    written.diagnostics = std::move(report_.diagnostics());
    return written;
  }

 private:
  void write(const Rule& rule) {
    std::string why;
    const auto cases = cases_of(rule, why);
    if (!cases) return report_.lose(rule.place, why);
    if (rule.action.rewrite && cases->size() > 1) {
      return report_.lose(rule.place,
                          "a rewrite of which one of several conditions must hold "
                          "cannot be said");
    }
    std::string lines;
    for (const Case& one : *cases) {
      if (why.empty()) lines += lines_of(rule, one, why);
    }
    if (!why.empty()) return report_.lose(rule.place, why);
    report_.warn(rule, "Caddy sends no Cache-Control here");
    text_ += rule_comment(rule, options_, "\t\t") + lines;
  }

  /// `kind` with the values that are asked for.
  static std::optional<Matcher> matcher_of_words(const Question& question, const char* kind,
                                                 std::string& why) {
    Matcher made{kind, kind, question.is_negated};
    for (const std::string& value : question.values) {
      if (!is_caddy_word(value)) {
        why = "a value with a backquote or a variable of Caddy's cannot be said";
        return std::nullopt;
      }
      made.text += " " + caddy_word(value);
    }
    return made;
  }

  std::optional<Matcher> matcher(const Question& question, const std::string& name,
                                 std::string& why) {
    const auto cannot = [&](const std::string& what) {
      why = what + " cannot be said";
      return std::optional<Matcher>();
    };
    Matcher made{"", "", question.is_negated};
    const auto words = [&](const char* kind) { return matcher_of_words(question, kind, why); };
    std::string regex = question.regex;
    switch (question.of) {
      case Of::Scheme:
        return words("protocol");
      case Of::Methods:
        return words("method");
      case Of::Clients:
        return words("remote_ip");
      case Of::Since:
        return cannot("a span of time");
      case Of::Url:
        return cannot("an expression over a whole URL");
      case Of::Host:
        if (question.test == Test::Equals) return words("host");
        [[fallthrough]];
      case Of::Path:
      case Of::DecodedPath:
      case Of::Target:
      case Of::Query:
        made.text = caddy_variable(question.of);
        break;
      case Of::Field:
        if (!is_caddy_name(question.name)) return cannot("a field that is called so");
        made.kind = question.test == Test::Present ? "header" : "header_regexp";
        made.text = question.name;
        break;
      case Of::Parameter:
      case Of::Cookie: {
        const auto pair = regex_of_pair(question);
        if (!pair) return cannot("an expression over a parameter or a cookie");
        regex = *pair;
        made.text = question.of == Of::Cookie ? "Cookie" : "{http.request.uri.query}";
        if (question.of == Of::Cookie) made.kind = "header_regexp";
        break;
      }
    }
    if (made.kind == "header") return Matcher{"header", "header " + made.text, made.is_negated};
    if (made.kind.empty()) made.kind = "vars_regexp";
    if (question.ignores_case) regex.insert(0, "(?i)");
    const auto written = caddy_regex(regex);
    const bool is_re2 = engine_for(regex) == rules::Engine::Re2;
    if (!written || !is_re2) return cannot("an expression that Go has not");
    if (made.kind == "vars_regexp" && fits_nothing_there(regex)) {
      return cannot("an expression that fits almost everything");
    }
    made.text = made.kind + " " + name + " " + made.text + " " + *written;
    return made;
  }

  /// The matcher's definition, and its name with a space behind; "" where nothing is asked.
  struct Defined {
    std::string text;
    std::string use;
  };

  Defined define(std::vector<Matcher> matchers, const std::string& name) {
    if (matchers.empty()) return {};
    std::string text = "\t\t@" + name;
    if (matchers.size() == 1) {
      text += (matchers[0].is_negated ? " not " : " ") + matchers[0].text + "\n";
      return {text, "@" + name + " "};
    }
    text += " {\n";
    std::set<std::string> kinds;
    for (const Matcher& one : matchers) {
      if (one.is_negated) {
        text += "\t\t\tnot " + one.text + "\n";
      } else if (kinds.insert(one.kind).second) {
        text += "\t\t\t" + one.text + "\n";
      } else {
        text += "\t\t\tnot {\n\t\t\t\tnot " + one.text + "\n\t\t\t}\n";
      }
    }
    return {text + "\t\t}\n", "@" + name + " "};
  }

  std::vector<Matcher> matchers_of(const Case& asked, const std::string& name, std::string& why) {
    std::vector<Matcher> matchers;
    for (std::size_t i = 0; i < asked.questions.size() && why.empty(); ++i) {
      const auto one = matcher(asked.questions[i], name + "_" + std::to_string(i), why);
      if (one) matchers.push_back(*one);
    }
    // The path's expression has the groups: it stands as it is, and others are asked twice over.
    std::ranges::stable_partition(matchers, [](const Matcher& one) {
      return one.text.find("{onward_path}") != std::string::npos;
    });
    return matchers;
  }

  std::string lines_of(const Rule& rule, const Case& asked, std::string& why) {
    const std::string name = "onward" + std::to_string(++names_);
    const auto matchers = matchers_of(asked, name, why);
    if (!why.empty()) return "";
    if (rule.action.map) return map(rule, matchers);
    const Defined defined = define(matchers, name);
    if (rule.action.pass) {
      return defined.text + "\t\troute " + defined.use + "{\n\t\t\timport onward_site\n\t\t}\n";
    }
    const CaddySpelling spelling(name);
    if (rule.action.rewrite) {
      const auto path = spell_rewrite(rule, asked, spelling, why);
      if (!path) return "";
      return defined.text + "\t\trewrite " + (defined.use.empty() ? "* " : defined.use) +
             said(*path, why) + "\n";
    }
    const int status = rule.action.status ? rule.action.status->code() : 307;
    if (!rule.action.to) return defined.text + answer(defined.use, status);
    const auto target = spell_target(rule, asked, spelling, why);
    if (!target) return "";
    if (!target->host.empty()) why = "the list of hosts of a target cannot be said";
    const std::string to =
        target->front + spelled_query(target->query, target->has_query) + target->fragment;
    return defined.text + redirect(defined.use, said(to, why), status);
  }

  static std::string said(const std::string& text, std::string& why) {
    const auto word = caddy_target(text);
    if (!word && why.empty()) why = "the target cannot be said";
    return word.value_or("");
  }

  static std::string answer(const std::string& use, int status) {
    return "\t\trespond " + use + std::to_string(status) + "\n";
  }

  static std::string redirect(const std::string& use, const std::string& to, int status) {
    return "\t\tredir " + (use.empty() ? "* " : use) + to + " " + std::to_string(status) + "\n";
  }

  /// Look-ups as a `map`, which gives "" for what it does not have.
  std::string map(const Rule& rule, const std::vector<Matcher>& matchers) {
    std::string lines;
    for (const RowGroup& group : row_groups(rule, report_)) {
      const std::string number = std::to_string(++maps_);
      std::string source = group.has_host ? "{host}{onward_path}" : "{onward_path}";
      if (group.has_query) source += "?{query}";
      lines.append("\t\tmap \"").append(source).append("\" {onward_to_").append(number).append("}");
      if (group.has_fragment) lines.append(" {onward_hash_").append(number).append("}");
      lines += " {\n";
      for (const RowGroup::Row& row : group.rows) lines += row_of(rule, group, row);
      lines +=
          std::string("\t\t\tdefault \"\"") + (group.has_fragment ? " \"\"" : "") + "\n\t\t}\n";
      std::vector<Matcher> asked = matchers;
      const std::string name = "onward" + std::to_string(++names_);
      Matcher found{"vars_regexp", "vars_regexp ", false};
      found.text.append(name).append(" {onward_to_").append(number).append("} \"^[^<]\"");
      asked.insert(asked.begin(), std::move(found));
      const Defined defined = define(asked, name);
      lines += defined.text;
      if (group.status / 100 != 3) {
        lines += answer(defined.use, group.status);
        continue;
      }
      std::string to = "{onward_to_" + number + "}";
      to += spelled_query(group.query, group.to_has_query);
      if (group.has_fragment) to += "{onward_hash_" + number + "}";
      lines += redirect(defined.use, to, group.status);
    }
    return lines;
  }

  std::string row_of(const Rule& rule, const RowGroup& group, const RowGroup::Row& row) {
    std::string key = row.key;
    if (rule.comparison.ignore_case) key = "~(?i)^" + escape_regex(key) + "$";
    const auto from = caddy_target(key);
    const auto to = caddy_target(caddy_literal(row.to.empty() ? "yes" : row.to));
    const auto hash = caddy_target(caddy_literal(row.fragment));
    if (!from || !to || !hash) {
      report_.lose(rule.place, "the row of '" + row.key + "' cannot be said");
      return "";
    }
    return "\t\t\t" + *from + " " + *to + (group.has_fragment ? " " + *hash : "") + "\n";
  }

  static std::string head() {
    return "# Redirects, as a site of Caddy. What is redirected by none of them comes to the "
           "snippet.\n"
           "(onward_site) {\n\trespond 404\n}\n\n"
           ":80 {\n"
           "\tmap {http.request.uri} {onward_path} {onward_sent} {\n"
           "\t\t`~^([^?]*)(.*)$` \"${1}\" \"${2}\"\n\t}\n"
           "\tmap {query} {onward_tail} {onward_more} {\n\t\t\"\" \"\" \"\"\n"
           "\t\tdefault \"?{query}\" \"&{query}\"\n\t}\n"
           "\troute {\n";
  }

  const ExportOptions& options_;
  std::string text_;
  std::size_t names_ = 0;
  std::size_t maps_ = 0;
  ExportReport report_{"Caddy"};
};

}  // namespace

Written to_caddy(std::span<const Rule> rules, const ExportOptions& options) {
  return CaddyWriter(options).run(rules);
}

}  // namespace onward::config
