// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/rule.h"
#include "rules/template.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Where a redirect leads: a template in its sections, checked, and how it is filled in.
//
//   https://api.example.com/v2/{0}?from={query.id}#top
//   |       |              |       |              |
//   scheme  host, port     path    query          fragment
//
// What a capture may do depends on the section it stands in, which is why a template is cut into
// sections before anything is filled in: in the path it can add no query, in the query no fragment,
// and a host is only what the list of hosts allows.
namespace onward::rules {

/// No Location is longer, in bytes: twice the longest request target. Beyond it the answer is 414.
inline constexpr std::size_t kMaxLocationBytes = std::size_t{16} * 1024;

struct Target {
  /// "https://api.example.com:8443", canonical; "" where the target begins with its path, or where
  /// the origin is filled in.
  std::string origin;

  /// Where the origin is filled in.
  bool is_origin_filled = false;
  std::string scheme;  ///< "https"; "" for the request's
  Parts host;
  std::string port;                ///< "8443"; "" for the default one
  std::vector<std::string> hosts;  ///< canonical; "*.example.com" is every name below

  Parts path;
  Parts query;
  Parts fragment;
  bool has_query = false;
  bool has_fragment = false;
  bool places_query = false;   ///< the request's query stands in the target: it is not added again
  bool ends_in_query = false;  ///< the path ends with {request.target}: the request's query follows
  bool is_opaque = false;      ///< "mailto:x": `origin` is all of it
  bool is_constant = false;    ///< nothing is filled in
  std::string constant;        ///< then: everything but the fragment, written by the serializer
  std::string constant_fragment;  ///< "#top"
};

/// Cuts and checks the target of a redirect. Everything that is wrong goes to `diagnostics`.
Target compile_target(const Text& to, const std::vector<Text>& hosts, const CaptureNames& names,
                      Diagnostics& diagnostics);

/// The same for a path to go on with: "/new/{0}", perhaps with a query.
Target compile_path(const Text& rewrite, const CaptureNames& names, Diagnostics& diagnostics);

enum class Written : std::uint8_t {
  Done,
  HostRefused,  ///< the host that was filled in is none of those listed, or is no host
  TooLong,      ///< beyond kMaxLocationBytes
};

/// Appends the target to `out`, as the URL standard's serializer would write it: ASCII, canonical.
/// A target that begins with its path never begins with "//".
Written write_target(const Target& target, const Filling& filling, QueryPolicy policy,
                     std::string& out);

/// The same for the row of a map, as serialize_target() wrote it.
Written write_row(std::string_view to, const NormalUrl& url, QueryPolicy policy, std::string& out);

/// The text of a map's row as a target: a URL, or a path with or without query and fragment, which
/// never begins with "//". In a literal row that is a path, "?" is a byte of the path; "#" begins
/// the fragment in all rows, as anchors are what it is used for. nullopt where it is none, and then
/// `why` says what is wrong, for people.
std::optional<std::string> serialize_target(std::string_view to, bool is_literal, std::string& why);

/// Appends a text, each byte that is not of that section (target_bytes.h) encoded.
void append_encoded(std::string_view text, std::uint8_t section, std::string& out);

}  // namespace onward::rules
