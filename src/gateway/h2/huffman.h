// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

// The code in which strings of a field block may be written (RFC 7541 §5.2, Appendix B).
namespace onward::gateway {

/// The shortest symbols have five bits.
constexpr std::size_t most_huffman_bytes(std::size_t coded_bytes) { return coded_bytes * 8 / 5; }

/// How many bytes of `room`, which has most_huffman_bytes(), `coded` stands for. nullopt: it does
/// not end as it must, in less than 8 bits of 1, or holds EOS.
std::optional<std::size_t> decode_huffman(std::string_view coded, std::span<char> room);

}  // namespace onward::gateway
