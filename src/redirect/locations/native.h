// SPDX-License-Identifier: MIT
#pragma once

#include "redirect/locations/words.h"

// URL code of compiled languages: curl, Go, the JVM, .NET, C and C++.
namespace onward::redirect::locations {

// ---- curl

/// libcurl's urlapi before 8: a reference is cut and pasted, then parsed; one to three slashes.
inline constexpr Rules kCurl{.empty = Instead::Answer,
                             .text = Rules::Text::Bytes,
                             .controls = Rules::Controls::Refused,
                             .opens = "ftp ftps",
                             .min_slashes = 1,
                             .max_slashes = 3,
                             .fragment_only = EmptyPath::Directory,
                             .empty_query = Rules::EmptyQuery::Dropped,
                             .escapes = " ",
                             .lower_case_escapes = true,
                             .plus_for_space = true};
/// libcurl, after PHP's parse_url() said yes; what it refuses is handed back.
inline constexpr Rules kCurlBehindPhp = varied(kCurl, [](Rules& r) {
  r.malformed = Instead::Answer;
  r.opens = "";
  r.foreign = Instead::Answer;
  r.min_slashes = 2;
  r.max_slashes = 2;
  r.no_host = Instead::Answer;
  r.port_in_path_refused = true;
  r.bad_port = Instead::Answer;
  r.max_port_digits = 5;
});

// ---- Go, Java, .NET

/// net/url: a path that needs escaping is decoded whole and escaped again; queries go out raw.
inline constexpr Rules kGoUrl{.empty = Instead::Answer,
                              .text = Rules::Text::Bytes,
                              .controls = Rules::Controls::Refused,
                              .bad_escape = Rules::BadEscape::Refused,
                              .network_path = Rules::NetworkPath::PathIfEmpty,
                              .colon_is_for_schemes = true,
                              .short_ipv4 = Instead::Error,
                              .escapes = kNoUri,
                              .query_is_raw = true,
                              .decodes = Rules::Decodes::EverythingWhenEscaping};

/// java.net.URI (RFC 2396): ?q belongs to the directory, ".." above the root stays.
inline constexpr Rules kJavaUri{.absent = Instead::Error,
                                .empty = Instead::Directory,
                                .text = Rules::Text::Latin1,
                                .controls = Rules::Controls::Refused,
                                .refuses = kNoUri,
                                .path_refuses = "[]",
                                .bad_escape = Rules::BadEscape::Refused,
                                .foreign = Instead::AsHttp,
                                .network_path = Rules::NetworkPath::DroppedIfEmpty,
                                .short_ipv4 = Instead::Error,
                                .query_only = EmptyPath::Directory,
                                .empty_query = Rules::EmptyQuery::Dropped,
                                .dots = Rules::Dots::RemovedInRelative,
                                .above_root = Rules::AboveRoot::Kept,
                                .merge_slashes = Rules::MergeSlashes::InRelative};
/// The same where another scheme than http and https is handed back.
inline constexpr Rules kJavaUriWebOnly =
    varied(kJavaUri, [](Rules& r) { r.foreign = Instead::Answer; });
/// java.net.URL: reads no escapes and no characters; hands back the schemes that it knows.
inline constexpr Rules kJavaUrl{.several = Rules::Several::Last,
                                .text = Rules::Text::Latin1,
                                .controls = Rules::Controls::Space,
                                .knows = "ftp file mailto jar",
                                .query_only = EmptyPath::Directory,
                                .dots = Rules::Dots::RemovedInRelative,
                                .above_root = Rules::AboveRoot::Kept,
                                .escapes_non_ascii = false};
/// Apache HttpClient 4: java.net.URI, mended for ?q, its escapes normalized (RFC 3986 §6.2.2).
inline constexpr Rules kApacheClient4{.absent = Instead::Error,
                                      .controls = Rules::Controls::Refused,
                                      .refuses = kNoUri,
                                      .path_refuses = "[]",
                                      .bad_escape = Rules::BadEscape::Refused,
                                      .network_path = Rules::NetworkPath::DroppedIfEmpty,
                                      .merge_slashes = Rules::MergeSlashes::Always,
                                      .decodes = Rules::Decodes::Unreserved,
                                      .decodes_first = true,
                                      .old_escapes = Rules::OldEscapes::UpperCase};
/// Apache HttpClient 5: the same, but a reference without a path loses the base's, and all that is
/// not unreserved is escaped in paths.
inline constexpr Rules kApacheClient5 = varied(kApacheClient4, [](Rules& r) {
  r.absent = Instead::Answer;
  r.empty = Instead::Root;
  r.userinfo = Rules::Userinfo::Refused;
  r.query_only = EmptyPath::Root;
  r.fragment_only = EmptyPath::Root;
  r.empty_query = Rules::EmptyQuery::Dropped;
  r.above_root = Rules::AboveRoot::KeptBehindHost;
  r.escapes = "!$&'()*+,:;=@";
  r.query_escapes = "[]";
});
/// Commons HttpClient 3: its own URI, with the marks of RFC 2396 Appendix E taken off.
inline constexpr Rules kCommonsClient3{.several = Rules::Several::Refused,
                                       .empty = Instead::Error,
                                       .unwraps = "\"<",
                                       .text = Rules::Text::Ascii,
                                       .controls = Rules::Controls::Refused,
                                       .refuses = " \"<>[\\]^`{|}",
                                       .strict_fragment = false,
                                       .bad_escape = Rules::BadEscape::Refused,
                                       .network_path = Rules::NetworkPath::Path,
                                       .colon_is_for_schemes = true,
                                       .query_only = EmptyPath::Refused,
                                       .fragment_only = EmptyPath::WithoutQuery,
                                       .empty_query = Rules::EmptyQuery::Dropped,
                                       .dots = Rules::Dots::RemovedWithoutHost,
                                       .query_is_raw = true};

/// System.Uri of Mono: backslashes are slashes in paths, unreserved escapes are decoded.
inline constexpr Rules kSystemUri{.several = Rules::Several::Last,
                                  .absent = Instead::Error,
                                  .text = Rules::Text::Latin1,
                                  .controls = Rules::Controls::Escaped,
                                  .backslash = Rules::Backslash::SlashInPath,
                                  .bad_escape = Rules::BadEscape::Escaped,
                                  .foreign = Instead::AsHttp,
                                  .same_scheme = Rules::SameScheme::Relative,
                                  .colon_is_for_schemes = true,
                                  .escapes = kNoUri,
                                  .query_escapes = kNoUri,
                                  .decodes = Rules::Decodes::Unreserved};
/// The same under HttpClient: more is handed back, and the fragment is sent.
inline constexpr Rules kSystemUriClient = varied(kSystemUri, [](Rules& r) {
  r.several = Rules::Several::First;
  r.absent = Instead::Answer;
  r.empty = Instead::Answer;
  r.malformed = Instead::Answer;
  r.foreign = Instead::Error;
  r.no_host = Instead::Answer;
  r.bad_port = Instead::Answer;
  r.sends_fragment = true;
});

// ---- C and C++

/// GNU Wget.
inline constexpr Rules kWget{.absent = Instead::Error,
                             .text = Rules::Text::Bytes,
                             .controls = Rules::Controls::Escaped,
                             .bad_escape = Rules::BadEscape::Escaped,
                             .opens = "ftp",
                             .escapes = kNoUri,
                             .query_escapes = kNoUri};
/// GNU Wget2 (libwget): paths are decoded and escaped again, a space ends the value.
inline constexpr Rules kWget2{.text = Rules::Text::Bytes,
                              .controls = Rules::Controls::Cut,
                              .cut_at_space = true,
                              .bad_escape = Rules::BadEscape::Escaped,
                              .malformed = Instead::Answer,
                              .foreign = Instead::Answer,
                              .no_host = Instead::Answer,
                              .colon_is_for_schemes = true,
                              .bad_port = Instead::Answer,
                              .query_only = EmptyPath::Directory,
                              .fragment_only = EmptyPath::Directory,
                              .dots = Rules::Dots::RemovedWithoutHost,
                              .merge_slashes = Rules::MergeSlashes::Always,
                              .escapes = " !\"$&'()*+,:;<=>@[\\]^`{|}",
                              .query_is_raw = true,
                              .decodes = Rules::Decodes::Everything};
/// aria2: a scheme only with "://" and in lower case.
inline constexpr Rules kAria2{.absent = Instead::Error,
                              .empty = Instead::Error,
                              .text = Rules::Text::Bytes,
                              .controls = Rules::Controls::Escaped,
                              .schemes = Rules::Schemes::WithSlashes,
                              .scheme_case_matters = true,
                              .opens = "ftp",
                              .query_only = EmptyPath::Directory,
                              .fragment_only = EmptyPath::Directory,
                              .dots = Rules::Dots::RemovedWithoutHost,
                              .merge_slashes = Rules::MergeSlashes::Always,
                              .escapes = " \"<>",
                              .query_escapes = " \"<>"};
/// Lynx: bytes go out as they came, but for spaces.
inline constexpr Rules kLynx{.empty = Instead::Answer,
                             .unwraps = "\"",
                             .text = Rules::Text::Bytes,
                             .controls = Rules::Controls::Kept,
                             .opens = "ftp",
                             .colon_is_for_schemes = true,
                             .userinfo = Rules::Userinfo::Refused,
                             .parameters = Rules::Parameters::BehindQuery,
                             .escapes = " ",
                             .query_escapes = " ",
                             .escapes_non_ascii = false};
/// w3m.
inline constexpr Rules kW3m{.text = Rules::Text::Utf8Dropped,
                            .controls = Rules::Controls::Escaped,
                            .foreign = Instead::Answer,
                            .same_scheme = Rules::SameScheme::Relative,
                            .no_host = Instead::Answer,
                            .bad_port = Instead::Answer,
                            .dots = Rules::Dots::RemovedInRelative,
                            .merge_slashes = Rules::MergeSlashes::InRelative,
                            .escapes = " ",
                            .query_escapes = " "};
/// Links: only known schemes are schemes, and only with two slashes.
inline constexpr Rules kLinks{.text = Rules::Text::Bytes,
                              .controls = Rules::Controls::Cut,
                              .schemes = Rules::Schemes::Known,
                              .opens = "ftp",
                              .knows = "file data mailto",
                              .known = Instead::Error,
                              .no_host = Instead::Relative,
                              .parameters = Rules::Parameters::BehindPath,
                              .escapes = " ",
                              .query_escapes = " ",
                              .root = Rules::Root::Required};
/// ELinks: as Links, backslashes become slashes.
inline constexpr Rules kELinks{.empty = Instead::Answer,
                               .text = Rules::Text::Bytes,
                               .controls = Rules::Controls::Space,
                               .backslash = Rules::Backslash::SlashInPath,
                               .schemes = Rules::Schemes::Known,
                               .opens = "ftp",
                               .knows = "file data javascript mailto",
                               .bad_port = Instead::Relative,
                               .escapes = " ",
                               .query_escapes = " ",
                               .escapes_non_ascii = false,
                               .root = Rules::Root::Required};
/// BusyBox wget: an absolute URL in lower case or an absolute path, sent as it is.
inline constexpr Rules kBusyBox{.empty = Instead::Error,
                                .text = Rules::Text::Bytes,
                                .controls = Rules::Controls::Space,
                                .scheme_case_matters = true,
                                .opens = "ftp",
                                .network_path = Rules::NetworkPath::Path,
                                .relative = Rules::Relative::Refused,
                                .dots = Rules::Dots::Kept,
                                .escapes_non_ascii = false};
/// cpp-httplib: one regular expression; what is no http URL is the request-target.
inline constexpr Rules kCppHttplib{.absent = Instead::Error,
                                   .empty = Instead::Error,
                                   .max_bytes = 8192,
                                   .text = Rules::Text::Bytes,
                                   .controls = Rules::Controls::Kept,
                                   .schemes = Rules::Schemes::Known,
                                   .scheme_case_matters = true,
                                   .userinfo = Rules::Userinfo::Unknown,
                                   .relative = Rules::Relative::AsWritten,
                                   .dots = Rules::Dots::Kept,
                                   .escapes = " \r\n',;",
                                   .decodes = Rules::Decodes::Everything,
                                   .root = Rules::Root::AddedWhenEmpty};
/// QUrl in its strict mode.
inline constexpr Rules kQUrl{.absent = Instead::Error,
                             .empty = Instead::Error,
                             .controls = Rules::Controls::Escaped,
                             .bad_escape = Rules::BadEscape::AllEscaped,
                             .colon_is_for_schemes = true,
                             .escapes = kNoUri,
                             .query_escapes = kNoUri,
                             .decodes = Rules::Decodes::Unreserved,
                             .decodes_first = true,
                             .old_escapes = Rules::OldEscapes::UpperCase};
/// GUri under libsoup 3.
inline constexpr Rules kGUri{.several = Rules::Several::Last,
                             .empty = Instead::Error,
                             .controls = Rules::Controls::Escaped,
                             .bad_escape = Rules::BadEscape::Refused,
                             .malformed = Instead::Answer,
                             .foreign = Instead::Answer,
                             .no_host = Instead::Answer,
                             .bad_port = Instead::Answer,
                             .short_ipv4 = Instead::Answer,
                             .escapes = " ",
                             .query_escapes = " ",
                             .decodes = Rules::Decodes::Unreserved,
                             .decodes_first = true,
                             .old_escapes = Rules::OldEscapes::UpperCase};
/// Poco::URI.
inline constexpr Rules kPocoUri{.absent = Instead::Error,
                                .max_bytes = 8192,
                                .text = Rules::Text::Bytes,
                                .controls = Rules::Controls::Escaped,
                                .bad_escape = Rules::BadEscape::Refused,
                                .opens = "file",
                                .network_path = Rules::NetworkPath::Path,
                                .colon_is_for_schemes = true,
                                .merge_slashes = Rules::MergeSlashes::Always,
                                .escapes = " \"<>\\^`{|},",
                                .query_escapes = kNoUri,
                                .decodes = Rules::Decodes::Unreserved};

}  // namespace onward::redirect::locations
