// SPDX-License-Identifier: MIT
// Everything that is no wildcard is escaped, so that a file's text can never become syntax of ours.
// A placeholder's name ends where the file's grammar says, not where URLPattern's would.
#include "config/pattern_text.h"

#include "base/ascii.h"

#include <algorithm>

namespace onward::config {
namespace {

using Kind = SourcePiece::Kind;

std::string escape(std::string_view text, std::string_view special) {
  std::string escaped;
  escaped.reserve(text.size() + 8);
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) escaped += '\\';
    escaped += c;
  }
  return escaped;
}

bool is_name_byte(char c) { return base::is_alnum(c) || c == '_'; }

/// The name behind a colon at `at`; "" where there is none. It begins with a letter, so a port is
/// no placeholder.
std::string_view name_behind(std::string_view text, std::size_t at) {
  const std::size_t first = at + 1;
  if (first >= text.size() || !(base::is_alpha(text[first]) || text[first] == '_')) return {};
  std::size_t end = first;
  while (end < text.size() && is_name_byte(text[end])) ++end;
  return text.substr(first, end - first);
}

/// Where the authority of a target ends: 0 for a path.
std::size_t authority_end(std::string_view target) {
  const std::size_t scheme = target.find("://");
  if (scheme == std::string_view::npos || target.starts_with('/')) return 0;
  return std::min(target.find_first_of("/?#", scheme + 3), target.size());
}

/// Whether what follows a placeholder ends its name for URLPattern, too, whose names may hold "$"
/// and letters of all scripts.
bool ends_a_name(std::span<const SourcePiece> following) {
  return following.empty() ||
         (following[0].kind == Kind::Literal &&
          std::string_view("/.-").find(following[0].text[0]) != std::string_view::npos);
}

const CaptureName* find(std::span<const CaptureName> captures, std::string_view name) {
  const auto found = std::ranges::find(captures, name, &CaptureName::name);
  return found == captures.end() ? nullptr : &*found;
}

}  // namespace

std::string escape_pattern(std::string_view text) { return escape(text, "\\{}()*+?:"); }

std::string escape_regex(std::string_view text) { return escape(text, "\\^$.|?*+()[]{}"); }

std::string escape_template(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    escaped += c;
    if (c == '{' || c == '}') escaped += c;
  }
  return escaped;
}

std::vector<SourcePiece> split_pieces(std::string_view path, Placeholders placeholders) {
  std::vector<SourcePiece> pieces;
  std::size_t literal = 0;
  const auto end_literal = [&](std::size_t at) {
    if (at > literal) pieces.push_back({Kind::Literal, path.substr(literal, at - literal)});
  };
  for (std::size_t at = 0; at < path.size();) {
    const bool may_be_name =
        placeholders == Placeholders::Anywhere || (at > 0 && path[at - 1] == '/');
    const std::string_view name =
        path[at] == ':' && may_be_name ? name_behind(path, at) : std::string_view{};
    if (path[at] == '*') {
      end_literal(at);
      pieces.push_back({Kind::Splat, path.substr(at, 1)});
      literal = ++at;
    } else if (!name.empty()) {
      end_literal(at);
      pieces.push_back({Kind::Placeholder, name});
      literal = at += name.size() + 1;
    } else {
      ++at;
    }
  }
  end_literal(path.size());
  return pieces;
}

std::string to_pattern(std::span<const SourcePiece> pieces) {
  std::string pattern;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const SourcePiece& piece = pieces[i];
    switch (piece.kind) {
      case Kind::Literal:
        pattern += escape_pattern(piece.text);
        break;
      case Kind::Placeholder:
        pattern += ends_a_name(pieces.subspan(i + 1)) ? ":" + std::string(piece.text)
                                                      : "{:" + std::string(piece.text) + "}";
        break;
      case Kind::Splat:
        pattern += '*';
        break;
    }
  }
  return pattern;
}

TargetTemplate to_template(std::string_view target, std::span<const CaptureName> captures) {
  TargetTemplate made;
  const std::size_t path_start = authority_end(target);
  std::size_t at = 0;
  while (at < target.size()) {
    const std::string_view name = target[at] == ':' ? name_behind(target, at) : std::string_view{};
    const CaptureName* capture = name.empty() ? nullptr : find(captures, name);
    if (capture == nullptr) {
      if (!name.empty() && at >= path_start) made.unknown.emplace_back(name);
      made.text += escape_template(target.substr(at++, 1));
      continue;
    }
    made.in_authority |= at < path_start;
    if (!capture->in_template.empty()) made.text += "{" + capture->in_template + "}";
    at += name.size() + 1;
  }
  return made;
}

}  // namespace onward::config
