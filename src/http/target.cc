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
Result<Target> parse_absolute(std::string_view text) {
  const std::size_t begin = scheme_and_slashes(text);
  if (begin == 0) return fail(ErrorCode::HttpTargetForm);
  Target target{text, TargetForm::Absolute, text.substr(0, begin - 3), {}, {}};
  const std::size_t end = std::min(text.find_first_of("/?", begin), text.size());
  target.authority = text.substr(begin, end - begin);
  target.path_and_query = text.substr(end);
  if (auto r = check_authority_at(target.authority, begin); !r) return fail(r.error());
  return target;
}

/// authority-form = uri-host ":" port. RFC 9112 §3.2.3: the port is there.
Result<Target> parse_connect(std::string_view text) {
  Target target{text, TargetForm::Authority, {}, text, {}};
  if (auto r = check_authority_at(text, 0); !r) return fail(r.error());
  if (!base::is_digit(text.back())) return fail(ErrorCode::HttpTargetForm, text.size());
  if (text.find(':', text.rfind(']') + 1) == std::string_view::npos) {
    return fail(ErrorCode::HttpTargetForm, text.size());
  }
  return target;
}

}  // namespace

Result<Target> parse_target(std::string_view text, KnownMethod method) {
  if (method == KnownMethod::Connect) return parse_connect(text);
  if (text.front() == '/') return Target{text, TargetForm::Origin, {}, {}, text};
  if (text == "*" && method == KnownMethod::Options) {
    return Target{text, TargetForm::Asterisk, {}, {}, {}};
  }
  return parse_absolute(text);
}

}  // namespace onward::http
