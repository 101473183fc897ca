// SPDX-License-Identifier: MIT
// RFC 7541 Appendix B is a canonical code: of two symbols the one with fewer bits comes first, then
// the smaller one, and each is one more than the one before it. So the lengths tell all of it.
//
//   bits  00000 00001 00010 … 01001 010100 010101 … 11111111|10 …      the next symbol is in a
//   for   '0'   '1'   '2'     't'   ' '    '%'      up to 8 bits       table by its first 8 bits,
//                                                                      or in a range of longer ones
#include "gateway/h2/huffman.h"

#include "base/ascii.h"

#include <array>
#include <cstdint>

namespace onward::gateway {
namespace {

constexpr std::size_t kEos = 256;
constexpr std::size_t kSymbols = kEos + 1;
constexpr unsigned kLongest = 30;

// clang-format off
constexpr std::array<std::uint8_t, kSymbols> kBits{
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
    28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
     6, 10, 10, 12, 13,  6,  8, 11, 10, 10,  8, 11,  8,  6,  6,  6,  //  !"#$%&'()*+,-./
     5,  5,  5,  6,  6,  6,  6,  6,  6,  6,  7,  8, 15,  6, 12, 10,  // 0123456789:;<=>?
    13,  6,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  7,  // @ABCDEFGHIJKLMNO
     7,  7,  7,  7,  7,  7,  7,  7,  8,  7,  8, 13, 19, 13, 14,  6,  // PQRSTUVWXYZ[\]^_
    15,  5,  6,  5,  6,  5,  6,  6,  6,  5,  7,  7,  6,  6,  6,  5,  // `abcdefghijklmno
     6,  7,  6,  5,  5,  6,  7,  7,  7,  7,  7, 15, 11, 14, 13, 28,  // pqrstuvwxyz{|}~
    20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
    24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
    22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
    21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
    26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
    19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
    20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
    26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
    30,
};
// clang-format on

struct Symbol {
  std::uint16_t symbol = 0;
  std::uint8_t bits = 0;
};

/// In the order of their codes.
constexpr std::array<Symbol, kSymbols> kSorted = [] {
  std::array<Symbol, kSymbols> sorted{};
  std::size_t next = 0;
  for (std::uint8_t bits = 1; bits <= kLongest; ++bits) {
    for (std::size_t i = 0; i < kSymbols; ++i) {
      if (kBits[i] == bits) sorted[next++] = {static_cast<std::uint16_t>(i), bits};
    }
  }
  return sorted;
}();

/// Of each symbol of kSorted, its code with zeros behind it.
constexpr std::array<std::uint32_t, kSymbols> kCodes = [] {
  std::array<std::uint32_t, kSymbols> codes{};
  for (std::size_t i = 1; i < kSymbols; ++i) {
    codes[i] = codes[i - 1] + (std::uint32_t{1} << (32U - kSorted[i - 1].bits));
  }
  return codes;
}();
static_assert(kCodes.back() == 0xFFFF'FFFC);  // EOS is ones

constexpr unsigned kShort = 8;

/// By the first kShort bits; 0 bits for what is longer.
constexpr std::array<Symbol, 1U << kShort> kShortSymbols = [] {
  std::array<Symbol, 1U << kShort> symbols{};
  for (std::size_t i = 0; i < kSymbols && kSorted[i].bits <= kShort; ++i) {
    const std::size_t first = kCodes[i] >> (32U - kShort);
    for (std::size_t j = 0; j < 1U << (kShort - kSorted[i].bits); ++j) {
      symbols[first + j] = kSorted[i];
    }
  }
  return symbols;
}();

/// By how many of kSorted the longer ones of each length begin.
constexpr std::array<std::uint16_t, kLongest + 2> kFirstOfLength = [] {
  std::array<std::uint16_t, kLongest + 2> first{};
  for (std::size_t bits = 1; bits < first.size(); ++bits) {
    std::uint16_t at = 0;
    while (at < kSymbols && kSorted[at].bits < bits) ++at;
    first[bits] = at;
  }
  return first;
}();

/// The one that `next` begins with; what is longer than kShort bits is seldom sent.
Symbol long_symbol(std::uint32_t next) {
  unsigned bits = kShort + 1;
  while (bits < kLongest && next >= kCodes[kFirstOfLength[bits + 1]]) ++bits;
  const std::size_t first = kFirstOfLength[bits];
  return kSorted[first + ((next - kCodes[first]) >> (32U - bits))];
}

}  // namespace

std::optional<std::size_t> decode_huffman(std::string_view coded, std::span<char> room) {
  std::uint64_t bits = 0;  // the next ones, from the highest on, with zeros behind them
  unsigned count = 0;
  const char* at = coded.data();
  const char* const end = at + coded.size();
  char* out = room.data();
  for (;;) {
    for (; count <= 56 && at != end; ++at, count += 8) {
      bits |= std::uint64_t{base::byte(*at)} << (56U - count);
    }
    Symbol next = kShortSymbols[bits >> (64U - kShort)];
    if (next.bits == 0) next = long_symbol(static_cast<std::uint32_t>(bits >> 32U));
    if (next.bits > count) break;
    if (next.symbol == kEos) return std::nullopt;
    *out++ = static_cast<char>(next.symbol);
    bits <<= next.bits;
    count -= next.bits;
  }
  const std::uint64_t padding = count == 0 ? 0 : ~std::uint64_t{0} << (64U - count);
  if (count >= 8 || bits != padding) return std::nullopt;
  return static_cast<std::size_t>(out - room.data());
}

}  // namespace onward::gateway
