// SPDX-License-Identifier: MIT
#pragma once

#include "redirect/locations/words.h"

// The URL standard: browsers, Node, OkHttp, Rust. What differs stands before its parser or behind.
namespace onward::redirect::locations {

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
  r.empty_query = Rules::EmptyQuery::Kept;
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
  r.query_escapes = "|^`{}";
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

}  // namespace onward::redirect::locations
