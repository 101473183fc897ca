// SPDX-License-Identifier: MIT
// Prometheus, "Exposition formats", text-based format: in HELP a backslash and a line feed are
// escaped, in a label's value a quote, too. Invariant: a line feed ends a line and stands nowhere
// else, whatever a label's value holds.
#include "gateway/exposition.h"

#include "base/check.h"
#include "url/utf8.h"

namespace onward::gateway {
namespace {

void add_escaped(std::string& out, std::string_view text, std::string_view escaped) {
  for (const char c : text) {
    if (escaped.find(c) == escaped.npos) {
      out += c;
      continue;
    }
    out += '\\';
    out += c == '\n' ? 'n' : c;
  }
}

}  // namespace

/// Cut before a code point, never in one.
std::string label_text(std::string_view bytes) {
  std::string text = url::to_well_formed_utf8(bytes);
  if (text.size() <= kMaxLabelBytes) return text;
  std::size_t end = kMaxLabelBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) >> 6U) == 2) --end;
  text.resize(end);
  return text;
}

std::string seconds_text(std::chrono::nanoseconds time) {
  constexpr std::size_t kDigits = 9;
  const bool is_negative = time.count() < 0;
  const auto whole = std::chrono::floor<std::chrono::seconds>(is_negative ? -time : time);
  std::string text = is_negative ? "-" : "";
  text += std::to_string(whole.count());
  std::string part = std::to_string(((is_negative ? -time : time) - whole).count());
  part.insert(0, kDigits - part.size(), '0');
  part.erase(part.find_last_not_of('0') + 1);
  if (!part.empty()) text.append(".").append(part);
  return text;
}

void Exposition::begin(std::string_view name, std::string_view type, std::string_view help) {
  CHECK(name.ends_with("_total") == (type == "counter"));
  family_ = name;
  text_.append("# HELP ").append(name).append(" ");
  add_escaped(text_, help, "\\\n");
  text_.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
}

void Exposition::add(Labels labels, std::chrono::nanoseconds value) {
  add("", labels, seconds_text(value));
}

void Exposition::add(std::string_view suffix, Labels labels, const std::string& value) {
  text_.append(family_).append(suffix);
  char before = '{';
  for (const auto& [name, label] : labels) {
    text_ += before;
    text_.append(name).append("=\"");
    add_escaped(text_, label_text(label), "\\\"\n");
    text_ += '"';
    before = ',';
  }
  if (labels.size() != 0) text_ += '}';
  text_.append(" ").append(value).append("\n");
}

}  // namespace onward::gateway
