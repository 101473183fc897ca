// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/method.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

// The words in which a Policy says what a client does with a redirect: sets of statuses, methods
// and names, and rules made of them. All are plain constants that point at constants.
//
//   using namespace onward::redirect;
//   constexpr MethodRule kBrowser[] = {
//       {.statuses = {301, 302}, .methods = {Method::Post}, .then = Then::Get},
//       {.statuses = {303}, .methods = Methods::but({Method::Get, Method::Head}), .then =
//       Then::Get},
//       {.statuses = {301, 302, 303, 307, 308}}};  // every other method: again, with its content
//
// The first rule that knows both the status and the method is the one; where none does, the answer
// is not followed.
namespace onward::redirect {

using Method = http::KnownMethod;

/// A set of statuses from 300 to 399.
class Statuses {
 public:
  constexpr Statuses() = default;
  constexpr Statuses(std::initializer_list<int> codes) {  // NOLINT(google-explicit-constructor)
    for (const int code : codes) set(code, true);
  }
  static constexpr Statuses all() {
    Statuses statuses;
    for (int code = kFirst; code < kFirst + kCount; ++code) statuses.set(code, true);
    return statuses;
  }
  static constexpr Statuses but(std::initializer_list<int> codes) {
    Statuses statuses = all();
    for (const int code : codes) statuses.set(code, false);
    return statuses;
  }
  constexpr bool contains(int code) const {
    return code >= kFirst && code < kFirst + kCount && (word(code) & bit(code)) != 0;
  }

 private:
  static constexpr int kFirst = 300;
  static constexpr int kCount = 100;
  static constexpr int kMiddle = 350;
  constexpr std::uint64_t word(int code) const { return code < kMiddle ? low_ : high_; }
  static constexpr std::uint64_t bit(int code) {
    return std::uint64_t{1} << (code < kMiddle ? code - kFirst : code - kMiddle);
  }
  constexpr void set(int code, bool on) {
    std::uint64_t& bits = code < kMiddle ? low_ : high_;
    bits = on ? bits | bit(code) : bits & ~bit(code);
  }

  std::uint64_t low_ = 0;   // 300 to 349
  std::uint64_t high_ = 0;  // 350 to 399
};

/// A set of methods. Those that http::KnownMethod does not name are in it together, as
/// Method::Other; `also` may add one of them by its name.
class Methods {
 public:
  constexpr Methods(std::initializer_list<Method> methods,  // NOLINT(google-explicit-constructor)
                    std::string_view also = {})
      : also_(also) {
    for (const Method method : methods) bits_ |= bit(method);
  }
  static constexpr Methods all() { return but({}); }
  static constexpr Methods but(std::initializer_list<Method> methods) {
    Methods set({});
    set.bits_ = static_cast<std::uint16_t>(~Methods(methods).bits_);
    return set;
  }
  bool contains(const http::Method& method) const {
    return (bits_ & bit(method.known())) != 0 || (!also_.empty() && method.name() == also_);
  }

 private:
  static constexpr std::uint16_t bit(Method method) {
    return static_cast<std::uint16_t>(1U << static_cast<unsigned>(method));
  }

  std::uint16_t bits_ = 0;
  std::string_view also_;
};

/// A set of field names, in any case, or all others. "Content-*" stands for all that begin so.
class Names {
 public:
  constexpr Names() = default;
  template <std::size_t N>
  constexpr Names(  // NOLINT(google-explicit-constructor)
      const std::string_view (&names)[N])
      : names_(names) {
    for (const std::string_view name : names_) marks_ |= marks_of(name);
  }
  template <std::size_t N>
  static constexpr Names all_but(const std::string_view (&names)[N]) {
    Names others(names);
    others.inverted_ = true;
    return others;
  }
  bool contains(std::string_view name) const {
    return ((marks_ & mark(name)) != 0 && matches(name)) != inverted_;
  }
  constexpr std::span<const std::string_view> list() const { return names_; }

