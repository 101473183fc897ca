// SPDX-License-Identifier: MIT
// What may be kept (RFC 9111 §3) and what it may answer (§4, §4.1). Where the standard leaves a
// choice between a shared and a private cache, this one takes the stricter side but for `private`:
// an answer to a request with Authorization is kept only where a shared cache might (§3.5), since
// one file may serve requests of several accounts.
#include "redirect/cache_entry.h"

#include "base/ascii.h"

#include <algorithm>
#include <array>

namespace onward::redirect {
namespace {

/// RFC 9111 §4.1 sets no limit; more names than this are no Vary that anybody means.
constexpr std::size_t kMaxSelectingFields = 50;

/// Beside what is counted: nodes, the index, the freshness.
constexpr std::size_t kEntryOverhead = 256;

constexpr std::array kRedirects{http::Status(301), http::Status(302), http::Status(303),
                                http::Status(307), http::Status(308)};

constexpr std::array<std::string_view, 3> kCredentials{"Authorization", "Proxy-Authorization",
                                                       "Cookie"};

constexpr std::array<std::string_view, 9> kConnectionFields{
    "Connection",          "Keep-Alive", "Proxy-Connection",  "Proxy-Authenticate",       "Upgrade",
    "Proxy-Authorization", "TE",         "Transfer-Encoding", "Proxy-Authentication-Info"};

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::any_of(
      names, [name](std::string_view other) { return base::equals_ignore_case(name, other); });
}

/// RFC 9111 §4.1; nullopt for "*", which no request ever matches, and for what is no list of names.
std::optional<std::vector<Selecting>> selecting_fields(http::FieldsView answer,
                                                       http::FieldsView request) {
  std::vector<Selecting> selecting;
  const std::string vary = answer.combined("Vary").value_or("");
  http::ListElements names(vary);
  while (names.next()) {
    const std::string_view name = names.element();
    if (name == "*" || !http::is_token(name) || selecting.size() == kMaxSelectingFields) return {};
    selecting.push_back({std::string(name), request.combined(name)});
  }
  return selecting;
}

/// RFC 9111 §3.5, as a shared cache.
bool may_keep_for(const Request& request, const http::CacheControl& control) {
  const bool is_authorized =
      request.fields.view().contains("Authorization") || request.url.includes_credentials();
  return !is_authorized || control.is_public || control.must_revalidate || control.s_maxage;
}

http::Fields without_connection_fields(http::FieldsView fields) {
  http::Fields kept;
  for (const http::Field field : fields) {
    if (is_for_one_connection(field.name, fields)) continue;
    const auto name = http::FieldName::parse(field.name);
    const auto value = http::FieldValue::parse(field.value);
    if (name && value) (void)kept.add(*name, *value);
  }
  return kept;
}

}  // namespace

bool is_kept(http::Status status) {
  return std::ranges::find(kRedirects, status) != kRedirects.end();
}

bool is_get_or_head(const http::Method& method) {
  return method == http::KnownMethod::Get || method == http::KnownMethod::Head;
}

std::string cache_url(const url::Url& url) {
  if (url.scheme() != "http" && url.scheme() != "https") return {};
  url::Url bare = url;
  bare.set_hash("");
  bare.set_username("");
  bare.set_password("");
  return std::string(bare.href());
}

bool is_for_one_connection(std::string_view name, http::FieldsView fields) {
  if (is_one_of(name, kConnectionFields)) return true;
  const std::string connection = fields.combined("Connection").value_or("");
  http::ListElements options(connection);
  while (options.next()) {
    if (base::equals_ignore_case(name, options.element())) return true;
  }
  return false;
}

bool Entry::answers(const Request& request) const {
  // A HEAD's answer says nothing of a GET (RFC 9110 §9.3.2); the other way round it does.
  if (method == http::KnownMethod::Head && request.method != http::Method("HEAD")) return false;
  return std::ranges::all_of(selecting, [&request](const Selecting& field) {
    return request.fields.view().combined(field.name) == field.value;
  });
}

bool Entry::has_validator() const {
  return fields.view().contains("ETag") || fields.view().contains("Last-Modified");
}

bool Entry::may_be_written() const {
  const bool selects_by_credential = std::ranges::any_of(selecting, [](const Selecting& field) {
    return field.value && is_one_of(field.name, kCredentials);
  });
  return !selects_by_credential && !fields.view().contains("Set-Cookie");
}

std::size_t Entry::bytes() const {
  std::size_t bytes = kEntryOverhead + url.size();
  for (const auto& field : selecting) bytes += field.name.size() + field.value.value_or("").size();
  for (const http::Field field : fields.view()) {
    bytes += field.name.size() + field.value.size() + sizeof(http::FieldSlice);
  }
  return bytes;
}

StoredAnswer Entry::answer(std::chrono::seconds age) const {
  StoredAnswer answer{status, fields};
  const std::string seconds = std::to_string(age.count());
  // RFC 9111 §5.1: MUST be there where the answer was not validated for this request.
  (void)answer.fields.set(http::FieldName("Age"), http::FieldValue::parse(seconds).value());
  return answer;
}

bool complete(Entry& entry, const CacheSettings& settings) {
  const http::CacheControl control = http::read_cache_control(entry.fields.view());
  entry.freshness = freshness_of(entry.status, entry.fields.view(), entry.times, settings);
  entry.is_asked_each_time = control.no_cache;
  const bool is_ever_fresh =
      !control.no_cache && entry.freshness.lifetime > entry.freshness.initial_age;
  return is_ever_fresh || entry.has_validator();
}

std::optional<Entry> entry_of(const Exchange& exchange, const ExchangeTimes& times,
                              const CacheSettings& settings) {
  const Request& request = exchange.request;
  const http::CacheControl control = http::read_cache_control(exchange.fields);
  if (!is_get_or_head(request.method)) return {};
  if (!is_kept(exchange.status)) return {};
  // RFC 9111 §5.2.2.3: must-understand takes no-store back, for a cache that understands the
  // status, and these are understood.
  if (control.no_store && !control.must_understand) return {};
  if (http::read_cache_control(request.fields.view()).no_store) return {};
  if (!may_keep_for(request, control)) return {};
  auto selecting = selecting_fields(exchange.fields, request.fields.view());
  std::string url = cache_url(request.url);
  if (!selecting || url.empty()) return {};
  Entry entry{.method = request.method,
              .url = std::move(url),
              .status = exchange.status,
              .fields = without_connection_fields(exchange.fields),
              .times = times,
              .selecting = *std::move(selecting),
              .freshness = {},
              .is_asked_each_time = false};
  if (!complete(entry, settings)) return {};
  return entry;
}

}  // namespace onward::redirect
