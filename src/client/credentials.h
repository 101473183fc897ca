// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/fields.h"
#include "onward/url/url.h"

#include <string>
#include <string_view>

namespace onward::client {

/// The value of an Authorization field (RFC 7617 §2): "Basic dXNlcjpwYXNz".
std::string basic_credentials(std::string_view user, std::string_view password);

/// Moves the user and password of a URL into an Authorization field, where there is none yet:
/// a relative Location would inherit them, and a field is what redirects know how to strip.
void take_credentials(url::Url& url, http::Fields& fields);

}  // namespace onward::client