  /// One of 64 bits, by which most names are told apart: four bits of the first letter, which case
  /// does not change, and two of the length. Accept, Content-Type and User-Agent have none of those
  /// that Authorization, Cookie, Connection and Upgrade have.
  static constexpr std::uint64_t mark(std::string_view name) {
    const unsigned initial = name.empty() ? 0 : static_cast<unsigned char>(name[0]) & 15U;
    return std::uint64_t{1} << (initial * 4 + (name.size() & 3));
  }
  /// The marks of all names that are in the set.
  constexpr std::uint64_t marks() const { return inverted_ ? ~std::uint64_t{0} : marks_; }

 private:
  static constexpr std::uint64_t marks_of(std::string_view name) {
    if (name == "*") return ~std::uint64_t{0};
    const std::uint64_t of_any_length = std::uint64_t{15} << (std::countr_zero(mark(name)) & ~3);
    return name.ends_with('*') ? of_any_length : mark(name);
  }
  bool matches(std::string_view name) const;

  std::span<const std::string_view> names_;
  std::uint64_t marks_ = 0;
  bool inverted_ = false;
};

/// What is sent in answer to a redirect.
enum class Then : std::uint8_t {
  Resend,      ///< the same method, with its content
  Empty,       ///< the same method, without its content
  Get,         ///< GET, without content
  GetContent,  ///< GET, with the content of before
};

/// For these statuses and these methods, this.
struct MethodRule {
  Statuses statuses;
  Methods methods = Methods::all();
  Then then = Then::Resend;
};

/// When a client sees another origin in a redirect's target. It is one if any of the parts that are
/// looked at differs. {} looks at nothing: no origin is ever another.
struct OriginTest {
  enum class Port : std::uint8_t {
    Ignored,
    Number,   ///< the port that is connected to: 80 is not 443
    Elided,   ///< a scheme's default counts as none: http on 80 is like https on 443
    Written,  ///< as Elided, but ":80" that is written out is not the same as none
  };
  bool scheme = false;
  bool host = false;
  Port port = Port::Ignored;
  /// A subdomain of the host is no other host.
  bool to_subdomain_is_same = false;
  /// http on 80 to https on 443 of one host is the same.
  bool default_upgrade_is_same = false;
  /// https to http is another origin, even where `scheme` is not looked at.
  bool downgrade = false;
};

/// Scheme, host and port: the origin of RFC 6454 and of Fetch.
inline constexpr OriginTest kOrigin{.scheme = true, .host = true, .port = OriginTest::Port::Number};

/// Why a field of the last request is not in the next one (or has another value there).
enum class WhyStripped : std::uint8_t {
  CrossOrigin,    ///< a credential, and the origin changed
  ContentGone,    ///< describes content that is no longer sent
  Conditional,    ///< If-* and Range were about the first resource
  Recomputed,     ///< Host, Origin, Referer, connection-specific fields: made anew
  PolicyDropped,  ///< this client drops it on each redirect
};

/// These fields are not sent on, then.
struct FieldRule {
  enum class When : std::uint8_t {
    Always,         ///< on each redirect
    OriginChanged,  ///< `origin` sees another one
    Rewritten,      ///< the method became GET, or the content is not sent
    SafeMethod,     ///< the next method is safe (RFC 9110 §9.2.1)
    BesideIfRange,  ///< the request has If-Range
  };
  Names names;
  When when = When::Always;
  WhyStripped why = WhyStripped::PolicyDropped;
  OriginTest origin = kOrigin;
  Statuses statuses = Statuses::all();  ///< with other redirects the rule does not apply
};

/// What a client does with content that a rule sends again.
enum class Replay : std::uint8_t {
  Resent,
  Emptied,  ///< the request goes out with none, and succeeds
  Failed,   ///< the request goes out and fails on the way: the caller sees an error
  Refused,  ///< no second request
};

/// How content fares, by where it comes from.
struct ContentRules {
  Replay memory = Replay::Resent;
  Replay file = Replay::Resent;
  Replay stream = Replay::Refused;
  /// Content stays where it is: a target that this sees as another origin gets the method alone.
  OriginTest home = {};
  /// Methods whose content the client cannot send again, wherever it comes from.
  Methods unrepeatable = {};
  /// Statuses at which a one-shot content stops the chain even where it is not to be sent again.
  Statuses stream_stops = {};
  /// Bytes in memory, as against text, are given away when they are sent, and are as good as a
  /// stream. next() knows no difference: who has bytes says Stream.
  bool buffers_are_streams = false;
  /// A stream is sent as a short text that names it, at first already: its content never goes out,
  /// and the text can be sent again.
  bool streams_are_text = false;
  /// Content that cannot be sent again: the caller gets the redirect, not an error.
  bool refusal_is_answer = false;
  /// Content in memory that was sent twice cannot be sent a third time.
  bool replays_once = false;
};

/// When a client sees a loop.
struct LoopRule {
  /// As often as this the same URL may be asked for; 0: it does not look.
  int visits = 0;
  /// The URL that the chain began with counts as visited.
  bool first_counts = true;
  /// Another method on the same URL is no loop.
  bool by_method = false;
  /// A Set-Cookie on the answer makes the next visit a new question.
  bool cookie_forgives = false;
};

/// What is taken from the first request of the chain, instead of from the one before.
struct FromFirst {
  bool fields = false;   ///< what was dropped for one origin comes back at another
  bool method = false;   ///< after POST, GET a 307 leads back to POST
  bool content = false;  ///< the content of POST goes out again, even with the GET it became
  bool origin = false;   ///< origins are compared with the first one
};

/// Which redirects a client follows again without asking (RFC 9111). next() does not look at it.
enum class Stores : std::uint8_t {
  Nothing,
  Fresh,            ///< with explicit freshness: max-age
  FreshOrPermanent  ///< and 301 and 308 without any (RFC 9110 §15.1: heuristically cacheable)
};

/// What becomes of "#fragment", which is never sent but shows in the final URL.
enum class Fragment : std::uint8_t {
  Inherited,  ///< of Location, else of the URL before (RFC 9110 §10.2.2)
  Own,        ///< of Location only
  Dropped,
};

/// What the Referer of the next request is.
enum class Referer : std::uint8_t {
  Callers,         ///< what the caller gave, as any field
  Previous,        ///< the URL before
  PreviousSecure,  ///< the URL before, none from https to http
};

/// user:password@ that Location brings with it.
enum class Userinfo : std::uint8_t { Used, RefusedCrossOrigin, Refused };

/// What happens on the connection. next() does not look at it; predictions and gateways do.
struct Wire {
  /// Content that waits for 100 Continue, when the redirect comes instead.
  enum class Expect : std::uint8_t {
    NotSent,      ///< the client sends no Expect, also where the caller asks for it
    SendsAnyway,  ///< waits for a moment or not at all, then sends the content
    Closes,       ///< keeps it back and takes another connection: correct
    Desyncs,      ///< keeps it back and uses the connection on: the next request is read as content
    Breaks,       ///< keeps it back and then fails
  };
  /// The redirect's own content, before the next request.
  enum class Answer : std::uint8_t {
    ReadToEnd,    ///< an endless one hangs the client
    ReadOrGiven,  ///< read, but not for ever
    NotAwaited,   ///< the next request goes out at once
  };
  /// The server answers and closes while content is still being sent.
  enum class EarlyClose : std::uint8_t {
    Reads,       ///< the redirect is seen
    Loses,       ///< an error; the redirect is lost
    SendsAgain,  ///< the request is sent to the old URL again
  };
  Expect expect = Expect::SendsAnyway;
  Answer answer = Answer::ReadToEnd;
  EarlyClose early_close = EarlyClose::Loses;
  /// One connection serves the redirect and, on the same origin, what follows.
  bool reuses = true;
};

}  // namespace onward::redirect
