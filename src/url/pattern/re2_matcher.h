// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "url/pattern/part.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace onward::url {

/// A group's value, a view into the subject; nullopt where it took no part.
using Capture = std::optional<std::string_view>;

/// Any part list, as one expression of RE2. Immutable; share freely.
class Re2Matcher {
 public:
  /// URLPattern: "generate a regular expression and name list", in RE2's syntax.
  /// Errors, at their place in the pattern string: PatternRegexpSyntax, PatternRegexpUnsupported,
  /// PatternTooComplex.
  static Result<Re2Matcher> create(const PartList& parts, const PartOptions& options);

  Re2Matcher(Re2Matcher&&) noexcept;
  Re2Matcher& operator=(Re2Matcher&&) noexcept;
  ~Re2Matcher();

  /// Whether the whole subject, printable ASCII, matches. `captures` is empty, or has a place for
  /// each group.
  bool match(std::string_view subject, std::span<Capture> captures) const;

 private:
  Re2Matcher();

  std::unique_ptr<const re2::RE2> re2_;
  /// By group: whether a match of "" is no match at all, as for (.*)? in ECMAScript.
  std::vector<bool> empty_is_undefined_;
};

}  // namespace onward::url
