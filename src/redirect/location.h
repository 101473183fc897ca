// SPDX-License-Identifier: MIT
#pragma once

#include "onward/url/url.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

// How a client turns the Location of an answer into its next request. Browsers do what the URL
// standard says; other clients have URL code of their own, and each piece of it that differs is one
// member of LocationRules. The rules of known clients are in redirect/location_presets.h.
//
//   auto base = url::parse("http://a.example/d/start?q=1");
//   auto next = resolve_location(kBrowser, *base, {{"../x"}});
//   std::get<NextRequest>(next).target;   // "/x"
//
//   value(s) ─ choose one ─ trim ─ bytes to text ─ controls ─ refused bytes ─┐
//     ┌──────────────────────────────────────────────────────────────────────┘
//     └─ scheme, authority, path ─ join with the base ─ dots ─ escape ─ request-target
//
// Pure; any bytes may come in.
namespace onward::redirect {

/// What a client does instead of following.
enum class Instead : std::uint8_t {
  Answer,     ///< hands the redirect to its caller, as an answer
  Error,      ///< reports an error
  Hangs,      ///< neither answers nor sends
  Again,      ///< requests the same URL once more
  Directory,  ///< requests the directory of the base: /d/
  Root,       ///< requests "/" there
  Relative,   ///< takes the whole value as a relative path
  AsHttp,     ///< speaks HTTP to the host and port that are named (port 80 where none is)
};

/// What stands for the part of the base that a reference without a path leaves open.
enum class EmptyPath : std::uint8_t {
  Document,      ///< the base's path, and its query (RFC 3986 §5.2.2)
  WithoutQuery,  ///< the base's path alone
  Refused,       ///< malformed
  Directory,     ///< the base's path up to its last slash
  Root,          ///< "/"
};

/// One client's ways. Plain data; what is not said is as in browsers, or as in RFC 3986 where
/// `browser` is false. Immutable; share freely. The views are of literals.
struct LocationRules {
  // Which value.
  enum class Several : std::uint8_t { First, Last, Joined, Refused, RefusedIfDifferent };
  Several several = Several::First;   ///< two Location fields, or more
  std::string_view joint = ", ";      ///< what Several::Joined puts between them
  Instead absent = Instead::Answer;   ///< no Location at all
  Instead empty = Instead::Again;     ///< an empty one. Again: resolved as any other reference
  std::size_t max_bytes = 64 * 1024;  ///< a longer value is an error of the message
  bool keeps_trailing_spaces = false;
  bool refuses_trailing_spaces = false;
  std::string_view unwraps =
      {};  ///< opening marks, of < and ", that are taken off with the closing one

  // Its bytes.
  enum class Text : std::uint8_t {
    Bytes,         ///< as they are
    Latin1,        ///< each byte above 0x7F becomes the UTF-8 of that code point
    Utf8,          ///< ill-formed sequences become U+FFFD
    Utf8OrLatin1,  ///< Latin1 where it is not UTF-8
    Utf8Dropped,   ///< ill-formed sequences are left out
    Utf8Emptied,   ///< with ill-formed sequences it counts as empty
    Utf8Refused,   ///< ill-formed: malformed
    Ascii,         ///< anything above 0x7F: malformed
    AsciiOrAbsent  ///< anything above 0x7F: as if there were no Location
  };
  Text text = Text::Utf8;
  enum class Controls : std::uint8_t {
    Kept,
    Removed,  ///< tabs and line ends (URL standard, "basic URL parser"); others are escaped
    Escaped,
    Refused,
    Space,       ///< each becomes a space
    Underscore,  ///< each becomes "_"
    Cut          ///< the value ends there
  };
  Controls controls = Controls::Removed;  ///< tabs and other controls inside
  bool cut_at_space = false;              ///< the value ends at its first space
  enum class Backslash : std::uint8_t {
    Kept,
    SlashInPath,  ///< "/" once it is known to be in the path
    Slash         ///< "/" everywhere before the query
  };
  Backslash backslash = Backslash::Kept;  ///< a browser's parser does what it does
  std::string_view refuses = {};          ///< bytes of ASCII that make it malformed
  std::string_view path_refuses = {};     ///< the same before the query only
  bool strict_query = true;               ///< `refuses` holds for the query, too
  bool strict_fragment = true;            ///< and for the fragment
  enum class BadEscape : std::uint8_t { Kept, Escaped, AllEscaped, Refused };
  BadEscape bad_escape = BadEscape::Kept;  ///< "%" without two hex digits (All: then every "%")
  Instead malformed = Instead::Error;      ///< no URI reference to this client

