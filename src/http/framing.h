// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/http/message.h"

#include <cstdint>
#include <optional>
#include <string_view>

// What the fields of a head mean for framing, routing and the connection.
namespace onward::http {

/// The fields that decide where a message ends, whose it is and whether another may follow, picked
/// out of a head in one pass.
struct KeyFields {
  std::optional<std::string_view> host;
  std::optional<std::uint64_t> length;
  bool has_coding = false;
  bool says_close = false;
  bool says_keep_alive = false;
  Expectation expectation = Expectation::None;
};

/// Picks them, into `keys` (what is returned is copied). Errors: HttpHostRepeated,
/// HttpLengthRepeated, HttpLengthInvalid. Their offset, as with all errors here, is that of the
/// field's value in `bytes`, where the slices count from.
Result<void> pick_key_fields(const char* bytes, FieldsView fields, KeyFields& keys);

/// RFC 9112 §6.1, §6.3 as far as both roles agree: a coding is chunked and nothing else, in
/// HTTP/1.1 and without a length. Errors: HttpLengthAndCoding, HttpCodingBeforeHttp11,
/// HttpCodingInvalid, HttpCodingUnsupported.
Result<void> check_coding(const KeyFields& keys, const char* bytes, FieldsView fields,
                          Version version);

/// RFC 9112 §6.3 for a request whose fields passed check_coding().
Framing request_framing(const KeyFields& keys);

/// RFC 9112 §6.3 for a response to `method`.
Framing response_framing(const KeyFields& keys, Status status, const Method& method);

/// RFC 9112 §9.3.
bool is_persistent(const KeyFields& keys, Version version);

/// Whether a trailer may not have that name: it would frame or route the message, which is over.
bool is_forbidden_in_trailers(std::string_view name);

}  // namespace onward::http
