// SPDX-License-Identifier: MIT
// URL standard, "IPv4 parser" and "IPv6 parser", and their serializers.
// Every accumulated number is capped before it can overflow.
#include "url/ip_address.h"

#include "base/ascii.h"

#include <charconv>
#include <cstddef>
#include <optional>

namespace onward::url {
namespace {

/// "IPv4 number parser". Numbers above 32 bits come back as some value above 32 bits.
std::optional<std::uint64_t> parse_ipv4_number(std::string_view input) {
  if (input.empty()) return std::nullopt;
  std::uint64_t radix = 10;
  if (input.starts_with("0x") || input.starts_with("0X")) {
    radix = 16;
    input.remove_prefix(2);
  } else if (input.size() > 1 && input[0] == '0') {
    radix = 8;
    input.remove_prefix(1);
  }
  std::uint64_t value = 0;
  for (const char c : input) {
    if (!base::is_hex_digit(c)) return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(base::hex_value(c));
    if (digit >= radix) return std::nullopt;
    if (value <= 0xFFFF'FFFF) value = value * radix + digit;
  }
  return value;
}

/// The last label: a trailing dot does not count.
std::string_view last_label(std::string_view domain) {
  if (domain.ends_with('.')) domain.remove_suffix(1);
  return domain.substr(domain.rfind('.') + 1);  // npos + 1 is 0
}

bool is_all_digits(std::string_view text) {
  for (const char c : text) {
    if (!base::is_digit(c)) return false;
  }
  return !text.empty();
}

/// Reads an IPv6 address piece by piece; `at` is the standard's pointer.
class Ipv6Parser {
 public:
  explicit Ipv6Parser(std::string_view input) : input_(input) {}

  Result<Ipv6Address> run() {
    if (next_is(':')) {
      if (!input_.starts_with("::")) return invalid();
      at_ = 2;
      compress_ = ++piece_;
    }
    while (at_ < input_.size()) {
      if (piece_ == kPieces) return invalid();
      if (next_is(':')) {
        if (compress_) return invalid();
        ++at_;
        compress_ = ++piece_;
        continue;
      }
      const std::size_t start = at_;
      const std::uint16_t value = read_hex_piece();
      if (next_is('.')) {
        if (at_ == start) return invalid();
        at_ = start;
        if (!read_ipv4_tail()) return invalid();
        break;
      }
      if (next_is(':')) {
        if (++at_ == input_.size()) return invalid();
      } else if (at_ < input_.size()) {
        return invalid();
      }
      address_[piece_++] = value;
    }
    return finish();
  }

 private:
  static constexpr std::size_t kPieces = 8;

  bool next_is(char c) const { return at_ < input_.size() && input_[at_] == c; }
  tl::unexpected<Error> invalid() const { return fail(ErrorCode::HostIpv6Invalid, at_); }

  std::uint16_t read_hex_piece() {
    unsigned value = 0;
    for (const std::size_t end = at_ + 4; at_ < end && at_ < input_.size(); ++at_) {
      if (!base::is_hex_digit(input_[at_])) break;
      value = value * 16 + static_cast<unsigned>(base::hex_value(input_[at_]));
    }
    return static_cast<std::uint16_t>(value);
  }

  /// Four decimal numbers without leading zeros, which end the address.
  bool read_ipv4_tail() {
    if (piece_ > kPieces - 2) return false;
    for (int seen = 0; seen < 4; ++seen) {
      if (seen > 0 && !next_is('.')) return false;
      if (seen > 0) ++at_;
      const std::optional<unsigned> number = read_decimal_byte();
      if (!number) return false;
      address_[piece_] = static_cast<std::uint16_t>(address_[piece_] * 256 + *number);
      if (seen % 2 == 1) ++piece_;
    }
    return at_ == input_.size();
  }

  std::optional<unsigned> read_decimal_byte() {
    std::optional<unsigned> value;
    for (; at_ < input_.size() && base::is_digit(input_[at_]); ++at_) {
      if (value == 0U) return std::nullopt;  // a leading zero
      value = value.value_or(0) * 10 + static_cast<unsigned>(input_[at_] - '0');
      if (*value > 255) return std::nullopt;
    }
    return value;
  }

  /// Moves the pieces behind "::" to the end.
  Result<Ipv6Address> finish() {
    if (!compress_) {
      if (piece_ != kPieces) return invalid();
      return address_;
    }
    std::size_t to = kPieces;
    while (piece_ > *compress_) {
      address_[--to] = address_[--piece_];
    }
    while (to > *compress_) address_[--to] = 0;
    return address_;
  }

  std::string_view input_;
  std::size_t at_ = 0;
  std::size_t piece_ = 0;
  std::optional<std::size_t> compress_;
  Ipv6Address address_{};
};

/// "Find the IPv6 address compressed piece index": the first longest run of two or more zeros.
struct ZeroRun {
  std::size_t start = 0;
  std::size_t length = 0;
};

ZeroRun longest_zero_run(const Ipv6Address& address) {
  ZeroRun longest{0, 1};  // a single zero is not compressed
  ZeroRun run;
  for (std::size_t i = 0; i < address.size(); ++i) {
    if (address[i] != 0) {
      run = ZeroRun{i + 1, 0};
    } else if (++run.length > longest.length) {
      longest = run;
    }
  }
  return longest.length > 1 ? longest : ZeroRun{};
}

void append_number(unsigned value, int radix, std::string& out) {
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, value, radix);
  out.append(digits, end.ptr);
}

}  // namespace

bool ends_in_a_number(std::string_view domain) {
  const std::string_view last = last_label(domain);
  if (last.empty() || !base::is_digit(last[0])) return false;
  return is_all_digits(last) || parse_ipv4_number(last).has_value();
}

Result<Ipv4Address> parse_ipv4(std::string_view input) {
  std::string_view rest = input;
  if (rest.size() > 1 && rest.ends_with('.')) rest.remove_suffix(1);

  std::uint64_t address = 0;
  for (int part = 1;; ++part) {
    const std::size_t dot = rest.find('.');
    const bool is_last = dot == std::string_view::npos;
    const auto number = parse_ipv4_number(rest.substr(0, dot));
    const auto offset = static_cast<std::size_t>(rest.data() - input.data());
    if (!number || part > 4) return fail(ErrorCode::HostIpv4Invalid, offset);
    const int bits = is_last ? 8 * (5 - part) : 8;
    if (*number >> bits != 0) return fail(ErrorCode::HostIpv4Invalid, offset);
    if (is_last) return static_cast<Ipv4Address>(address << bits | *number);
    address = address << bits | *number;
    rest.remove_prefix(dot + 1);
  }
}

Result<Ipv6Address> parse_ipv6(std::string_view input) { return Ipv6Parser(input).run(); }

void append_ipv4(Ipv4Address address, std::string& out) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    append_number(address >> shift & 0xFF, 10, out);
    if (shift != 0) out += '.';
  }
}

void append_ipv6(const Ipv6Address& address, std::string& out) {
  const ZeroRun zeros = longest_zero_run(address);
  for (std::size_t i = 0; i < address.size(); ++i) {
    if (zeros.length > 0 && i == zeros.start) {
      out += i == 0 ? "::" : ":";
      i += zeros.length - 1;
      continue;
    }
    append_number(address[i], 16, out);
    if (i + 1 != address.size()) out += ':';
  }
}

}  // namespace onward::url
