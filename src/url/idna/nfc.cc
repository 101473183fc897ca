// SPDX-License-Identifier: MIT
// UAX #15 §1.3's last two steps: canonical ordering (Unicode §3.11, D108 and D109) and canonical
// composition (D117).
//
// Not ICU's normalizer, for two reasons: it does not know the marks and composites of
// unicode_delta.inc, and it sorts marks by insertion, which takes 4 s for 250 KiB of them.
#include "url/idna/nfc.h"

#include "url/idna/unicode.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace onward::url {
namespace {

// Below it every code point is a starter that is no second part of a composite.
constexpr char32_t kFirstInteresting = 0x300;

std::uint8_t class_of(char32_t c) { return c < kFirstInteresting ? 0 : combining_class(c); }

void order_marks(std::u32string& text) {
  std::vector<std::pair<std::uint8_t, char32_t>> run;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::uint8_t first = class_of(text[i]);
    if (first == 0) continue;
    run.assign(1, {first, text[i]});
    for (std::size_t at = i + 1; at < text.size(); ++at) {
      const std::uint8_t ccc = class_of(text[at]);
      if (ccc == 0) break;
      run.emplace_back(ccc, text[at]);
    }
    if (run.size() == 1) continue;
    std::stable_sort(run.begin(), run.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& mark : run) text[i++] = mark.second;
  }
}

void compose(std::u32string& text) {
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::size_t starter = kNone;      // where the last starter stands in what is written
  std::uint8_t previous_class = 0;  // class of what was written last, after that starter
  std::size_t end = 0;
  for (const char32_t c : text) {
    const std::uint8_t ccc = class_of(c);
    // D115: a code point is blocked from the starter by another starter between them, or by a mark
    // of the same or a higher class.
    const bool adjacent = starter != kNone && starter + 1 == end;
    const bool reachable = starter != kNone && (adjacent || (previous_class < ccc));
    if (reachable && c >= kFirstInteresting) {
      if (const char32_t whole = composite(text[starter], c)) {
        text[starter] = whole;
        continue;
      }
    }
    if (ccc == 0) starter = end;
    previous_class = ccc;
    text[end++] = c;
  }
  text.resize(end);
}

}  // namespace

void compose_to_nfc(std::u32string& text) {
  const bool interesting =
      std::any_of(text.begin(), text.end(), [](char32_t c) { return c >= kFirstInteresting; });
  if (!interesting) return;
  order_marks(text);
  compose(text);
}

}  // namespace onward::url
