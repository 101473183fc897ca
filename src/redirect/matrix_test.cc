// SPDX-License-Identifier: MIT
// The matrix: method × status × relation of the origins × content, under our own policy. The table
// says for each combination what must come out, with the section that says so; the test expands the
// rows and requires that each combination is in exactly one of them.
#include "redirect/testing.h"

#include <map>
#include <sstream>

#include <gtest/gtest.h>

namespace onward::redirect {
namespace {

struct Row {
  const char* section;
  const char* statuses;
  const char* methods;
  const char* relations;
  const char* contents;
  const char* next;         // "=" for the method of before, or the reason to stop
  const char* content;      // its fate
  const char* credentials;  // whether Authorization goes along
};

constexpr const char* kStatuses = "300 301 302 303 304 305 306 307 308";
constexpr const char* kMethods = "GET HEAD POST PUT DELETE PATCH OPTIONS QUERY BREW";
constexpr const char* kButPost = "GET HEAD PUT DELETE PATCH OPTIONS QUERY BREW";
constexpr const char* kButSafest = "POST PUT DELETE PATCH OPTIONS QUERY BREW";
constexpr const char* kRelations = "same port host subdomain upgrade downgrade";
constexpr const char* kOther = "port host subdomain upgrade";
constexpr const char* kNotDown = "same port host subdomain upgrade";
constexpr const char* kContents = "none replayable one-shot";

constexpr const char* kOneShot = "content-not-replayable";

// clang-format off
constexpr Row kRows[] = {
    // Nothing to follow. §15.4.1 300 offers a choice, §15.4.5 304 is about a cache,
    // §15.4.6 305 is deprecated for security, §15.4.7 306 is unused.
    {"RFC 9110 §15.4.1, §15.4.5-7", "300 304 305 306", kMethods, kRelations, kContents, "not-redirect", "", ""},
    // From https to http nothing goes, whatever it is.
    {"RFC 9110 §4.2.2", "301 302 303 307 308", kMethods, "downgrade", kContents, "downgrade", "", ""},

    // 301 and 302: "for historical reasons, a user agent MAY change the request method from POST to GET"; Fetch does, and for POST alone.
    {"RFC 9110 §15.4.2, §15.4.3", "301 302", "POST", "same", "none", "GET", "none", "stay"},
    {"RFC 9110 §15.4.2, §15.4.3", "301 302", "POST", "same", "replayable", "GET", "dropped", "stay"},
    {"RFC 9110 §15.4, item 3",    "301 302", "POST", kOther, "none", "GET", "none", "go"},
    {"RFC 9110 §15.4, item 3",    "301 302", "POST", kOther, "replayable", "GET", "dropped", "go"},
    {"RFC 9110 §15.4.2, §15.4.3", "301 302", kButPost, "same", "none", "=", "none", "stay"},
    {"RFC 9110 §15.4.2, §15.4.3", "301 302", kButPost, "same", "replayable", "=", "resent", "stay"},
    {"RFC 9110 §15.4, item 3",    "301 302", kButPost, kOther, "none", "=", "none", "go"},
    {"RFC 9110 §15.4, item 3",    "301 302", kButPost, kOther, "replayable", "=", "resent", "go"},
    // A stream has no "source" to be read from again; only 303 may be followed without one.
    {"Fetch, HTTP-redirect fetch: \"body's source is null\"", "301 302", kMethods, kNotDown, "one-shot", kOneShot, "", ""},

    // 303: "perform a retrieval request"; HEAD stays HEAD.
    {"RFC 9110 §15.4.4", "303", kButSafest, "same", "none", "GET", "none", "stay"},
    {"RFC 9110 §15.4.4", "303", kButSafest, "same", "replayable one-shot", "GET", "dropped", "stay"},
    {"RFC 9110 §15.4.4", "303", kButSafest, kOther, "none", "GET", "none", "go"},
    {"RFC 9110 §15.4.4", "303", kButSafest, kOther, "replayable one-shot", "GET", "dropped", "go"},
    {"RFC 9110 §15.4.4", "303", "GET HEAD", "same", "none", "=", "none", "stay"},
    {"RFC 9110 §15.4.4", "303", "GET HEAD", "same", "replayable", "=", "resent", "stay"},
    {"RFC 9110 §15.4.4", "303", "GET HEAD", kOther, "none", "=", "none", "go"},
    {"RFC 9110 §15.4.4", "303", "GET HEAD", kOther, "replayable", "=", "resent", "go"},
    {"Fetch, HTTP-redirect fetch", "303", "GET HEAD", kNotDown, "one-shot", kOneShot, "", ""},

    // 307 and 308: "MUST NOT change the request method".
    {"RFC 9110 §15.4.8, §15.4.9", "307 308", kMethods, "same", "none", "=", "none", "stay"},
    {"RFC 9110 §15.4.8, §15.4.9", "307 308", kMethods, "same", "replayable", "=", "resent", "stay"},
    {"RFC 9110 §15.4.8, §15.4.9", "307 308", kMethods, kOther, "none", "=", "none", "go"},
    {"RFC 9110 §15.4.8, §15.4.9", "307 308", kMethods, kOther, "replayable", "=", "resent", "go"},
    {"Fetch, HTTP-redirect fetch: \"body's source is null\"", "307 308", kMethods, kNotDown, "one-shot", kOneShot, "", ""},
};
// clang-format on

std::vector<std::string> words(const char* text) {
  std::istringstream in(text);
  std::vector<std::string> list;
  for (std::string word; in >> word;) list.push_back(word);
  return list;
}

struct Urls {
  const char* from;
  const char* to;
};
const std::map<std::string, Urls> kUrls = {
    {"same", {"https://a.example/1", "https://a.example:443/2"}},
    {"port", {"https://a.example/1", "https://a.example:8443/2"}},
    {"host", {"https://a.example/1", "https://b.example/2"}},
    {"subdomain", {"https://a.example/1", "https://www.a.example/2"}},
    {"upgrade", {"http://a.example/1", "https://a.example/2"}},
    {"downgrade", {"https://a.example/1", "http://a.example/2"}},
};

struct Point {
  std::string status, method, relation, content;
  auto operator<=>(const Point&) const = default;
};

std::string expected(const Row& row, const Point& point) {
  if (*row.content == '\0') return row.next;
  std::string text = *row.next == '=' ? point.method : row.next;
  const Urls& urls = kUrls.at(point.relation);
  const std::string to = url::parse(urls.to)->origin() + "/2";
  text.append(" ").append(to).append(" ").append(row.content);
  return text.append(row.credentials == std::string("stay") ? ", Authorization" : ", nothing");
}

std::string decided(const Point& point, ContentSource source) {
  const Urls& urls = kUrls.at(point.relation);
  const Request request =
      testing::request_of(point.method, urls.from, {"Authorization: Bearer t"}, source);
  const Policy policy = Policy::onward();
  Chain chain(policy);
  const Step step = testing::step_of(request, std::stoi(point.status),
                                     {std::string("Location: ") + urls.to}, chain);
  std::string text = testing::text_of(step);
  if (std::holds_alternative<Stop>(step)) return text;
  const std::string names = testing::names_of(step);
  return text.append(", ").append(names.empty() ? "nothing" : names);
}

std::vector<ContentSource> sources(const std::string& content) {
  if (content == "none") return {ContentSource::None};
  if (content == "one-shot") return {ContentSource::Stream};
  return {ContentSource::Memory, ContentSource::File};
}

std::vector<Point> points(const char* statuses, const char* methods, const char* relations,
                          const char* contents) {
  std::vector<Point> list;
  for (const std::string& status : words(statuses)) {
    for (const std::string& method : words(methods)) {
      for (const std::string& relation : words(relations)) {
        for (const std::string& content : words(contents)) {
          list.push_back({status, method, relation, content});
        }
      }
    }
  }
  return list;
}

TEST(Rfc9110Redirects, Matrix) {
  std::map<Point, int> covered;
  for (const Row& row : kRows) {
    for (const Point& point : points(row.statuses, row.methods, row.relations, row.contents)) {
      ++covered[point];
      for (const ContentSource source : sources(point.content)) {
        EXPECT_EQ(decided(point, source), expected(row, point))
            << row.section << ": " << point.status << " to " << point.method << ", "
            << point.relation << ", " << point.content;
      }
    }
  }
  for (const Point& point : points(kStatuses, kMethods, kRelations, kContents)) {
    EXPECT_EQ(covered[point], 1) << point.status << ' ' << point.method << ' ' << point.relation
                                 << ' ' << point.content << " is not in one row";
  }
}

}  // namespace
}  // namespace onward::redirect
