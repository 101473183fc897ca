// SPDX-License-Identifier: MIT
// A way through a handler as a rule: what was assumed on it, and where it leads. A way for which
// there is none is excluded from those that come later.
#include "config/hosting/path_pattern.h"
#include "config/script/machine.h"
#include "config/script/render.h"

#include <utility>

namespace onward::config {
namespace {

/// The conditions of a way in one rule: the first pattern of a path goes where the index sees it.
void put_together(const std::vector<rules::Conditions>& assumed, rules::Rule& rule) {
  for (const rules::Conditions& one : assumed) {
    const bool is_match_alone = one.match && !one.regex && one.methods.empty();
    if (is_match_alone && !rule.when.match) {
      rule.when.match = one.match;
    } else if (!one.methods.empty() && one.none.empty() && rule.when.methods.empty()) {
      rule.when.methods = one.methods;
    } else {
      rule.when.all.push_back(one);
    }
  }
}

/// Where the rest of a path stands right behind a host that is written out; nullopt where nowhere.
std::optional<std::size_t> glued_at(const Parts& location) {
  if (location.size() < 2 || location[0].what != Part::What::Literal) return {};
  const std::string& origin = location[0].text;
  const std::size_t host = origin.find("://");
  const bool is_origin = host != std::string::npos && origin.starts_with("http") &&
                         origin.find_first_of("/?#", host + 3) == std::string::npos &&
                         host + 3 < origin.size();
  const Part& next = location[1];
  const bool is_rest = next.what == Part::What::Group && next.inner == ".*" && next.after == "$" &&
                       next.subject == rules::Subject::Path;
  return is_origin && is_rest ? std::optional<std::size_t>(1) : std::nullopt;
}

}  // namespace

void Machine::emit(const rules::Rule& base, Outcome found, Paths& paths) {
  if (found.kind == Outcome::Kind::Nothing) return paths.finish(true);
  if (found.doubt.empty()) found.doubt = doubt_;
  rules::Rule rule = base;
  if (found.kind == Outcome::Kind::Answer) {
    if (!found.doubt.empty()) return paths.finish(true);
    rule.action.pass = true;
    put_together(paths.assumed(), rule);
    for (const auto& one : paths.excluded()) rule.when.none.push_back(one);
    imported_.add(std::move(rule));
    return paths.finish(false);
  }
  add_site(found.place);
  std::string why = found.doubt;
  const bool asks =
      !paths.assumed().empty() || !paths.excluded().empty() || rule.when.match || rule.when.regex;
  if (why.empty() && must_ask && !asks) {
    why = "which requests come to this function is written elsewhere";
  }
  if (why.empty() && !is_redirect_status(found.status)) why = "its status is none of a redirect";
  const auto glued = glued_at(found.location);
  if (why.empty() && glued) return emit_glued(base, std::move(found), *glued, paths);
  Rendered target = rendered(found.location, found.place);
  const bool is_refused = why.empty() && !target.refusal.empty();
  if (is_refused) why = target.refusal;
  const Parts& location = found.location;
  const bool is_whole = !location.empty() && (location[0].what == Part::What::Scheme ||
                                              location[0].text.starts_with("http"));
  if (why.empty() && !found.keeps_relative && !is_whole) {
    why = "Response.redirect() takes no relative URL";
  }
  if (!why.empty()) {
    lose(found.place, why, is_refused ? target.about : rules::About::Other);
    return paths.finish(true);
  }
  if (!beside_.empty()) {
    imported_.warning(found.place, "only the redirect is taken over: '" + beside_ +
                                       "()' is called before it, and is taken to succeed");
  }
  add_redirect_rule(rule, found, std::move(target), paths);
  paths.finish(false);
}

/// The rule of a way: under what was assumed on it, and with what its target asks for.
void Machine::add_redirect_rule(rules::Rule rule, const Outcome& found, Rendered target,
                                const Paths& paths) {
  rule.place = found.place;
  rule.action.status = http::Status::from(found.status).value_or(http::Status(302));
  rule.action.status_place = found.place;
  rule.action.to = {target.to, found.place};
  rule.action.query = target.query;
  if (target.fills_host) rule.action.to_hosts.push_back({"*", found.place});
  put_together(paths.assumed(), rule);
  for (auto& one : target.conditions) rule.when.all.push_back(std::move(one));
  for (const auto& one : paths.excluded()) rule.when.none.push_back(one);
  for (Site& site : sites_) site.stands = site.stands || site.place == found.place;
  imported_.add(std::move(rule));
}

/// "https://new.example" + path.slice(4): what begins with a slash, and nothing, stay behind the
/// host; what is neither would become a part of it.
void Machine::emit_glued(const rules::Rule& base, Outcome found, std::size_t at, Paths& paths) {
  const Part rest = found.location[at];
  Parts with_slash = found.location;
  with_slash[at].before += "/";
  with_slash[at - 1].text += "/";
  Parts without = found.location;
  without.erase(without.begin() + static_cast<std::ptrdiff_t>(at));
  Rendered slash = rendered(std::move(with_slash), found.place);
  Rendered none = rendered(std::move(without), found.place);
  if (!slash.refusal.empty() || !none.refusal.empty()) {
    lose(found.place, slash.refusal + none.refusal);
    return paths.finish(true);
  }
  rules::Conditions is_empty;
  is_empty.place = found.place;
  is_empty.regex = regex_of(rest.before + "$", found.place, rest.subject);
  none.conditions.push_back(std::move(is_empty));
  add_redirect_rule(base, found, std::move(slash), paths);
  add_redirect_rule(base, found, std::move(none), paths);
  lose(found.place, "what is filled in could go on with the name of the host");
  rules::Rule passing = base;
  passing.action.pass = true;
  put_together(paths.assumed(), passing);
  for (const auto& one : paths.excluded()) passing.when.none.push_back(one);
  imported_.add(std::move(passing));
  paths.finish(false);
}

}  // namespace onward::config
