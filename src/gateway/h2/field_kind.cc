// SPDX-License-Identifier: MIT
// RFC 9113 §8.2.1 (names and values), §8.2.2 (fields of a connection), §8.3.1 (pseudo-fields). What
// depends on other fields, as that one may stand once, is said in head_fields.cc.
#include "gateway/h2/field_kind.h"

#include "base/ascii.h"
#include "http/authority.h"
#include "http/scan.h"
#include "onward/http/syntax.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace onward::gateway {
namespace {

/// §8.2.1: a field name is a token without capital letters.
constexpr std::array<bool, 256> kNameBytes = [] {
  std::array<bool, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const char byte = static_cast<char>(i);
    table[i] = http::is_token_byte(byte) && !base::is_upper(byte);
  }
  return table;
}();

bool is_name(std::string_view name) {
  return !name.empty() &&
         std::ranges::all_of(name, [](char byte) { return kNameBytes[base::byte(byte)]; });
}

/// §8.2.1: as over HTTP/1.1, and no whitespace at its ends.
bool is_value(std::string_view value) {
  if (value.empty()) return true;
  if (http::is_whitespace(value.front()) || http::is_whitespace(value.back())) return false;
  const char* const end = value.data() + value.size();
  return http::skip_field_value(value.data(), end) == end;
}

FieldKind pseudo_kind(std::string_view name, std::string_view value) {
  if (name == ":path") return FieldKind::Path;
  if (name == ":method") return FieldKind::Method;
  if (name == ":scheme") return FieldKind::Scheme;
  if (name == ":authority") {
    return http::is_valid_authority(value) ? FieldKind::Authority : FieldKind::OtherAuthority;
  }
  return FieldKind::Malformed;
}

}  // namespace

FieldKind kind_of(std::string_view name, std::string_view value) {
  if (!is_value(value)) return FieldKind::Malformed;
  if (name.starts_with(':')) return pseudo_kind(name, value);
  if (!is_name(name)) return FieldKind::Malformed;
  const auto unless = [name](std::string_view other) {
    return name == other ? FieldKind::Malformed : FieldKind::Ordinary;
  };
  switch (name.size()) {  // §8.2.2: those of the connection are none of a request
    case 2:
      return base::equals_ignore_case(value, "trailers") ? FieldKind::Ordinary : unless("te");
    case 4:
      return name == "host" ? FieldKind::Host : FieldKind::Ordinary;
    case 6:
      return name == "cookie" ? FieldKind::Cookie : FieldKind::Ordinary;
    case 7:
      return unless("upgrade");
    case 10:
      return name == "connection" ? FieldKind::Malformed : unless("keep-alive");
    case 16:
      return unless("proxy-connection");
    case 17:
      return unless("transfer-encoding");
    default:
      return FieldKind::Ordinary;
  }
}

}  // namespace onward::gateway
