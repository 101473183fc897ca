// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/diagnostic.h"
#include "rules/selection.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// The text of a target with its places to fill in, cut into parts.
//
//   template = *( text / "{{" / "}}" / "{" name "}" )
//   name     = group / "host." group / "query." parameter
//            / "request." ( "path" / "host" / "query" / "scheme" / "method" / "target" )
namespace onward::rules {

struct Part {
  enum class Kind : std::uint8_t {
    Literal,
    PathGroup,  ///< a group of `match`, or of a regular expression
    HostGroup,
    Parameter,  ///< {query.NAME}: the first value of that query parameter, as sent
    Path,       ///< {request.path}; begins with "/"
    Host,
    Query,
    Scheme,
    Method,
    RequestTarget,  ///< path and query as they were sent, "/a?b"
  };
  Kind kind = Kind::Literal;
  std::string text{};                     ///< the text itself; the name of a parameter
  std::size_t index = 0;                  ///< of a group, as in CaptureNames
  GroupSource source = GroupSource::Url;  ///< of a PathGroup
};

using Parts = std::vector<Part>;

/// Cuts a template. What is wrong with it is added to `diagnostics`: braces that do not pair, names
/// that are none, and other languages' ways to write a capture (":id", "$1", "*").
Parts parse_template(const Text& text, const CaptureNames& names, Diagnostics& diagnostics);

/// What a template is filled with.
struct Filling {
  const NormalUrl& url;
  std::string_view method;
  std::span<const Capture> path{};
  std::span<const Capture> host{};
  std::string_view request_path{};  ///< of {request.path}
};

/// The value of a part; "" for a group that took no part. A RequestTarget has two: the path
/// as it was sent, and url.query.
std::string_view value_of(const Part& part, const Filling& filling);

}  // namespace onward::rules
