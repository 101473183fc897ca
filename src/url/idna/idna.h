// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"

#include <string>
#include <string_view>

namespace onward::url {

/// Appends the ASCII form of a domain that has at least one non-ASCII code point: UTS 46 ToASCII
/// with CheckBidi and CheckJoiners true; CheckHyphens, UseSTD3ASCIIRules, Transitional_Processing,
/// VerifyDnsLength and IgnoreInvalidPunycode false (URL standard, "domain parser ToASCII").
/// `domain` is well-formed UTF-8, already percent-decoded. The result may be empty and may hold
/// forbidden domain code points: those are the caller's to refuse. On error `out` is unchanged.
/// Errors: HostIdna.
Result<void> append_domain_to_ascii(std::string_view domain, std::string& out);

}  // namespace onward::url
