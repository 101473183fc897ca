// SPDX-License-Identifier: MIT
// The entries in the order of their use and by URL. Both limits hold after each insert, and the
// index has one place for each entry.
#include "redirect/cache_state.h"

#include <tuple>
#include <utility>
#include <vector>

namespace onward::redirect {

template <class Predicate>
void Cache::State::erase(std::string_view url, Predicate is_meant) {
  std::vector<Place> meant;
  for (auto [at, end] = by_url_.equal_range(url); at != end; ++at) {
    if (is_meant(*at->second)) meant.push_back(at->second);
  }
  for (const Place place : meant) erase(place);
}

Entry* Cache::State::select(const Request& request) {
  const auto order = [](const Entry& entry) {
    return std::tuple(entry.freshness.origin_date, entry.times.received);
  };
  Entry* best = nullptr;
  const std::string url = cache_url(request.url);
  for (auto [at, end] = by_url_.equal_range(url); at != end; ++at) {
    Entry& entry = *at->second;
    if (!entry.answers(request)) continue;
    if (best == nullptr || order(entry) >= order(*best)) best = &entry;
  }
  return best;
}

void Cache::State::touch(const Entry& entry) {
  for (auto [at, end] = by_url_.equal_range(entry.url); at != end; ++at) {
    if (&*at->second == &entry) entries_.splice(entries_.end(), entries_, at->second);
  }
}

void Cache::State::insert(Entry entry) {
  const std::size_t size = entry.bytes();
  if (size > settings_.bytes || settings_.entries == 0) return;
  while (entries_.size() >= settings_.entries || bytes_ + size > settings_.bytes) {
    erase(entries_.begin());
  }
  const Place place = entries_.insert(entries_.end(), std::move(entry));
  by_url_.emplace(place->url, place);
  bytes_ += size;
}

void Cache::State::keep(const Exchange& exchange, const ExchangeTimes& times) {
  const Request& request = exchange.request;
  auto entry = entry_of(exchange, times, settings_);
  if (!exchange.status.is_client_error() && !exchange.status.is_server_error()) {
    const bool is_for_head = entry && request.method == http::KnownMethod::Head;
    erase(cache_url(request.url), [&](const Entry& old) {
      const bool is_of_get = old.method == http::KnownMethod::Get;
      return old.answers(request) && !(is_for_head && is_of_get);
    });
  }
  if (entry) insert(*std::move(entry));
}

void Cache::State::forget(const Request& request) {
  erase(cache_url(request.url), [&](const Entry& entry) { return entry.answers(request); });
}

void Cache::State::invalidate(const Exchange& exchange) {
  const url::Url& target = exchange.request.url;
  const auto all = [](const Entry&) { return true; };
  erase(cache_url(target), all);
  for (const char* name : {"Location", "Content-Location"}) {
    const auto reference = exchange.fields.find(name);
    if (!reference) continue;
    const auto other = url::resolve(*reference, target);
    // Of another origin it MUST NOT be: else one server could empty the cache of another's.
    if (other && url::same_origin(*other, target)) erase(cache_url(*other), all);
  }
}

void Cache::State::erase(Place place) {
  bytes_ -= place->bytes();
  for (auto [at, end] = by_url_.equal_range(place->url); at != end; ++at) {
    if (at->second != place) continue;
    by_url_.erase(at);
    break;
  }
  entries_.erase(place);
}

}  // namespace onward::redirect
