// SPDX-License-Identifier: MIT
// RFC 3492. Its encoder looks for the next code point and counts deltas by walking the label again
// and again; here the insertions are sorted first, and each delta follows from where its code
// point stands among those already inserted, which gives the same digits.
#include "url/idna/punycode.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

namespace onward::url {
namespace {

// RFC 3492 §5, the parameters of Punycode.
constexpr std::uint32_t kBase = 36;
constexpr std::uint32_t kTMin = 1;
constexpr std::uint32_t kTMax = 26;
constexpr std::uint32_t kSkew = 38;
constexpr std::uint32_t kDamp = 700;
constexpr std::uint32_t kInitialBias = 72;
constexpr char32_t kInitialN = 0x80;
constexpr char32_t kLastCodePoint = 0x10FFFF;

// The encoder's largest delta; it need not look for overflow (§6.4).
static_assert(std::uint64_t{kLastCodePoint} * (kMaxLabelCodePoints + 1) <
              std::numeric_limits<std::uint32_t>::max());

// §6.1, bias adaptation.
std::uint32_t adapt(std::uint32_t delta, std::uint32_t points, bool first) {
  delta = first ? delta / kDamp : delta / 2;
  delta += delta / points;
  std::uint32_t k = 0;
  for (; delta > (kBase - kTMin) * kTMax / 2; k += kBase) delta /= kBase - kTMin;
  return k + (kBase - kTMin + 1) * delta / (delta + kSkew);
}

std::uint32_t threshold(std::uint32_t k, std::uint32_t bias) {
  return k <= bias ? kTMin : std::min(k - bias, kTMax);
}

char digit_char(std::uint32_t digit) {
  return static_cast<char>(digit < 26 ? 'a' + digit : '0' + (digit - 26));
}

// kBase if the byte is no digit.
std::uint32_t digit_value(char c) {
  if (c >= 'a' && c <= 'z') return static_cast<std::uint32_t>(c - 'a');
  if (c >= 'A' && c <= 'Z') return static_cast<std::uint32_t>(c - 'A');
  if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0') + 26;
  return kBase;
}

// §6.3: a generalized variable-length integer.
void append_number(std::uint32_t number, std::uint32_t bias, std::string& out) {
  for (std::uint32_t k = kBase;; k += kBase) {
    const std::uint32_t t = threshold(k, bias);
    if (number < t) break;
    out.push_back(digit_char(t + (number - t) % (kBase - t)));
    number = (number - t) / (kBase - t);
  }
  out.push_back(digit_char(number));
}

// §6.2: reads a number from the front of `text`, which becomes shorter.
std::optional<std::uint32_t> take_number(std::string_view& text, std::uint32_t bias) {
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint32_t>::max();
  std::uint64_t number = 0;
  std::uint64_t weight = 1;  // at most 35 * kMax: every digit but the last is at least 1
  for (std::uint32_t k = kBase; !text.empty(); k += kBase) {
    const std::uint32_t digit = digit_value(text.front());
    text.remove_prefix(1);
    if (digit == kBase || digit > (kMax - number) / weight) return std::nullopt;
    number += digit * weight;
    const std::uint32_t t = threshold(k, bias);
    if (digit < t) return static_cast<std::uint32_t>(number);
    weight *= kBase - t;
  }
  return std::nullopt;
}

bool is_scalar_value(std::uint64_t c) {
  return c <= kLastCodePoint && !(c >= 0xD800 && c <= 0xDFFF);
}

// A set of positions that counts its members below a given one: a Fenwick tree, so that both
// operations take log n.
class Present {
 public:
  explicit Present(std::size_t size) : sums_(size + 1, 0) {}

  void add(std::size_t position) {
    for (std::size_t i = position + 1; i < sums_.size(); i += lowest_bit(i)) ++sums_[i];
  }

  std::uint32_t count_before(std::size_t position) const {
    std::uint32_t count = 0;
    for (std::size_t i = position; i > 0; i -= lowest_bit(i)) count += sums_[i];
    return count;
  }

 private:
  static std::size_t lowest_bit(std::size_t i) { return i & (~i + 1); }

  std::vector<std::uint32_t> sums_;
};

}  // namespace

bool append_punycode(std::u32string_view label, std::string& out) {
  if (label.size() > kMaxLabelCodePoints) return false;

  std::vector<std::uint32_t> order;  // where the non-basic code points stand
  Present present(label.size());     // what the decoder has at that moment
  for (std::uint32_t at = 0; at < label.size(); ++at) {
    if (label[at] >= kInitialN) {
      order.push_back(at);
    } else {
      out.push_back(static_cast<char>(label[at]));
      present.add(at);
    }
  }
  const auto basic = static_cast<std::uint32_t>(label.size() - order.size());
  if (basic > 0) out.push_back('-');
  std::stable_sort(order.begin(), order.end(),
                   [label](std::uint32_t a, std::uint32_t b) { return label[a] < label[b]; });

  // The decoder's state (§6.2): the next insertion would be of code point n at index i.
  std::uint32_t n = kInitialN;
  std::uint32_t i = 0;
  std::uint32_t bias = kInitialBias;
  std::uint32_t length = basic;
  for (const std::uint32_t at : order) {
    const std::uint32_t index = present.count_before(at);
    const std::uint32_t delta = (label[at] - n) * (length + 1) + index - i;
    append_number(delta, bias, out);
    bias = adapt(delta, length + 1, length == basic);
    present.add(at);
    ++length;
    n = label[at];
    i = index + 1;
  }
  return true;
}

std::optional<std::u32string> decode_punycode(std::string_view text) {
  if (text.size() > kMaxPunycodeBytes) return std::nullopt;

  // §6.2: the last delimiter ends the basic code points; one at the very front is no delimiter but
  // (as no digit is written so) an error below.
  std::u32string label;
  const std::size_t delimiter = text.rfind('-');
  if (delimiter != std::string_view::npos && delimiter > 0) {
    for (const char c : text.substr(0, delimiter)) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte >= kInitialN) return std::nullopt;
      label.push_back(byte);
    }
    text.remove_prefix(delimiter + 1);
  }

  std::uint64_t n = kInitialN;
  std::uint64_t i = 0;
  std::uint32_t bias = kInitialBias;
  for (bool first = true; !text.empty(); first = false) {
    const auto delta = take_number(text, bias);
    if (!delta) return std::nullopt;
    const std::uint64_t length = label.size() + 1;
    bias = adapt(*delta, static_cast<std::uint32_t>(length), first);
    i += *delta;
    n += i / length;
    i %= length;
    if (!is_scalar_value(n)) return std::nullopt;
    label.insert(static_cast<std::size_t>(i), 1, static_cast<char32_t>(n));
    ++i;
  }
  return label;
}

}  // namespace onward::url
