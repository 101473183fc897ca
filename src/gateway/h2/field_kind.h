// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

// What a field of a request is to HTTP/2 itself (RFC 9113 §8.2, §8.3). It follows from the field
// alone, so that for one that comes again it is known.
namespace onward::gateway {

enum class FieldKind : std::uint8_t {
  Ordinary,
  Method,
  Scheme,
  Authority,       ///< that is a valid one
  OtherAuthority,  ///< of any kind
  Path,
  Cookie,
  Host,
  Malformed,  ///< no request has it: no valid name or value, of the connection, unknown
              ///< pseudo-field
};

FieldKind kind_of(std::string_view name, std::string_view value);

}  // namespace onward::gateway
