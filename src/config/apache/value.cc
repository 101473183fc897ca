// SPDX-License-Identifier: MIT
// Cutting texts, and the environment. Names of variables are compared without case, as apr_table_t
// does. Where a variable is set several times, the last that applies holds.
#include "config/apache/value.h"

#include "base/ascii.h"

#include <algorithm>

namespace onward::config::apache {
namespace {

/// What stands in braces is not longer.
constexpr std::size_t kMaxPlaceBytes = 1024;

void add_literal(Pieces& pieces, std::string_view text) {
  if (text.empty()) return;
  if (pieces.empty() || pieces.back().kind != Piece::Kind::Literal) pieces.push_back({});
  pieces.back().text += text;
}

/// "map:key|default}" behind "${"; the length up to the brace, or 0 where it is none.
std::size_t take_lookup(std::string_view text, Pieces& pieces) {
  text = text.substr(0, kMaxPlaceBytes);
  std::size_t depth = 1;
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    if (text[end] == '{') ++depth;
    if (text[end] == '}' && --depth == 0) break;
  }
  const std::size_t colon = text.substr(0, end).find(':');
  if (end == text.size() || colon == text.npos) return 0;
  const std::string_view inner = text.substr(colon + 1, end - colon - 1);
  // A bar inside of a look-up that is part of the key is that one's.
  std::size_t bar = inner.size();
  std::size_t inside = 0;
  for (std::size_t i = 0; i < inner.size(); ++i) {
    if (inner[i] == '{') ++inside;
    if (inner[i] == '}' && inside > 0) --inside;
    if (inner[i] == '|' && inside == 0) {
      bar = i;
      break;
    }
  }
  Piece piece;
  piece.kind = Piece::Kind::Lookup;
  piece.text = text.substr(0, colon);
  piece.key = inner.substr(0, bar);
  piece.has_fallback = bar < inner.size();
  if (piece.has_fallback) piece.fallback = inner.substr(bar + 1);
  pieces.push_back(std::move(piece));
  return end + 1;
}

}  // namespace

Pieces pieces_of(std::string_view text) {
  Pieces pieces;
  while (!text.empty()) {
    const std::size_t at = std::min(text.find_first_of("\\$%"), text.size());
    add_literal(pieces, text.substr(0, at));
    text.remove_prefix(at);
    if (text.empty()) break;
    const char c = text.front();
    const char next = text.size() > 1 ? text[1] : '\0';
    std::size_t length = 0;
    if (c == '\\') {
      add_literal(pieces, text.substr(next != '\0' ? 1 : 0, 1));
      length = next != '\0' ? 2 : 1;
    } else if (next == '{') {
      if (c == '$') {
        const std::size_t taken = take_lookup(text.substr(2), pieces);
        if (taken != 0) length = taken + 2;
      } else if (const std::size_t end = text.substr(0, kMaxPlaceBytes).find('}');
                 end != text.npos) {
        pieces.push_back({Piece::Kind::Variable, std::string(text.substr(2, end - 2))});
        length = end + 1;
      }
    } else if (base::is_digit(next)) {
      const auto kind = c == '$' ? Piece::Kind::Group : Piece::Kind::ConditionGroup;
      pieces.push_back({kind, {}, static_cast<std::size_t>(next - '0')});
      length = 2;
    }
    if (length == 0) {
      add_literal(pieces, text.substr(0, 1));
      length = 1;
    }
    text.remove_prefix(length);
  }
  return pieces;
}

Pieces substitution_of(std::string_view text) {
  Pieces pieces;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (text[i] == '$' && base::is_digit(next)) {
      pieces.push_back({Piece::Kind::Group, {}, static_cast<std::size_t>(next - '0')});
      ++i;
    } else if (text[i] == '\\' && (next == '$' || next == '\\')) {
      add_literal(pieces, text.substr(++i, 1));
    } else {
      add_literal(pieces, text.substr(i, 1));
    }
  }
  return pieces;
}

std::string upper_of(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = base::to_upper(c);
  return upper;
}

std::optional<std::string> constant_of(const Parts& parts) {
  std::string text;
  for (const Part& part : parts) {
    if (part.kind != Part::Kind::Literal) return std::nullopt;
    text += part.text;
  }
  return text;
}

void append_literal(Parts& parts, std::string_view text) {
  if (text.empty()) return;
  if (parts.empty() || parts.back().kind != Part::Kind::Literal) parts.push_back({});
  parts.back().text += text;
}

void Environment::set(std::string_view name, Setting setting) {
  auto& settings = variables_[base::to_lower(name)];
  if (setting.when.empty()) settings.clear();
  settings.push_back(std::move(setting));
}

std::vector<Environment::Setting> Environment::settings_of(std::string_view name) const {
  const auto found = variables_.find(base::to_lower(name));
  if (found == variables_.end()) return {};
  return {found->second.rbegin(), found->second.rend()};
}

bool Environment::knows(std::string_view name) const {
  return variables_.contains(base::to_lower(name));
}

}  // namespace onward::config::apache
