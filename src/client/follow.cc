// SPDX-License-Identifier: MIT
// The loop: send, ask redirect::next() as soon as the head is there, send again or stop.
//
//   request ---> Transport ---> head ---> next() ---> Follow: content rewound, once more
//                                            `------> Stop: the answer's content is delivered where
//                                                     it is the result, else dropped
//
// Nothing here knows a status. What it adds to the decision is that content goes whole: where it
// cannot be read again from its beginning, that is a reason to stop, whatever the policy says.
#include "client/follow.h"

#include "client/credentials.h"

#include <utility>

namespace onward::client {
namespace {

using redirect::ContentFate;
using redirect::ContentSource;
using redirect::Reason;

/// What a request cannot be, before anything is sent.
std::optional<Failure> misuse(const Request& request, const Options& options) {
  const auto no = [](std::string_view why) {
    return Failure{ErrorCode::ClientMisuse, std::string(why)};
  };
  const std::string_view scheme = request.url.scheme();
  if (scheme != "http" && scheme != "https") return no("only http and https can be requested");
  if (request.fields.view().contains("Content-Length") ||
      request.fields.view().contains("Transfer-Encoding")) {
    return no("Content-Length and Transfer-Encoding follow from the content");
  }
  if (request.method == http::KnownMethod::Connect) return no("CONNECT is not a request to follow");
  if (request.method == http::KnownMethod::Head && request.content) {
    return no("a HEAD request has no content");
  }
  const bool has_proxy = options.proxies.is_any();
  // RFC 9110 §11.7.2: it is for the proxy, and nobody behind it.
  if (has_proxy && request.fields.view().contains("Proxy-Authorization")) {
    return no("Proxy-Authorization goes to the proxy with the options, not with a request");
  }
  if (options.deny_private && has_proxy) {
    return no("behind a proxy the addresses of servers are not known, so none can be refused");
  }
  return std::nullopt;
}

/// Cookies of a jar are the transport's, and the cache would not see what an answer varies by.
bool keeps_cookies(const Options& options) {
  return options.cookies || !options.cookie_file.empty() || !options.cookie_jar.empty();
}

/// Who answers need not be the server that the URL names: what such a one says must not lead
/// requests that ask the server itself.
bool is_told_by_others(const Options& options) {
  return options.insecure || !options.resolve.empty() || options.proxies.is_any();
}

/// Where no cookies are kept, a Set-Cookie changes nothing about the next request.
redirect::Policy policy_of(const Options& options) {
  redirect::Policy policy = options.policy;
  if (!keeps_cookies(options)) policy.loop.cookie_forgives = false;
  return policy;
}

class Walk final : public Listener {
 public:
  Walk(Request request, const Means& means)
      : means_(means),
        policy_(policy_of(means.options)),
        chain_(policy_),
        began_(means.clock.steady()),
        content_(std::move(request.content)),
        is_chunked_(request.chunked),
        sent_{request.method, std::move(request.url), std::move(request.fields), source()} {
    take_credentials(sent_.url, sent_.fields);
  }

  Outcome run() {
    while (send_one()) {
    }
    outcome_.time = std::chrono::duration_cast<Microseconds>(means_.clock.steady() - began_);
    return std::move(outcome_);
  }

  Take on_head(AnswerHead head) override {
    auto kept = learn(head);
    if (kept) decide({kept->status, std::move(kept->fields), head.version});
    is_validated_ = kept && !is_result();
    // Neither a kept answer nor one whose content is there: only without conditions there is one.
    asks_plainly_ = asked_ && head.status == http::Status(304) && !is_validated_;
    if (asks_plainly_) {
      step_.reset();
      head_ = std::move(head);
      return Take::Drain;
    }
    if (!is_validated_) decide(std::move(head));
    if (is_result() && head_) means_.receiver.on_head(*head_);
    return is_result() ? Take::Deliver : Take::Drain;
  }
  bool on_content(std::string_view piece) override { return means_.receiver.on_content(piece); }
  void on_progress(const Progress& progress) override {
    Progress told = progress;
    told.hop = outcome_.hop_count;
    means_.receiver.on_progress(told);
  }
  void on_wire(WireLine kind, std::string_view text) override {
    means_.receiver.on_wire(kind, text);
  }
  bool wants_wire() const override { return means_.receiver.wants_wire(); }
  bool is_interrupted() override { return means_.receiver.is_interrupted(); }

