// SPDX-License-Identifier: MIT
// A host is here if a listener lists it, or, where none lists any, if a rule names it. What was
// found once about a host is remembered, as the same few come again and again.
#include "check/site.h"

#include "base/ascii.h"

#include <algorithm>

namespace onward::check {
namespace {

/// Patterns of hosts that are tried one by one.
constexpr std::size_t kMaxPatterns = 200;

std::string_view host_of(std::string_view authority) {
  const std::size_t colon = authority.rfind(':');
  const bool has_port = colon != authority.npos && authority.find(']', colon) == authority.npos;
  return has_port ? authority.substr(0, colon) : authority;
}

bool is_listed(std::string_view host, const std::vector<std::string>& hosts) {
  return std::ranges::any_of(hosts, [host](std::string_view listed) {
    if (!listed.starts_with("*.")) return base::equals_ignore_case(host, listed);
    listed.remove_prefix(1);
    return host.size() > listed.size() &&
           base::equals_ignore_case(host.substr(host.size() - listed.size()), listed);
  });
}

}  // namespace

Site::Site(const config::Configuration& configuration, const Options& options) {
  const auto& listeners = configuration.server.listeners;
  is_named_ = !listeners.empty();
  lists_hosts_ = !listeners.empty();
  for (const config::Listener& listener : listeners) {
    lists_hosts_ = lists_hosts_ && !listener.origin.hosts.empty();
    if (!listener.origin.authority.empty()) {
      named_.push_back(listener.origin);
      continue;
    }
    if (is_named_) http_.hosts = listener.origin.hosts;
    is_named_ = false;
  }
  https_ = http_;
  https_.scheme = "https";
  if (is_named_) {
    scheme_ = named_.front().scheme;
    authority_ = named_.front().authority;
  } else if (!http_.hosts.empty()) {
    const std::string& first = http_.hosts.front();
    authority_ = first.starts_with("*.") ? "www" + first.substr(1) : first;
  }
  add_host(authority_);
  for (const std::string& host : options.hosts) add_host(host);
}

void Site::add_host(std::string_view authority) {
  hosts_.insert_or_assign(base::to_lower(authority), true);
}

void Site::add_hosts(const rules::HostMatcher& hosts) {
  const auto texts = hosts.only_texts();
  for (const std::string_view text : texts) add_host(text);
  if (!texts.empty() || patterns_.size() >= kMaxPatterns) return;
  for (const rules::ComponentMatcher* pattern : hosts.patterns()) {
    if (pattern->matches_anything()) return;
  }
  patterns_.push_back(&hosts);
}

bool Site::is_here(std::string_view authority) {
  std::string host = base::to_lower(authority);
  if (const auto known = hosts_.find(host); known != hosts_.end()) return known->second;
  const bool is_of_pattern = std::ranges::any_of(
      patterns_, [&](const rules::HostMatcher* hosts) { return hosts->match(host); });
  const bool is_here = is_of_pattern || is_listed(host_of(host), http_.hosts);
  hosts_.emplace(std::move(host), is_here);
  return is_here;
}

const rules::Origin* Site::origin(std::string_view scheme, std::string_view authority) {
  for (const rules::Origin& named : named_) {
    if (named.scheme == scheme && named.authority == authority) return &named;
  }
  if (is_named_) return nullptr;
  if (!http_.hosts.empty() && !is_listed(host_of(authority), http_.hosts)) return nullptr;
  if (!is_here(authority)) return nullptr;
  return scheme == "https" ? &https_ : &http_;
}

const rules::Origin& Site::origin_of(std::string_view scheme, std::string_view authority) {
  if (const rules::Origin* const origin = this->origin(scheme, authority)) return *origin;
  if (is_named_) return named_.front();
  return scheme == "https" ? https_ : http_;
}

}  // namespace onward::check
