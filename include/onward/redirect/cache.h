// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/http/fields.h"
#include "onward/http/status.h"
#include "onward/redirect/decision.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// Redirects that need not be asked for again: a private cache (RFC 9111) of answers 301, 302, 303,
// 307 and 308.
//
//   onward::redirect::Cache cache;
//   if (auto stored = cache.find(request, now)) {
//     step = onward::redirect::next({request, stored->status, stored->fields.view()}, chain);
//   } else {
//     // send the request; `status` and `fields` came back
//     cache.receive({request, status, fields}, {sent_at, received_at});
//   }
//
// Kept is the head of an answer; the content of a redirect is a note for people and is not.
// 302, 303 and 307 are kept for as long as they say, and not at all where they say nothing; 301 and
// 308 for a while of their own then (CacheSettings::heuristic). Nothing stale is ever given out.
//
// Pure: the time is an argument, and a cache becomes a text and is made from one; whoever owns the
// file reads and writes it.
namespace onward::redirect {

/// How much is kept, and for how long without being told.
struct CacheSettings {
  /// Answers kept; above it what was not used for longest goes.
  std::size_t entries = 10'000;
  /// Their size: URLs, fields and 256 bytes for each answer.
  std::size_t bytes = std::size_t{8} * 1024 * 1024;
  /// How long a 301 or 308 without max-age and Expires is fresh at most; 0: it is not kept.
  /// RFC 9111 §4.2.2: with Last-Modified a tenth of its age, if that is less. A browser keeps them
  /// for ever; a day bounds how long a mistake of somebody's server lives here.
  std::chrono::seconds heuristic = std::chrono::days{1};
};

/// When a request was sent and its answer's head came, on this machine's clock.
struct ExchangeTimes {
  std::chrono::sys_seconds requested;
  std::chrono::sys_seconds received;
};

/// An answer that was kept: `fields` as they came, with an Age of now.
struct StoredAnswer {
  http::Status status;
  http::Fields fields;
};

/// The cache of one user. Requests go in with every field that a Vary may name: also those that a
/// transport adds (Cookie, User-Agent). A move leaves an object that may only be assigned to or
/// destroyed. One thread.
class Cache {
 public:
  explicit Cache(const CacheSettings& settings = {});
  Cache(Cache&&) noexcept;
  Cache& operator=(Cache&&) noexcept;
  ~Cache();

  /// The fresh answer that stands in for the one to `request`; nullopt: ask the server. (Where the
  /// request said only-if-cached, nullopt means 504: RFC 9111 §5.2.1.7.)
  std::optional<StoredAnswer> find(const Request& request, std::chrono::sys_seconds now);

  /// If-None-Match and If-Modified-Since that ask whether a stale answer still holds; empty where
  /// there is none to ask for, or `request` asks on its own account. To use them is optional.
  http::Fields conditions(const Request& request) const;

  /// What every exchange with a server is told to, whatever its method and status: keeps the
  /// answer where it may be kept, and forgets what an unsafe method made invalid (RFC 9111 §4.4:
  /// its URL, and those in Location and Content-Location of the same origin).
  /// Gives the stored answer for which a 304 stands, where conditions() were part of the request.
  /// Where it gives none for such a 304, the server means something that is not here: it is
  /// forgotten, and the request is to be sent again without conditions.
  std::optional<StoredAnswer> receive(const Exchange& exchange, const ExchangeTimes& times);

  std::size_t size() const;   ///< answers
  std::size_t bytes() const;  ///< as CacheSettings::bytes counts them

  /// The cache as text, from the least recently used answer to the most recent one:
  ///
  ///   onward-redirect-cache 1
  ///   entry GET https://a.example/old
  ///   status 307
  ///   times 1795478400 1795478401           requested and received, seconds since 1970
  ///   vary Accept-Language: de              what the request had of a field that Vary names,
  ///   without Accept                        or that it had none
  ///   field Location: https://b.example/new
  ///   field Cache-Control: max-age=600
  ///   end 1                                 how many entries there are
  ///
  /// Answers that set cookies, or that vary by Authorization, Proxy-Authorization or Cookie, are
  /// left out: no credential is written.
  std::string to_text() const;

  /// Reads such a text. Any line that is not as above, up to the last byte, refuses the whole.
  /// Errors, with the offset of the line: CacheVersionUnknown, CacheLineInvalid, CacheUnfinished.
  static Result<Cache> parse(std::string_view text, const CacheSettings& settings = {});

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace onward::redirect
