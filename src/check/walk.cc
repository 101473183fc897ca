// SPDX-License-Identifier: MIT
// Depth first, without recursion: a path is followed until it meets what is known already, itself,
// or an end; then all that is on it is known too. So the walk takes time in proportion to the
// requests. A path that only grows is ended early: the same rule four times, each time longer.
#include "check/walk.h"

#include "onward/redirect/decision.h"
#include "onward/url/url.h"

#include <algorithm>
#include <array>
#include <variant>

namespace onward::check {
namespace {

/// FNV-1a, 64 bits: nobody chooses these texts against us but the author of the file.
std::uint64_t hash_of(std::uint32_t guise, std::string_view text) {
  std::uint64_t hash = 14695981039346656037U ^ guise;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211U;
  }
  return hash ^ (hash >> 29);
}

struct UrlParts {
  std::string_view scheme;
  std::string_view authority;
  std::string_view target;
};

/// The parts of a canonical http or https URL.
UrlParts parts_of(std::string_view url) {
  const std::size_t colon = url.find("://");
  const std::size_t begin = colon + 3;
  const std::size_t path = std::min(url.find('/', begin), url.size());
  return {url.substr(0, colon), url.substr(begin, path - begin), url.substr(path)};
}

/// Without its fragment, which is never sent.
std::string_view sent_part(std::string_view href) { return href.substr(0, href.find('#')); }

std::string toggled_slash(std::string_view target) {
  const std::size_t end = std::min(target.find('?'), target.size());
  std::string path(target.substr(0, end));
  if (path.size() > 1 && path.ends_with('/')) {
    path.pop_back();
  } else {
    path += '/';
  }
  return path.append(target.substr(end));
}

}  // namespace

std::string method_behind(const std::string& method, std::uint16_t status) {
  if (method == "GET" || method == "HEAD") return method;
  const auto parsed = http::Method::parse(method);
  const auto code = http::Status::from(status);
  const auto url = url::parse("http://a.example/");
  if (!parsed || !code || !url) return method;
  http::Fields answer;
  static_cast<void>(answer.add(http::FieldName("Location"), http::FieldValue("/b")));
  const redirect::Policy policy = redirect::Policy::fetch();
  redirect::Chain chain(policy);
  const redirect::Request sent{.method = *parsed, .url = *url};
  const redirect::Step step = redirect::next({sent, *code, answer.view()}, chain);
  const auto* const follow = std::get_if<redirect::Follow>(&step);
  return follow != nullptr ? std::string(follow->request.method.name()) : method;
}

Walk::Walk(const rules::Table& table, Site& site, bool slashes_alike)
    : site_(site), slashes_alike_(slashes_alike), asking_(table), slots_(1024, 0) {}

std::uint32_t Walk::guise_of(const rules::SampleRequest& request) {
  std::string key = request.method;
  for (const std::string& field : request.fields) key.append("\n").append(field);
  key.append("\n").append(std::to_string(request.now.time_since_epoch().count())).append("\n");
  key.append(request.client.bytes.begin(), request.client.bytes.end());
  const auto known = known_guises_.find(key);
  if (known != known_guises_.end()) return known->second;
  guises_.push_back({request.method, request.fields, request.client, request.now});
  const auto number = static_cast<std::uint32_t>(guises_.size() - 1);
  known_guises_.emplace(std::move(key), number);
  return number;
}

void Walk::grow_slots() {
  slots_.assign(slots_.size() * 2, 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    std::size_t at = hash_of(nodes_[i].guise, url(nodes_[i])) & mask;
    while (slots_[at] != 0) at = (at + 1) & mask;
    slots_[at] = static_cast<std::uint32_t>(i + 1);
  }
}

std::uint32_t Walk::node_of(std::uint32_t guise, std::string_view url, bool is_here) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash_of(guise, url) & mask;
  for (; slots_[at] != 0; at = (at + 1) & mask) {
    const Node& node = nodes_[slots_[at] - 1];
    if (node.guise == guise && this->url(node) == url) return slots_[at];
  }
  Node node;
  node.text = text_.size();
  node.size = static_cast<std::uint32_t>(url.size());
  node.guise = guise;
  node.is_here = is_here;
  if (!is_here) node.fate = Fate::Ends;
  text_ += url;
  nodes_.push_back(node);
  const auto number = static_cast<std::uint32_t>(nodes_.size());
  slots_[at] = number;
  if (nodes_.size() * 2 > slots_.size()) grow_slots();
  return number;
}

rules::SampleRequest Walk::request(const Node& node) const {
  const Guise& guise = guises_[node.guise];
  const UrlParts parts = parts_of(url(node));
  return {guise.method,
          std::string(parts.scheme),
          std::string(parts.authority),
          std::string(parts.target),
          guise.fields,
          guise.client,
          guise.now};
}

