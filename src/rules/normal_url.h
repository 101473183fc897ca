// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/rules/request.h"

#include <cstdint>
#include <string>
#include <string_view>

// The normal form of a request URL (docs/rules.md), in which rules and requests are compared.
//
//   GET //evil/%7euser/./a%2fb?x=%41   Host: Shop.Example:80
//   scheme http · host shop.example · port "" · path //evil/~user/a%2Fb · query x=%41
namespace onward::rules {

/// A request URL in normal form. Views of the request's bytes where these are normal already,
/// else of the buffer that normalize() was given.
struct NormalUrl {
  std::string_view scheme;  ///< "http" or "https"
  std::string_view host;    ///< canonical, without port; "" where HTTP/1.0 sent none
  std::string_view port;    ///< "" for the scheme's default
  std::string_view path;    ///< begins with "/"
  std::string_view query;   ///< without "?", as sent
  bool has_query = false;
  std::string_view target;  ///< path and query as they were sent; begins with "/"

  /// The path as it was sent.
  std::string_view sent_path() const {
    return target.substr(0, target.size() - (has_query ? query.size() + 1 : 0));
  }
};

/// Reused from request to request. One thread.
struct NormalBuffer {
  std::string path;
  // The authority that was read last, as the next one often is the same.
  std::string authority;
  std::string scheme;
  std::string host;
  std::string port;
};

/// The normal form of a request's URL, into `url`, which is as it was made. Error: the host is none
/// (Host*), offset in the authority.
Result<void> normalize(const Request& request, NormalBuffer& buffer, NormalUrl& url);

/// Path and query of "/path?query" in normal form, into `url`; `buffer` holds what cannot be a view
/// of `target`. `target` is empty or begins with "/" or "?".
void normalize_target(std::string_view target, NormalUrl& url, std::string& buffer);

enum class Dots : std::uint8_t { Remove, Keep };

/// The path with its escapes as they were sent; for the rest as a URL parser has it: no braces, and
/// no dot segments where they are to be removed. A view of `url`, or of `buffer`.
std::string_view kept_path(const NormalUrl& url, Dots dots, std::string& buffer);

/// Whether a host is canonical already, as far as can be seen without the host parser: a plain name
/// in lower case, or an IPv4 address.
bool is_plain_host(std::string_view host);

/// The same for a path as people write it in a rule or a map: besides, what no request target may
/// hold raw is encoded (UTF-8, spaces, "?" and "#" too), and a "/" is put in front of what has
/// none.
std::string normal_path(std::string_view path);

/// The same, its escapes as they are written, and perhaps its dot segments.
std::string kept_path(std::string_view path, Dots dots);

}  // namespace onward::rules
