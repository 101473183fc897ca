// SPDX-License-Identifier: MIT
// Flags of mod_rewrite. What Apache refuses (a space inside of a flag list) is taken as it was
// meant, with a warning: the server would answer 500 to everything.
#include "config/apache/rewrite_rule.h"

#include "base/ascii.h"
#include "config/apache/target.h"

#include <charconv>

namespace onward::config::apache {
namespace {

constexpr const char* kRefused = "Apache refuses this line, and with it the whole file";

void set_status(RewriteLine& line, const Flag& flag) {
  line.is_redirect = true;
  line.status = 302;
  if (!flag.has_value || flag.value.empty()) return;
  const std::string word = base::to_lower(std::string_view(flag.value));
  if (word == "permanent") {
    line.status = 301;
  } else if (word == "temp") {
    line.status = 302;
  } else if (word == "seeother") {
    line.status = 303;
  } else {
    int status = 0;
    const char* end = word.data() + word.size();
    const auto [at, error] = std::from_chars(word.data(), end, status);
    if (error != std::errc() || at != end) {
      line.bad_status = flag.value;
    } else {
      line.status = status;
    }
  }
}

void set_environment(RewriteLine& line, const Flag& flag) {
  std::string_view text = flag.value;
  if (text.starts_with('!')) {
    line.environment.emplace_back(text.substr(1), "");
    return;
  }
  const std::size_t colon = std::min(text.find(':'), text.size());
  line.environment.emplace_back(text.substr(0, colon),
                                text.substr(std::min(colon + 1, text.size())));
}

/// False where the flag is none.
bool set_flag(RewriteLine& line, const Flag& flag) {
  const std::string& name = flag.name;
  if (name == "r" || name == "redirect") {
    set_status(line, flag);
  } else if (name == "l" || name == "last") {
    line.is_last = true;
  } else if (name == "end") {
    line.is_last = line.is_end = true;
  } else if (name == "nc" || name == "nocase") {
    line.ignore_case = true;
  } else if (name == "ne" || name == "noescape") {
    line.keeps_escapes = true;
  } else if (name == "qsa" || name == "qsappend") {
    line.appends_query = true;
  } else if (name == "qsd" || name == "qsdiscard") {
    line.discards_query = true;
  } else if (name == "b") {
    line.escapes_groups = true;
  } else if (name == "c" || name == "chain") {
    line.is_chained = true;
  } else if (name == "p" || name == "proxy") {
    line.is_proxied = true;
  } else if (name == "pt" || name == "passthrough") {
    line.passes_through = true;
  } else if (name == "n" || name == "next") {
    line.starts_over = true;
  } else if (name == "f" || name == "forbidden") {
    line.status = 403;
  } else if (name == "g" || name == "gone") {
    line.status = 410;
  } else if (name == "e" || name == "env") {
    set_environment(line, flag);
  } else if (name == "s" || name == "skip") {
    std::from_chars(flag.value.data(), flag.value.data() + flag.value.size(), line.skip);
  } else {
    // Of no effect on a redirect.
    for (const std::string_view known :
         {"co", "cookie", "h", "handler", "t", "type", "ns", "nosubreq", "dpi", "discardpath",
          "qsl", "qslast", "bnp", "backrefnoplus", "bne", "bctls", "unsafeallow3f",
          "unsafeprefixstat", "unc"}) {
      if (name == known) return true;
    }
    return name.starts_with("b=") || name.empty();
  }
  return true;
}

std::optional<RewriteCondition> condition_of(const Directive& directive, Account& account) {
  const auto arguments = rewrite_arguments(directive.text);
  if (!arguments) {
    account.error(directive.place, "a condition has a text and a pattern", kRefused);
    return std::nullopt;
  }
  RewriteCondition condition;
  condition.place = directive.place;
  condition.subject = arguments->first;
  bool ignore_case = false;
  for (const Flag& flag : flags_of(arguments->flags)) {
    if (flag.name == "or" || flag.name == "ornext") condition.or_next = true;
    if (flag.name == "nc" || flag.name == "nocase") ignore_case = true;
  }
  if (arguments->is_broken) {
    account.warning(directive.place, "the flags are written wrongly, and taken as meant", kRefused);
  }
  if (base::to_lower(std::string_view(condition.subject)) == "expr") {
    condition.is_expression = true;
    condition.matcher.text = arguments->second;
  } else {
    condition.matcher = matcher_of(arguments->second, ignore_case);
  }
  return condition;
}

}  // namespace

bool answers(const RewriteLine& line) {
  if (line.is_proxied) return false;
  return line.status.has_value() || !line.bad_status.empty() || is_absolute(line.substitution);
}

std::optional<RewriteLine> rewrite_line(const Directive& rule,
                                        const std::vector<const Directive*>& conditions,
                                        Account& account) {
  const auto arguments = rewrite_arguments(rule.text);
  if (!arguments) {
    account.error(rule.place, "a RewriteRule has a pattern and a substitution", kRefused);
    return std::nullopt;
  }
  RewriteLine line;
  line.place = rule.place;
  line.pattern = arguments->first;
  if (line.pattern.starts_with('!')) {
    line.is_negated = true;
    line.pattern.erase(0, 1);
  }
  line.substitution = arguments->second;
  if (arguments->is_broken) {
    account.warning(rule.place, "the flags are written wrongly, and taken as meant", kRefused);
  }
  for (const Flag& flag : flags_of(arguments->flags)) {
    if (!set_flag(line, flag)) {
      account.warning(rule.place, "there is no flag '" + flag.name + "'", kRefused);
    }
  }
  if (line.passes_through || line.is_proxied) line.is_last = true;
  for (const Directive* directive : conditions) {
    auto condition = condition_of(*directive, account);
    if (!condition) {
      if (answers(line)) account.lost(rule.place, "its condition is none");
      return std::nullopt;
    }
    line.conditions.push_back(std::move(*condition));
  }
  return line;
}

}  // namespace onward::config::apache
