// SPDX-License-Identifier: MIT
// The decision. RFC 9110 §15.4 and §10.2.2; Fetch, "HTTP-redirect fetch" and "location URL". The
// order of the checks: status and method, Location, scheme, limit, loop, downgrade, origin, user
// information, content. Fetch looks at the limit behind user information, and has no loop,
// downgrade and refused origin. What is decided differently by others is a member of Policy; there
// is no other place where clients differ.
#include "onward/redirect/decision.h"

#include "base/ascii.h"
#include "redirect/carry.h"
#include "redirect/location.h"
#include "redirect/origin.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>
#include <utility>

namespace onward::redirect {
namespace {

// The nearest URL to what a client sends.
Result<url::Url> url_of(const NextRequest& sent) {
  std::string text = sent.scheme;
  text.append("://").append(sent.host).append(":").append(std::to_string(sent.port));
  if (!sent.target.starts_with('/')) text += '/';
  return url::parse(text.append(sent.target.substr(0, sent.target.find('#'))));
}

constexpr http::Method kGet("GET");

std::string_view without_fragment(const url::Url& url) {
  std::string_view href = url.href();
  if (const auto fragment = url.fragment()) href.remove_suffix(fragment->size() + 1);
  return href;
}

std::uint64_t word_at(const char* bytes, std::size_t size) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, size);
  return word;
}

// Eight bytes at a time, whose products do not wait for each other: std::hash takes five times as
// long, twice a step. The last eight bytes may overlap those before; the size tells them apart.
std::size_t hash_of(std::string_view text) {
  constexpr std::uint64_t kOdd = 0x9E37'79B9'7F4A'7C15U;
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  std::uint64_t hash = text.size();
  if (text.size() < kWord) return hash + word_at(text.data(), text.size()) * kOdd;
  for (std::size_t at = 0; at + kWord < text.size(); at += kWord) {
    hash = std::rotl(hash, 23) + word_at(text.data() + at, kWord) * kOdd;
  }
  return std::rotl(hash, 23) + word_at(text.data() + text.size() - kWord, kWord) * kOdd;
}

}  // namespace

/// One step: an exchange, the chain behind it, and what is known so far of the next request.
class Hop {
 public:
  Hop(const Exchange& exchange, Chain& chain)
      : exchange_(exchange),
        chain_(chain),
        policy_(chain.policy()),
        method_(exchange.request.method),
        source_(exchange.request.content) {}

  Step decide();

 private:
  using Refusal = std::optional<Reason>;

  void begin();
  Refusal find_rule();
  using Found = std::variant<url::Url, Reason>;
  Found find_target();
  Found find_target_as_client();
  Refusal check_target();
  Refusal check_loop();
  Refusal choose_content();
  void inherit_fragment(url::Url& target) const;
  const Difference& move() const;
  std::size_t visit(const http::Method& method, const url::Url& url) const;
  void note_visit(std::size_t key);
  bool is_trusted() const;
  Carried next_fields();
  void remember(const StrippedFields& stripped);

  const Exchange& exchange_;
  Chain& chain_;
  const Policy& policy_;
  http::Method method_;
  ContentSource source_;
  Then then_ = Then::Resend;
  ContentFate fate_ = ContentFate::None;
  const url::Url* target_ = nullptr;  // once it is found
  std::string written_;  // the request-target, where a client writes another than target_ says
  bool wrote_port_ = false;
  Difference move_;              // from the request's URL to target_
  Difference move_from_first_;   // from that of the chain's first request, where it is looked at
  bool has_new_origin_ = false;  // by scheme, host and port
};

// What the first hop of a chain leaves to the others.
void Hop::begin() {
  const FromFirst& from_first = policy_.from_first;
  if (from_first.fields || from_first.method || from_first.content || from_first.origin) {
    const Request& first =
        chain_.first_ ? *chain_.first_ : chain_.first_.emplace(exchange_.request);
    if (from_first.method) method_ = first.method;
    if (from_first.content) source_ = first.content;
  }
  if (!policy_.trusted_origins.empty() && !chain_.home_) chain_.home_ = exchange_.request.url;
  const bool is_first = policy_.loop.first_counts && chain_.visits_ == 0;
  if (policy_.loop.visits > 0 && (is_first || chain_.owes_visit_)) {
    note_visit(visit(exchange_.request.method, exchange_.request.url));
    chain_.owes_visit_ = false;
  }
}

// Fetch, "redirect status"; RFC 9110 §15.4: 300, 304, 305 and 306 name nothing to follow.
Hop::Refusal Hop::find_rule() {
  const int status = exchange_.status.code();
  bool is_followed = false;
  for (const MethodRule& rule : policy_.methods) {
    if (!rule.statuses.contains(status)) continue;
    is_followed = true;
    if (!rule.methods.contains(method_)) continue;
    then_ = rule.then;
    if (policy_.keep_method && (status == 301 || status == 302)) then_ = Then::Resend;
    return std::nullopt;
  }
  return is_followed ? Reason::MethodRefused : Reason::NotRedirect;
}

