// SPDX-License-Identifier: MIT
// Parts of a target are written one behind the other in the variables of the language; the first
// thing that it has no variable for is why the rule is left out.
#include "config/write/spelled_target.h"

#include "config/pattern_text.h"
#include "config/write/plain_rule.h"

#include <algorithm>

namespace onward::config {
namespace {

using rules::Part;
using rules::Parts;

class Speller {
 public:
  Speller(const rules::Rule& rule, const Case& asked, const Spelling& spelling, std::string& why)
      : rule_(rule), asked_(asked), spelling_(spelling), why_(why) {}

  std::optional<SpelledTarget> target() {
    rules::Diagnostics ignored;
    const auto target = compile_target(rule_.action.to.value_or(rules::Text{}),
                                       rule_.action.to_hosts, groups_of(rule_), ignored);
    SpelledTarget spelled;
    spelled.front = spelling_.literal(target.origin);
    if (target.is_opaque) return spelled;
    set_origin(target, spelled);
    if (target.path.empty()) spelled.front += spelling_.literal("/");
    Parts path = target.path;
    // Its query comes behind all that the target has.
    if (target.ends_in_query) path.back().kind = Part::Kind::Path;
    spelled.front += filled(path);
    if (target.has_query && target.ends_in_query) refuse("a query behind {request.target}");
    // "?{request.query}" is no more than the query that goes along.
    const auto policy = rule_.action.query;
    const bool is_request_query = target.query.size() == 1 &&
                                  target.query[0].kind == Part::Kind::Query &&
                                  policy != rules::QueryPolicy::AsWritten;
    spelled.has_query = target.has_query && !is_request_query;
    if (spelled.has_query) spelled.front += spelling_.literal("?") + filled(target.query);
    if (target.ends_in_query) {
      const bool keeps_empty = policy != rules::QueryPolicy::KeepNonempty;
      spelled.query = keeps_empty ? QueryBehind::Sent : QueryBehind::Asked;
    } else if (is_request_query) {
      spelled.query = policy == rules::QueryPolicy::Keep ? QueryBehind::Sent : QueryBehind::Asked;
    } else if (!target.places_query) {
      spelled.query = query_behind(policy, spelled.has_query);
    }
    if (target.has_fragment) {
      spelled.fragment = spelling_.literal("#") + filled(target.fragment);
    }
    if (!why_.empty()) return {};
    return spelled;
  }

  std::optional<std::string> rewrite() {
    rules::Diagnostics ignored;
    const auto target =
        compile_path(rule_.action.rewrite.value_or(rules::Text{}), groups_of(rule_), ignored);
    if (target.has_query || target.ends_in_query || !rules::keeps_query(rule_.action.query)) {
      refuse("a rewrite that changes the query");
    }
    std::string path = filled(target.path);
    if (!why_.empty()) return {};
    return path;
  }

 private:
  void refuse(const std::string& what) {
    if (why_.empty()) why_ = what + " cannot be said";
  }

  /// Whether a path begins with "/" and something else, whatever is filled in: "//" names a host.
  static bool is_surely_path(const rules::Target& target) {
    const auto& path = target.path;
    return !path.empty() && path[0].kind == Part::Kind::Literal &&
           (path[0].text.size() > 1 ? path[0].text[1] != '/' : path.size() == 1);
  }

  void set_origin(const rules::Target& target, SpelledTarget& spelled) {
    if (!target.is_origin_filled) {
      const bool needs_origin =
          !is_surely_path(target) || rule_.action.location == rules::LocationForm::Absolute;
      if (target.origin.empty() && needs_origin) spelled.front = spelling_.origin();
      return;
    }
    if (target.scheme.empty()) {
      const auto scheme = spelling_.value({Part::Kind::Scheme});
      if (!scheme) refuse("the scheme of the request in a target");
      spelled.front = scheme.value_or("");
    } else {
      spelled.front = spelling_.literal(target.scheme);
    }
    const std::string host = filled(target.host);
    spelled.front += spelling_.literal("://") + host;
    if (!target.port.empty()) spelled.front += spelling_.literal(":" + target.port);
    if (target.hosts.empty() || std::ranges::find(target.hosts, "*") != target.hosts.end()) return;
    spelled.host = host;
    for (const std::string& listed : target.hosts) {
      spelled.allowed_hosts +=
          (spelled.allowed_hosts.empty() ? "^(?:" : "|") +
          (listed.starts_with("*.") ? ".+" + escape_regex(std::string_view(listed).substr(1))
                                    : escape_regex(listed));
    }
    spelled.allowed_hosts += ")$";
  }

  std::string filled(const Parts& parts) {
    if (const auto whole = spelling_.section(asked_, parts)) return *whole;
    std::string text;
    for (const Part& part : parts) {
      if (part.kind == Part::Kind::Literal) {
        text += spelling_.literal(part.text);
        continue;
      }
      const auto value = value_of(part);
      if (!value) refuse("what is filled into the target");
      text += value.value_or("");
    }
    return text;
  }

  std::optional<std::string> value_of(const Part& part) {
    const bool is_group = part.kind == Part::Kind::PathGroup || part.kind == Part::Kind::HostGroup;
    if (!is_group) return spelling_.value(part);
    if (part.source == rules::GroupSource::DecodedPath) {
      refuse("a group of the decoded path, which is to be encoded again,");
      return "";
    }
    const auto& places =
        part.kind == Part::Kind::PathGroup ? asked_.path_groups : asked_.host_groups;
    if (part.index >= places.size()) return {};
    const auto& place = places[part.index];
    if (!place) return {};
    return spelling_.group(asked_, *place);
  }

  const rules::Rule& rule_;
  const Case& asked_;
  const Spelling& spelling_;
  std::string& why_;
};

}  // namespace

QueryBehind query_behind(rules::QueryPolicy policy, bool has_query) {
  switch (policy) {
    case rules::QueryPolicy::Keep:
      return has_query ? QueryBehind::Asked : QueryBehind::Sent;
    case rules::QueryPolicy::KeepNonempty:
      return QueryBehind::Asked;
    case rules::QueryPolicy::Drop:
    case rules::QueryPolicy::AsWritten:
      break;
  }
  return QueryBehind::None;
}

std::optional<SpelledTarget> spell_target(const rules::Rule& rule, const Case& asked,
                                          const Spelling& spelling, std::string& why) {
  return Speller(rule, asked, spelling, why).target();
}

std::optional<std::string> spell_rewrite(const rules::Rule& rule, const Case& asked,
                                         const Spelling& spelling, std::string& why) {
  return Speller(rule, asked, spelling, why).rewrite();
}

}  // namespace onward::config