 private:
  void decide(AnswerHead head) {
    // The content may still be on its way: what counts is whether it can be sent again now.
    sent_.content = source();
    step_ = redirect::next({sent_, head.status, head.fields.view()}, chain_);
    head_ = std::move(head);
  }

  redirect::Cache* usable_cache() const {
    const Options& options = means_.options;
    return keeps_cookies(options) || is_told_by_others(options) ? nullptr : options.cache;
  }

  std::chrono::sys_seconds wall_seconds() const {
    return std::chrono::floor<std::chrono::seconds>(means_.clock.wall());
  }

  /// Decides by an answer that was told before; false: the server must be asked.
  bool decide_by_cache() {
    auto* cache = usable_cache();
    if (cache == nullptr || asks_always_ || content_) return false;
    auto stored = cache->find(sent_, wall_seconds());
    if (!stored) return false;
    Beginning here{sent_, chain_};
    decide({stored->status, std::move(stored->fields), "1.1"});
    if (is_result()) return false;  // its content was not kept
    if (!before_cache_) before_cache_ = std::move(here);
    return true;
  }

  /// In `asked_`: the request with If-None-Match and its like for a kept redirect that is stale.
  void add_conditions() {
    const auto* cache = usable_cache();
    if (cache == nullptr || content_ || std::exchange(asks_plainly_, false)) return;
    const http::Fields conditions = cache->conditions(sent_);
    if (conditions.view().empty()) return;
    asked_ = sent_;
    for (const http::Field field : conditions.view()) {
      const auto name = http::FieldName::parse(field.name);
      const auto value = http::FieldValue::parse(field.value);
      // Where there is no room, the server is asked for less.
      if (name && value) static_cast<void>(asked_->fields.add(*name, *value));
    }
  }

  /// Tells the cache; the kept answer where the server says that it still holds.
  std::optional<redirect::StoredAnswer> learn(const AnswerHead& head) {
    auto* cache = usable_cache();
    if (cache == nullptr) return std::nullopt;
    auto kept = cache->receive({asked_ ? *asked_ : sent_, head.status, head.fields.view()},
                               {sent_at_, wall_seconds()});
    if (!asked_) return std::nullopt;  // a 304 that the caller asked for
    return kept;
  }

  /// What a server said once and what another says now may only seem to be a circle.
  bool asks_again() const {
    const bool is_endless =
        stop() != nullptr && (stop()->reason == Reason::Loop || stop()->reason == Reason::Limit);
    return is_endless && before_cache_ && !asks_always_;
  }

  /// From the first hop that the cache answered, without it. What was asked from there on is GET or
  /// HEAD without content, so it may be asked again.
  bool ask_again() {
    if (!before_cache_) return false;
    asks_always_ = true;
    sent_ = std::move(before_cache_->request);
    chain_ = before_cache_->chain;
    return true;
  }

  ContentSource source() const { return content_ ? content_->kind() : ContentSource::None; }
  const redirect::Stop* stop() const {
    return step_ ? std::get_if<redirect::Stop>(&*step_) : nullptr;
  }
  redirect::Follow* following() { return step_ ? std::get_if<redirect::Follow>(&*step_) : nullptr; }
  /// The answer is what the caller asked for.
  bool is_result() const { return stop() != nullptr && stop()->reason == Reason::NotRedirect; }

  std::optional<base::SteadyTime> deadline() const {
    if (means_.options.max_time.count() == 0) return std::nullopt;
    return began_ + means_.options.max_time;
  }

  bool end(Ending ending, Reason reason = Reason::NotRedirect, Failure failure = {}) {
    outcome_.ending = ending;
    outcome_.reason = reason;
    outcome_.failure = std::move(failure);
    return false;
  }