// Fetch, "location URL".
Hop::Found Hop::find_target() {
  if (policy_.location != nullptr) return find_target_as_client();
  std::optional<std::string_view> location;
  for (const http::Field field : exchange_.fields) {
    if (!base::equals_ignore_case(field.name, "Location")) continue;
    // RFC 9110 §5.3: Location is no list, so that a second one makes the answer ambiguous.
    if (location && (!policy_.equal_locations_are_one || *location != field.value)) {
      return Reason::LocationsDiffer;
    }
    location = field.value;
  }
  if (!location) return Reason::NoLocation;
  auto target = url::resolve(*location, exchange_.request.url);
  if (!target) return Reason::BadLocation;
  inherit_fragment(*target);
  return *std::move(target);
}

// The same with a client's own URL code, which may send what no URL says.
Hop::Found Hop::find_target_as_client() {
  std::vector<std::string_view> values;
  for (const http::Field field : exchange_.fields) {
    if (base::equals_ignore_case(field.name, "Location")) values.push_back(field.value);
  }
  const auto outcome = resolve_location(*policy_.location, exchange_.request.url, values);
  if (std::holds_alternative<OtherProtocol>(outcome)) return Reason::UnsupportedScheme;
  const auto* sent = std::get_if<NextRequest>(&outcome);
  if (sent == nullptr) {
    const bool is_absent = values.empty() || values.front().empty();
    return is_absent ? Reason::NoLocation : Reason::BadLocation;
  }
  auto target = url_of(*sent);
  if (!target) return Reason::BadLocation;
  std::string path(target->pathname());
  if (path.append(target->search()) != sent->target) written_ = sent->target;
  if (!values.empty()) {
    wrote_port_ = writes_default_port(values.front(), *target);
    const std::size_t hash = values.front().find('#');
    if (hash != values.front().npos) target->set_hash(values.front().substr(hash));
  }
  inherit_fragment(*target);
  return *std::move(target);
}

// RFC 9110 §10.2.2: a Location without a fragment takes over that of the request's URL.
void Hop::inherit_fragment(url::Url& target) const {
  if (policy_.fragment == Fragment::Dropped) {
    target.set_hash("");
  } else if (policy_.fragment == Fragment::Inherited && !target.fragment()) {
    if (const auto fragment = exchange_.request.url.fragment()) target.set_hash(*fragment);
  }
}

Hop::Refusal Hop::check_target() {
  const url::Url& from = exchange_.request.url;
  const bool is_https = target_->scheme() == "https";
  if (!is_https && target_->scheme() != "http") return Reason::UnsupportedScheme;
  if (is_https && !policy_.https) return Reason::UnsupportedScheme;
  if (policy_.max_redirects != Policy::kNoLimit && chain_.followed_ >= policy_.max_redirects) {
    return Reason::Limit;
  }
  if (const Refusal loop = check_loop()) return loop;
  move_ = Difference({from, chain_.wrote_port_}, {*target_, wrote_port_});
  if (policy_.from_first.origin && chain_.first_) {
    move_from_first_ = Difference({chain_.first_->url}, {*target_, wrote_port_});
  }
  if (!policy_.allow_downgrade && move_.is_downgrade()) return Reason::Downgrade;
  has_new_origin_ = move_.is_seen_by(kOrigin);
  if (move_.is_seen_by(policy_.refused)) return Reason::CrossOriginRefused;
  // RFC 9110 §4.2.4: user information in a URI that a peer gave is to be treated as an error. What
  // a relative reference takes over from the request's URL is the caller's own.
  if (policy_.userinfo == Userinfo::Used || !target_->includes_credentials()) return std::nullopt;
  const bool is_same = !has_new_origin_;
  if (is_same && policy_.userinfo == Userinfo::RefusedCrossOrigin) return std::nullopt;
  const bool is_callers =
      is_same && from.username() == target_->username() && from.password() == target_->password();
  return is_callers ? Refusal() : Reason::CredentialsInLocation;
}

// What is asked for, as a number: two that collide end a chain too early, which does no harm.
std::size_t Hop::visit(const http::Method& method, const url::Url& url) const {
  const std::size_t hash = hash_of(without_fragment(url));
  if (!policy_.loop.by_method) return hash;
  if (method != Method::Other) return hash + static_cast<std::size_t>(method.known());
  return hash ^ (hash_of(method.name()) << 1U);
}

void Hop::note_visit(std::size_t key) {
  chain_.visited_[chain_.visits_++ % Chain::kMaxVisits] = key;
}

