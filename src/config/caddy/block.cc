// SPDX-License-Identifier: MIT
// Directives in the order in which Caddy asks them. What answers or forwards takes the request from
// all that stands below, and becomes a rule that passes; of the `handle`s of a block one is taken,
// so that each ends in such a rule. Blocks nest kMaxDepth deep (lines.h).
#include "config/caddy/block.h"

#include "base/ascii.h"
#include "config/caddy/path.h"
#include "config/logic.h"
#include "config/pattern_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace onward::config::caddy {
namespace {

using rules::Conditions;
using rules::Rule;

constexpr std::array<std::string_view, 8> kResponders{
    "abort",       "copy_response", "metrics",     "reverse_proxy",
    "php_fastcgi", "file_server",   "acme_server", "invoke"};

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

bool has_redirect(const std::vector<Line>& lines) {
  return std::ranges::any_of(lines, [](const Line& line) {
    return line.name() == "redir" || (line.has_block && has_redirect(line.block));
  });
}

std::optional<int> code_of(std::string_view text) {
  int code = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
  if (text.size() != 3 || error != std::errc{} || end != text.data() + text.size()) return {};
  return code;
}

auto key(const rules::Place& place) { return std::tuple(place.file, place.line, place.column); }

/// Statuses that a rule of ours answers alone.
bool is_plain_status(int code) {
  constexpr std::array kCodes{400, 402, 403, 404, 406, 409, 410, 418, 421, 422, 423, 429, 451, 503};
  return std::ranges::find(kCodes, code) != kCodes.end();
}

class BlockReader {
 public:
  BlockReader(const Scope& scope, Reading& reading) : scope_(scope), reading_(reading) {}

  void read(const std::vector<Line>& lines, const Matchers& outer, bool is_sorted) {
    matchers_ = outer;
    for (const Line& line : lines) {
      if (line.name().starts_with('@')) define_matcher(line, matchers_);
    }
    std::vector<Directive> directives;
    for (const Line& line : lines) {
      if (!line.name().starts_with('@')) directives.push_back(directive_of(line));
    }
    if (is_sorted) sort(directives, reading_.order);
    for (std::size_t i = 0; i < directives.size(); ++i) {
      has_more_ = std::any_of(
          directives.begin() + static_cast<std::ptrdiff_t>(i) + 1, directives.end(),
          [](const Directive& d) { return d.name() == "redir" || has_redirect(d.line->block); });
      has_more_outside_ =
          std::any_of(directives.begin() + static_cast<std::ptrdiff_t>(i) + 1, directives.end(),
                      [](const Directive& d) {
                        const bool is_handle = d.name() == "handle" || d.name() == "handle_path";
                        return !is_handle && (d.name() == "redir" || has_redirect(d.line->block));
                      });
      take(directives[i]);
    }
  }

 private:
  Report& report() { return reading_.report; }

  Directive directive_of(const Line& line) {
    Directive directive{&line, {}, std::span<const Word>(line.words).subspan(1)};
    if (directive.values.empty()) return directive;
    const Word& first = directive.values[0];
    if (first.text == "*") {
      directive.values = directive.values.subspan(1);
    } else if (first.text.starts_with('@') && first.text.size() > 1) {
      const auto found = matchers_.find(first.text);
      if (found != matchers_.end()) {
        directive.matcher = found->second;
      } else {
        directive.matcher.is_given = true;
        directive.matcher.why = "no matcher '" + first.text + "' is defined";
      }
      directive.values = directive.values.subspan(1);
    } else if (first.text.starts_with('/')) {
      directive.matcher = path_matcher(first);
      directive.values = directive.values.subspan(1);
    }
    return directive;
  }

  void take(const Directive& directive) {
    const std::string& name = directive.name();
    if (name == "redir") return redirect(directive);
    if (name == "handle" || name == "handle_path") return handle(directive);
    if (name == "route") return route(directive);
    if (name == "respond" || name == "error") return respond(directive);
    if (name == "rewrite" || name == "uri" || name == "method") return rewrite(directive);
    if (is_one_of(name, kResponders)) return respond_otherwise(directive);
    if (name == "try_files" && has_more_) {
      report().warning_at(directive.line->place(),
                          "'try_files' changes the path where there is such a file; the redirects "
                          "below it are compared with the path as it was");
    }
    if ((name == "basicauth" || name == "basic_auth" || name == "forward_auth") && has_more_) {
      report().warning_at(directive.line->place(),
                          "'" + name + "' asks for credentials before the redirects below it");
    }
    if (name == "map" && has_more_) {
      report().warning_at(directive.line->place(), "'map' is not taken over");
    }
  }

  /// What must hold for a directive; the paths in it lose what a handle_path took.
  Conditions conditions(const Directive& directive) const {
    Conditions when = scope_.when;
    Conditions own = directive.matcher.when;
    if (!scope_.target.stripped.empty()) prefix_paths(own);
    add(when, std::move(own));
    return when;
  }

