// SPDX-License-Identifier: MIT
// URL standard, "URL parsing", the steps before the state machine. Nearly every input is clean
// already, and is then parsed where it stands.
#include "url/input.h"

#include "url/utf8.h"

namespace onward::url {
namespace {

constexpr bool is_c0_control_or_space(char c) { return static_cast<unsigned char>(c) <= 0x20; }
constexpr bool is_tab_or_newline(char c) { return c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

std::string_view trim_controls(std::string_view input) {
  while (!input.empty() && is_c0_control_or_space(input.front())) input.remove_prefix(1);
  while (!input.empty() && is_c0_control_or_space(input.back())) input.remove_suffix(1);
  return input;
}

bool is_clean_input(std::string_view input) {
  bool is_ascii = true;
  for (const char c : input) {
    if (is_tab_or_newline(c)) return false;
    if (static_cast<unsigned char>(c) >= 0x80) is_ascii = false;
  }
  return is_ascii || find_ill_formed_utf8(input) == std::string_view::npos;
}

std::string clean_input(std::string_view input) {
  std::string text = to_well_formed_utf8(input);
  std::erase_if(text, is_tab_or_newline);
  return text;
}

std::size_t offset_before_cleaning(std::string_view raw, std::size_t offset) {
  std::size_t at = 0;
  for (std::size_t passed = 0; at < raw.size();) {
    const bool dropped = is_tab_or_newline(raw[at]);
    if (passed >= offset && !dropped) break;
    const Utf8Step step = next_utf8(raw.substr(at));
    if (!dropped) passed += step.well_formed ? step.length : kReplacementCharacter.size();
    at += step.length;
  }
  return at;
}

}  // namespace onward::url
