// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

// Texts of httpd.conf, between the quotes of a RewriteCond or a RewriteRule.
namespace onward::config {

/// A text of a substitution that stands for itself.
std::string apache_literal(std::string_view text);

/// An expression; nullopt where a line cannot hold it.
std::optional<std::string> apache_regex(std::string_view expression);

/// Whether "%{HTTP:name}" can ask for the field.
bool is_apache_name(std::string_view name);

}  // namespace onward::config