  void prefix_paths(Conditions& when) const {
    if (when.match) when.match->value.insert(0, escape_pattern(scope_.target.stripped));
    for (auto* list : {&when.all, &when.any, &when.none}) {
      for (Conditions& inner : *list) prefix_paths(inner);
    }
  }

  /// Whether conditions look at a path in a way that is not followed through a handle_path.
  static bool has_path_regex(const Conditions& when) {
    if (when.regex && when.regex->subject == rules::Subject::DecodedPath) return true;
    return std::ranges::any_of(when.all, has_path_regex) ||
           std::ranges::any_of(when.any, has_path_regex) ||
           std::ranges::any_of(when.none, has_path_regex);
  }

  std::string why_lost(const Directive& directive) const {
    if (!scope_.lost.empty()) return scope_.lost;
    if (!directive.matcher.why.empty()) {
      return "its matcher cannot be asked: " + directive.matcher.why;
    }
    if (!scope_.target.stripped.empty() && has_path_regex(directive.matcher.when)) {
      return "its matcher is an expression about the path that handle_path leaves";
    }
    return "";
  }

  void redirect(const Directive& directive) {
    const Word& word = directive.line->words[0];
    reading_.redirects.insert(key(word.place));
    std::string why = why_lost(directive);
    std::string to;
    if (!directive.values.empty()) to = "to '" + directive.values[0].text + "' ";
    if (why.empty()) why = add_redirect(directive);
    if (why.empty()) return;
    if (!reading_.lost.insert(key(word.place)).second) return;
    report().error_at(word.place, "the redirect " + to + "is lost: " + why, hint(directive));
  }

  static std::string hint(const Directive& directive) {
    const bool is_alone = directive.values.empty() && directive.line->words.size() == 2 &&
                          directive.line->words[1].text.starts_with('/');
    return is_alone ? "write 'redir * " + directive.line->words[1].text + "'" : "";
  }

  /// Why there is no rule; "" where there is.
  std::string add_redirect(const Directive& directive) {
    if (directive.line->has_block) return "a block below 'redir' is of Caddy 1";
    if (directive.values.empty()) return "it has no target";
    if (directive.values.size() > 2) return "it has more than a target and a status";
    int code = 302;
    if (directive.values.size() == 2) {
      const std::string& text = directive.values[1].text;
      if (text == "html") return "'html' answers 200 with a page that leads on";
      const auto number = code_of(text);
      if (text == "permanent") {
        code = 301;
      } else if (number) {
        code = *number;
      } else if (text != "temporary") {
        return "'" + text + "' is no status";
      }
      if (code != 301 && code != 302 && code != 303 && code != 307 && code != 308) {
        return "the status " + text + " is none of a redirect that a rule has";
      }
    }
    TargetScope scope = scope_.target;
    for (const auto& [name, stem] : directive.matcher.stems)
      scope.stems.insert_or_assign(name, stem);
    Target target = read_target(directive.values[0], scope);
    if (!target.why.empty()) return target.why;
    if (!target.warning.empty()) report().warning_at(directive.values[0].place, target.warning);
    Conditions when = conditions(directive);
    if (is_never(when)) {
      report().warning_at(directive.line->place(), "no request fits: a path begins with '/'");
      return "";
    }
    add(when, std::move(target.also));
    Rule& rule = new_rule(std::move(when), directive.line->place());
    rule.action.to = rules::Text{std::move(target.to), directive.values[0].place};
    rule.action.status = http::Status::from(code).value_or(http::Status(302));
    rule.action.status_place = directive.values.back().place;
    rule.action.query = target.query;
    if (target.fills_host) rule.action.to_hosts = {{"*", directive.values[0].place}};
    return "";
  }

  Rule& new_rule(Conditions when, const rules::Place& place) {
    Rule& rule = reading_.rules.emplace_back();
    rule.place = place;
    rule.when = std::move(when);
    rule.comparison = kComparison;
    return rule;
  }

  void pass(Conditions when, const rules::Place& place) {
    reading_.rules.push_back(pass_rule(std::move(when), place));
  }

  void respond_otherwise(const Directive& directive) {
    if (!has_more_ && scope_.lost.empty() && directive.matcher.why.empty()) {
      return pass(conditions(directive), directive.line->place());
    }
    if (directive.matcher.why.empty()) return pass(conditions(directive), directive.line->place());
    if (has_more_) doubt(directive);
  }

  /// What may or may not take requests from the redirects below it.
  void doubt(const Directive& directive) {
    report().warning_at(
        directive.line->place(),
        "'" + directive.name() +
            "' is not taken over, and takes requests from the redirects below it: " +
            directive.matcher.why);
  }

  void respond(const Directive& directive) {
    if (!directive.matcher.why.empty()) {
      if (has_more_) doubt(directive);
      return;
    }
    const bool is_error = directive.name() == "error";
    int code = is_error ? 500 : 200;
    const auto values = directive.values;
    if (values.size() == 1) code = code_of(values[0].text).value_or(code);
    if (values.size() > 1) code = code_of(values[1].text).value_or(code);
    if (!is_plain_status(code)) return pass(conditions(directive), directive.line->place());
    Rule& rule = new_rule(conditions(directive), directive.line->place());
    rule.action.status = http::Status::from(code).value_or(http::Status(404));
    rule.action.status_place = directive.line->place();
  }

