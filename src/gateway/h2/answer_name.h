// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/h2/hpack_encoder.h"

#include <cstdint>
#include <string_view>

// Names of fields in answers, in any case, and what HTTP/2 does with them.
namespace onward::gateway {

struct AnswerName {
  enum class Use : std::uint8_t {
    Sent,
    LeftOut,   ///< RFC 9113 §8.2.2: it speaks of an HTTP/1.1 connection
    Reserved,  ///< the writer's own, as over HTTP/1.1
  };
  std::string_view usual;  ///< as rules and we write it
  HpackName name;
  Use use = Use::Sent;
};

/// Null where the name has no row of its own: then it is sent.
const AnswerName* find_answer_name(std::string_view name);

}  // namespace onward::gateway
