// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace onward::config {

/// A glob of npm's minimatch as a regular expression over the whole path, anchored; nullopt where
/// it has a form that is not known, or would become longer than 64 KiB.
///
///   /blog/**        ^/blog/…     all below, but no segment that begins with a dot
///   *.@(jpg|png)    one segment
///   /a{,/**}        /a and all below
std::optional<std::string> glob_expression(std::string_view glob);

}  // namespace onward::config
