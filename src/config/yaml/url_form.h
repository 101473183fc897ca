// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

// Expressions over a URL in which a group or a wildcard goes from one part of it into the next, as
// expressions in which none does.
//
//   ^(https?://[^/]+)/?$  ${1}/web/   becomes  ^(https?)://([^/]+)/$  ${1}://${2}/web/
//   (.*)/foo$             ${1}/bar    becomes  ^(https?)://([^/]*)/(.*)/foo$  ${1}://${2}/${3}/bar
//                                     and then ^(https?)://([^/]*)/foo$       ${1}://${2}/bar
namespace onward::config::yaml {

struct UrlForm {
  std::string expression;
  std::string replacement;
};

/// The forms in the order in which they are tried, at most kMaxForms; none where there are no such.
/// `expression` is Go's.
std::vector<UrlForm> forms_of(std::string_view expression, std::string_view replacement);

inline constexpr std::size_t kMaxForms = 8;

}  // namespace onward::config::yaml
