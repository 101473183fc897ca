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
std::string url_text_of(const NextRequest& sent) {
  std::string text = sent.scheme;
  text.append("://").append(sent.host).append(":").append(std::to_string(sent.port));
  if (!sent.target.starts_with('/')) text += '/';
  return text.append(sent.target.substr(0, sent.target.find('#')));
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

bool is_location(std::string_view name) {
  return name == "Location" || base::equals_ignore_case(name, "Location");
}

// What `make` makes, made where it is to stand: a move of what was just written waits for the
// writes.
template <class Make>
class InPlace {
 public:
  explicit InPlace(Make make) : make_(make) {}
  operator std::invoke_result_t<Make>() const {  // NOLINT(google-explicit-constructor)
    return make_();
  }

 private:
  Make make_;
};

}  // namespace

/// One step: an exchange, the chain behind it, and what is known so far of the next request.
class Hop {
 public:
  Hop(const Exchange& exchange, Chain& chain)
      : exchange_(exchange),
        chain_(chain),
        policy_(chain.policy()),
        method_(&exchange.request.method),
        source_(exchange.request.content) {}

  Step decide();

 private:
  using Refusal = std::optional<Reason>;

  void begin();
  Refusal find_rule();
  using Found = std::variant<std::string_view, Reason>;
  Found find_location() const;
  Found find_location_as_client();
  void note_client_reading(url::Url& target);
  Refusal check_target(const url::Url& target);
  Refusal check_loop(const url::Url& target);
  Refusal choose_content();
  void inherit_fragment(url::Url& target) const;
  const Difference& move() const;
  std::size_t visit(const http::Method& method, const url::Url& url) const;
  void note_visit(std::size_t key);
  bool is_trusted(const url::Url& target) const;
  http::Fields next_fields(StrippedFields& stripped);

  const Exchange& exchange_;
  Chain& chain_;
  const Policy& policy_;
  const http::Method* method_;  // of the next request, once the rule is found
  ContentSource source_;
  Then then_ = Then::Resend;
  ContentFate fate_ = ContentFate::None;
  /// What a client makes of a Location in its own way: a URL, and what it asks for there.
  struct ClientReading {
    std::string url;
    std::string target;
    std::string_view location;
  };
  std::optional<ClientReading> reading_;
  std::string written_;  // the request-target, where a client writes another than the target says
  bool wrote_port_ = false;
  Difference move_;              // from the request's URL to the target
  Difference move_from_first_;   // from that of the chain's first request, where it is looked at
  bool is_trusted_ = false;      // credentials may go to the target
  bool has_new_origin_ = false;  // by scheme, host and port
};

// What the first hop of a chain leaves to the others.
void Hop::begin() {
  const FromFirst& from_first = policy_.from_first;
  if (from_first.fields || from_first.method || from_first.content || from_first.origin) {
    const Request& first =
        chain_.first_ ? *chain_.first_ : chain_.first_.emplace(exchange_.request);
    if (from_first.method) method_ = &first.method;
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
    if (!rule.methods.contains(*method_)) continue;
    then_ = rule.then;
    if (policy_.keep_method && (status == 301 || status == 302)) then_ = Then::Resend;
    if (then_ == Then::Get || then_ == Then::GetContent) method_ = &kGet;
    return std::nullopt;
  }
  return is_followed ? Reason::MethodRefused : Reason::NotRedirect;
}

// Fetch, "location URL", the text of it.
Hop::Found Hop::find_location() const {
  std::optional<std::string_view> location;
  for (const http::Field field : exchange_.fields) {
    if (!is_location(field.name)) continue;
    // RFC 9110 §5.3: Location is no list, so that a second one makes the answer ambiguous.
    if (location && (!policy_.equal_locations_are_one || *location != field.value)) {
      return Reason::LocationsDiffer;
    }
    location = field.value;
  }
  if (!location) return Reason::NoLocation;
  return *location;
}

// The same with a client's own URL code, which may send what no URL says.
Hop::Found Hop::find_location_as_client() {
  std::vector<std::string_view> values;
  for (const http::Field field : exchange_.fields) {
    if (is_location(field.name)) values.push_back(field.value);
  }
  auto outcome = resolve_location(*policy_.location, exchange_.request.url, values);
  if (std::holds_alternative<OtherProtocol>(outcome)) return Reason::UnsupportedScheme;
  auto* const sent = std::get_if<NextRequest>(&outcome);
  if (sent == nullptr) {
    const bool is_absent = values.empty() || values.front().empty();
    return is_absent ? Reason::NoLocation : Reason::BadLocation;
  }
  reading_.emplace(ClientReading{.url = url_text_of(*sent),
                                 .target = std::move(sent->target),
                                 .location = values.empty() ? "" : values.front()});
  return reading_->url;
}

void Hop::note_client_reading(url::Url& target) {
  std::string path(target.pathname());
  if (path.append(target.search()) != reading_->target) written_ = std::move(reading_->target);
  const std::string_view location = reading_->location;
  wrote_port_ = writes_default_port(location, target);
  const std::size_t hash = location.find('#');
  if (hash != location.npos) target.set_hash(location.substr(hash));
}

// RFC 9110 §10.2.2: a Location without a fragment takes over that of the request's URL.
void Hop::inherit_fragment(url::Url& target) const {
  if (policy_.fragment == Fragment::Dropped) {
    target.set_hash("");
  } else if (policy_.fragment == Fragment::Inherited && !target.fragment()) {
    if (const auto fragment = exchange_.request.url.fragment()) target.set_hash(*fragment);
  }
}