  /// True: there is another hop.
  bool send_one() {
    if (is_interrupted()) return end(Ending::Interrupted);
    if (decide_by_cache()) {
      keep_hop({}, true);
      return conclude();
    }
    head_.reset();
    step_.reset();
    sent_at_ = wall_seconds();
    add_conditions();
    const http::FieldsView fields = asked_ ? asked_->fields.view() : sent_.fields.view();
    const Transfer transfer = means_.transport.send(
        {sent_.method, sent_.url, fields, content_.get(), is_chunked_, deadline()}, *this);
    keep_hop(transfer.traffic, false);
    if (transfer.is_interrupted) return end(Ending::Interrupted);
    if (asks_plainly_) return true;
    // What breaks behind the head of a redirect does not matter: the head said all.
    if (transfer.failure && (!step_ || is_result())) {
      return end(Ending::Failed, Reason::NotRedirect, *transfer.failure);
    }
    return conclude();
  }

  /// What follows from the step.
  bool conclude() {
    if (auto* next = following()) return go_on(std::move(*next));
    if (is_result()) return end(Ending::Done);
    if (asks_again()) return ask_again();
    if (stop() != nullptr) return end(Ending::Stopped, stop()->reason);
    return end(Ending::Failed, Reason::NotRedirect, {ErrorCode::ClientAnswerMissing, ""});
  }

  /// What is kept of a hop; the request itself moves there, its successor is in `step_`.
  void keep_hop(const Traffic& traffic, bool is_from_cache) {
    Hop hop{asked_ ? *std::move(asked_) : std::move(sent_), std::move(head_), traffic};
    asked_.reset();
    hop.is_from_cache = is_from_cache;
    hop.is_validated = std::exchange(is_validated_, false);
    if (const auto* next = following()) {
      hop.is_followed = true;
      hop.content = next->content;
      hop.method_changed = next->method_changed;
      hop.origin_changed = next->origin_changed;
      hop.stripped = next->stripped;
    } else if (stop() != nullptr) {
      hop.stopped = stop()->reason;
      hop.is_asked_again = asks_again();
    }
    ++outcome_.hop_count;
    if (means_.options.keeps_hops || outcome_.hops.empty()) {
      // No more room than it needs: there may be many.
      if (hop.answer) hop.answer->fields = http::Fields(hop.answer->fields);
      outcome_.hops.push_back(std::move(hop));
    } else {
      outcome_.hops.back() = std::move(hop);
    }
    means_.receiver.on_hop(outcome_.hops.back(), step_ ? &*step_ : nullptr);
  }

  bool go_on(redirect::Follow next) {
    // A policy that models another client may empty it; this client does not.
    if (next.content == ContentFate::Emptied) {
      return end(Ending::Stopped, Reason::ContentNotReplayable);
    }
    if (next.content == ContentFate::Resent && content_) {
      if (const auto rewound = content_->rewind(); !rewound) return refuse_again(rewound.error());
    }
    if (next.content == ContentFate::Dropped) content_.reset();
    sent_ = std::move(next.request);
    sent_.content = source();
    return true;
  }

  bool refuse_again(const Error& error) {
    if (error.code == ErrorCode::ContentGone) {
      return end(Ending::Stopped, Reason::ContentNotReplayable);
    }
    return end(Ending::Failed, Reason::NotRedirect, {error.code, ""});
  }

  /// A request of the chain, and the chain before it.
  struct Beginning {
    redirect::Request request;
    redirect::Chain chain;
  };

  const Means& means_;
  const redirect::Policy policy_;
  redirect::Chain chain_;  // looks at policy_
  base::SteadyTime began_;
  std::unique_ptr<Content> content_;
  bool is_chunked_;
  redirect::Request sent_;  ///< of the present hop
  /// The same with conditions, while the server is asked whether a kept redirect still holds.
  std::optional<redirect::Request> asked_;
  bool is_validated_ = false;  ///< it does
  bool asks_plainly_ = false;  ///< the next request has no conditions
  std::chrono::sys_seconds sent_at_{};
  std::optional<AnswerHead> head_;
  std::optional<redirect::Step> step_;
  std::optional<Beginning> before_cache_;  ///< of the first hop that the cache answered
  bool asks_always_ = false;               ///< the cache answers no more
  Outcome outcome_;
};

}  // namespace

Outcome follow(Request request, const Means& means) {
  if (auto failure = misuse(request, means.options)) {
    Outcome outcome;
    outcome.failure = *std::move(failure);
    return outcome;
  }
  return Walk(std::move(request), means).run();
}

}  // namespace onward::client