Hop::Refusal Hop::check_loop() {
  const LoopRule& loop = policy_.loop;
  if (loop.visits == 0) return std::nullopt;
  if (loop.cookie_forgives && exchange_.fields.contains("Set-Cookie")) chain_.visits_ = 0;
  const bool is_get = then_ == Then::Get || then_ == Then::GetContent;
  const http::Method& method = is_get ? kGet : method_;
  // The newest visit is this hop's request. Most chains end behind it, and need no second hash.
  if (chain_.visits_ <= 1) {
    const Request& before = exchange_.request;
    const bool is_same = chain_.visits_ == 1 && (!loop.by_method || before.method == method) &&
                         without_fragment(before.url) == without_fragment(*target_);
    if (is_same && loop.visits == 1) return Reason::Loop;
    chain_.owes_visit_ = true;
    return std::nullopt;
  }
  const std::size_t key = visit(method, *target_);
  const std::size_t known = std::min(chain_.visits_, Chain::kMaxVisits);
  if (std::ranges::count(std::span(chain_.visited_).first(known), key) >= loop.visits) {
    return Reason::Loop;
  }
  note_visit(key);
  return std::nullopt;
}

Hop::Refusal Hop::choose_content() {
  const ContentRules& rules = policy_.content;
  const bool is_get = then_ == Then::Get || then_ == Then::GetContent;
  const bool is_resent = then_ == Then::Resend || then_ == Then::GetContent;
  if (is_get) method_ = kGet;
  if (source_ == ContentSource::None) return std::nullopt;
  if (source_ == ContentSource::Stream && rules.stream_stops.contains(exchange_.status.code())) {
    return Reason::ContentNotReplayable;
  }
  if (!is_resent) {
    fate_ = is_get ? ContentFate::Dropped : ContentFate::Emptied;
    return std::nullopt;
  }
  if (move_.is_any() && move().is_seen_by(rules.home)) {
    fate_ = ContentFate::Emptied;
    return std::nullopt;
  }
  if (rules.unrepeatable.contains(method_)) return Reason::ContentNotReplayable;
  const Replay replay = source_ == ContentSource::Memory ? rules.memory
                        : source_ == ContentSource::File ? rules.file
                                                         : rules.stream;
  if (replay == Replay::Refused) return Reason::ContentNotReplayable;
  fate_ = replay == Replay::Resent ? ContentFate::Resent : ContentFate::Emptied;
  return std::nullopt;
}

const Difference& Hop::move() const { return policy_.from_first.origin ? move_from_first_ : move_; }

// Credentials belong to the origin they were given for; those that the caller trusts may have them.
bool Hop::is_trusted() const {
  if (policy_.trusted_origins.empty()) return false;
  if (chain_.home_ && url::same_origin(*chain_.home_, *target_)) return true;
  return std::ranges::any_of(policy_.trusted_origins, [this](const std::string& origin) {
    const auto url = url::parse(origin);
    return url && url::same_origin(*url, *target_);
  });
}

Carried Hop::next_fields() {
  const Request& source =
      policy_.from_first.fields && chain_.first_ ? *chain_.first_ : exchange_.request;
  const bool is_sent = fate_ == ContentFate::None || fate_ == ContentFate::Resent;
  Carried carried = carry({.policy = policy_,
                           .fields = source.fields,
                           .move = move(),
                           .status = exchange_.status,
                           .next_method = method_,
                           .rewritten = !is_sent || exchange_.request.method != method_,
                           .trusted = is_trusted(),
                           .gone = chain_.stripped_});
  const bool is_secure = policy_.referer == Referer::Previous || !move_.is_downgrade();
  if (policy_.referer != Referer::Callers && is_secure) {
    set_referer(exchange_.request.url, carried.fields);
  }
  if (policy_.keeps_cookies && exchange_.request.url.hostname() == target_->hostname()) {
    add_cookies(exchange_.fields, carried.fields);
  }
  return carried;
}

void Hop::remember(const StrippedFields& stripped) {
  ++chain_.followed_;
  chain_.wrote_port_ = wrote_port_;
  if (policy_.from_first.fields) return;  // this client gives back what it took
  for (const Stripped field : stripped) {
    if (field.why == WhyStripped::CrossOrigin) chain_.stripped_.append(field.name).append(",");
  }
}

Step Hop::decide() {
  begin();
  if (const Refusal reason = find_rule()) return Stop{*reason};
  Found found = find_target();
  if (const Reason* reason = std::get_if<Reason>(&found)) return Stop{*reason};
  url::Url& target = std::get<url::Url>(found);
  target_ = &target;
  if (const Refusal reason = check_target()) return Stop{*reason};
  if (const Refusal reason = choose_content()) return Stop{*reason};
  ContentSource next_source = ContentSource::None;
  if (fate_ == ContentFate::Resent) {
    next_source = policy_.content.replays_once ? ContentSource::Stream : source_;
  }
  Carried carried = next_fields();
  remember(carried.stripped);
  Step step(std::in_place_type<Follow>, Request{.method = method_,
                                                .url = std::move(target),
                                                .fields = std::move(carried.fields),
                                                .content = next_source,
                                                .target = std::move(written_)});
  Follow& follow = std::get<Follow>(step);
  follow.content = fate_;
  follow.method_changed = exchange_.request.method != method_;
  follow.origin_changed = has_new_origin_;
  follow.stripped = std::move(carried.stripped);
  return step;
}

Step next(const Exchange& exchange, Chain& chain) { return Hop(exchange, chain).decide(); }

}  // namespace onward::redirect
