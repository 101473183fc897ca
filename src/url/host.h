// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/url/url.h"
#include "url/scheme.h"

#include <string>
#include <string_view>

namespace onward::url {

/// The host parser and the host serializer in one: appends the canonical host to `out` and says
/// what kind it is. Hosts of special schemes are domains or addresses, all others are opaque.
/// An empty input is HostKind::Empty if the scheme is not special; else the caller refuses it
/// before. On error `out` holds anything. Errors: Host*, with the offset in `input`.
Result<HostKind> append_host(std::string_view input, SchemeType scheme, std::string& out);

}  // namespace onward::url
