// SPDX-License-Identifier: MIT
// RFC 9112 §3.2. The first byte and the method decide the form:
//
//   request-target = origin-form / absolute-form / authority-form / asterisk-form
#include "http/target.h"

#include "base/ascii.h"
#include "http/authority.h"

namespace onward::http {
namespace {

/// The length of "http://" or "https://" at the front; 0 for everything else.
std::size_t scheme_and_slashes(std::string_view text) {
  for (const std::string_view prefix : {"http://", "https://"}) {
    if (base::equals_ignore_case(text.substr(0, prefix.size()), prefix)) return prefix.size();
  }
  return 0;
}

Result<void> check_authority_at(std::string_view authority, std::size_t offset) {
  // RFC 9110 §4.2.4: userinfo in a target is an error.
  if (const std::size_t at = authority.find('@'); at != std::string_view::npos) {
    return fail(ErrorCode::HttpTargetUserinfo, offset + at);
  }
  if (!is_valid_authority(authority)) return fail(ErrorCode::HttpHostInvalid, offset);
  return {};
}

/// absolute-form = absolute-URI. Only of http and https: nothing else is asked of an HTTP server,
/// and a proxy for other schemes is what Onward is not.
Result<void> parse_absolute(std::string_view text, Target& target) {
  const std::size_t begin = scheme_and_slashes(text);
  if (begin == 0) return fail(ErrorCode::HttpTargetForm);
  target = {text, TargetForm::Absolute, text.substr(0, begin - 3), {}, {}};
  const std::size_t end = std::min(text.find_first_of("/?", begin), text.size());
  target.authority = text.substr(begin, end - begin);
  target.path_and_query = text.substr(end);
  return check_authority_at(target.authority, begin);
}

/// authority-form = uri-host ":" port. RFC 9112 §3.2.3: the port is there.
Result<void> parse_connect(std::string_view text, Target& target) {
  target = {text, TargetForm::Authority, {}, text, {}};
  if (auto r = check_authority_at(text, 0); !r) return fail(r.error());
  if (!base::is_digit(text.back())) return fail(ErrorCode::HttpTargetForm, text.size());
  if (text.find(':', text.rfind(']') + 1) == std::string_view::npos) {
    return fail(ErrorCode::HttpTargetForm, text.size());
  }
  return {};
}

}  // namespace

Result<void> parse_target(std::string_view text, KnownMethod method, Target& target) {
  if (method == KnownMethod::Connect) return parse_connect(text, target);
  const bool is_asterisk = text == "*" && method == KnownMethod::Options;
  if (text.front() != '/' && !is_asterisk) return parse_absolute(text, target);
  target.text = text;
  target.form = is_asterisk ? TargetForm::Asterisk : TargetForm::Origin;
  target.scheme = target.authority = {};
  target.path_and_query = is_asterisk ? std::string_view() : text;
  return {};
}

}  // namespace onward::http
