// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <string>
#include <string_view>

// "Did you mean …?"
namespace onward::config {

/// Which of `known` a word was probably meant to be: one that differs by a slip or two, or what
/// other servers call by this word; "" where none is near.
std::string suggest(std::string_view word, std::span<const std::string_view> known);

/// What to write in place of a key that is none of `known`: one of these, or the table where such a
/// key belongs; "" where nobody knows.
std::string hint_for_key(std::string_view key, std::span<const std::string_view> known);

/// Whether a word is kept for what is not served yet: "forward", "tls".
bool is_reserved(std::string_view word);

}  // namespace onward::config
