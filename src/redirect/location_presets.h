// SPDX-License-Identifier: MIT
#pragma once

#include "redirect/location.h"

// How known URL code reads Location: one constant for each that differs. Named after the code, not
// after the clients, of which several may share it; the atlas says which client has which.
//
// Each was written down from the code's own rules and checked on the wire; what a set of bytes
// stands for is said once, above it.
namespace onward::redirect::locations {

using Rules = LocationRules;

/// A copy of `rules` with one change.
template <typename Change>
constexpr LocationRules varied(LocationRules rules, Change change) {
  change(rules);
  return rules;
}

// What RFC 3986 allows nowhere but in escapes: "delims" and "unwise" of RFC 2396.
inline constexpr std::string_view kNoUri = " \"<>\\^`{|}";
// The same where space is treated apart.
inline constexpr std::string_view kNoUriButSpace = "\"<>\\^`{|}";

// ---- The URL standard, and what stands before it ----------------------------------------------

/// The URL standard's parser on the value as text, nothing else.
inline constexpr Rules kUrlStandard{.browser = true, .same_scheme = Rules::SameScheme::Relative};

/// Firefox: raw bytes and tabs are escaped before the URL is parsed.
inline constexpr Rules kFirefox{.several = Rules::Several::RefusedIfDifferent,
                                .text = Rules::Text::Bytes,
                                .controls = Rules::Controls::Escaped,
                                .browser = true};
/// The same for fetch(): user:password@ on another origin is an error.
inline constexpr Rules kFirefoxFetch =
    varied(kFirefox, [](Rules& r) { r.userinfo = Rules::Userinfo::RefusedElsewhere; });

/// Chromium: raw bytes are escaped before, "|" behind; an empty Location is none.
inline constexpr Rules kChromium{.several = Rules::Several::RefusedIfDifferent,
                                 .empty = Instead::Answer,
                                 .text = Rules::Text::Bytes,
                                 .browser = true,
                                 .escapes = "|"};
inline constexpr Rules kChromiumFetch =
    varied(kChromium, [](Rules& r) { r.userinfo = Rules::Userinfo::RefusedElsewhere; });

/// Node's URL class, as text of Latin-1 header values; "^" is not escaped there yet.
inline constexpr Rules kNodeUrl{.empty = Instead::Answer,
                                .text = Rules::Text::Latin1,
                                .browser = true,
                                .empty_query = Rules::EmptyQuery::Dropped,
                                .leaves = "^"};
/// undici's fetch: field lines are joined, the value read as UTF-8 and not trimmed at its end.
inline constexpr Rules kNodeFetch{.several = Rules::Several::Joined,
                                  .keeps_trailing_spaces = true,
                                  .refuses_trailing_spaces = true,
                                  .browser = true,
                                  .userinfo = Rules::Userinfo::RefusedElsewhere,
                                  .empty_query = Rules::EmptyQuery::Dropped,
                                  .leaves = "^"};
/// undici's redirect interceptor.
inline constexpr Rules kUndiciRequest = varied(kNodeUrl, [](Rules& r) {
  r.several = Rules::Several::Joined;
  r.joint = ",";
});
/// node-fetch, the package: field lines joined, data: served, user:password@ refused elsewhere.
inline constexpr Rules kNodeFetchPackage = varied(kNodeUrl, [](Rules& r) {
  r.several = Rules::Several::Joined;
  r.empty = Instead::Again;
  r.opens = "data";
  r.userinfo = Rules::Userinfo::RefusedElsewhere;
});
/// got: Latin-1 turned back into the bytes that came, read as UTF-8.
inline constexpr Rules kGot = varied(kNodeUrl, [](Rules& r) { r.text = Rules::Text::Utf8; });
/// superagent: no or an empty Location is an error.
inline constexpr Rules kSuperagent = varied(kNodeUrl, [](Rules& r) {
  r.empty = Instead::Error;
  r.absent = Instead::Error;
});
/// needle: the parsed URL goes through Node's legacy formatter, which escapes more.
inline constexpr Rules kNeedle = varied(kNodeUrl, [](Rules& r) {
  r.leaves = "";
  r.escapes = "|";
});
/// minipass-fetch under make-fetch-happen: a bracketed host is looked up as a name.
inline constexpr Rules kMakeFetchHappen = varied(kNodeUrl, [](Rules& r) {
  r.empty = Instead::Again;
  r.absent = Instead::Error;
  r.ipv6 = false;
});

/// Node's legacy url.resolve() under `request`: what begins with http: is absolute.
inline constexpr Rules kNodeLegacyUrl{.empty = Instead::Answer,
                                      .text = Rules::Text::Bytes,
                                      .controls = Rules::Controls::Escaped,
                                      .backslash = Rules::Backslash::Slash,
                                      .escapes = " \"'<>\\^`{|}",
                                      .query_escapes = " \"'<>\\^`{|}",
                                      .escapes_non_ascii = false};

/// OkHttp's HttpUrl: a URL that it cannot parse is handed back, as is another scheme.
inline constexpr Rules kOkHttp{.several = Rules::Several::Last,
                               .malformed = Instead::Answer,
                               .browser = true,
                               .foreign = Instead::Answer,
                               .bad_port = Instead::Answer,
                               .escapes = "|"};

/// Rust's url crate as reqwest uses it: every scheme with a host is taken for http.
inline constexpr Rules kReqwest{.text = Rules::Text::Utf8Refused,
                                .malformed = Instead::Answer,
                                .browser = true,
                                .knows = "file data",
                                .foreign = Instead::AsHttp,
                                .bad_port = Instead::Answer,
                                .leaves = "^"};
/// The same crate under ureq: a field with bytes above ASCII is as good as none.
inline constexpr Rules kUreq{.text = Rules::Text::AsciiOrAbsent, .browser = true, .leaves = "^"};

// ---- curl ---------------------------------------------------------------------------------------

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
});

