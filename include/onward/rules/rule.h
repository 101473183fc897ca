// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/status.h"
#include "onward/rules/diagnostic.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// Rules as they are written: plain data, not yet checked. compile() (table.h) checks and indexes.
//
//   onward::rules::Rule rule;
//   rule.when.match = {"/api/v1/*"};
//   rule.action.to = {"https://api.example.com/v2/{0}"};
//   auto compiled = onward::rules::compile({rule});   // 307, query kept, no-store
//
// docs/rules.md explains each part to the people who write rules.
namespace onward::rules {

/// What a regular expression is held against.
enum class Subject : std::uint8_t {
  Path,         ///< the path in normal form, "/a%20b"
  DecodedPath,  ///< the same, percent-decoded; its captures are encoded again
  Url,          ///< scheme, host, port, path and query
  Query,        ///< without "?"; "" where there is none
  Host,         ///< in canonical form, without port
  Target,       ///< path and query as they were sent, "/a?b"
};

enum class Engine : std::uint8_t {
  Re2,    ///< linear time
  Pcre2,  ///< look-around and references back, under a match limit
};

/// A regular expression, for takeovers from other servers. It searches: anchors are its own.
struct Regex {
  Text expression;
  Engine engine = Engine::Re2;
  Subject subject = Subject::Path;
};

/// A question about one named value: a field, a cookie, a query parameter.
struct ValueTest {
  enum class Kind : std::uint8_t { Present, Absent, Equals, Prefix, Contains, Regex };
  Text name;
  Kind kind = Kind::Present;
  Text value;  ///< what Equals, Prefix, Contains and Regex (RE2, searches) ask for
};

/// A span of time, from the first instant until before the second; an open end is absent.
struct Between {
  std::optional<std::chrono::sys_seconds> from;
  std::optional<std::chrono::sys_seconds> until;
  Place place;
};

/// A part of the traffic, chosen by a key so that the same client always gets the same answer.
struct Share {
  enum class Key : std::uint8_t { Client, Cookie, Field, Query, Path };
  double percent = 100;  ///< of the keys, from 0 to 100
  Key key = Key::Client;
  Text name;         ///< of the cookie, field or parameter
  std::string seed;  ///< rules with one seed choose the same clients
  Place place;
};

/// What a request must be. Everything that is given must hold; nothing given holds always.
struct Conditions {
  std::optional<Text> match;  ///< a URLPattern: a pathname where it begins with "/", else a URL
  std::optional<Regex> regex;
  std::optional<Text> scheme;  ///< "http" or "https"
  std::vector<Text> hosts;     ///< URLPattern hostnames, "{:shop.}?example.com"; one must fit
  std::vector<Text> methods;   ///< none: all; GET includes HEAD
  std::vector<ValueTest> fields;
  std::vector<ValueTest> query;
  std::vector<ValueTest> cookies;
  std::vector<Text> clients;     ///< networks, "10.0.0.0/8", "2001:db8::/32"; one must fit
  std::vector<Between> between;  ///< one must fit
  std::optional<Share> share;
  std::vector<Conditions> all;
  std::vector<Conditions> any;
  std::vector<Conditions> none;  ///< "not"
  Place place;
};

/// The row of a map. The texts are as they stand in the file.
struct MapRow {
  std::string from;          ///< [scheme://][host]/path[?query]
  std::string to;            ///< a URL or a path; may be empty where the status needs none
  std::uint16_t status = 0;  ///< 301 302 303 307 308 404 410; 0: the rule's
  std::uint32_t line = 0;
};

class MapImage;  // map_image.h

/// A table of look-ups. Immutable; share freely.
struct MapSource {
  std::uint32_t file = 0;  ///< as in Place
  std::vector<MapRow> rows;
  /// In these rows "?", "#" and spaces are literal bytes of the path (MDN).
  bool is_literal = false;
  /// In place of rows: a file that is looked up where it lies. It compares as the rule does.
  std::shared_ptr<const MapImage> image{};
};

/// What becomes of the request's query. A target that places it itself has it once.
enum class QueryPolicy : std::uint8_t {
  Keep,          ///< it goes along behind the target's own; an empty one, "/a?", too
  KeepNonempty,  ///< the same, but an empty one is none
  Drop,
  AsWritten,  ///< Drop, and the target's "?" stays where all that follows it is filled in as ""
};

/// Whether a query that is not empty goes along.
constexpr bool keeps_query(QueryPolicy policy) {
  return policy == QueryPolicy::Keep || policy == QueryPolicy::KeepNonempty;
}
enum class BodyKind : std::uint8_t { Html, None };
enum class LocationForm : std::uint8_t { AsWritten, Absolute };

/// What browsers of other origins may do with the rule's redirects (Fetch, "CORS protocol").
struct Cors {
  std::vector<Text> origins;  ///< "https://app.example", or "*"
  std::vector<Text> methods;  ///< for preflights; none: the rule's own, or the requested one
  std::vector<Text> fields;   ///< request fields, for preflights; none: those requested
  std::vector<Text> expose;
  bool credentials = false;
  std::optional<std::chrono::seconds> max_age;
  Place place;
};

/// What is done. Exactly one of: `to`, `rewrite`, `map`, `pass`, or `status` alone (4xx).
struct Action {
  std::optional<Text> to;       ///< a target template
  std::optional<Text> rewrite;  ///< a template of a path; matching goes on below
  std::shared_ptr<const MapSource> map;
  bool pass = false;                   ///< matching ends here, as if no rule had matched
  std::optional<http::Status> status;  ///< none: 307; of a map row without one: 301
  Place status_place;
  QueryPolicy query = QueryPolicy::Keep;
  std::optional<Text> cache;  ///< Cache-Control; none: what fits the status
  std::optional<std::chrono::seconds> retry_after;
  BodyKind body = BodyKind::Html;
  LocationForm location = LocationForm::AsWritten;
  /// The hosts, or "*.suffix", that a capture or {request.host} may put in place of the target's.
  /// "*" is every host, and allowed where nothing but parts of the request's host is filled in.
  std::vector<Text> to_hosts;
  std::optional<Cors> cors;
};

/// How paths are compared: by byte, unless a takeover needs it otherwise.
struct Comparison {
  bool ignore_case = false;
  bool merge_slashes = false;
  bool ignore_trailing_slash = false;
  /// Escapes are bytes like others: "/%61" is not "/a", and groups have them as they were sent.
  bool keep_escapes = false;
  /// Dot segments are segments like others: "/b/../a" is not "/a". Only with `keep_escapes`.
  bool keep_dots = false;

  friend bool operator==(const Comparison&, const Comparison&) = default;
};

/// "POST /api/v1/orders?x=1" gives "307 https://api.example.com/v2/orders?x=1".
struct Example {
  Text request;
  Text answer;
};

struct Rule {
  Text name;
  Place place;  ///< where it begins
  Conditions when;
  Comparison comparison;
  Action action;
  std::vector<Example> examples;
};

}  // namespace onward::rules
