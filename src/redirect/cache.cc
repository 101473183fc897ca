// SPDX-License-Identifier: MIT
// The cache as an HTTP client uses it: find (RFC 9111 §4), validate (§4.3), keep (§3) and
// invalidate (§4.4). An answer that a server gives now always counts more than one that was kept:
// whatever it is, unless it is an error, the kept one goes.
#include "onward/redirect/cache.h"

#include "base/ascii.h"
#include "redirect/cache_state.h"

#include <utility>

namespace onward::redirect {
namespace {

using std::chrono::seconds;

bool is_error(http::Status status) { return status.is_client_error() || status.is_server_error(); }

/// RFC 9111 §5.2.1: what the request says of the age it takes. max-age=0 asks for a validation in
/// so many words, whatever the age is. §5.4: Pragma counts where Cache-Control is not there.
bool is_content_with(const Entry& entry, seconds age, http::FieldsView request) {
  const http::CacheControl wanted = http::read_cache_control(request);
  if (wanted.no_cache || wanted.no_store) return false;
  if (!request.contains("Cache-Control")) {
    http::ListElements pragma(request.find("Pragma").value_or(""));
    while (pragma.next()) {
      if (base::equals_ignore_case(pragma.element(), "no-cache")) return false;
    }
  }
  if (wanted.max_age && (age > *wanted.max_age || *wanted.max_age == seconds{0})) return false;
  return !wanted.min_fresh || entry.freshness.lifetime - age >= *wanted.min_fresh;
}

bool is_conditional(http::FieldsView request) {
  for (const char* name : {"If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since",
                           "If-Range", "Range"}) {
    if (request.contains(name)) return true;
  }
  return false;
}

/// RFC 9110 §8.8.3.2, weak comparison.
bool is_same_tag(std::string_view a, std::string_view b) {
  if (a.starts_with("W/")) a.remove_prefix(2);
  if (b.starts_with("W/")) b.remove_prefix(2);
  return a == b;
}

/// Whether the request asks if this entry still holds: conditions() were added to it.
bool is_about(const Entry& entry, http::FieldsView request) {
  const http::FieldsView own = entry.fields.view();
  const auto is_asked = [&](std::string_view condition, std::string_view validator) {
    return own.contains(validator) && request.find(condition) == own.find(validator);
  };
  return is_asked("If-None-Match", "ETag") || is_asked("If-Modified-Since", "Last-Modified");
}

/// RFC 9111 §4.3.4: whether a 304 is about this entry.
bool is_meant_by(const Entry& entry, http::FieldsView not_modified) {
  const http::FieldsView own = entry.fields.view();
  if (const auto tag = not_modified.find("ETag")) {
    return is_same_tag(*tag, own.find("ETag").value_or(""));
  }
  const auto modified = not_modified.find("Last-Modified");
  return !modified || modified == own.find("Last-Modified");
}

/// RFC 9111 §3.2: Content-Length MUST, and what else says how the content is written MAY be left as
/// it was: a 304 brings none.
bool describes_content(std::string_view name) {
  for (const char* field : {"Content-Length", "Content-Encoding", "Content-Range", "Content-MD5"}) {
    if (base::equals_ignore_case(name, field)) return true;
  }
  return false;
}

/// RFC 9111 §3.2. Age and Date were those of the former answer, and go.
http::Fields updated(const http::Fields& stored, http::FieldsView newer) {
  http::Fields fields = stored;
  fields.remove("Age");
  fields.remove("Date");
  const auto is_taken = [newer](std::string_view name) {
    return !is_for_one_connection(name, newer) && !describes_content(name);
  };
  for (const http::Field field : newer) {
    if (is_taken(field.name)) fields.remove(field.name);
  }
  for (const http::Field field : newer) {
    const auto name = http::FieldName::parse(field.name);
    const auto value = http::FieldValue::parse(field.value);
    if (name && value && is_taken(field.name)) (void)fields.add(*name, *value);
  }
  return fields;
}

}  // namespace

Cache::Cache(const CacheSettings& settings) : state_(std::make_unique<State>(settings)) {}
Cache::Cache(Cache&&) noexcept = default;
Cache& Cache::operator=(Cache&&) noexcept = default;
Cache::~Cache() = default;

std::size_t Cache::size() const { return state_->entries().size(); }
std::size_t Cache::bytes() const { return state_->bytes(); }

std::optional<StoredAnswer> Cache::find(const Request& request, std::chrono::sys_seconds now) {
  if (!is_get_or_head(request.method)) return {};
  const Entry* entry = state_->select(request);
  if (entry == nullptr || entry->is_asked_each_time) return {};
  const auto age = entry->freshness.age(now);
  if (!age || *age >= entry->freshness.lifetime) return {};
  if (!is_content_with(*entry, *age, request.fields.view())) return {};
  state_->touch(*entry);
  return entry->answer(*age);
}

http::Fields Cache::conditions(const Request& request) const {
  http::Fields conditions;
  if (!is_get_or_head(request.method) || is_conditional(request.fields.view())) return conditions;
  if (http::read_cache_control(request.fields.view()).no_store) return conditions;
  const Entry* entry = state_->select(request);
  if (entry == nullptr) return conditions;
  const auto add = [&](http::FieldName name, std::string_view from) {
    const auto value = http::FieldValue::parse(entry->fields.view().find(from).value_or(""));
    if (value && !value->text().empty()) (void)conditions.add(name, *value);
  };
  add(http::FieldName("If-None-Match"), "ETag");
  add(http::FieldName("If-Modified-Since"), "Last-Modified");
  return conditions;
}

std::optional<StoredAnswer> Cache::receive(const Exchange& exchange, const ExchangeTimes& times) {
  const Request& request = exchange.request;
  if (exchange.status.is_informational() || cache_url(request.url).empty()) return {};
  if (!is_get_or_head(request.method)) {
    if (!request.method.is_safe() && !is_error(exchange.status)) state_->invalidate(exchange);
    return {};
  }
  if (exchange.status != http::Status(304)) {
    state_->keep(exchange, times);
    return {};
  }
  const Entry* stored = state_->select(request);
  if (stored == nullptr || !is_about(*stored, request.fields.view())) return {};
  if (!is_meant_by(*stored, exchange.fields)) {
    state_->forget(request);
    return {};
  }
  StoredAnswer answer{stored->status, updated(stored->fields, exchange.fields)};
  state_->keep({request, answer.status, answer.fields.view()}, times);
  return answer;
}

}  // namespace onward::redirect