Hop::Refusal Hop::check_target(const url::Url& target) {
  const url::Url& from = exchange_.request.url;
  const bool is_https = target.scheme() == "https";
  if (!is_https && target.scheme() != "http") return Reason::UnsupportedScheme;
  if (is_https && !policy_.https) return Reason::UnsupportedScheme;
  if (policy_.max_redirects != Policy::kNoLimit && chain_.followed_ >= policy_.max_redirects) {
    return Reason::Limit;
  }
  if (const Refusal loop = check_loop(target)) return loop;
  move_ = Difference({from, chain_.wrote_port_}, {target, wrote_port_});
  if (policy_.from_first.origin && chain_.first_) {
    move_from_first_ = Difference({chain_.first_->url}, {target, wrote_port_});
  }
  if (!policy_.allow_downgrade && move_.is_downgrade()) return Reason::Downgrade;
  has_new_origin_ = move_.is_seen_by(kOrigin);
  if (move_.is_seen_by(policy_.refused)) return Reason::CrossOriginRefused;
  // RFC 9110 §4.2.4: user information in a URI that a peer gave is to be treated as an error. What
  // a relative reference takes over from the request's URL is the caller's own.
  if (policy_.userinfo == Userinfo::Used || !target.includes_credentials()) return std::nullopt;
  const bool is_same = !has_new_origin_;
  if (is_same && policy_.userinfo == Userinfo::RefusedCrossOrigin) return std::nullopt;
  const bool is_callers =
      is_same && from.username() == target.username() && from.password() == target.password();
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

Hop::Refusal Hop::check_loop(const url::Url& target) {
  const LoopRule& loop = policy_.loop;
  if (loop.visits == 0) return std::nullopt;
  if (loop.cookie_forgives && exchange_.fields.contains("Set-Cookie")) chain_.visits_ = 0;
  // The newest visit is this hop's request. Most chains end behind it, and need no second hash.
  if (chain_.visits_ <= 1) {
    const Request& before = exchange_.request;
    const bool is_same = chain_.visits_ == 1 && (!loop.by_method || before.method == *method_) &&
                         without_fragment(before.url) == without_fragment(target);
    if (is_same && loop.visits == 1) return Reason::Loop;
    chain_.owes_visit_ = true;
    return std::nullopt;
  }
  const std::size_t key = visit(*method_, target);
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
  if (rules.unrepeatable.contains(*method_)) return Reason::ContentNotReplayable;
  const Replay replay = source_ == ContentSource::Memory ? rules.memory
                        : source_ == ContentSource::File ? rules.file
                                                         : rules.stream;
  if (replay == Replay::Refused) return Reason::ContentNotReplayable;
  fate_ = replay == Replay::Resent ? ContentFate::Resent : ContentFate::Emptied;
  return std::nullopt;
}

const Difference& Hop::move() const { return policy_.from_first.origin ? move_from_first_ : move_; }

// Credentials belong to the origin they were given for; those that the caller trusts may have them.
bool Hop::is_trusted(const url::Url& target) const {
  if (policy_.trusted_origins.empty()) return false;
  if (chain_.home_ && url::same_origin(*chain_.home_, target)) return true;
  return std::ranges::any_of(policy_.trusted_origins, [&target](const std::string& origin) {
    const auto url = url::parse(origin);
    return url && url::same_origin(*url, target);
  });
}

http::Fields Hop::next_fields(StrippedFields& stripped) {
  const bool is_from_first = policy_.from_first.fields;
  const Request& source = is_from_first && chain_.first_ ? *chain_.first_ : exchange_.request;
  const bool is_sent = fate_ == ContentFate::None || fate_ == ContentFate::Resent;
  http::Fields fields = carry({.policy = policy_,
                               .fields = source.fields,
                               .move = move(),
                               .status = exchange_.status,
                               .next_method = *method_,
                               .rewritten = !is_sent || exchange_.request.method != *method_,
                               .trusted = is_trusted_,
                               .restores = is_from_first,
                               .gone = chain_.stripped_},
                              stripped);
  const bool is_secure = policy_.referer == Referer::Previous || !move_.is_downgrade();
  if (policy_.referer != Referer::Callers && is_secure) {
    set_referer(exchange_.request.url, fields);
  }
  if (policy_.keeps_cookies && !move_.is_to_other_host()) {
    add_cookies(exchange_.fields, fields);
  }
  return fields;
}

Step Hop::decide() {
  begin();
  if (const Refusal reason = find_rule()) return Stop{*reason};
  const bool is_as_client = policy_.location != nullptr;
  const Found location = is_as_client ? find_location_as_client() : find_location();
  if (const Reason* reason = std::get_if<Reason>(&location)) return Stop{*reason};
  auto target = url::resolve(std::get<std::string_view>(location), exchange_.request.url);
  if (!target) return Stop{Reason::BadLocation};
  if (is_as_client) note_client_reading(*target);
  inherit_fragment(*target);
  if (const Refusal reason = check_target(*target)) return Stop{*reason};
  if (const Refusal reason = choose_content()) return Stop{*reason};
  ContentSource next_source = ContentSource::None;
  if (fate_ == ContentFate::Resent) {
    next_source = policy_.content.replays_once ? ContentSource::Stream : source_;
  }
  is_trusted_ = is_trusted(*target);
  ++chain_.followed_;
  chain_.wrote_port_ = wrote_port_;
  StrippedFields stripped;
  return Step(std::in_place_type<Follow>, InPlace([&] {
                return Follow{.request = {.method = *method_,
                                          .url = *std::move(target),
                                          .fields = next_fields(stripped),
                                          .content = next_source,
                                          .target = std::move(written_)},
                              .content = fate_,
                              .method_changed = exchange_.request.method != *method_,
                              .origin_changed = has_new_origin_,
                              .stripped = std::move(stripped)};
              }));
}

Step next(const Exchange& exchange, Chain& chain) { return Hop(exchange, chain).decide(); }

}  // namespace onward::redirect
