// SPDX-License-Identifier: MIT
// vercel.json. What @vercel/routing-utils makes of it is what counts: first cleanUrls, then
// trailingSlash, then redirects in their order; rewrites come behind all of them.
//
//   source       path-to-regexp 6, whole, strict, without regard to case
//   destination  ":name" of the source, "$1", names out of `has`
//   status       statusCode; permanent: 308, false 307; else 308
#include "config/hosting/vercel.h"

#include "config/hosting/path_pattern.h"
#include "config/lines.h"
#include "config/pattern_text.h"
#include "config/source_url.h"

#include <array>

namespace onward::config {
namespace {

using Kind = JsonValue::Kind;

constexpr int kPermanent = 308;
constexpr int kTemporary = 307;

std::optional<int> status_of(const JsonValue& entry) {
  const JsonValue* permanent = entry.find("permanent");
  if (permanent != nullptr && permanent->is(Kind::Boolean)) {
    return permanent->boolean ? kPermanent : kTemporary;
  }
  const JsonValue* status = entry.find("statusCode");
  if (status == nullptr) return kPermanent;
  if (!status->is(Kind::Number)) return {};
  const int code =
      status->number > 0 && status->number < 1000 ? static_cast<int>(status->number) : 0;
  return is_redirect_status(code) ? std::optional(code) : std::nullopt;
}

/// One member of `redirects`.
void read_redirect(const JsonValue& entry, Imported& imported) {
  imported.redirect();
  const JsonValue* source = entry.string_of("source");
  const JsonValue* destination = entry.string_of("destination");
  if (source == nullptr || destination == nullptr) {
    imported.lost(entry.place, "the redirect has no source or no destination");
    return;
  }
  if (destination->string.empty()) {
    imported.lost(destination->place, "the destination is empty, which leads to the source itself");
    return;
  }
  const auto status = status_of(entry);
  if (!status) {
    imported.lost(entry.find("statusCode")->place, "statusCode is none of 301, 302, 303, 307, 308");
    return;
  }
  const auto tokens = parse_path(source->string);
  if (!tokens) {
    imported.lost(source->place, "'" + source->string + "' is no path pattern that Vercel takes",
                  "a literal '(', ')', '*', '+', '?', ':', '{' or '}' needs a backslash");
    return;
  }
  rules::Rule rule = redirect_rule(entry.place, *status);
  rule.comparison.ignore_case = true;
  rule.comparison.keep_escapes = true;
  rule.action.query = rules::QueryPolicy::KeepNonempty;
  set_path(rule, *tokens, source->place);
  std::vector<VercelCapture> captures;
  std::size_t number = 0;
  for (const PathToken& token : *tokens) {
    if (!token.is_group) continue;
    captures.push_back({std::to_string(++number), group_name(token)});
    captures.push_back({token.name, group_name(token)});
  }
  if (!take_vercel_conditions(entry, rule, captures, imported)) return;
  if (!set_vercel_destination(*destination, true, captures, rule, imported)) return;
  imported.add(std::move(rule));
}

/// A redirect to a part of the path, as the two switches make them.
void add_switch(const rules::Place& place, std::string_view expression, std::string_view to,
                Imported& imported) {
  rules::Rule rule = redirect_rule(place, kPermanent);
  rule.comparison.keep_escapes = true;
  rule.action.query = rules::QueryPolicy::KeepNonempty;
  rule.when.regex = regex_of("(?i)" + std::string(expression), place);
  rule.action.to = {std::string(to), {}};  // nobody wrote it
  imported.add(std::move(rule));
}

void read_switches(const JsonValue& document, Imported& imported) {
  const JsonValue* clean = document.find("cleanUrls");
  const JsonValue* slash = document.find("trailingSlash");
  const bool has_slash = slash != nullptr && slash->is(Kind::Boolean);
  if (clean != nullptr && clean->is(Kind::Boolean) && clean->boolean) {
    imported.redirect();
    const std::string_view to = has_slash && slash->boolean ? "/{1}/" : "/{1}";
    add_switch(clean->place, "^/(?:(.+)/)?index(?:\\.html)?/?$", to, imported);
    add_switch(clean->place, "^/(.*)\\.html/?$", to, imported);
  }
  if (!has_slash) return;
  imported.redirect();
  if (!slash->boolean) {
    add_switch(slash->place, "^/(.*)/$", "/{1}", imported);
    return;
  }
  rules::Rule well_known = pass_rule(slash->place);
  well_known.comparison.keep_escapes = true;
  well_known.when.regex = regex_of("(?i)^/\\.well-known(?:/.*)?$", slash->place);
  imported.add(std::move(well_known));
  add_switch(slash->place, "^/((?:[^/]+/)*[^/.]+)$", "/{1}/", imported);
  add_switch(slash->place, "^/((?:[^/]+/)*[^/]+\\.\\w+)/$", "/{1}", imported);
}

void note_others(const JsonValue& document, Imported& imported) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kOthers{
      {{"rewrites", "they serve other content under the same URL, below all redirects"},
       {"headers", "they add fields to answers"},
       {"functions", "they compute answers, below all redirects"}}};
  for (const auto& [key, what] : kOthers) {
    const JsonValue* value = document.find(key);
    if (value == nullptr || (value->items.empty() && value->members.empty())) continue;
    imported.note(value->place, "'" + std::string(key) + "' is left out: " + std::string(what));
  }
}

}  // namespace

ForeignRules read_vercel(const ForeignText& text) {
  Imported imported(text);
  const auto document = parse_json(text.text, JsonDialect::Strict, imported.report());
  if (!document) return imported.take();
  read_switches(*document, imported);
  if (const JsonValue* redirects = document->find("redirects")) {
    for (const JsonValue& entry : redirects->items) read_redirect(entry, imported);
  }
  if (const JsonValue* routes = document->find("routes")) read_vercel_routes(*routes, imported);
  note_others(*document, imported);
  return imported.take();
}

bool is_vercel(std::string_view text, std::string_view path) {
  if (path.ends_with("vercel.json") || path.ends_with("now.json"))
    return has_json_key(text, "redirects") || has_json_key(text, "routes") ||
           has_json_key(text, "trailingSlash");
  return has_json_key(text, "redirects") && !has_json_key(text, "hosting") &&
         text.find("\"destination\"") != std::string_view::npos;
}

}  // namespace onward::config