  // Schemes and authorities.
  bool browser =
      false;  ///< parsed as the URL standard says; then what is below to `Joining` is idle
  enum class Schemes : std::uint8_t {
    Any,          ///< what stands before the first colon, if it is a scheme (RFC 3986 §3.1)
    WithSlashes,  ///< only where "://" follows
    Known,        ///< only http, https and those of `opens` and `knows`
    KnownWithSlashes
  };
  Schemes schemes = Schemes::Any;
  bool scheme_case_matters = false;  ///< HTTP: is not http:
  std::string_view opens = {};       ///< other schemes that it serves itself: "ftp file"
  std::string_view knows = {};       ///< other schemes that it knows but does not follow to
  Instead known = Instead::Answer;   ///< what those lead to
  Instead foreign = Instead::Error;  ///< every other scheme
  enum class SameScheme : std::uint8_t { Absolute, Relative, FromRoot };
  SameScheme same_scheme = SameScheme::Absolute;  ///< http:x, against a base with http:
  std::uint8_t min_slashes = 2;                   ///< before an authority
  std::uint8_t max_slashes = 2;
  enum class NetworkPath : std::uint8_t {
    Authority,
    Path,
    Refused,
    PathIfEmpty,    ///< ///p is the path ///p
    DroppedIfEmpty  ///< ///p is the path /p
  };
  NetworkPath network_path = NetworkPath::Authority;  ///< //host/p
  bool empty_authority_is_none = false;               ///< http:///p is /p
  Instead no_host = Instead::Error;                   ///< http:///p otherwise, and http:x
  /// Where what stands before a first ":" is no scheme, it is dropped all the same.
  bool drops_odd_schemes = false;
  bool colon_is_for_schemes = false;  ///< a first segment with ":" is malformed (RFC 3986 §4.2)
  bool port_in_path_refused = false;  ///< a path with ":80/" in it is malformed
  enum class Userinfo : std::uint8_t {
    Allowed,
    Refused,
    RefusedElsewhere,  ///< if the origin changes (Fetch, "HTTP-redirect fetch": CORS)
    Unknown            ///< a host ends at the first ":", a port after its digits; the rest is path
  };
  Userinfo userinfo = Userinfo::Allowed;
  Instead bad_port = Instead::Error;  ///< above 65535, or no number
  std::size_t max_port_digits = 16;
  bool ipv6 = true;                      ///< http://[::1]/
  Instead short_ipv4 = Instead::AsHttp;  ///< http://127.1/. AsHttp: it means 127.0.0.1

  // Joining with the base.
  enum class Relative : std::uint8_t {
    Merged,     ///< RFC 3986 §5.2.3
    Pasted,     ///< behind the base's directory and a slash, unread; one byte alone: behind "/"
    AsWritten,  ///< it is the request-target
    Refused
  };
  Relative relative = Relative::Merged;
  EmptyPath query_only = EmptyPath::WithoutQuery;  ///< "?q": what it is put behind
  EmptyPath fragment_only = EmptyPath::Document;   ///< "#f"
  enum class Parameters : std::uint8_t {
    Segment,     ///< a segment as any other
    BehindPath,  ///< put behind the base's path (RFC 1808 §4, step 5)
    BehindQuery  ///< put behind the base's path and query
  };
  Parameters parameters = Parameters::Segment;  ///< ";p"
  enum class EmptyQuery : std::uint8_t { Kept, Dropped, None };
  EmptyQuery empty_query = EmptyQuery::Kept;  ///< "?" at the end. None: as if it were not there
  enum class Dots : std::uint8_t {
    Removed,
    RemovedWithoutHost,  ///< but not behind an authority
    RemovedInRelative,
    Kept
  };
  Dots dots = Dots::Removed;
  enum class AboveRoot : std::uint8_t {
    Dropped,
    Kept,
    KeptBehindHost  ///< http://h/../a keeps them, /../a does not
  };
  AboveRoot above_root = AboveRoot::Dropped;  ///< ".." that has nothing to take away
  enum class MergeSlashes : std::uint8_t { Never, InRelative, Always };
  MergeSlashes merge_slashes = MergeSlashes::Never;

  // The request-target.
  std::string_view escapes = {};        ///< bytes of ASCII that are escaped in the path
  std::string_view query_escapes = {};  ///< and in the query
  bool query_is_raw = false;            ///< the query goes out as it came, whatever is in it
  std::string_view leaves = {};  ///< bytes that a browser's parser would escape and this one not
  bool escapes_non_ascii = true;
  bool lower_case_escapes = false;  ///< %c3 where it escapes
  bool plus_for_space = false;      ///< in the query
  enum class Decodes : std::uint8_t { Nothing, Unreserved, Everything, EverythingWhenEscaping };
  Decodes decodes = Decodes::Nothing;  ///< escapes in the path. Escaping comes after
  bool decodes_first = false;          ///< unreserved escapes before dots are removed: %2e is a dot
  enum class OldEscapes : std::uint8_t {
    Kept,
    UpperCase,      ///< %c3 becomes %C3
    UpperCaseFirst  ///< also where its "%" is escaped: %25C3
  };
  OldEscapes old_escapes = OldEscapes::Kept;
  enum class Root : std::uint8_t {
    Added,
    AddedWhenEmpty,  ///< but not before "?"
    NotAdded,
    Required  ///< "?" behind an authority makes the whole value a relative path
  };
  Root root = Root::Added;  ///< "/" where an authority has no path behind it
  bool sends_fragment = false;
};

/// What is sent. `target` is the request-target, byte for byte.
struct NextRequest {
  std::string scheme;
  std::string host;
  std::uint16_t port = 0;
  std::string target;
  friend bool operator==(const NextRequest&, const NextRequest&) = default;
};

/// It opens the value in another protocol, or a local file.
struct OtherProtocol {
  std::string scheme;
  friend bool operator==(const OtherProtocol&, const OtherProtocol&) = default;
};

/// Instead::Answer, Error or Hangs, where nothing is sent.
using LocationOutcome = std::variant<NextRequest, OtherProtocol, Instead>;

/// What a client with these rules does with an answer to a request for `base` (http or https) whose
/// Location fields, in order, are `values`.
LocationOutcome resolve_location(const LocationRules& rules, const url::Url& base,
                                 std::span<const std::string_view> values);

}  // namespace onward::redirect