  Scope inner_scope(const Directive& directive) const {
    Scope inner = scope_;
    for (const auto& [name, stem] : directive.matcher.stems) {
      inner.target.stems.insert_or_assign(name, stem);
    }
    if (inner.lost.empty()) inner.lost = why_lost(directive);
    inner.when = conditions(directive);
    return inner;
  }

  void read_inner(const Directive& directive, const Scope& inner, bool is_sorted) {
    BlockReader reader(inner, reading_);
    reader.read(directive.line->block, matchers_, is_sorted);
  }

  void route(const Directive& directive) { read_inner(directive, inner_scope(directive), false); }

  /// Whether nothing behind a block is asked: it answers all that reaches its end.
  static bool always_answers(const std::vector<Line>& lines) {
    return std::ranges::any_of(lines, [](const Line& line) {
      const bool answers = line.name() == "respond" || line.name() == "redir" ||
                           line.name() == "error" || is_one_of(line.name(), kResponders);
      const std::string matcher = line.words.size() > 1 ? line.words[1].text : "";
      return answers && !matcher.starts_with('@') && !matcher.starts_with('/');
    });
  }

  void handle(const Directive& directive) {
    Scope inner = inner_scope(directive);
    add(inner.when, other_handles_);
    if (directive.name() == "handle_path") strip(directive, inner);
    read_inner(directive, inner, true);
    // A handle whose matcher is not known may take any request from those below.
    if (!directive.matcher.why.empty()) {
      if (has_more_) doubt(directive);
      return;
    }
    if (always_answers(directive.line->block) || !has_more_outside_) {
      Conditions when = conditions(directive);
      add(when, other_handles_);
      return pass(std::move(when), directive.line->place());
    }
    // Requests go on to what is no handle; other handles are not asked any more.
    Conditions own = directive.matcher.when;
    if (!scope_.target.stripped.empty()) prefix_paths(own);
    add(other_handles_, negation(std::move(own)));
  }

  static void strip(const Directive& directive, Scope& inner) {
    const auto& paths = directive.matcher.paths;
    if (paths.size() == 1 && paths[0].ends_with("/*") && inner.target.stripped.empty() &&
        paths[0].find('*') == paths[0].size() - 1) {
      inner.target.stripped = directive.line->words[1].text;
      inner.target.stripped.resize(inner.target.stripped.size() - 2);
    } else if (inner.lost.empty()) {
      inner.lost = "what this handle_path takes off the path is not followed";
    }
  }

  /// Paths that are changed for what stands below.
  void rewrite(const Directive& directive) {
    if (!has_more_ || directive.name() == "method") return;
    const std::string done = "'" + directive.name() + "' changes the path before it";
    const auto values = directive.values;
    const bool is_strip = directive.name() == "uri" && values.size() == 2 &&
                          values[0].text == "strip_prefix" && values[1].text.starts_with('/');
    const bool is_constant = directive.name() == "rewrite" && values.size() == 1 &&
                             values[0].text.starts_with('/') &&
                             values[0].text.find_first_of("{?") == std::string::npos;
    if (!why_lost(directive).empty() || has_rewritten_ || !scope_.target.stripped.empty() ||
        scoped_by_path_ || !(is_strip || is_constant)) {
      if (scope_.lost.empty()) scope_.lost = done;
      return;
    }
    has_rewritten_ = true;
    scope_.target.is_rewritten = true;
    Conditions when = conditions(directive);
    if (is_strip) {
      Conditions begins;
      begins.regex =
          rules::Regex{{"^" + escape_regex(values[1].text) + "/?(?P<rest>.*)$", values[1].place},
                       rules::Engine::Re2,
                       rules::Subject::Path};
      add(when, std::move(begins));
    }
    Rule& rule = new_rule(std::move(when), directive.line->place());
    rule.action.rewrite = rules::Text{
        is_strip ? std::string("/{rest}") : escape_template(values[0].text), values[0].place};
  }

  Scope scope_;
  Reading& reading_;
  Matchers matchers_;
  Conditions other_handles_;       ///< that none of the handles before fits
  bool has_more_ = false;          ///< a redirect stands below
  bool has_more_outside_ = false;  ///< and in no handle
  bool has_rewritten_ = false;     ///< a path was changed in this block
  bool scoped_by_path_ = false;
};

}  // namespace

Rule pass_rule(Conditions when, const rules::Place& place) {
  Rule rule;
  rule.place = place;
  rule.when = std::move(when);
  rule.comparison = kComparison;
  rule.action.pass = true;
  return rule;
}

void read_block(const std::vector<Line>& lines, const Scope& scope, Reading& reading) {
  BlockReader(scope, reading).read(lines, {}, true);
}

}  // namespace onward::config::caddy
