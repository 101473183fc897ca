// SPDX-License-Identifier: MIT
// A Redirect takes its path and all below it, by whole segments, and puts the rest of the path
// behind its target; RedirectMatch searches in the decoded path. The request's query goes along
// unless the target has one. mod_alias.c: alias_matches(), try_redirect(), fixup_redir().
#include "config/apache/alias.h"

#include "base/ascii.h"
#include "config/apache/emit.h"
#include "config/apache/path_side.h"
#include "config/apache/resolve.h"
#include "config/apache/target.h"
#include "config/pattern_text.h"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace onward::config::apache {
namespace {

using rules::Rule;

constexpr const char* kRefused = "Apache refuses this line, and with it the whole file";
constexpr const char* kChoosesHost =
    "the rest of the path would be put right behind the target's host, and choose it";

/// The status that a word stands for; nullopt where it is none.
std::optional<int> status_of(std::string_view word) {
  const std::string lower = base::to_lower(word);
  if (lower == "permanent") return 301;
  if (lower == "temp") return 302;
  if (lower == "seeother") return 303;
  if (lower == "gone") return 410;
  if (lower.empty() || !base::is_digit(lower[0])) return std::nullopt;
  int status = 0;
  std::from_chars(lower.data(), lower.data() + lower.size(), status);
  return status;
}

bool is_redirect_status(int status) { return status >= 300 && status <= 399; }

/// Runs of slashes are one slash to alias_matches().
std::string with_single_slashes(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (c != '/' || !out.ends_with('/')) out += c;
  }
  return out;
}

class AliasWriter {
 public:
  AliasWriter(const AliasRedirect& redirect, const Context& context, Account& account)
      : redirect_(redirect), context_(context), account_(account) {}

  std::vector<Rule> run() {
    account_.redirect(redirect_.place);
    if (account_.is_spent()) {
      lose(kTooMany);
    } else if (!redirect_.from) {
      whole_section();
    } else if (redirect_.is_pattern) {
      pattern(*redirect_.from);
    } else {
      prefix(with_single_slashes(*redirect_.from));
    }
    return std::move(rules_);
  }

 private:
  void lose(std::string why) {
    account_.lost(redirect_.place, "this redirect is lost: " + std::move(why));
  }

  Rule basic_rule() const {
    Rule rule;
    rule.place = redirect_.place;
    rule.when.place = redirect_.place;
    rule.comparison.merge_slashes = true;
    return rule;
  }

  TargetOptions options() const {
    TargetOptions options;
    options.place = redirect_.place;
    options.base = "";
    options.cuts_fragment = true;
    options.escapes_path = redirect_.is_pattern;  // try_redirect() escapes what ap_pregsub() made
    return options;
  }

  /// Gives the rule its answer; false where that is lost.
  bool answer(Rule rule, const Parts& target) {
    if (!account_.spend(1)) {
      lose(kTooMany);
      return false;
    }
    if (!is_redirect_status(redirect_.status)) return refuse(std::move(rule));
    const BuiltTarget built = build_target(target, options());
    if (built.glued || !built.fault.empty()) {
      lose(built.glued ? kChoosesHost : built.fault);
      return false;
    }
    if (const auto fault = set_redirect(rule, redirect_.status, built)) {
      lose(*fault);
      return false;
    }
    if (!built.warning.empty()) account_.warning(redirect_.place, built.warning);
    std::ranges::move(with_query_behind_fragment(std::move(rule), built),
                      std::back_inserter(rules_));
    return true;
  }

  bool refuse(Rule rule) {
    const auto status = http::Status::from(redirect_.status);
    if (!status || !is_refusal(redirect_.status)) {
      lose("the status " + std::to_string(redirect_.status) + " cannot be answered here");
      return false;
    }
    rule.action.status = *status;
    rule.action.status_place = redirect_.place;
    rules_.push_back(std::move(rule));
    return true;
  }

  void whole_section() {
    Rule rule = basic_rule();
    Parts parts;
    append_literal(parts, redirect_.to.value_or(""));
    if (redirect_.to && redirect_.to->find("%{") != std::string::npos) {
      return lose("its target is an expression");
    }
    answer(std::move(rule), parts);
  }

  // --- Redirect --------------------------------------------------------------------------------

  /// Whether the rules have to ask for the folder, too; nullopt where both never hold.
  std::optional<bool> asks_for_folder(const std::string& from) const {
    if (!context_.is_folder || context_.base == "/") return false;
    if (from.starts_with(context_.base)) return false;
    const std::string folder = from.ends_with('/') ? from : from + "/";
    if (context_.base.starts_with(folder)) return true;
    return std::nullopt;
  }

  void prefix(const std::string& from) {
    const auto in_folder = asks_for_folder(from);
    if (!from.starts_with('/') || !in_folder) {
      account_.warning(redirect_.place,
                       from.starts_with('/')
                           ? "this redirect never matches: its path is outside of the folder "
                             "where it stands"
                           : "this redirect never matches: every path begins with a slash");
      return;
    }
    if (*in_folder) folder_ = escape_pattern(context_.base) + "*";
    const std::string pattern = escape_pattern(escape_path(from));
    if (!is_redirect_status(redirect_.status)) {
      return add(from.ends_with('/') ? pattern + "*" : pattern + "{/*}?", {});
    }
    const std::string to = redirect_.to.value_or("");
    const bool is_glued = to.find('/', to.find("://") + 3) == std::string::npos &&
                          to.find("://") != std::string::npos &&
                          to.find_first_of("?#") == std::string::npos;
    if (from.ends_with('/')) {
      if (is_glued) {
        account_.warning(redirect_.place,
                         "what follows '" + from +
                             "' is not redirected: it would be put right "
                             "behind the target's host, and choose it",
                         "end the target with a slash");
        return add(pattern, {});
      }
      return add(pattern + "*", "0");
    }
    if (is_glued || to == "/") {
      add(pattern, {});
      return add(pattern + "/*", "0", "/");
    }
    add(pattern + ":tail(/.*)?", "tail");
  }

