// SPDX-License-Identifier: MIT
// UTS 46 revision 35 (Unicode 17.0) §4 Processing and §4.2 ToASCII, one label at a time.
//
// A full stop composes with nothing, so a domain may be mapped, normalized, checked and encoded
// label by label; only the Bidi rule asks about all labels, and two flags remember what it needs.
//
//   domain --map--> label, decomposed --NFC--> label --"xn--"?--> decoded --check--> ASCII
//
// Every disallowed code point is refused where it is met: none of them composes or decomposes, so
// refusing before NFC and after it is the same (unicode_delta.mjs asserts it of the data).
#include "url/idna/idna.h"

#include "url/idna/label_rules.h"
#include "url/idna/nfc.h"
#include "url/idna/punycode.h"
#include "url/idna/unicode.h"
#include "url/utf8.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace onward::url {
namespace {

constexpr std::u32string_view kPrefix = U"xn--";

// NFC makes at most four code points into one (the longest canonical decomposition is U+1F82's), so
// a label that is longer than this before NFC would be too long after it. Bounds memory and time.
constexpr std::size_t kMaxDecomposedLabel = 4 * kMaxLabelCodePoints;

bool is_ascii(std::u32string_view text) {
  return std::all_of(text.begin(), text.end(), [](char32_t c) { return c < 0x80; });
}

// §4.1, criteria 1 and 7 at once, as §4.5 proposes: map and normalize the label once more; it is
// valid if that changes nothing.
bool survives_mapping(std::u32string_view label) {
  std::u32string mapped;
  for (const char32_t c : label) {
    if (!append_mapped(c, mapped)) return false;
  }
  compose_to_nfc(mapped);
  return mapped == label;
}

// §4 step 4, "If the label starts with xn--": what it encodes, or nullopt for its errors.
std::optional<std::u32string> decode_label(std::u32string_view label) {
  if (!is_ascii(label)) return std::nullopt;
  auto decoded = decode_punycode(std::string(label.begin() + kPrefix.size(), label.end()));
  if (!decoded || is_ascii(*decoded)) return std::nullopt;  // "is empty, or contains only ASCII"
  if (decoded->starts_with(kPrefix)) return std::nullopt;   // §4.1 criterion 4
  if (!survives_mapping(*decoded)) return std::nullopt;
  return decoded;
}

class DomainToAscii {
 public:
  explicit DomainToAscii(std::string& out) : out_(out) {}

  bool convert(std::string_view domain) {
    for (std::size_t at = 0; at < domain.size();) {
      if (!next_utf8(domain.substr(at)).well_formed) return false;
      mapped_.clear();
      if (!append_mapped(next_code_point(domain, at), mapped_)) return false;
      for (const char32_t m : mapped_) {
        if (!add(m)) return false;
      }
    }
    return finish_label() && (!has_rtl_label_ || all_keep_bidi_rule_);
  }

 private:
  bool add(char32_t c) {
    if (c == U'.') {
      if (!finish_label()) return false;
      out_.push_back('.');
      label_.clear();
      label_is_ascii_ = true;
      return true;
    }
    label_.push_back(c);
    if (c >= 0x80) label_is_ascii_ = false;
    return label_is_ascii_ || label_.size() <= kMaxDecomposedLabel;
  }

  bool finish_label() {
    if (label_.empty()) return true;  // §4.1: the criteria are for non-empty labels
    if (!label_is_ascii_) compose_to_nfc(label_);
    if (label_.starts_with(kPrefix)) {
      auto decoded = decode_label(label_);
      if (!decoded) return false;
      label_ = std::move(*decoded);
    }
    return check_label() && append_label();
  }

  // §4.1 criteria 6, 8 and 9. 2 and 3 are CheckHyphens', which is false; 1, 4, 5 and 7 hold by
  // construction, or by decode_label().
  bool check_label() {
    if (is_mark(label_.front()) || !joiners_are_allowed(label_)) return false;
    const BidiCheck bidi = check_bidi(label_);
    has_rtl_label_ = has_rtl_label_ || bidi.is_rtl;
    all_keep_bidi_rule_ = all_keep_bidi_rule_ && bidi.keeps_rule;
    return true;
  }

  // §4.2 step 3.
  // DEVIATION: UTS 46 has no limit, but append_punycode() and decode_punycode() do: browsers'.
  bool append_label() {
    if (is_ascii(label_)) {
      out_.append(label_.begin(), label_.end());
      return true;
    }
    out_.append(kPrefix.begin(), kPrefix.end());
    return append_punycode(label_, out_);
  }

  std::string& out_;
  std::u32string mapped_;  // of one code point
  std::u32string label_;
  bool label_is_ascii_ = true;
  bool has_rtl_label_ = false;
  bool all_keep_bidi_rule_ = true;
};

}  // namespace

Result<void> append_domain_to_ascii(std::string_view domain, std::string& out) {
  const std::size_t before = out.size();
  if (DomainToAscii(out).convert(domain)) return {};
  out.resize(before);
  return fail(ErrorCode::HostIdna);
}

}  // namespace onward::url
