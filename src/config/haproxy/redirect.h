// SPDX-License-Identifier: MIT
#pragma once

#include "config/haproxy/acl.h"
#include "config/haproxy/target.h"
#include "config/report.h"

#include <span>
#include <string>
#include <vector>

// "redirect …", with `http-request` in front or without, as rules.
namespace onward::config::haproxy {

/// What a rule of HAProxy is read with.
struct Context {
  rules::Conditions when;  ///< of the section
  const Acls& acls;
  Reading& reading;
  Report& report;
  std::string lost;  ///< why no redirect can be taken over; "" where they can
};

/// Appends the rules of a redirect, its words without "redirect"; why there are none.
std::string read_redirect(std::span<const Word> words, const Context& context,
                          std::vector<rules::Rule>& rules);

/// Why the redirect of an answer is none of ours, the line from `http-response` on.
std::string why_no_response(std::span<const Word> line);

/// The words up to `if` or `unless`.
std::span<const Word> without_condition(std::span<const Word> words);

/// Those from there on.
std::span<const Word> condition_of(std::span<const Word> words);

}  // namespace onward::config::haproxy
