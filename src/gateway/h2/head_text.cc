// SPDX-License-Identifier: MIT
// RFC 9113 §8.2 and §8.3. What these sections call malformed is: it is a stream error, as they say.
// What is well-formed there and yet no request to us (a target with a raw quote, a host that is
// none) is refused by a status, as over HTTP/1.1. Invariant: a value in text_ holds no control byte
// but HTAB, and those of the request line no space.
#include "gateway/h2/head_text.h"

#include "base/ascii.h"
#include "http/authority.h"
#include "onward/http/syntax.h"

#include <algorithm>
#include <array>

namespace onward::gateway {
namespace {

enum Pseudo : unsigned { kMethod = 1, kScheme = 2, kAuthority = 4, kPath = 8 };

/// What a line has besides name and value.
constexpr std::size_t kLineOverhead = 4;
constexpr std::string_view kVersion = " HTTP/1.1\r\n";

/// RFC 9113 §8.2.1: a field name is a token without capital letters.
constexpr std::array<bool, 256> make_name_bytes() {
  std::array<bool, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const char byte = static_cast<char>(i);
    table[i] = http::is_token_byte(byte) && !base::is_upper(byte);
  }
  return table;
}

constexpr std::array<bool, 256> kNameBytes = make_name_bytes();

/// For short names, without a call.
bool is_same(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i]) return false;
  }
  return true;
}

bool is_name(std::string_view name) {
  if (name.empty()) return false;
  for (const char byte : name) {
    if (!kNameBytes[base::byte(byte)]) return false;
  }
  return true;
}

/// RFC 9113 §8.2.2.
bool is_of_connection(std::string_view name) {
  switch (name.size()) {
    case 7:
      return name == "upgrade";
    case 10:
      return name == "connection" || name == "keep-alive";
    case 16:
      return name == "proxy-connection";
    case 17:
      return name == "transfer-encoding";
    default:
      return false;
  }
}

}  // namespace

void HeadText::begin(bool is_trailers) {
  verdict_ = Verdict::Good;
  is_trailers_ = is_trailers;
  has_started_ = false;
  pseudo_ = 0;
  bytes_ = 0;
  for (std::string* part : {&method_, &scheme_, &authority_, &path_, &cookie_, &text_}) {
    part->clear();
  }
}

void HeadText::take(const HpackField& field) {
  if (verdict_ != Verdict::Good) return;  // it is decoded for the table's sake alone
  if (!http::is_field_value(field.value)) return malformed();
  if (field.name.starts_with(':')) return take_pseudo(field);
  if (!is_name(field.name) || is_of_connection(field.name)) return malformed();
  if (is_trailers_) {
    count(field.name.size() + field.value.size() + kLineOverhead);
    return;
  }
  if (!has_started_) start();
  if (verdict_ == Verdict::Good) take_ordinary(field);
}

/// RFC 9113 §8.3: before all others, each once, and none that is not known.
void HeadText::take_pseudo(const HpackField& field) {
  if (is_trailers_ || has_started_) return malformed();
  struct Known {
    std::string_view name;
    Pseudo bit;
    std::string HeadText::*place;
  };
  static constexpr std::array<Known, 4> kKnown{{{":path", kPath, &HeadText::path_},
                                                {":method", kMethod, &HeadText::method_},
                                                {":scheme", kScheme, &HeadText::scheme_},
                                                {":authority", kAuthority, &HeadText::authority_}}};
  const auto known = std::ranges::find_if(
      kKnown, [&](const Known& each) { return is_same(each.name, field.name); });
  if (known == kKnown.end() || (pseudo_ & known->bit) != 0) return malformed();
  pseudo_ |= known->bit;
  if (known->bit == kPath && field.value.size() > limits_->target_bytes) {
    return refuse(ErrorCode::HttpTargetTooLong);
  }
  if (count(field.value.size())) (this->*known->place).assign(field.value);
}

/// RFC 9113 §8.3.1, §8.5.
void HeadText::start() {
  has_started_ = true;
  const bool is_connect = method_ == "CONNECT";
  const unsigned needed = is_connect ? kMethod | kAuthority : kMethod | kScheme | kPath;
  const unsigned allowed = is_connect ? needed : needed | kAuthority;
  if ((pseudo_ & needed) != needed || (pseudo_ & ~allowed) != 0) return malformed();
  if (!http::is_token(method_)) return malformed();
  if (!is_connect) check_target();
  if (verdict_ != Verdict::Good) return;
  const std::string& target = is_connect ? authority_ : path_;
  if (!http::all_in_class(target, http::byte_class::kTarget)) {
    return refuse(ErrorCode::HttpTargetInvalid);
  }
  text_.append(method_).append(" ").append(target).append(kVersion);
  if ((pseudo_ & kAuthority) != 0) add_line("host", authority_);
}

void HeadText::check_target() {
  const bool is_asterisk = path_ == "*" && method_ == "OPTIONS";
  if (!path_.starts_with('/') && !is_asterisk) return malformed();
  const bool is_http =
      base::equals_ignore_case(scheme_, "https") || base::equals_ignore_case(scheme_, "http");
  if (!is_http) refuse(ErrorCode::HttpTargetForm);
}

void HeadText::take_ordinary(const HpackField& field) {
  if (!count(field.name.size() + field.value.size() + kLineOverhead)) return;
  if (field.name == "cookie") return add_crumb(field.value);
  if (field.name == "host" && (pseudo_ & kAuthority) != 0) return check_host(field.value);
  if (field.name == "te" && !base::equals_ignore_case(field.value, "trailers")) return malformed();
  add_line(field.name, field.value);
}

/// RFC 9113 §8.3.1: a Host that names another than :authority does.
void HeadText::check_host(std::string_view host) {
  if (base::equals_ignore_case(host, authority_)) return;
  if (!http::is_valid_authority(host) || !http::is_valid_authority(authority_) ||
      !http::same_authority(host, authority_, scheme_)) {
    malformed();
  }
}

void HeadText::add_line(std::string_view name, std::string_view value) {
  text_.append(name).append(": ").append(value).append("\r\n");
}

/// RFC 9113 §8.2.3: they are one field for everybody else.
void HeadText::add_crumb(std::string_view crumb) {
  if (!cookie_.empty()) cookie_ += "; ";
  cookie_ += crumb;
}

bool HeadText::count(std::size_t bytes) {
  bytes_ += bytes;
  if (bytes_ > limits_->head_bytes) refuse(ErrorCode::HttpHeadTooLarge);
  return verdict_ == Verdict::Good;
}

void HeadText::refuse(ErrorCode error) {
  verdict_ = Verdict::Refused;
  error_ = error;
}

HeadText::Verdict HeadText::end() {
  if (verdict_ != Verdict::Good || is_trailers_) return verdict_;
  if (!has_started_) start();
  if (!cookie_.empty()) add_line("cookie", cookie_);
  text_ += "\r\n";
  return verdict_;
}

}  // namespace onward::gateway
