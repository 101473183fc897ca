// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace onward::check {

/// A text as it may stand in XML and HTML, also in a quoted attribute: without markup, and without
/// what neither may hold (controls; XML 1.0 §2.2, Char).
std::string escaped_markup(std::string_view text);

}  // namespace onward::check
