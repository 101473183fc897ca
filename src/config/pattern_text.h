// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// From the wildcards of _redirects files to Onward's patterns and target templates.
//
//   /news/:year/*        pattern  /news/:year/*      groups  year, splat
//   /blog/:year?p=:splat template /blog/{year}?p={0}
namespace onward::config {

/// `text` with a backslash before everything that URLPattern gives a meaning.
std::string escape_pattern(std::string_view text);

/// `text` with braces doubled, so that a template takes it literally.
std::string escape_template(std::string_view text);

/// `text` with a backslash before everything that RE2 gives a meaning.
std::string escape_regex(std::string_view text);

/// Where a ":name" counts as a placeholder.
enum class Placeholders {
  AtSegmentStart,  ///< Netlify: behind a slash
  Anywhere,        ///< Cloudflare
};

/// One piece of a source: literal text, a placeholder or the splat.
struct SourcePiece {
  enum class Kind { Literal, Placeholder, Splat };
  Kind kind = Kind::Literal;
  std::string_view text;  ///< of a placeholder: its name
};

/// The path of a source in its pieces.
std::vector<SourcePiece> split_pieces(std::string_view path, Placeholders placeholders);

/// A source as a URLPattern pathname. The splat is group "0".
std::string to_pattern(std::span<const SourcePiece> pieces);

/// A capture that a target may ask for: what the file calls it, and what the template calls it; an
/// empty template name stands for an empty text.
struct CaptureName {
  std::string name;
  std::string in_template;
};

struct TargetTemplate {
  std::string text;
  bool in_authority = false;         ///< a capture stands in the target's scheme, host or port
  std::vector<std::string> unknown;  ///< ":names" that no capture has; they stay as they are
};

/// A target as a template.
TargetTemplate to_template(std::string_view target, std::span<const CaptureName> captures);

}  // namespace onward::config
