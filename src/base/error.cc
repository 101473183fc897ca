// SPDX-License-Identifier: MIT
// The one table of errors: name, kind, status and message of each code, in the enum's order.
// A test walks every code, so a row cannot be forgotten.
#include "onward/base/error.h"

#include <array>

namespace onward {
namespace {

struct Row {
  ErrorCode code;
  ErrorKind kind;
  int status;
  std::string_view name;
  std::string_view message;
};

using enum ErrorCode;
constexpr auto kInput = ErrorKind::BadInput;
constexpr auto kMisuse = ErrorKind::Misuse;

// clang-format off
constexpr std::array kRows{
    Row{UrlTooLong, kInput, 414, "url-too-long", "the URL is longer than 2 MiB, or becomes longer than 8 MiB"},
    Row{UrlRelative, kInput, 400, "url-relative", "the URL has no scheme, and there is no base URL to resolve it against"},
    Row{UrlBaseOpaque, kInput, 400, "url-base-opaque", "the base URL has an opaque path, so only a fragment can be resolved against it"},
    Row{UrlHostMissing, kInput, 400, "url-host-missing", "the URL needs a host and has none"},
    Row{UrlPortInvalid, kInput, 400, "url-port-invalid", "the port is not a number"},
    Row{UrlPortOutOfRange, kInput, 400, "url-port-out-of-range", "the port is above 65535"},
    Row{HostForbidden, kInput, 400, "host-forbidden", "the host has a character that no host may have"},
    Row{HostInvalidUtf8, kInput, 400, "host-invalid-utf8", "the host is not UTF-8 after percent-decoding"},
    Row{HostIdna, kInput, 400, "host-idna", "the host is not a valid internationalized domain name (UTS 46)"},
    Row{HostEmpty, kInput, 400, "host-empty", "the host is empty once its invisible characters are removed"},
    Row{HostIpv4Invalid, kInput, 400, "host-ipv4-invalid", "the host ends in a number but is not an IPv4 address"},
    Row{HostIpv6Unclosed, kInput, 400, "host-ipv6-unclosed", "the host begins with '[' but does not end with ']'"},
    Row{HostIpv6Invalid, kInput, 400, "host-ipv6-invalid", "the text between '[' and ']' is not an IPv6 address"},
    Row{PatternTooLong, kInput, 0, "pattern-too-long", "the pattern is longer than 64 KiB"},
    Row{PatternSyntax, kInput, 0, "pattern-syntax", "the pattern does not follow URLPattern's grammar"},
    Row{PatternDuplicateName, kInput, 0, "pattern-duplicate-name", "two groups of one component have the same name"},
    Row{PatternRegexpSyntax, kInput, 0, "pattern-regexp-syntax", "the regular expression is not valid"},
    Row{PatternRegexpUnsupported, kInput, 0, "pattern-regexp-unsupported", "the regular expression uses a construct that RE2 cannot match with the same meaning"},
    Row{PatternTooComplex, kInput, 0, "pattern-too-complex", "the pattern repeats more than 1000 times, nests too deep, or needs too much memory"},
    Row{PatternBaseUnexpected, kMisuse, 0, "pattern-base-unexpected", "a separate base URL goes with a string only; put it into the object's baseURL"},
    Row{PatternBaseMissing, kInput, 0, "pattern-base-missing", "the pattern is relative and there is no base URL"},
    Row{PatternInvalidComponent, kInput, 0, "pattern-invalid-component", "a component of the pattern is not a valid part of a URL"},
};
// clang-format on

const Row& row(ErrorCode code) { return kRows[static_cast<std::size_t>(code)]; }

constexpr bool in_order() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows[i].code) != i) return false;
  }
  return true;
}
static_assert(in_order(), "kRows must stand in the order of ErrorCode");

}  // namespace

std::string_view name(ErrorCode code) { return row(code).name; }
std::string_view message(ErrorCode code) { return row(code).message; }
ErrorKind kind(ErrorCode code) { return row(code).kind; }
int status_hint(ErrorCode code) { return row(code).status; }

}  // namespace onward
