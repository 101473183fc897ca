// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

// How a client treats redirects, as plain data: one choice a member.
namespace onward::redirect {

/// Immutable once made; share freely.
struct Policy {
  std::string name = "onward";
  /// Redirects that are followed before Reason::Limit. Fetch, "HTTP-redirect fetch": 20.
  int max_redirects = 20;
  /// https to http is followed.
  bool allow_downgrade = false;
  /// 301 and 302 leave every method as it is (303 never does).
  bool keep_method = false;
  /// Names of fields, any case, that are stripped like Authorization when the origin changes.
  std::vector<std::string> secret_fields;
  /// Origins ("https://api.example.com") to which credentials may go along.
  std::vector<std::string> trusted_origins;

  /// The default: Fetch's HTTP-redirect fetch, and safer.
  static Policy onward();
  /// Fetch to the letter.
  static Policy fetch();
  /// As onward(), and methods are kept on 301 and 302.
  static Policy strict();
  /// The policy of that name: the three above.
  static const Policy* find(std::string_view name);
};

}  // namespace onward::redirect
