// SPDX-License-Identifier: MIT
#pragma once

#include "onward/check/live.h"
#include "onward/client/outcome.h"

#include <string>
#include <string_view>
#include <vector>

// From what one URL was answered to findings.
namespace onward::check {

/// A finding about one URL. `id` is one of ids().
Finding finding_at(std::string_view url, std::string_view id, Severity severity,
                   std::string message, std::string fix = "");

/// "absolute", "network-path", "path", "relative", "query", "fragment", "empty" (RFC 3986 §4.2).
std::string_view form_of(std::string_view location);

/// How long an answer may be used again without asking (RFC 9111 §4.2), for people.
std::string caching_of(http::Status status, http::FieldsView fields);

/// Whether the answer is a redirect of the five that are followed, with a Location.
bool is_redirect(http::Status status, http::FieldsView fields);

/// What the hops of one URL, and how they ended, give reason to say. `outcome` is what `live` was
/// made of.
std::vector<Finding> findings_of(const LiveUrl& live, const client::Outcome& outcome);

/// What becomes of the first redirect at each client; adds a finding where requests are lost or
/// secrets leaked, and where clients go to different places.
void predict_clients(const client::Hop& hop,
                     std::span<const redirect::atlas::Client* const> clients, LiveUrl& live,
                     std::vector<Finding>& findings);

/// What the rules would have answered, where that is something else.
std::optional<Finding> compare(const client::Hop& hop, const config::Configuration& against);

}  // namespace onward::check
