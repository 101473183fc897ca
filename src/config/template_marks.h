// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

// Marks of template languages in a file of another format: Jinja, Go and Helm ("{{ x }}",
// "{% if %}"), ERB and EPP ("<%= x %>"), the shell and others ("${x}"), Python ("{name}"). What
// they fill in is not in the file, so that what they are a part of is lost.
namespace onward::config {

/// How long the mark is that the text begins with; 0 where it begins with none. An open one takes
/// all of the line.
std::size_t mark_size(std::string_view text);

/// A mark in the text; "" where there is none.
std::string_view first_mark(std::string_view text);

/// Whether a line is for the template language alone: "{% if x %}", "<%- end -%>", "{{- range .
/// }}".
bool is_line_of_template(std::string_view line);

}  // namespace onward::config
