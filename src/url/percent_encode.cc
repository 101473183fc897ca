// SPDX-License-Identifier: MIT
// URL standard, "Percent-encoded bytes": one table of 256 bytes, one bit a percent-encode set.
// Encoding works on UTF-8 bytes: every byte of a non-ASCII code point is in every set, so the
// result does not depend on how the input is cut into pieces.
#include "onward/url/percent_encode.h"

#include "base/ascii.h"

#include <array>

namespace onward::url {
namespace {

using Table = std::array<std::uint8_t, 256>;

constexpr std::uint8_t bit(PercentEncodeSet set) { return static_cast<std::uint8_t>(set); }

constexpr void add(Table& table, std::string_view bytes, unsigned sets) {
  for (const char c : bytes) {
    table[static_cast<unsigned char>(c)] |= static_cast<std::uint8_t>(sets);
  }
}

constexpr Table make_table() {
  using enum PercentEncodeSet;
  constexpr unsigned kComponent = bit(Component);
  constexpr unsigned kUserinfo = bit(Userinfo) | kComponent;
  constexpr unsigned kPath = bit(Path) | kUserinfo;
  constexpr unsigned kSpecialQuery = bit(SpecialQuery);
  constexpr unsigned kQuery = bit(Query) | kSpecialQuery | kPath;

  Table table{};
  for (std::size_t c = 0; c < table.size(); ++c) {
    if (c <= 0x1F || c > 0x7E) table[c] = bit(C0Control) | bit(Fragment) | kQuery;
  }
  add(table, " \"<>`", bit(Fragment));
  add(table, " \"#<>", kQuery);
  add(table, "'", kSpecialQuery);
  add(table, "?^`{}", kPath);
  add(table, "/:;=@[\\]|", kUserinfo);
  add(table, "$%&+,", kComponent);
  return table;
}

constexpr Table kTable = make_table();

}  // namespace

bool is_encoded(char byte, PercentEncodeSet set) {
  return (kTable[static_cast<unsigned char>(byte)] & bit(set)) != 0;
}

void append_percent_encoded(std::string_view input, PercentEncodeSet set, std::string& out) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::size_t plain = 0;  // start of the bytes not yet copied
  for (std::size_t i = 0; i < input.size(); ++i) {
    if (!is_encoded(input[i], set)) continue;
    const auto byte = static_cast<unsigned char>(input[i]);
    const char escape[] = {'%', kHex[byte >> 4], kHex[byte & 15]};
    out.append(input, plain, i - plain).append(escape, sizeof escape);
    plain = i + 1;
  }
  out.append(input, plain);
}

std::string percent_encode(std::string_view input, PercentEncodeSet set) {
  std::string out;
  out.reserve(input.size());
  append_percent_encoded(input, set, out);
  return out;
}

std::string percent_decode(std::string_view input) {
  std::string out;
  out.reserve(input.size());
  for (std::size_t i = 0; i < input.size(); ++i) {
    if (input[i] == '%' && input.size() - i > 2 && base::is_hex_digit(input[i + 1]) &&
        base::is_hex_digit(input[i + 2])) {
      out += static_cast<char>(base::hex_value(input[i + 1]) * 16 + base::hex_value(input[i + 2]));
      i += 2;
    } else {
      out += input[i];
    }
  }
  return out;
}

}  // namespace onward::url
