// SPDX-License-Identifier: MIT
// A way through a handler as a rule: what was assumed on it, and where it leads. A way for which
// there is none is excluded from those that come later.
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
  if (why.empty() && !is_redirect_status(found.status)) why = "its status is none of a redirect";
  Rendered target = rendered(found.location, found.place);
  if (why.empty()) why = target.refusal;
  const Parts& location = found.location;
  const bool is_whole = !location.empty() && (location[0].what == Part::What::Scheme ||
                                              location[0].text.starts_with("http"));
  if (why.empty() && !found.keeps_relative && !is_whole) {
    why = "Response.redirect() takes no relative URL";
  }
  if (!why.empty()) {
    lose(found.place, why);
    return paths.finish(true);
  }
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
  paths.finish(false);
}

}  // namespace onward::config
