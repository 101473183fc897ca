// SPDX-License-Identifier: MIT
// RFC 9110 §15.4: a redirect's content "ought to contain a short hypertext note with a hyperlink".
// A Location is ASCII without quotes and angle brackets, but for "'" and "&", which are escaped.
#include "base/check.h"
#include "rules/action_state.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace onward::rules {
namespace {

constexpr std::string_view kBegin = "<!DOCTYPE html>\n<title>";
constexpr std::string_view kBehindTitle = "</title>\n<p>";
constexpr std::string_view kLink = ": <a href=\"";
constexpr std::string_view kBehindLink = "\">";
constexpr std::string_view kLinkEnd = "</a>";
constexpr std::string_view kEnd = "</p>\n";

constexpr std::string_view entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return "";
  }
}

/// How many bytes each byte has when it is escaped.
constexpr auto kSizes = [] {
  std::array<std::uint8_t, 256> sizes{};
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const auto size = static_cast<std::uint8_t>(entity(static_cast<char>(i)).size());
    sizes[i] = std::max<std::uint8_t>(size, 1);
  }
  return sizes;
}();

std::uint8_t size_of(char c) { return kSizes[static_cast<unsigned char>(c)]; }

std::size_t escaped_size(std::string_view text) {
  std::size_t size = 0;
  for (const char c : text) size += size_of(c);
  return size;
}

char* copy(std::string_view text, char* to) { return to + text.copy(to, text.size()); }

char* copy_escaped(std::string_view text, char* to) {
  for (const char c : text) to = size_of(c) == 1 ? copy({&c, 1}, to) : copy(entity(c), to);
  return to;
}

}  // namespace

// Each redirect by a template has a page of its own, so that it is written in one go: the size
// first, then the bytes.
void append_page(http::Status status, std::string_view location, std::string& out) {
  const std::string_view reason = status.reason();
  const std::array<char, 4> code{static_cast<char>('0' + status.code() / 100),
                                 static_cast<char>('0' + status.code() / 10 % 10),
                                 static_cast<char>('0' + status.code() % 10), ' '};
  const std::string_view title(code.data(), code.size());
  const std::string_view name = reason.empty() ? title.substr(0, 3) : reason;
  const bool is_plain = location.find('&') == location.npos && location.find('\'') == location.npos;
  const std::size_t link_size = is_plain ? location.size() : escaped_size(location);
  std::size_t size = kBegin.size() + title.size() + reason.size() + kBehindTitle.size() +
                     name.size() + kEnd.size();
  if (!location.empty())
    size += kLink.size() + kBehindLink.size() + 2 * link_size + kLinkEnd.size();
  const std::size_t begin = out.size();
  out.resize(begin + size);
  char* at = copy(kBegin, out.data() + begin);
  at = copy(name, copy(kBehindTitle, copy(reason, copy(title, at))));
  if (!location.empty()) {
    const char* const link = copy(kLink, at);
    at = is_plain ? copy(location, at + kLink.size()) : copy_escaped(location, at + kLink.size());
    at = copy(kLinkEnd, copy({link, link_size}, copy(kBehindLink, at)));
  }
  at = copy(kEnd, at);
  CHECK(at == out.data() + out.size());
}

}  // namespace onward::rules
