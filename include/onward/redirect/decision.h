// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/fields.h"
#include "onward/http/method.h"
#include "onward/http/status.h"
#include "onward/redirect/policy.h"
#include "onward/url/url.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

// The decision: what a redirect means. Given the request that was sent and the head of the answer,
// next() says what to send next, or why to send nothing. It is the only place that knows.
//
//   onward::redirect::Chain chain(onward::redirect::Policy::onward());
//   const Policy policy = Policy::onward();
//   Chain chain(policy);
//   Request sent{.method = http::Method("POST"), .url =
//   *url::parse("https://api.example/v1/orders"),
//                .fields = fields, .content = ContentSource::File};
//   Step step = next({sent, http::Status(307), answer_fields}, chain);
//   if (auto* follow = std::get_if<Follow>(&step)) send(follow->request);
//   else stop(std::get<Stop>(step).reason);
//
// Pure: no clock, no network, and the same answer for the same question.
namespace onward::redirect {

/// Where a request's content comes from: what decides whether it can be sent a second time.
enum class ContentSource : std::uint8_t {
  None,    ///< no content
  Memory,  ///< bytes in memory
  File,    ///< a file that can be read again from its beginning
  Stream,  ///< a pipe, a generator: can be read once
};

/// A request as it was sent or is to be sent. `fields` are those of the caller (and of the policy);
/// Host, Content-Length, Transfer-Encoding and what else frames a message are the transport's.
struct Request {
  http::Method method;
  url::Url url;
  http::Fields fields = {};
  ContentSource content = ContentSource::None;
  /// The request-target as this client writes it, where that is not what `url` says ("/a b");
  /// empty: as `url` says. Always so under our own policies.
  std::string target = {};
};

/// A request that was sent, and the head that came back.
struct Exchange {
  const Request& request;
  http::Status status;
  http::FieldsView fields;  ///< of the response
};

/// Why there is no next request. docs/redirects.md explains each; stable names by name().
enum class Reason : std::uint8_t {
  NotRedirect,            ///< not one of the statuses that the policy follows (RFC 9110 §15.4)
  NoLocation,             ///< a redirect without Location
  BadLocation,            ///< Location is no URI reference, or resolves to no URL
  LocationsDiffer,        ///< two Location fields that differ
  UnsupportedScheme,      ///< it leads to another scheme than http and https
  Limit,                  ///< the policy's number of redirects is used up
  Loop,                   ///< the same request was sent before in this chain
  Downgrade,              ///< https to http
  CrossOriginRefused,     ///< the policy does not leave the origin (for this request)
  MethodRefused,          ///< the policy does not follow this status for this method
  ContentNotReplayable,   ///< the content can be read only once and is gone
  CredentialsInLocation,  ///< user:password@ in Location, where the policy refuses it
};
std::string_view name(Reason reason);         ///< kebab-case: "content-not-replayable"
std::string_view explanation(Reason reason);  ///< one sentence, for people
std::string_view section(Reason reason);      ///< "RFC 9110 §15.4", "Fetch, HTTP-redirect fetch"

/// A field that is not sent on, as the last request had it, and why.
struct Stripped {
  std::string_view name;
  WhyStripped why;

  friend bool operator==(const Stripped&, const Stripped&) = default;
};
std::string_view name(WhyStripped why);  ///< kebab-case: "cross-origin"

/// Those of one step, in their order, each name once. One text, in which a byte that no name has
/// says why; most lists need no memory of their own:
///
///   | A u t h o r i z a t i o n | 0x80 + why | C o o k i e | 0x80 + why |
///
/// A value: copy it, move it.
class StrippedFields {
 public:
  /// `name` is a field name; one that is there already, in any case, is not added.
  void add(std::string_view name, WhyStripped why);
  bool empty() const { return text_.empty(); }

  /// What it gives lives as long as the list stays unchanged where it is.
  class Iterator {
   public:
    using value_type = Stripped;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    explicit Iterator(std::string_view rest) : rest_(rest) {}
    Stripped operator*() const;
    Iterator& operator++();
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) {
      return a.rest_.size() == b.rest_.size();
    }

   private:
    std::string_view rest_;  // what is not behind us, to the end of the text
  };
  Iterator begin() const { return Iterator(text_); }
  Iterator end() const { return {}; }

 private:
  std::string text_;
};

/// What happens to the content on the way to the next request.
enum class ContentFate : std::uint8_t {
  None,     ///< there was none and is none
  Resent,   ///< the same content again
  Dropped,  ///< by rule: POST becomes GET
  Emptied,  ///< lost: the method stays, the content is empty. Never under our own policies
};
std::string_view name(ContentFate fate);  ///< "resent"

/// What to send next.
struct Follow {
  Request request;
  ContentFate content = ContentFate::None;
  bool method_changed = false;
  bool origin_changed = false;
  StrippedFields stripped = {};
};

/// Nothing to send: the answer that came is the result (NotRedirect), or there is a reason to stop.
struct Stop {
  Reason reason;
};

using Step = std::variant<Follow, Stop>;

/// What must be remembered over the hops of one request; made for one request, used for its hops
/// alone. `policy` outlives it. One thread.
class Chain {
 public:
  explicit Chain(const Policy& policy) : policy_(&policy) {}

  const Policy& policy() const { return *policy_; }
  /// How many redirects were followed.
  int followed() const { return followed_; }

 private:
  friend class Hop;
  /// Longest loop that is seen, in requests: beyond every limit of a client that has one.
  static constexpr std::size_t kMaxVisits = 64;

  const Policy* policy_;
  int followed_ = 0;
  // Hashes of what was asked for, the newest at visits_ - 1; the oldest give way.
  std::size_t visits_ = 0;
  std::array<std::size_t, kMaxVisits> visited_;
  bool owes_visit_ = false;       // the next request is not noted yet
  std::string stripped_;          // names that never come back, a comma behind each
  std::optional<Request> first_;  // where the policy goes back to it
  std::optional<url::Url> home_;  // where the credentials belong, where others are trusted
  bool wrote_port_ = false;       // the last Location wrote its default port out
};

/// The next request, or why there is none. `chain` is the one that all earlier hops went through.
Step next(const Exchange& exchange, Chain& chain);

/// One or two sentences for people on what a step did and why, with its sections of the standards.
std::string explain(const Exchange& exchange, const Step& step);

}  // namespace onward::redirect
