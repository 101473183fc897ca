// SPDX-License-Identifier: MIT
// netlify.toml: each [[redirects]] is what a line of _redirects is, in other words.
//
//   from, to, status (301), force, query, conditions, headers, signed, rate_limit
//
// Their older names: origin; destination; params, parameters; sign, signing. A 200 serves other
// content, so that no redirect below it is asked: a rule that passes.
#include "config/imported.h"
#include "config/lines.h"
#include "config/redirects/rule.h"
#include "config/source_url.h"
#include "config/toml/value.h"

#include <algorithm>
#include <charconv>
#include <initializer_list>

namespace onward::config {
namespace {

using Kind = TomlValue::Kind;

const TomlValue* find(const TomlValue& table, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const auto member = std::ranges::find(table.members, name, &TomlMember::key);
    if (member != table.members.end()) return &member->value;
  }
  return nullptr;
}

Piece piece_of(const TomlValue& value) {
  return {value.string, value.place.column, value.place.line};
}

/// One table of [[redirects]], on its way into a line.
class EntryReader {
 public:
  EntryReader(const TomlValue& table, const SchemePairs& pairs, Imported& imported)
      : table_(table), pairs_(pairs), imported_(imported) {}

  void read() {
    imported_.redirect();
    line_.number = table_.place.line;
    if (!take_source() || !take_status() || !take_target() || !take_others()) return;
    if (line_.status / 100 == 2) {
      imported_.note(table_.place, "status 200 serves other content under the same URL",
                     "it is not served here; redirects below do not take its requests");
    }
    ForeignRules& read = imported_.read();
    const std::size_t before = read.rules.size();
    append_rules(line_, kNetlifyDialect, read, imported_.report());
    if (read.rules.size() == before) ++read.takeover.lost;
  }

 private:
  bool lost(const rules::Place& place, std::string message, std::string hint = "") {
    imported_.lost(place, std::move(message), std::move(hint));
    return false;
  }

  bool take_source() {
    const TomlValue* from = find(table_, {"from", "origin"});
    if (from == nullptr || from->kind != Kind::String) {
      return lost(table_.place, "the redirect has no 'from'");
    }
    line_.from = piece_of(*from);
    line_.scheme_counts = pairs_.counts(from->string);
    if (!line_.from.text.starts_with('/') && !is_http_url(line_.from.text)) {
      imported_.warning(from->place, "the source does not begin with '/'; one is put before it");
      line_.from.text.insert(0, "/");
    }
    if (!split_source(line_.from.text).path.starts_with("/.netlify")) return true;
    return lost(from->place, "paths that begin with /.netlify are Netlify's own");
  }

  bool take_status() {
    const TomlValue* status = find(table_, {"status"});
    if (status == nullptr) return true;
    int code = 0;
    if (status->kind == Kind::Integer && status->integer > 0 && status->integer < 1000) {
      code = static_cast<int>(status->integer);
    } else if (status->kind == Kind::String && status->string.size() == 3) {
      std::from_chars(status->string.data(), status->string.data() + 3, code);
    }
    line_.status = code;
    line_.status_column = status->place.column;
    if (is_redirect_status(code) || code == 200) return true;
    if (code / 100 != 4) {
      return lost(status->place, "this status cannot be answered by a rule",
                  "redirects have 301, 302, 303, 307 or 308");
    }
    if (code != 410) {
      imported_.warning(status->place, "status " + std::to_string(code) +
                                           " is answered, but without the page that 'to' names");
    }
    return true;
  }

  bool take_target() {
    const TomlValue* to = find(table_, {"to", "destination"});
    if (to != nullptr && to->kind == Kind::String) {
      line_.to = piece_of(*to);
      if (line_.to.text.starts_with('/') || is_http_url(line_.to.text)) return true;
      if (line_.to.text.find(':') != std::string::npos || line_.status / 100 != 3) {
        return line_.status / 100 != 3 ||
               lost(to->place, "the target begins neither with '/' nor with http:// or https://");
      }
      imported_.warning(to->place, "the target does not begin with '/'; one is put before it");
      line_.to.text.insert(0, "/");
      return true;
    }
    if (line_.from.text.ends_with("/*") && line_.status / 100 == 2) return true;
    return lost(table_.place, "the redirect has no 'to'");
  }