  void add(std::string pattern, std::string_view group, std::string_view before = "") {
    Rule rule = basic_rule();
    rule.when.match = rules::Text{std::move(pattern), redirect_.place};
    if (!folder_.empty()) {
      rules::Conditions folder;
      folder.place = redirect_.place;
      folder.match = rules::Text{folder_, redirect_.place};
      rule.when.all.push_back(std::move(folder));
    }
    Parts parts;
    append_literal(parts, redirect_.to.value_or(""));
    append_literal(parts, before);
    if (!group.empty()) parts.push_back({Part::Kind::Group, std::string(group)});
    answer(std::move(rule), parts);
  }

  // --- RedirectMatch ---------------------------------------------------------------------------

  void pattern(const std::string& expression) {
    const Pieces pieces = substitution_of(redirect_.to.value_or(""));
    PatternUse use;
    use.place = redirect_.place;
    use.needs_groups = true;
    use.needs_whole = std::ranges::any_of(pieces, [](const Piece& piece) {
      return piece.kind == Piece::Kind::Group && piece.number == 0;
    });
    const PathSide path = path_side(std::string_view(expression), kServer, use);
    if (!path.fault.empty()) return lose(path.fault);
    if (path.is_never) {
      return account_.warning(redirect_.place,
                              "this redirect never matches: every path begins with a slash");
    }
    const Parts parts = parts_of_target(pieces, path);
    const BuiltTarget built = build_target(parts, options());
    if (!built.glued || !is_redirect_status(redirect_.status)) return add(path, parts);
    std::size_t number = 0;
    for (std::size_t i = 1; i < path.groups.size(); ++i) {
      if (!path.groups[i].empty() && path.groups[i].back().text == built.glued->text) number = i;
    }
    bool narrows = false;
    const auto forms = with_slash_before(expression, number, kServer, narrows);
    if (forms.empty()) return lose(kChoosesHost);
    if (narrows) {
      account_.warning(redirect_.place,
                       "what follows is put right behind the target's host: only what begins with "
                       "a slash is redirected, as all else would lead to another host");
    }
    for (const Slashed& form : forms) {
      const PathSide moved = path_side(form, kServer, use);
      Parts filled = parts_of_target(pieces, moved);
      if (form.dropped == 0 && number < moved.groups.size()) {
        filled = slash_before(filled, moved.groups[number].back().text);
      }
      add(moved, filled);
    }
  }

  static Parts parts_of_target(const Pieces& pieces, const PathSide& path) {
    const Environment environment;
    const Maps maps;
    std::string fault;
    const auto values = resolve(pieces, {environment, maps, &path.groups, nullptr}, fault);
    return values && !values->empty() ? values->front().parts : Parts();
  }

  void add(const PathSide& path, const Parts& target) {
    Rule rule = basic_rule();
    rule.when = path.when;
    rule.when.place = redirect_.place;
    if (context_.is_folder && context_.base != "/") {
      rules::Conditions folder;
      folder.place = redirect_.place;
      folder.match = rules::Text{escape_pattern(context_.base) + "*", redirect_.place};
      rule.when.all.push_back(std::move(folder));
    }
    answer(std::move(rule), target);
  }

  /// RedirectMatch is held against the whole path wherever it stands.
  inline static const Context kServer;

  const AliasRedirect& redirect_;
  const Context& context_;
  Account& account_;
  std::string folder_;
  std::vector<Rule> rules_;
};

}  // namespace

std::optional<AliasRedirect> alias_redirect(const Directive& directive, Account& account) {
  std::vector<std::string> words = words_of(directive.text);
  AliasRedirect redirect;
  redirect.place = directive.place;
  redirect.is_pattern = directive.name == "redirectmatch";
  const auto refuse = [&](const char* why) {
    account.lost(directive.place, std::string("this redirect is lost: ") + why, kRefused);
    return std::nullopt;
  };
  if (words.empty()) return refuse("it has no target");
  if (directive.name == "redirectpermanent") redirect.status = 301;
  const bool takes_status = directive.name == "redirect" || redirect.is_pattern;
  const auto status = takes_status ? status_of(words[0]) : std::nullopt;
  if (words.size() > 2 && !status) return refuse("its first word is no status");
  if (words.size() > 3) return refuse("it has too many words");
  if (status) {
    redirect.status = *status;
    words.erase(words.begin());
  }
  if (words.empty() && redirect.status != 410) return refuse("it has no path");
  const bool is_redirect = is_redirect_status(redirect.status);
  if (words.size() == 1 && is_redirect) {
    redirect.to = words[0];  // in <Location>
    return redirect;
  }
  if (!words.empty()) redirect.from = words[0];
  if (words.size() > 1) redirect.to = words[1];
  if (!is_redirect && redirect.to) return refuse("a status that is no redirect has no target");
  const bool has_target = redirect.to && (redirect.is_pattern || redirect.to->starts_with('/') ||
                                          is_absolute(*redirect.to));
  if (is_redirect && !has_target) return refuse("its target is neither a URL nor a path");
  return redirect;
}

std::vector<Rule> alias_rules(const AliasRedirect& redirect, const Context& context,
                              Account& account) {
  return AliasWriter(redirect, context, account).run();
}

}  // namespace onward::config::apache
