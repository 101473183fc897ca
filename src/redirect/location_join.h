// SPDX-License-Identifier: MIT
#pragma once

#include "redirect/location.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

// A reference in its parts, and joined with its base: RFC 3986 §3 and §5.2 with each client's ways.
namespace onward::redirect {

/// RFC 3986 Appendix B, the fragment left out. The views are of the text.
struct Reference {
  std::optional<std::string_view> scheme;
  std::optional<std::string_view> authority;
  std::string_view path;
  std::optional<std::string_view> query;
  std::optional<std::string_view> fragment;
};

/// Splits; never fails. An authority stands behind at least `min_slashes` slashes, and at most
/// `max_slashes` (behind a scheme) or two (without one).
Reference split_reference(const LocationRules& rules, std::string_view text);

/// `word`, in any case, is one of the words of `list`, which single spaces divide.
bool is_listed(std::string_view word, std::string_view list);

/// A path with what follows it, as it is to be written.
struct Target {
  std::string path = {};
  std::optional<std::string> query = {};
  std::optional<std::string> fragment = {};
};

/// A path with what stands behind the reference's own.
Target target_of(std::string path, const Reference& reference);

/// The path and query of a reference without scheme and authority, or what happens instead.
std::variant<Target, Instead> join(const LocationRules& rules, const Reference& reference,
                                   const url::Url& base);

/// What a path was before it was joined.
enum class PathKind : std::uint8_t { Absolute, Relative, BehindHost };

/// Dots and double slashes are removed as the rules say.
std::string normal_path(const LocationRules& rules, std::string_view path, PathKind kind);

/// The path with its unreserved escapes decoded, where the rules do so before they join.
std::string plain_path(const LocationRules& rules, std::string_view path);

}  // namespace onward::redirect
