// SPDX-License-Identifier: MIT
// RFC 7617: user ":" password in Base64 (RFC 4648 §4). In a URL both are percent-encoded, and what
// the field holds are the bytes behind that.
#include "client/credentials.h"

#include "base/ascii.h"
#include "onward/url/percent_encode.h"

#include <cstdint>

namespace onward::client {
namespace {

std::string to_base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view group = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      bits = bits << 8 | (j < group.size() ? base::byte(group[j]) : 0);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      out += j <= group.size() ? kDigits[bits >> (18 - 6 * j) & 63] : '=';
    }
  }
  return out;
}

}  // namespace

std::string basic_credentials(std::string_view user, std::string_view password) {
  std::string pair(user);
  pair.append(":").append(password);
  return "Basic " + to_base64(pair);
}

void take_credentials(url::Url& url, http::Fields& fields) {
  if (!url.includes_credentials()) return;
  const std::string value =
      basic_credentials(url::percent_decode(url.username()), url::percent_decode(url.password()));
  url.set_username("");
  url.set_password("");
  if (fields.view().contains("Authorization")) return;
  if (const auto credentials = http::FieldValue::parse(value)) {
    // Too long for a head: then it goes without, and the server says 401.
    static_cast<void>(fields.add(http::FieldName("Authorization"), *credentials));
  }
}

}  // namespace onward::client
