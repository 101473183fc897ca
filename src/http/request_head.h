// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/http/message.h"

#include <string_view>

// From the parts of a request's head to what it means, whatever version of HTTP brought them: one
// place says which request is valid.
namespace onward::http {

/// Whose bytes are valid as such: a method is a token, a target has none but is_target_byte(),
/// fields have names and values.
struct RequestParts {
  std::string_view bytes;  ///< the other views lie in it, and the fields' slices count from it
  std::string_view method;
  std::string_view target;
  Version version = Version::Http11;
  FieldsView fields;
  bool is_host_valid = false;  ///< the first Host is a valid authority, as somebody has seen
};

/// Errors: those of the http group about target, Host, length and coding. Offsets are in `bytes`.
Result<void> understand_request(const RequestParts& parts, RequestHead& head);

}  // namespace onward::http
