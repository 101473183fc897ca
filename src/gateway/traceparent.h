// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/fields.h"

#include <optional>
#include <string_view>

// The field traceparent of W3C Trace Context: which trace a request belongs to.
//
//   traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
//                |  trace-id                         parent-id        flags
//                version
namespace onward::gateway {

/// Views into the field; lower-case hexadecimal digits, as the sender wrote them.
struct Traceparent {
  std::string_view trace_id;   ///< 32 digits, not all of them 0
  std::string_view parent_id;  ///< 16 digits, not all of them 0

  friend bool operator==(const Traceparent&, const Traceparent&) = default;
};

/// nullopt where it is no valid value; what a later version adds behind it is passed over.
std::optional<Traceparent> parse_traceparent(std::string_view value);

/// Of a request; nullopt where it has none, or more than one.
std::optional<Traceparent> traceparent_of(http::FieldsView fields);

}  // namespace onward::gateway
