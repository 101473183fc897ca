// SPDX-License-Identifier: MIT
#pragma once

#include "config/haproxy/acl.h"

#include <cstdint>
#include <vector>

// One test: a part of the request, and how it is compared with values.
namespace onward::config::haproxy {

enum class How : std::uint8_t { String, Begin, End, Sub, Dir, Dom, Regex, Found, Bool };

using Values = Words;

struct Comparing {
  Sample sample;
  How how = How::String;
  bool ignores_case = false;
  Values values;
  rules::Place place;
};

Test compare(const Comparing& comparing);

/// What of a request a sample is, after converters that change nothing that is compared: the host
/// without its port, a path in lower case.
enum class Part : std::uint8_t {
  Path,
  DecodedPath,
  Target,  ///< path and query
  Query,
  Host,
  Base,  ///< host and path
  Field,
  Parameter,
  Cookie,
  Method,
  Client,
  IsTls,
  FieldCount,
  Port,
  Constant,
  Other,
};

struct Known {
  Part part = Part::Other;
  std::string name;  ///< of a field, parameter or cookie; a constant
  bool is_lower = false;
  bool is_negated = false;       ///< of IsTls
  bool is_sni = false;           ///< of Host: the name that TLS asks for
  std::vector<Call> converters;  ///< those that are left
};

Known know(const Sample& sample);

/// Whether two samples are the same, though written in two ways: hdr(host) and req.hdr(Host).
bool are_same(const Sample& a, const Sample& b);

}  // namespace onward::config::haproxy
