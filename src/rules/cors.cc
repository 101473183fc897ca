// SPDX-License-Identifier: MIT
// Fetch, "HTTP-redirect fetch": a redirect that a browser meets in cors mode passes the CORS check
// like any response, so it needs Access-Control-Allow-Origin of its own. Fetch, "CORS check": "*"
// is refused where credentials were sent, so that with credentials the origin is echoed.
#include "rules/cors.h"

#include "base/ascii.h"
#include "onward/url/url.h"
#include "rules/nearest.h"

#include <algorithm>
#include <array>

namespace onward::rules {
namespace {

using http::FieldName;
using http::FieldValue;

/// Chromium keeps a preflight for two hours at most, Firefox for a day.
constexpr std::chrono::seconds kMaxAge{86'400};

class CorsCompiler {
 public:
  CorsCompiler(const Cors& cors, Diagnostics& diagnostics)
      : cors_(cors), diagnostics_(diagnostics) {}

  CompiledCors run(const Conditions& when) {
    for (const Text& origin : cors_.origins) add_origin(origin);
    if (cors_.origins.empty()) {
      fault(cors_.place, "cors names no origins", "origins = [\"https://app.example\"]");
    }
    compiled_.credentials = cors_.credentials;
    if (compiled_.allows_any && cors_.credentials) {
      fault(cors_.place, "cors allows every origin (\"*\") together with credentials",
            "browsers refuse that; list the origins, or leave credentials out");
    }
    compiled_.methods = joined(cors_.methods.empty() ? when.methods : cors_.methods, "a method");
    compiled_.fields = joined(cors_.fields, "a field name");
    compiled_.expose = joined(cors_.expose, "a field name");
    add_max_age();
    return std::move(compiled_);
  }

 private:
  void fault(Place place, std::string message, std::string hint) {
    diagnostics_.push_back({Severity::Error, place, std::move(message), std::move(hint)});
  }

  void add_origin(const Text& origin) {
    if (origin.value == "*") {
      compiled_.allows_any = true;
      return;
    }
    if (origin.value == "null") {
      diagnostics_.push_back({Severity::Warning, origin.place,
                              "the origin 'null' is that of every sandboxed page and local file",
                              "list the real origins if you can"});
      compiled_.origins.push_back(origin.value);
      return;
    }
    const auto url = url::parse(origin.value);
    const std::string serialized = url ? url->origin() : "null";
    if (serialized == "null" || url->host().empty()) {
      fault(origin.place, "'" + origin.value + "' is not an origin",
            url::parse("https://" + origin.value)
                ? "an origin is a scheme and a host: 'https://" + origin.value + "'"
                : "write 'https://app.example', with its port if it has one");
      return;
    }
    if (url->href() != serialized + "/" || url->includes_credentials()) {
      fault(origin.place, "'" + origin.value + "' is more than an origin",
            "write '" + serialized + "'");
    }
    compiled_.origins.push_back(serialized);
  }

  std::string joined(const std::vector<Text>& texts, std::string_view what) {
    std::string list;
    for (const Text& text : texts) {
      if (!http::is_token(text.value)) {
        fault(text.place, "'" + text.value + "' is not " + std::string(what), "");
        continue;
      }
      list.append(list.empty() ? "" : ", ").append(text.value);
    }
    return list;
  }

  void add_max_age() {
    if (!cors_.max_age) return;
    if (cors_.max_age->count() < 0 || *cors_.max_age > kMaxAge) {
      fault(cors_.place, "max_age of cors is not between 0 seconds and a day",
            "browsers keep a preflight for two hours to a day at most");
      return;
    }
    compiled_.max_age = std::to_string(cors_.max_age->count());
  }

  const Cors& cors_;
  Diagnostics& diagnostics_;
  CompiledCors compiled_;
};

void add(std::vector<ResponseField>& fields, FieldName name, std::string_view value) {
  if (auto checked = FieldValue::parse(value); checked) fields.push_back({name, *checked});
}

bool is_allowed(const CompiledCors& cors, std::string_view origin) {
  return std::find(cors.origins.begin(), cors.origins.end(), origin) != cors.origins.end();
}

/// The one origin that asks; "" where there is none, or two.
std::string_view origin_of(const http::RequestHead& head) {
  const auto origin = head.fields.single("Origin");
  return origin ? origin->value_or("") : std::string_view();
}

/// Whether anything was allowed.
bool add_allow_origin(const CompiledCors& cors, const http::RequestHead& head,
                      std::vector<ResponseField>& fields) {
  constexpr FieldName kAllowOrigin("Access-Control-Allow-Origin");
  if (cors.allows_any && !cors.credentials) {
    fields.push_back({kAllowOrigin, FieldValue("*")});
    return true;
  }
  const std::string_view origin = origin_of(head);
  if (!is_allowed(cors, origin)) return false;
  add(fields, kAllowOrigin, origin);
  if (cors.credentials) {
    fields.push_back({FieldName("Access-Control-Allow-Credentials"), FieldValue("true")});
  }
  return true;
}

}  // namespace

CompiledCors compile_cors(const Cors& cors, const Conditions& when, Diagnostics& diagnostics) {
  return CorsCompiler(cors, diagnostics).run(when);
}

std::optional<std::string_view> preflight_method(const http::RequestHead& head) {
  if (head.method.known() != http::KnownMethod::Options) return std::nullopt;
  if (!head.fields.contains("Origin")) return std::nullopt;
  return head.fields.find("Access-Control-Request-Method");
}

void add_cors_fields(const CompiledCors& cors, const http::RequestHead& head,
                     std::vector<ResponseField>& fields) {
  if (!add_allow_origin(cors, head, fields) || cors.expose.empty()) return;
  add(fields, FieldName("Access-Control-Expose-Headers"), cors.expose);
}

void add_preflight_fields(const CompiledCors& cors, const http::RequestHead& head,
                          std::vector<ResponseField>& fields) {
  if (!add_allow_origin(cors, head, fields)) return;
  const auto method = head.fields.find("Access-Control-Request-Method").value_or("");
  if (!cors.methods.empty() || http::is_token(method)) {
    add(fields, FieldName("Access-Control-Allow-Methods"),
        cors.methods.empty() ? method : std::string_view(cors.methods));
  }
  const auto asked = head.fields.find("Access-Control-Request-Headers").value_or("");
  const std::string_view allowed = cors.fields.empty() ? asked : std::string_view(cors.fields);
  if (!allowed.empty()) add(fields, FieldName("Access-Control-Allow-Headers"), allowed);
  if (!cors.max_age.empty()) add(fields, FieldName("Access-Control-Max-Age"), cors.max_age);
}

bool varies_by_origin(const CompiledCors& cors) { return !cors.allows_any; }

}  // namespace onward::rules
