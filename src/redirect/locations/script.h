// SPDX-License-Identifier: MIT
#pragma once

#include "redirect/locations/words.h"

// URL code of scripting languages, each language's own.
namespace onward::redirect::locations {

// ---- Python

/// urllib.parse.urljoin as it is: tabs go, http:x is relative, http:///p is a path.
inline constexpr Rules kUrljoin{.text = Rules::Text::Latin1,
                                .same_scheme = Rules::SameScheme::Relative,
                                .network_path = Rules::NetworkPath::DroppedIfEmpty,
                                .empty_authority_is_none = true,
                                .empty_query = Rules::EmptyQuery::None,
                                .dots = Rules::Dots::RemovedWithoutHost,
                                .merge_slashes = Rules::MergeSlashes::InRelative};
/// urllib.request: bytes are escaped as they came; punctuation is not.
inline constexpr Rules kUrllibRequest = varied(kUrljoin, [](Rules& r) {
  r.absent = Instead::Error;
  r.keeps_trailing_spaces = true;
  r.text = Rules::Text::Bytes;
  r.opens = "ftp";
  r.same_scheme = Rules::SameScheme::FromRoot;
  r.userinfo = Rules::Userinfo::Refused;
  r.escapes = " ";
  r.query_escapes = " ";
});
/// urllib3's own Url under PoolManager: RFC 3986 to the letter behind urljoin.
inline constexpr Rules kUrllib3 = varied(kUrljoin, [](Rules& r) {
  r.several = Rules::Several::Joined;
  r.empty = Instead::Answer;
  r.keeps_trailing_spaces = true;
  r.bad_escape = Rules::BadEscape::AllEscaped;
  r.escapes = " \"<>[\\]^`{|}";
  r.query_escapes = " \"<>[\\]^`{|}";
  r.max_port_digits = 5;
  r.dots = Rules::Dots::Removed;
  r.old_escapes = Rules::OldEscapes::UpperCaseFirst;
});
/// requests: the value is read as UTF-8 and quoted again before urljoin; http:x from the root.
inline constexpr Rules kRequests = varied(kUrllib3, [](Rules& r) {
  r.text = Rules::Text::Utf8Refused;
  r.same_scheme = Rules::SameScheme::FromRoot;
  r.dots = Rules::Dots::RemovedWithoutHost;
  r.decodes = Rules::Decodes::Unreserved;
  r.decodes_first = true;
  r.old_escapes = Rules::OldEscapes::UpperCase;
});
/// HTTPie reads Location before requests does, and takes the first.
inline constexpr Rules kHttpie =
    varied(kRequests, [](Rules& r) { r.several = Rules::Several::First; });
/// httplib2: urljoin only for values without an authority; nothing is quoted but spaces.
inline constexpr Rules kHttplib2 = varied(kUrljoin, [](Rules& r) {
  r.several = Rules::Several::Joined;
  r.absent = Instead::Error;
  r.keeps_trailing_spaces = true;
  r.network_path = Rules::NetworkPath::Refused;
  r.empty_authority_is_none = false;
  r.userinfo = Rules::Userinfo::Refused;
  r.escapes = " ";
  r.query_escapes = " ";
});
/// tornado: urljoin, sent as it is; another scheme never comes to an end.
inline constexpr Rules kTornado = varied(kUrljoin, [](Rules& r) {
  r.several = Rules::Several::Joined;
  r.joint = ",";
  r.absent = Instead::Error;
  r.foreign = Instead::Hangs;
  r.bad_port = Instead::Hangs;
  r.escapes_non_ascii = false;
});
/// Twisted's URI behind urljoin: spaces and bytes above ASCII are refused, no "/" is added.
inline constexpr Rules kTwisted = varied(kUrljoin, [](Rules& r) {
  r.absent = Instead::Error;
  r.text = Rules::Text::Ascii;
  r.refuses = " ";
  r.userinfo = Rules::Userinfo::Refused;
  r.root = Rules::Root::AddedWhenEmpty;
});
/// mechanize's RFC 3986 module, after quoting what is no URI.
inline constexpr Rules kMechanizePy{.absent = Instead::Error,
                                    .text = Rules::Text::Latin1,
                                    .controls = Rules::Controls::Escaped,
                                    .bad_escape = Rules::BadEscape::AllEscaped,
                                    .opens = "ftp file",
                                    .same_scheme = Rules::SameScheme::Relative,
                                    .colon_is_for_schemes = true,
                                    .userinfo = Rules::Userinfo::Refused,
                                    .escapes = kNoUri,
                                    .query_escapes = kNoUri,
                                    .old_escapes = Rules::OldEscapes::UpperCaseFirst};
/// httpx 0.23 on rfc3986: no http:x.
inline constexpr Rules kHttpx{.several = Rules::Several::Joined,
                              .text = Rules::Text::Utf8OrLatin1,
                              .controls = Rules::Controls::Escaped,
                              .bad_escape = Rules::BadEscape::AllEscaped,
                              .network_path = Rules::NetworkPath::DroppedIfEmpty,
                              .max_port_digits = 5,
                              .escapes = kNoUri,
                              .query_escapes = kNoUri,
                              .old_escapes = Rules::OldEscapes::UpperCase};
/// yarl under aiohttp.
inline constexpr Rules kYarl{.empty = Instead::Answer,
                             .max_bytes = 8190,
                             .keeps_trailing_spaces = true,
                             .text = Rules::Text::Utf8Dropped,
                             .bad_escape = Rules::BadEscape::Escaped,
                             .network_path = Rules::NetworkPath::DroppedIfEmpty,
                             .empty_query = Rules::EmptyQuery::None,
                             .merge_slashes = Rules::MergeSlashes::InRelative,
                             .escapes = " \"<>[\\]^`{|}",
                             .query_escapes = " \"<>[\\]^`{|}",
                             .plus_for_space = true,
                             .decodes = Rules::Decodes::Unreserved,
                             .decodes_first = true,
                             .old_escapes = Rules::OldEscapes::UpperCase};

// ---- Ruby

/// URI of the standard library: RFC 3986, strictly.
inline constexpr Rules kRubyUri{.several = Rules::Several::Refused,
                                .absent = Instead::Error,
                                .text = Rules::Text::Ascii,
                                .controls = Rules::Controls::Refused,
                                .refuses = kNoUri,
                                .path_refuses = "[]",
                                .strict_query = false,
                                .bad_escape = Rules::BadEscape::Refused,
                                .network_path = Rules::NetworkPath::DroppedIfEmpty,
                                .colon_is_for_schemes = true,
                                .dots = Rules::Dots::RemovedWithoutHost,
                                .query_escapes = " \"'<>`"};
/// The same, the first of several, every scheme with a host taken for http.
inline constexpr Rules kRubyUriAnyScheme = varied(kRubyUri, [](Rules& r) {
  r.several = Rules::Several::First;
  r.foreign = Instead::AsHttp;
});
/// The same; several are an error, and short IPv4 addresses are names.
inline constexpr Rules kExcon = varied(kRubyUri, [](Rules& r) {
  r.foreign = Instead::AsHttp;
  r.short_ipv4 = Instead::Error;
});
/// open-uri: ftp is served, user:password@ refused.
inline constexpr Rules kOpenUri = varied(kRubyUri, [](Rules& r) {
  r.opens = "ftp";
  r.userinfo = Rules::Userinfo::Refused;
});
/// HTTParty joins paths itself: dots stay, and without a path it is the root.
inline constexpr Rules kHttparty = varied(kRubyUri, [](Rules& r) {
  r.absent = Instead::Answer;
  r.empty = Instead::Root;
  r.query_only = EmptyPath::Root;
  r.fragment_only = EmptyPath::Root;
  r.dots = Rules::Dots::Kept;
});
/// Faraday's middleware: unsafe bytes are escaped before URI sees them.
inline constexpr Rules kFaraday{.several = Rules::Several::Joined,
                                .absent = Instead::Again,
                                .text = Rules::Text::Bytes,
                                .controls = Rules::Controls::Escaped,
                                .bad_escape = Rules::BadEscape::Refused,
                                .opens = "ftp",
                                .colon_is_for_schemes = true,
                                .escapes = kNoUri,
                                .query_escapes = kNoUri};
/// Addressable under http.rb.
inline constexpr Rules kAddressable{.several = Rules::Several::Joined,
                                    .joint = "",
                                    .absent = Instead::Error,
                                    .text = Rules::Text::Bytes,
                                    .controls = Rules::Controls::Escaped,
                                    .bad_escape = Rules::BadEscape::Escaped,
                                    .colon_is_for_schemes = true,
                                    .ipv6 = false,
                                    .escapes = " \"<>[\\]^`{|}",
                                    .query_is_raw = true,
                                    .decodes = Rules::Decodes::Unreserved,
                                    .decodes_first = true,
                                    .old_escapes = Rules::OldEscapes::UpperCase};
/// Mechanize of Ruby.
inline constexpr Rules kMechanizeRb{.several = Rules::Several::Joined,
                                    .absent = Instead::Again,
                                    .text = Rules::Text::Bytes,
                                    .controls = Rules::Controls::Escaped,
                                    .bad_escape = Rules::BadEscape::Escaped,
                                    .colon_is_for_schemes = true,
                                    .ipv6 = false,
                                    .dots = Rules::Dots::RemovedInRelative,
                                    .escapes = kNoUri,
                                    .query_escapes = kNoUri};

// ---- Perl, PHP, Erlang

/// URI.pm under LWP: http:x is relative, ".." above the root stays, marks are taken off.
inline constexpr Rules kUriPm{.several = Rules::Several::Joined,
                              .absent = Instead::Again,
                              .max_bytes = 8192,
                              .unwraps = "<\"",
                              .text = Rules::Text::Bytes,
                              .controls = Rules::Controls::Escaped,
                              .opens = "ftp data",
                              .same_scheme = Rules::SameScheme::Relative,
                              .drops_odd_schemes = true,
                              .dots = Rules::Dots::RemovedInRelative,
                              .above_root = Rules::AboveRoot::Kept,
                              .escapes = " \"<>[\\]^`{|}",
                              .query_escapes = " \"<>[\\]^`{|}"};
/// HTTP::Tiny: an absolute URL or an absolute path, sent as it is.
inline constexpr Rules kHttpTiny{.several = Rules::Several::Refused,
                                 .empty = Instead::Answer,
                                 .keeps_trailing_spaces = true,
                                 .text = Rules::Text::Bytes,
                                 .controls = Rules::Controls::Kept,
                                 .network_path = Rules::NetworkPath::Path,
                                 .relative = Rules::Relative::Refused,
                                 .dots = Rules::Dots::Kept,
                                 .escapes_non_ascii = false};
/// Mojo::URL: paths are decoded and escaped again.
inline constexpr Rules kMojo{.empty = Instead::Answer,
                             .max_bytes = 8192,
                             .keeps_trailing_spaces = true,
                             .text = Rules::Text::Utf8OrLatin1,
                             .controls = Rules::Controls::Escaped,
                             .bad_escape = Rules::BadEscape::Escaped,
                             .malformed = Instead::Answer,
                             .foreign = Instead::Answer,
                             .no_host = Instead::Answer,
                             .colon_is_for_schemes = true,
                             .dots = Rules::Dots::RemovedInRelative,
                             .above_root = Rules::AboveRoot::Kept,
                             .escapes = kNoUri,
                             .query_escapes = kNoUri,
                             .decodes = Rules::Decodes::Everything};

/// PHP's http stream wrapper: what has no "://" is pasted behind the directory and a slash.
inline constexpr Rules kPhpStreams{.several = Rules::Several::Last,
                                   .empty = Instead::Root,
                                   .max_bytes = 1024,
                                   .text = Rules::Text::Bytes,
                                   .controls = Rules::Controls::Underscore,
                                   .schemes = Rules::Schemes::KnownWithSlashes,
                                   .opens = "ftp ftps",
                                   .network_path = Rules::NetworkPath::Path,
                                   .max_port_digits = 5,
                                   .relative = Rules::Relative::Pasted,
                                   .dots = Rules::Dots::Kept,
                                   .escapes_non_ascii = false};
/// Guzzle's Uri, behind PHP's parse_url().
inline constexpr Rules kGuzzle{.several = Rules::Several::Joined,
                               .text = Rules::Text::Utf8Emptied,
                               .controls = Rules::Controls::Escaped,
                               .bad_escape = Rules::BadEscape::Escaped,
                               .port_in_path_refused = true,
                               .max_port_digits = 5,
                               .empty_query = Rules::EmptyQuery::None,
                               .escapes = " \"<>[\\]^`{|}",
                               .query_escapes = " \"<>[\\]^`{|}"};
/// Symfony's own, behind parse_url(): what that refuses is handed back.
inline constexpr Rules kSymfony{.max_bytes = 8192,
                                .text = Rules::Text::Bytes,
                                .controls = Rules::Controls::Underscore,
                                .malformed = Instead::Answer,
                                .foreign = Instead::Answer,
                                .no_host = Instead::Answer,
                                .port_in_path_refused = true,
                                .bad_port = Instead::Answer,
                                .max_port_digits = 5,
                                .empty_query = Rules::EmptyQuery::Dropped,
                                .escapes = " \"<>\\^`|",
                                .query_escapes = " \"<>\\^`|",
                                .decodes = Rules::Decodes::Unreserved,
                                .decodes_first = true};

/// uri_string under Erlang's httpc: relative paths are put behind the directory, dots stay.
inline constexpr Rules kErlang{.empty = Instead::Directory,
                               .text = Rules::Text::Ascii,
                               .controls = Rules::Controls::Refused,
                               .refuses = kNoUri,
                               .scheme_case_matters = true,
                               .colon_is_for_schemes = true,
                               .bad_port = Instead::Hangs,
                               .ipv6 = false,
                               .query_only = EmptyPath::Directory,
                               .fragment_only = EmptyPath::Directory,
                               .dots = Rules::Dots::Kept,
                               .root = Rules::Root::NotAdded};

}  // namespace onward::redirect::locations