// ---- Python -------------------------------------------------------------------------------------

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

// ---- Go, Java, .NET -----------------------------------------------------------------------------

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
                                .bad_escape = Rules::BadEscape::Refused,
                                .foreign = Instead::AsHttp,
                                .short_ipv4 = Instead::Error,
                                .query_only = EmptyPath::Directory,
                                .dots = Rules::Dots::RemovedInRelative,
                                .keeps_dots_above_root = true,
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
                                .keeps_dots_above_root = true,
                                .escapes_non_ascii = false};
/// Apache HttpClient 4: java.net.URI, mended for ?q and normalized.
inline constexpr Rules kApacheClient4{.absent = Instead::Error,
                                      .controls = Rules::Controls::Refused,
                                      .refuses = kNoUri,
                                      .bad_escape = Rules::BadEscape::Refused,
                                      .merge_slashes = Rules::MergeSlashes::Always};
/// Apache HttpClient 5: the same, but a reference without a path loses the base's.
inline constexpr Rules kApacheClient5 = varied(kApacheClient4, [](Rules& r) {
  r.absent = Instead::Answer;
  r.empty = Instead::Root;
  r.userinfo = Rules::Userinfo::Refused;
  r.query_only = EmptyPath::Root;
  r.fragment_only = EmptyPath::Root;
});
/// Commons HttpClient 3: its own URI, with the marks of RFC 2396 Appendix E taken off.
inline constexpr Rules kCommonsClient3{.several = Rules::Several::Refused,
                                       .empty = Instead::Error,
                                       .unwraps = "\"<",
                                       .text = Rules::Text::Ascii,
                                       .controls = Rules::Controls::Refused,
                                       .refuses = kNoUri,
                                       .bad_escape = Rules::BadEscape::Refused,
                                       .network_path = Rules::NetworkPath::Path,
                                       .colon_is_for_schemes = true,
                                       .query_only = EmptyPath::WithoutQuery,
                                       .fragment_only = EmptyPath::WithoutQuery};

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

// ---- Ruby ---------------------------------------------------------------------------------------

/// URI of the standard library: RFC 3986, strictly.
inline constexpr Rules kRubyUri{.several = Rules::Several::Refused,
                                .absent = Instead::Error,
                                .text = Rules::Text::Ascii,
                                .controls = Rules::Controls::Refused,
                                .refuses = kNoUri,
                                .bad_escape = Rules::BadEscape::Refused,
                                .colon_is_for_schemes = true};
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
                                    .escapes = kNoUri,
                                    .query_escapes = kNoUri,
                                    .decodes = Rules::Decodes::Unreserved};
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

// ---- Perl, PHP, Erlang --------------------------------------------------------------------------

/// URI.pm under LWP: http:x is relative, ".." above the root stays, marks are taken off.
inline constexpr Rules kUriPm{.several = Rules::Several::Joined,
                              .absent = Instead::Again,
                              .max_bytes = 8192,
                              .unwraps = "<\"",
                              .text = Rules::Text::Bytes,
                              .controls = Rules::Controls::Escaped,
                              .opens = "ftp data",
                              .same_scheme = Rules::SameScheme::Relative,
                              .dots = Rules::Dots::RemovedInRelative,
                              .keeps_dots_above_root = true,
                              .escapes = kNoUri,
                              .query_escapes = kNoUri};
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
                             .keeps_dots_above_root = true,
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
                                   .relative = Rules::Relative::Pasted,
                                   .dots = Rules::Dots::Kept,
                                   .escapes_non_ascii = false};
/// Guzzle's Uri, behind PHP's parse_url().
inline constexpr Rules kGuzzle{.several = Rules::Several::Joined,
                               .text = Rules::Text::Utf8Emptied,
                               .controls = Rules::Controls::Escaped,
                               .bad_escape = Rules::BadEscape::Escaped,
                               .port_in_path_refused = true,
                               .escapes = kNoUri,
                               .query_escapes = kNoUri};
/// Symfony's own, behind parse_url(): what that refuses is handed back.
inline constexpr Rules kSymfony{.max_bytes = 8192,
                                .text = Rules::Text::Bytes,
                                .controls = Rules::Controls::Underscore,
                                .malformed = Instead::Answer,
                                .foreign = Instead::Answer,
                                .no_host = Instead::Answer,
                                .port_in_path_refused = true,
                                .bad_port = Instead::Answer,
                                .escapes = " \"<>\\^`|",
                                .query_escapes = " \"<>\\^`|",
                                .decodes = Rules::Decodes::Unreserved};

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

// ---- C and C++ ----------------------------------------------------------------------------------

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
                              .merge_slashes = Rules::MergeSlashes::Always,
                              .escapes = " !\"$'()*+,:;<>@[\\]^`{|}",
                              .query_escapes = kNoUri,
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
                             .query_escapes = kNoUri};
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
                             .query_escapes = " "};
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
