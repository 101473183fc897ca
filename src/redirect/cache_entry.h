// SPDX-License-Identifier: MIT
#pragma once

#include "redirect/cache_freshness.h"

#include <optional>
#include <string>
#include <vector>

// One answer of the cache, what it may be used for, and what may become one.
namespace onward::redirect {

/// What a request had of a field that Vary names (RFC 9111 §4.1); nullopt: it had none.
struct Selecting {
  std::string name;
  std::optional<std::string> value;
};

struct Entry {
  http::Method method;  ///< GET, which answers HEAD too, or HEAD
  std::string url;      ///< as cache_url() writes it
  http::Status status;
  http::Fields fields;
  ExchangeTimes times;
  std::vector<Selecting> selecting;
  Freshness freshness;
  bool is_asked_each_time = false;  ///< no-cache: only after a validation

  /// RFC 9111 §4: whether it may answer this request, were it fresh.
  bool answers(const Request& request) const;
  /// Whether a server can be asked if it still holds.
  bool has_validator() const;
  /// Whether nothing in it is a credential.
  bool may_be_written() const;
  std::size_t bytes() const;
  StoredAnswer answer(std::chrono::seconds age) const;
};

/// The URL by which answers are found: without its fragment, which never leaves the client, and
/// without user and password. Empty for what is neither http nor https.
std::string cache_url(const url::Url& url);

/// 301, 302, 303, 307, 308.
bool is_kept(http::Status status);

bool is_get_or_head(const http::Method& method);

/// Fields that hold for one connection alone, and are neither kept (RFC 9111 §3.1) nor made newer
/// (§3.2).
bool is_for_one_connection(std::string_view name, http::FieldsView fields);

/// The answer as an entry; nullopt where RFC 9111 §3 or the request forbids to keep it, or where
/// it would be of no use.
std::optional<Entry> entry_of(const Exchange& exchange, const ExchangeTimes& times,
                              const CacheSettings& settings);

/// Fills in what follows from the rest; false where the entry would be of no use.
bool complete(Entry& entry, const CacheSettings& settings);

}  // namespace onward::redirect
