// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

// Words of a Caddyfile.
namespace onward::config {

/// A text that stands for itself between placeholders.
std::string caddy_literal(std::string_view text);

/// A text with placeholders as one word; nullopt where no quotes hold it.
std::optional<std::string> caddy_target(std::string_view text);

/// An expression as one word; nullopt where no quotes hold it.
std::optional<std::string> caddy_regex(std::string_view expression);

/// A word that is_caddy_word(): a host, a method, a network.
std::string caddy_word(std::string_view text);
bool is_caddy_word(std::string_view text);

/// Whether a field of that name can be asked for.
bool is_caddy_name(std::string_view name);

}  // namespace onward::config
