// SPDX-License-Identifier: MIT
#pragma once

#include "redirect/cache_entry.h"

#include <list>
#include <string_view>
#include <unordered_map>

namespace onward::redirect {

/// The entries, the least recently used first, and where each URL's are.
class Cache::State {
 public:
  explicit State(const CacheSettings& settings) : settings_(settings) {}

  const CacheSettings& settings() const { return settings_; }
  const std::list<Entry>& entries() const { return entries_; }
  std::size_t bytes() const { return bytes_; }

  /// RFC 9111 §4.1: of all that may answer the request the one with the most recent Date, and of
  /// these the one that came last; nullptr where there is none.
  Entry* select(const Request& request);
  /// Says that it was used.
  void touch(const Entry& entry);
  /// Adds one, as the most recently used, and makes room for it.
  void insert(Entry entry);
  /// What a server answers now to a GET or HEAD takes the place of what was kept, or at least
  /// removes it; an error does neither.
  void keep(const Exchange& exchange, const ExchangeTimes& times);
  /// Forgets what may answer the request.
  void forget(const Request& request);
  /// RFC 9111 §4.4, after an unsafe method.
  void invalidate(const Exchange& exchange);

 private:
  using Place = std::list<Entry>::iterator;

  void erase(Place place);
  /// Forgets all entries of a URL for which `is_meant` holds.
  template <class Predicate>
  void erase(std::string_view url, Predicate is_meant);

  CacheSettings settings_;
  std::size_t bytes_ = 0;
  std::list<Entry> entries_;
  std::unordered_multimap<std::string_view, Place> by_url_;  // the keys look at the entries' URLs
};

}  // namespace onward::redirect