std::uint32_t Walk::ask(const rules::SampleRequest& request) {
  const auto url = url::parse(request.scheme + "://" + request.authority + request.target);
  if (!url || (url->scheme() != "http" && url->scheme() != "https")) return 0;
  const std::uint32_t number = node_of(guise_of(request), sent_part(url->href()), true);
  if (nodes_[number - 1].fate == Fate::New && nodes_[number - 1].status == 0) answer(number);
  return number;
}

void Walk::answer(std::uint32_t number) {
  const std::uint32_t guise = nodes_[number - 1].guise;
  {
    const UrlParts parts = parts_of(url(nodes_[number - 1]));
    asked_request_.scheme = parts.scheme;
    asked_request_.authority = parts.authority;
    asked_request_.target = parts.target;
  }
  asked_request_.method = guises_[guise].method;
  asked_request_.fields = guises_[guise].fields;
  asked_request_.client = guises_[guise].client;
  asked_request_.now = guises_[guise].now;
  const rules::Origin& origin = site_.origin_of(asked_request_.scheme, asked_request_.authority);
  ++asked_;
  auto outcome = asking_.ask(asked_request_, origin);
  if (slashes_alike_ && !outcome.response.rule) {
    asked_request_.target = toggled_slash(asked_request_.target);
    outcome = asking_.ask(asked_request_, origin);
  }
  Node& node = nodes_[number - 1];
  node.status = static_cast<std::uint16_t>(outcome.response.status.code());
  node.first = outcome.first ? static_cast<std::uint32_t>(*outcome.first + 1) : 0;
  node.rule = outcome.response.rule ? static_cast<std::uint32_t>(*outcome.response.rule + 1) : 0;
  node.line = outcome.line;
  if (outcome.response.location.empty()) {
    node.fate = Fate::Ends;
    return;
  }
  const auto base = url::parse(url(node));
  const auto to = base ? url::resolve(outcome.response.location, *base) : base;
  if (!to || (to->scheme() != "http" && to->scheme() != "https")) {
    node.fate = Fate::Ends;
    node.hops = 1;
    return;
  }
  const std::uint16_t status = node.status;
  std::uint32_t guise_behind = guise;
  const std::string method = method_behind(guises_[guise].method, status);
  if (method != guises_[guise].method) {
    asked_request_.method = method;
    guise_behind = guise_of(asked_request_);
  }
  const bool is_here = site_.origin(to->scheme(), to->host()) != nullptr;
  const std::uint32_t next = node_of(guise_behind, sent_part(to->href()), is_here);
  nodes_[number - 1].next = next;
}

bool Walk::grows(const std::vector<std::uint32_t>& path) const {
  constexpr std::size_t kRounds = 4;
  if (path.size() >= 5 * kMaxHops) return true;
  if (path.size() < kRounds) return false;
  const auto* const last = path.data() + path.size() - kRounds;
  for (std::size_t i = 0; i + 1 < kRounds; ++i) {
    const Node& a = node(last[i]);
    const Node& b = node(last[i + 1]);
    if (a.rule != b.rule || a.line != b.line || b.size <= a.size) return false;
  }
  return true;
}

void Walk::end_path(const std::vector<std::uint32_t>& path, std::uint32_t behind) {
  Fate fate = Fate::Ends;
  std::uint32_t hops = 0;
  std::uint32_t circle = 0;
  if (behind != 0) {
    const Node& known = node(behind);
    fate = known.fate;
    hops = known.hops;
    circle = known.circle;
    if (fate == Fate::OnPath) {
      fate = Fate::Circle;
      circle = ++circles_;
    }
  } else if (!path.empty() && node(path.back()).next != 0) {
    fate = Fate::Endless;
    circle = ++circles_;
  }
  bool is_on_circle = behind != 0 && node(behind).fate == Fate::OnPath;
  for (std::size_t i = path.size(); i-- > 0;) {
    Node& on_path = nodes_[path[i] - 1];
    if (fate == Fate::Ends && on_path.next != 0) ++hops;
    if (on_path.fate == Fate::Ends) hops = on_path.hops;
    on_path.fate = fate;
    on_path.hops = hops;
    on_path.circle = circle;
    on_path.is_on_circle = is_on_circle || (fate == Fate::Endless && i + 1 == path.size());
    if (path[i] == behind) is_on_circle = false;
  }
}

void Walk::follow(std::uint32_t number) {
  std::vector<std::uint32_t> path;
  std::uint32_t at = number;
  while (at != 0) {
    if (nodes_[at - 1].fate != Fate::New) return end_path(path, at);
    if (nodes_[at - 1].status == 0) answer(at);
    if (nodes_[at - 1].fate != Fate::New) return end_path(path, at);
    nodes_[at - 1].fate = Fate::OnPath;
    path.push_back(at);
    if (grows(path)) return end_path(path, 0);
    at = nodes_[at - 1].next;
  }
  end_path(path, 0);
}

}  // namespace onward::check
