// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

// What a path is likely for, by the words that are usual in it.
namespace onward::check {

/// The path of a URL, without its query.
std::string_view path_of(std::string_view url);

/// Whether programs call it: "/api/v1/orders", "/webhooks/github".
bool is_endpoint(std::string_view path);

/// Whether a form with a password is likely sent there: "/login", "/oauth/authorize".
bool is_login(std::string_view path);

}  // namespace onward::check
