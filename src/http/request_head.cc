// SPDX-License-Identifier: MIT
// RFC 9112 §3.2 (target and Host), §6.3 (framing); RFC 9113 §8.3.1 says the same of the
// pseudo-fields that stand for them.
#include "http/request_head.h"

#include "http/authority.h"
#include "http/framing.h"
#include "http/target.h"

namespace onward::http {
namespace {

std::size_t offset_in(std::string_view bytes, std::string_view part) {
  return static_cast<std::size_t>(part.data() - bytes.data());
}

/// RFC 9112 §3.2: one valid Host on 1.1, and DEVIATION from §3.2.2, which lets a server ignore Host
/// where the target is absolute: there it must name the same, as whoever stands before or behind us
/// may look at the other of the two.
Result<void> check_host(const RequestParts& parts, const KeyFields& keys, RequestHead& head) {
  const Target& target = head.target;
  head.authority = target.authority;
  if (!keys.host) {
    if (head.version != Version::Http10) return fail(ErrorCode::HttpHostMissing);
    return {};
  }
  const std::size_t offset = offset_in(parts.bytes, *keys.host);
  if (!parts.is_host_valid && !is_valid_authority(*keys.host)) {
    return fail(ErrorCode::HttpHostInvalid, offset);
  }
  if (target.authority.empty()) {
    head.authority = *keys.host;
  } else if (!same_authority(target.authority, *keys.host, target.scheme)) {
    return fail(ErrorCode::HttpHostDisagrees, offset);
  }
  return {};
}

}  // namespace

Result<void> understand_request(const RequestParts& parts, RequestHead& head) {
  const std::string_view bytes = parts.bytes;
  head.version = parts.version;
  head.fields = parts.fields;
  const auto method = Method::parse(parts.method);
  if (!method) return fail(method.error());
  head.method = *method;
  if (auto r = parse_target(parts.target, head.method.known(), head.target); !r) {
    return fail(r.error().code, offset_in(bytes, parts.target) + r.error().offset);
  }

  KeyFields keys;
  if (auto r = pick_key_fields(bytes.data(), parts.fields, keys); !r) return r;
  if (auto r = check_host(parts, keys, head); !r) return r;
  if (auto r = check_coding(keys, bytes.data(), parts.fields, head.version); !r) return r;
  head.framing = request_framing(keys);
  head.keep_alive = is_persistent(keys, head.version);
  // RFC 9110 §10.1.1: in HTTP/1.0 "100-continue" is to be ignored.
  const bool is_ignored =
      head.version == Version::Http10 && keys.expectation == Expectation::Continue;
  head.expectation = is_ignored ? Expectation::None : keys.expectation;
  return {};
}

}  // namespace onward::http
