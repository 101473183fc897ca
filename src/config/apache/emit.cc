// SPDX-License-Identifier: MIT
// A rule gets its action. Apache's default for a redirect without a status, 302, is made explicit,
// and what it does with a query where a target has a fragment is done, too.
#include "config/apache/emit.h"

#include "config/apache/test.h"

namespace onward::config::apache {

std::optional<std::string> set_redirect(rules::Rule& rule, int status, const BuiltTarget& target) {
  const bool is_redirect =
      status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  const auto known = http::Status::from(status);
  if (!is_redirect || !known) {
    return "the status " + std::to_string(status) + " is none of 301, 302, 303, 307, 308";
  }
  rule.action.to = rules::Text{target.to, rule.place};
  rule.action.to_hosts = target.to_hosts;
  rule.action.status = *known;
  rule.action.status_place = rule.place;
  rule.action.query = target.query;
  return std::nullopt;
}

std::vector<rules::Rule> with_query_behind_fragment(rules::Rule rule, const BuiltTarget& target) {
  std::vector<rules::Rule> rules;
  if (target.has_fragment && rule.action.to && rule.action.query == rules::QueryPolicy::Keep) {
    rule.action.query = rules::QueryPolicy::Drop;
    rules::Rule with_query = rule;
    with_query.action.to->value += "?{request.query}";
    rules::Conditions query;
    query.place = rule.place;
    query.regex = rules::Regex{{"\\?", rule.place}, rules::Engine::Re2, rules::Subject::Target};
    with_query.when = all_of({std::move(with_query.when), std::move(query)});
    with_query.when.place = rule.place;
    rules.push_back(std::move(with_query));
  }
  rules.push_back(std::move(rule));
  return rules;
}

bool is_refusal(int status) {
  // Those that need a further field, or mean a fault of the connection (rules: why_unfit()).
  for (const int unfit : {401, 405, 407, 408, 417, 426}) {
    if (status == unfit) return false;
  }
  return (status >= 400 && status <= 499) || status == 503;
}

void take_whole_path(rules::Rule& rule, std::string& to) {
  const bool is_all = rule.when.match && rule.when.match->value == "/*";
  const std::string name = is_all ? "{0}" : "{uri}";
  if (!is_all) {
    rules::Conditions path;
    path.place = rule.place;
    path.match = rules::Text{"/:uri(.*)", rule.place};
    if (rule.when.match || rule.when.regex) {
      rule.when.all.push_back(std::move(path));
    } else {
      rule.when.match = rules::Text{"/*", rule.place};
      return take_whole_path(rule, to);
    }
  }
  constexpr std::string_view kMark = "{uri}";
  for (std::size_t at = 0; (at = to.find(kMark, at)) != std::string::npos; at += name.size()) {
    to.replace(at, kMark.size(), name);
  }
}

std::string escape_path(std::string_view path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7F &&
        std::string_view("\"#%<>?`{}\\^|").find(c) == std::string_view::npos) {
      out += c;
    } else {
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return out;
}

std::string without_doubled_braces(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if ((text[i] == '{' || text[i] == '}') && i + 1 < text.size() && text[i + 1] == text[i]) ++i;
  }
  return out;
}

}  // namespace onward::config::apache
