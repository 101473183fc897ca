// SPDX-License-Identifier: MIT
#pragma once

#include "onward/redirect/behaviour.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

// How a client treats redirects, as plain data: one choice a member.
//
//   onward::redirect::Policy policy = onward::redirect::Policy::onward();
//   policy.max_redirects = 5;
//   policy.secret_fields.push_back("X-Api-Key");
//   policy.trusted_origins.push_back("https://api.example.com");
//
// The first six members are for callers to change. The others say what kind of client it is: those
// of our own are in the three functions below, those of other clients in atlas.h.
namespace onward::redirect {

struct LocationRules;

/// Immutable once made; share freely.
struct Policy {
  std::string name = "onward";
  /// Redirects that are followed before Reason::Limit; kNoLimit for none.
  /// Fetch, "HTTP-redirect fetch": 20.
  int max_redirects = 20;
  /// https to http is followed.
  bool allow_downgrade = false;
  /// 301 and 302 leave every method as it is (303 never does).
  bool keep_method = false;
  /// Names of fields, any case, that are stripped like Authorization when the origin changes.
  std::vector<std::string> secret_fields = {};
  /// Origins ("https://api.example.com") to which credentials may go along.
  std::vector<std::string> trusted_origins = {};

  static constexpr int kNoLimit = -1;

  // Which statuses are followed for which methods, and how.
  std::span<const MethodRule> methods = {};
  ContentRules content = {};
  std::span<const FieldRule> fields = {};
  FromFirst from_first = {};
  LoopRule loop = {};

  // Where it goes.
  /// How a Location is read; nullptr: as the URL standard says.
  const LocationRules* location = nullptr;
  /// Two equal Location fields count as one; two that differ never do (RFC 9110 §5.3).
  bool equal_locations_are_one = true;
  Fragment fragment = Fragment::Inherited;
  Userinfo userinfo = Userinfo::Refused;
  /// A target that this sees as another origin is not followed.
  OriginTest refused = {};
  /// The caller gets the redirect then, not an error.
  bool refused_is_answer = false;
  /// It speaks https.
  bool https = true;

  // What else goes along.
  Referer referer = Referer::Callers;
  /// Set-Cookie of a redirect is sent on to the same host.
  bool keeps_cookies = false;
  Stores stores = Stores::Nothing;
  /// Fields that a caller cannot have it send at all.
  Names unsendable = {};
  Wire wire = {};

  /// The default: Fetch's HTTP-redirect fetch, and safer: docs/redirects.md has the differences.
  static Policy onward();
  /// Fetch to the letter.
  static Policy fetch();
  /// As onward(), and methods are kept on 301 and 302.
  static Policy strict();
  /// The policy of that name: the three above.
  static const Policy* find(std::string_view name);
};

}  // namespace onward::redirect