  bool take_others() {
    const TomlValue* query = find(table_, {"query", "params", "parameters"});
    if (query != nullptr && !take_query(*query)) return false;
    if (const TomlValue* conditions = find(table_, {"conditions"})) {
      if (!take_conditions(*conditions)) return false;
    }
    if (const TomlValue* limit = find(table_, {"rate_limit"})) {
      imported_.warning(limit->place, "the rate limit is not kept");
    }
    const TomlValue* headers = find(table_, {"headers"});
    if (headers != nullptr && headers->kind != Kind::Table) {
      return lost(headers->place, "'headers' is no table, and Netlify refuses the redirect");
    }
    return true;
  }

  bool take_query(const TomlValue& query) {
    for (const TomlMember& parameter : query.members) {
      if (parameter.value.kind != Kind::String) {
        return lost(parameter.place, "the value of a query parameter is no text");
      }
      line_.query.emplace_back(parameter.key, parameter.value.string);
    }
    return true;
  }

  bool take_conditions(const TomlValue& conditions) {
    for (const TomlMember& condition : conditions.members) {
      if (condition.key == "Cookie" || condition.key == "cookie") {
        for (const TomlValue& cookie : condition.value.items)
          line_.cookies.push_back(cookie.string);
        continue;
      }
      return lost(condition.place, "the condition '" + condition.key + "' cannot be checked",
                  "only Cookie can; 'client' and 'fields' in onward.toml may serve instead");
    }
    return true;
  }

  const TomlValue& table_;
  const SchemePairs& pairs_;
  Imported& imported_;
  RedirectLine line_;
};

}  // namespace

ForeignRules read_netlify_toml(const ForeignText& text) {
  Imported imported(text);
  const auto document = parse_toml(text.text, imported.report());
  if (!document) return imported.take();
  if (const TomlValue* headers = find(*document, {"headers"})) {
    imported.note(headers->place, "[[headers]] is left out: it adds fields to answers");
  }
  if (const TomlValue* edge = find(*document, {"edge_functions"})) {
    imported.note(edge->place, "[[edge_functions]] is left out: what it computes may redirect");
  }
  const TomlValue* redirects = find(*document, {"redirects"});
  if (redirects == nullptr) return imported.take();
  if (redirects->kind != Kind::Array) {
    imported.redirect();
    imported.lost(redirects->place, "'redirects' is no list of tables", "write [[redirects]]");
    return imported.take();
  }
  SchemePairs pairs;
  for (const TomlValue& entry : redirects->items) {
    if (entry.kind != Kind::Table) continue;
    const TomlValue* from = find(entry, {"from", "origin"});
    const TomlValue* to = find(entry, {"to", "destination"});
    if (from != nullptr && to != nullptr) pairs.add(from->string, to->string);
  }
  for (const TomlValue& entry : redirects->items) {
    if (entry.kind == Kind::Table) {
      EntryReader(entry, pairs, imported).read();
    } else {
      imported.redirect();
      imported.lost(entry.place, "the redirect is no table", "write [[redirects]]");
    }
  }
  return imported.take();
}

bool is_netlify_toml(std::string_view text, std::string_view path) {
  if (path.ends_with("netlify.toml")) return true;
  constexpr std::size_t kLookedAt = std::size_t{64} * 1024;
  LineReader lines(text.substr(0, kLookedAt));
  for (Line line; lines.next(line);) {
    if (trimmed(line.text).starts_with("[[redirects]]")) return true;
  }
  return false;
}

}  // namespace onward::config
