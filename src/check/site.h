// SPDX-License-Identifier: MIT
#pragma once

#include "onward/check/rules.h"
#include "onward/config/configuration.h"
#include "onward/rules/request.h"
#include "rules/host_matcher.h"

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace onward::check {

/// Which requests come to the rule set that is looked at: where a redirect leads to another host,
/// nobody knows what that one answers. Hosts are known from listeners, from the rules themselves,
/// and from whoever asks for the check.
///
/// Where every listener has a public_url only those are here. Filled, and then asked; one thread.
class Site {
 public:
  Site(const config::Configuration& configuration, const Options& options);

  /// What a request has where its rule leaves it open.
  std::string_view scheme() const { return scheme_; }
  std::string_view authority() const { return authority_; }

  /// A host, "a.example" or "a.example:8080", that a rule is for.
  void add_host(std::string_view authority);
  void add_hosts(const rules::HostMatcher& hosts);

  /// The origin that a request is answered with; nullptr where it does not come here.
  const rules::Origin* origin(std::string_view scheme, std::string_view authority);
  /// The same for a request that somebody sends here, whatever it names.
  const rules::Origin& origin_of(std::string_view scheme, std::string_view authority);

  /// Whether the listeners say which hosts they serve.
  bool lists_hosts() const { return lists_hosts_; }
  /// Whether somebody may come with https.
  bool has_https() const { return !is_named_ || scheme_ == "https"; }
  bool is_named() const { return is_named_; }

 private:
  bool is_here(std::string_view authority);

  std::string scheme_ = "http";
  std::string authority_ = "localhost";
  bool is_named_ = false;
  bool lists_hosts_ = false;
  std::deque<rules::Origin> named_;
  rules::Origin http_;
  rules::Origin https_;
  std::unordered_map<std::string, bool> hosts_;  ///< what is known of each host
  std::vector<const rules::HostMatcher*> patterns_;
};

}  // namespace onward::check
