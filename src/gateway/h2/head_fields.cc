// SPDX-License-Identifier: MIT
// RFC 9113 §8.2 and §8.3. What these sections call malformed is: it is a stream error, as they say.
// What is well-formed there and yet no request to us (a target with a raw quote, a host that is
// none) is refused by a status, as over HTTP/1.1. Invariant: what is kept is within the limit on a
// head, so that 16 bits tell where it lies.
#include "gateway/h2/head_fields.h"

#include "base/ascii.h"
#include "gateway/h2/short_text.h"
#include "http/authority.h"
#include "http/request_head.h"
#include "http/scan.h"
#include "onward/http/syntax.h"

#include <algorithm>

namespace onward::gateway {
namespace {

enum Pseudo : unsigned { kMethod = 1, kScheme = 2, kAuthority = 4, kPath = 8 };

std::string_view known_scheme(std::string_view scheme) {
  if (same_short(scheme, "https")) return "https";
  if (same_short(scheme, "http")) return "http";
  if (base::equals_ignore_case(scheme, "https")) return "https";
  return base::equals_ignore_case(scheme, "http") ? "http" : "";
}

/// What a line of HTTP/1.1 has besides name and value.
constexpr std::size_t kLineOverhead = 4;
/// A connection keeps so much for its next head.
constexpr std::size_t kKeptBytes = 2048;

bool is_target(std::string_view text) {
  const char* const end = text.data() + text.size();
  return http::skip<http::byte_class::kTarget>(text.data(), end) == end;
}

/// RFC 9113 §8.1.1 names the length; a method is a token (§8.3.1).
bool is_malformed(ErrorCode code) {
  return code == ErrorCode::HttpLengthInvalid || code == ErrorCode::HttpLengthRepeated ||
         code == ErrorCode::HttpMethodInvalid;
}

}  // namespace

HeadFields::HeadFields(const http::Limits& limits)
    : limits_(&limits), most_bytes_(std::min(limits.head_bytes, http::kMaxFieldBytes)) {}

void HeadFields::begin(bool is_trailers) {
  verdict_ = Verdict::Good;
  is_trailers_ = is_trailers;
  has_started_ = false;
  is_authority_valid_ = false;
  pseudo_ = 0;
  counted_ = 0;
  method_ = authority_ = path_ = {};
  scheme_ = {};
  cookie_.clear();
  fields_.clear();
  size_ = 0;
}

void HeadFields::release() {
  if (bytes_.capacity() > kKeptBytes) std::vector<char>().swap(bytes_);
  if (cookie_.capacity() > kKeptBytes) std::string().swap(cookie_);
}

void HeadFields::take(const DecodedField& field) {
  if (verdict_ != Verdict::Good) return;  // it was decoded for the table's sake alone
  switch (field.kind) {
    case FieldKind::Malformed:
      return malformed();
    case FieldKind::Method:
      if (may_come(kMethod, field)) method_ = add(field.value);
      return;
    case FieldKind::Scheme:
      if (may_come(kScheme, field)) scheme_ = known_scheme(field.value);
      return;
    case FieldKind::Authority:
    case FieldKind::OtherAuthority:
      is_authority_valid_ = field.kind == FieldKind::Authority;
      if (may_come(kAuthority, field)) authority_ = add(field.value);
      return;
    case FieldKind::Path:
      if (may_come(kPath, field)) path_ = add(field.value);
      return;
    case FieldKind::Ordinary:
    case FieldKind::Cookie:
    case FieldKind::Host:
      break;
  }
  if (!has_started_ && !is_trailers_) start();
  if (!count(field.name.size() + field.value.size() + kLineOverhead)) return;
  if (!is_trailers_) take_ordinary(field);
}

/// RFC 9113 §8.3: a pseudo-field stands before all others, once.
inline bool HeadFields::may_come(unsigned pseudo, const DecodedField& field) {
  if (is_trailers_ || has_started_ || (pseudo_ & pseudo) != 0) {
    malformed();
    return false;
  }
  pseudo_ |= pseudo;
  if (pseudo == kPath && field.value.size() > limits_->target_bytes) {
    refuse(ErrorCode::HttpTargetTooLong);
    return false;
  }
  return count(field.value.size());
}

/// RFC 9113 §8.3.1, §8.5.
void HeadFields::start() {
  has_started_ = true;
  const bool is_connect = text(method_) == "CONNECT";
  const unsigned needed = is_connect ? kMethod | kAuthority : kMethod | kScheme | kPath;
  const unsigned allowed = is_connect ? needed : needed | kAuthority;
  if ((pseudo_ & needed) != needed || (pseudo_ & ~allowed) != 0) return malformed();
  if (is_connect) {
    path_ = authority_;
  } else {
    check_target();
  }
  if (verdict_ != Verdict::Good) return;
  if (!is_target(text(path_))) return refuse(ErrorCode::HttpTargetInvalid);
  if ((pseudo_ & kAuthority) == 0) return;
  constexpr std::string_view kHost = "host";
  if (!count(kHost.size() + kLineOverhead)) return;
  const Slice name = add(kHost);
  fields_.push_back({name.begin, name.size, authority_.begin, authority_.size});
}

void HeadFields::check_target() {
  const std::string_view path = text(path_);
  const bool is_asterisk = path == "*" && text(method_) == "OPTIONS";
  if (!path.starts_with('/') && !is_asterisk) return malformed();
  if (scheme_.empty()) refuse(ErrorCode::HttpTargetForm);
}

void HeadFields::take_ordinary(const DecodedField& field) {
  if (field.kind == FieldKind::Cookie) return add_crumb(field.value);
  if (field.kind == FieldKind::Host && (pseudo_ & kAuthority) != 0) return check_host(field.value);
  add_field(field.name, field.value);
}

/// RFC 9113 §8.3.1: a Host that names another than :authority does.
void HeadFields::check_host(std::string_view host) {
  const std::string_view authority = text(authority_);
  if (base::equals_ignore_case(host, authority)) return;
  if (!http::is_valid_authority(host) || !http::is_valid_authority(authority) ||
      !http::same_authority(host, authority, scheme_)) {
    malformed();
  }
}

void HeadFields::grow() { bytes_.resize(std::max(size_, 2 * bytes_.size())); }

inline HeadFields::Slice HeadFields::add(std::string_view text) {
  const auto begin = static_cast<std::uint16_t>(size_);
  copy_short(text, room(text.size()));
  return {begin, static_cast<std::uint16_t>(text.size())};
}

void HeadFields::add_field(std::string_view name, std::string_view value) {
  if (fields_.size() >= limits_->fields) return refuse(ErrorCode::HttpTooManyFields);
  const auto begin = static_cast<std::uint16_t>(size_);
  const auto name_size = static_cast<std::uint16_t>(name.size());
  copy_short(value, copy_short(name, room(name.size() + value.size())));
  fields_.push_back({begin, name_size, static_cast<std::uint16_t>(begin + name_size),
                     static_cast<std::uint16_t>(value.size())});
}

/// RFC 9113 §8.2.3: they are one field for everybody else.
void HeadFields::add_crumb(std::string_view crumb) {
  if (!cookie_.empty()) cookie_ += "; ";
  cookie_ += crumb;
}

bool HeadFields::count(std::size_t bytes) {
  counted_ += bytes;
  if (counted_ > most_bytes_) {
    refuse(ErrorCode::HttpHeadTooLarge);
  }
  return verdict_ == Verdict::Good;
}

void HeadFields::refuse(ErrorCode error) {
  verdict_ = Verdict::Refused;
  error_ = error;
}

HeadFields::Verdict HeadFields::end(http::RequestHead& head) {
  if (is_trailers_) return verdict_;
  if (verdict_ == Verdict::Good && !has_started_) start();
  if (verdict_ == Verdict::Good && !cookie_.empty()) add_field("cookie", cookie_);
  if (verdict_ != Verdict::Good) return verdict_;
  const http::FieldsView fields(bytes_.data(), fields_);
  const http::RequestParts parts{{bytes_.data(), size_}, text(method_), text(path_),
                                 http::Version::Http2,   fields,        is_authority_valid_};
  const auto understood = http::understand_request(parts, head);
  if (understood) return verdict_;
  refuse(understood.error().code);
  if (is_malformed(error_)) malformed();
  return verdict_;
}

}  // namespace onward::gateway
