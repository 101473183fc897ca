// SPDX-License-Identifier: MIT
// RFC 9110 §15.4: a redirect's content "ought to contain a short hypertext note with a hyperlink".
// A Location is ASCII without quotes and angle brackets, but for "'" and "&", which are escaped.
#include "rules/action_state.h"

#include <array>
#include <cstddef>
#include <string_view>

namespace onward::rules {
namespace {

constexpr std::array<bool, 256> make_escaped() {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("&'<>\"")) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr std::array<bool, 256> kEscaped = make_escaped();

std::string_view entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    default:
      return "&#39;";
  }
}

void append_escaped(std::string_view text, std::string& out) {
  std::size_t plain = 0;  // where the bytes begin that are not yet copied
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!kEscaped[static_cast<unsigned char>(text[i])]) continue;
    out.append(text, plain, i - plain).append(entity(text[i]));
    plain = i + 1;
  }
  out.append(text, plain);
}

}  // namespace

void append_page(http::Status status, std::string_view location, std::string& out) {
  const std::string_view reason = status.reason();
  const char code[] = {static_cast<char>('0' + status.code() / 100),
                       static_cast<char>('0' + status.code() / 10 % 10),
                       static_cast<char>('0' + status.code() % 10), ' '};
  out.append("<!DOCTYPE html>\n<title>").append(code, sizeof code).append(reason);
  out.append("</title>\n<p>").append(reason.empty() ? std::string_view(code, 3) : reason);
  if (!location.empty()) {
    out += ": <a href=\"";
    const std::size_t begin = out.size();
    append_escaped(location, out);
    const std::size_t size = out.size() - begin;
    out += "\">";
    out.append(out, begin, size).append("</a>");
  }
  out += "</p>\n";
}

}  // namespace onward::rules
