// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace onward::gateway {

/// a == b, without a call: most names and values of fields have some bytes.
inline bool same_short(std::string_view a, std::string_view b) {
  const std::size_t size = a.size();
  if (size != b.size()) return false;
  const auto differ = [&]<class Word>(Word one, std::size_t at) {
    Word other = 0;
    std::memcpy(&one, a.data() + at, sizeof one);
    std::memcpy(&other, b.data() + at, sizeof other);
    return one != other;
  };
  if (size >= sizeof(std::uint64_t)) {
    const std::size_t last = size - sizeof(std::uint64_t);  // may overlap the word before it
    for (std::size_t at = 0; at < last; at += sizeof(std::uint64_t)) {
      if (differ(std::uint64_t{}, at)) return false;
    }
    return !differ(std::uint64_t{}, last);
  }
  if (size >= sizeof(std::uint32_t)) {
    return !differ(std::uint32_t{}, 0) && !differ(std::uint32_t{}, size - sizeof(std::uint32_t));
  }
  for (std::size_t at = 0; at < size; ++at) {
    if (a[at] != b[at]) return false;
  }
  return true;
}

/// Copies `text`, likewise; says where the copy ends.
inline char* copy_short(std::string_view text, char* to) {
  const char* const from = text.data();
  const std::size_t size = text.size();
  const auto copy = [from, to]<class Word>(Word first, std::size_t at) {
    Word last = 0;  // may overlap the first
    std::memcpy(&first, from, sizeof first);
    std::memcpy(&last, from + at, sizeof last);
    std::memcpy(to, &first, sizeof first);
    std::memcpy(to + at, &last, sizeof last);
  };
  if (size > 2 * sizeof(std::uint64_t)) {
    std::memcpy(to, from, size);
  } else if (size >= sizeof(std::uint64_t)) {
    copy(std::uint64_t{}, size - sizeof(std::uint64_t));
  } else if (size >= sizeof(std::uint32_t)) {
    copy(std::uint32_t{}, size - sizeof(std::uint32_t));
  } else {
    for (std::size_t at = 0; at < size; ++at) to[at] = from[at];
  }
  return to + size;
}

}  // namespace onward::gateway
