// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

// Numbers as they stand in files: least significant byte first, aligned or not.
namespace onward::rules {

/// `bytes` has sizeof(Number) of them.
template <class Number>
Number load(const char* bytes) {
  Number number = 0;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(&number, bytes, sizeof number);
  } else {
    for (std::size_t i = sizeof number; i-- > 0;) {
      number = static_cast<Number>(number << 8U | static_cast<unsigned char>(bytes[i]));
    }
  }
  return number;
}

template <class Number>
void append_number(Number number, std::string& out) {
  for (std::size_t i = 0; i < sizeof number; ++i) {
    out += static_cast<char>(static_cast<unsigned char>(std::uint64_t{number} >> (8 * i)));
  }
}

}  // namespace onward::rules
