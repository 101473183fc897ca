// SPDX-License-Identifier: MIT
// What is filled into a target never changes where it leads: for every kind of rule and every
// payload, the Location that comes out has no byte below 0x20 and, resolved as a browser does, the
// scheme, host and port that the rule says. Payloads are our own rows and those of the corpora.
#include "onward/http/syntax.h"
#include "onward/url/percent_encode.h"
#include "onward/url/url.h"
#include "rules/conversation.h"
#include "support/corpora.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

constexpr std::string_view kOwn = "http://own.example";
constexpr std::string_view kNew = "https://new.example:8443";

const std::vector<std::string>& own_payloads() {
  static const std::vector<std::string> kPayloads{
      "\r\nSet-Cookie: a=b",
      "\r\n\r\n<script>",
      "//evil.example/",
      "/\\evil.example/",
      "\\\\evil.example/",
      "@evil.example/",
      ":80@evil.example",
      ".evil.example",
      "%0d%0aLocation:%20https://evil.example/",
      "%2f%2fevil.example/",
      "%5c%5cevil.example",
      "%5Cevil.example",
      "\xEF\xBC\x8E\xEF\xBC\x8E/\xEF\xBC\x8F\xEF\xBC\x8F/evil.example",
      "%EF%BC%8F%EF%BC%8Fevil.example",
      "\t//evil.example/",
      "/%09/evil.example/",
      "/\t/evil.example/",
      "https://evil.example/",
      "https:evil.example",
      "http:/\\evil.example",
      "javascript:alert(1)",
      "..//evil.example/",
      "%2e%2e//evil.example/..",
      "./%2e//evil.example/.",
      "?@evil.example",
      "#@evil.example",
      "%00",
      "%",
      "%2",
      "%25%30%64%25%30%61",
      std::string("\0evil", 5),
      "\x7F\x1F\xFF\xFE",
      "[::1]",
      "{0}",
      "\xE2\x80\xA8//evil.example",
      ";//evil.example",
      "&to=//evil.example",
  };
  return kPayloads;
}

/// Those of others; none where the corpora are absent.
std::vector<std::string> corpus_payloads() {
  std::vector<std::string> all;
  if (const auto rows = test::corpus("browser-location/open-redirect-payloads.json")) {
    for (const auto& row : rows->as_array()) all.emplace_back(row.at("location").as_string());
  }
  return all;
}

/// A payload as a client could send it: what no target may hold is encoded.
std::string sendable(std::string_view payload, bool in_query) {
  std::string text;
  for (const char c : payload) {
    const bool may = http::is_target_byte(c) && (in_query || c != '?');
    text +=
        may ? std::string(1, c) : url::percent_encode({&c, 1}, url::PercentEncodeSet::Component);
    if (!may && text.back() == c) text.replace(text.size() - 1, 1, "%3F");
  }
  return text;
}

std::string joined(std::initializer_list<std::string_view> pieces) {
  std::string whole;
  for (const std::string_view piece : pieces) whole += piece;
  return whole;
}

struct Kind {
  const char* name;
  Rule rule;
  std::string_view origin;  // what the Location leads to
};

Rule to(const char* match, const char* target) {
  Rule rule;
  if (*match != '\0') rule.when.match = Text{match, {}};
  rule.action.to = Text{target, {}};
  return rule;
}

Rule by_regex(const char* expression, Subject subject, const char* target) {
  Rule rule = to("", target);
  rule.when.regex = Regex{{expression, {}}, Engine::Re2, subject};
  return rule;
}

std::vector<Kind> kinds() {
  std::vector<Kind> all{
      {"wildcard", to("/x/*", "https://new.example:8443/{0}"), kNew},
      {"wildcard to a path", to("/x/*", "/{0}"), kOwn},
      {"glued to a path", to("/x/*", "/y{0}"), kOwn},
      {"the root", to("/*", "/{0}"), kOwn},
      {"the path itself", to("/*", "{request.path}"), kOwn},
      {"behind a host", to("/*", "https://new.example:8443{request.path}"), kNew},
      {"a name", to("/x/:a", "https://new.example:8443/{a}"), kNew},
      {"two names", to("/x/:a.:b", "/{b}/{a}"), kOwn},
      {"into the query", to("/x/*", "https://new.example:8443?q={0}"), kNew},
      {"into the fragment", to("/x/*", "/#{0}"), kOwn},
      {"a parameter", to("/x/*", "/{query.q}"), kOwn},
      {"a parameter behind a host", to("/x/*", "https://new.example:8443/{query.q}"), kNew},
      {"the query", to("/x/*", "/{request.query}"), kOwn},
      {"the method", to("/x/*", "/{request.method}/{0}"), kOwn},
      {"the scheme", to("/x/*", "{request.scheme}://own.example/{0}"), kOwn},
      {"a regular expression", by_regex("^/x(.*)$", Subject::Path, "/y{1}"), kOwn},
      {"all of it", by_regex("^/x/(.*)$", Subject::Path, "/{1}"), kOwn},
      {"decoded", by_regex("^/x/((?s:.*))$", Subject::DecodedPath, "/{1}"), kOwn},
      {"decoded, behind a host",
       by_regex("^/x/((?s:.*))$", Subject::DecodedPath, "https://new.example:8443/{1}?{1}#{1}"),
       kNew},
      {"of the URL", by_regex("^http://own.example/x/(.*)$", Subject::Url, "/{1}"), kOwn},
      {"the whole target", to("/*", "{request.target}"), kOwn},
      {"the whole target, glued", to("/x/*", "/y{request.target}"), kOwn},
      {"the whole target behind a host", to("/*", "https://new.example:8443{request.target}"),
       kNew},
      {"the whole target in the query", to("/x/*", "https://new.example:8443?q={request.target}"),
       kNew},
      {"the whole target in the fragment", to("/x/*", "/#{request.target}"), kOwn},
      {"of the target", by_regex("^/x/(.*)$", Subject::Target, "/{1}"), kOwn},
      {"of the target, behind a host",
       by_regex("^/x/(.*)$", Subject::Target, "https://new.example:8443/{1}?{1}#{1}"), kNew},
      {"of the host", by_regex("^(.*)$", Subject::Host, "/{1}{request.target}"), kOwn},
      {"of the query", by_regex("q=(.*)", Subject::Query, "/{1}"), kOwn},
  };
  Kind absolute{"absolute", to("/x/*", "/{0}"), kOwn};
  absolute.rule.action.location = LocationForm::Absolute;
  all.push_back(absolute);
  Kind host{"a host from a list", to("/x/*", "http://{query.h}/{0}"), kOwn};
  host.rule.action.to_hosts = {{"own.example", {}}};
  all.push_back(host);
  Kind same{"the request's host", to("/x/*", "http://{request.host}{request.target}"), kOwn};
  same.rule.action.to_hosts = {{"*", {}}};
  all.push_back(same);
  Kind part{"a part of the request's host",
            by_regex("^(own)\\.(.*)$", Subject::Host, "http://{1}.{2}/{request.query}"), kOwn};
  part.rule.action.to_hosts = {{"*", {}}};
  all.push_back(part);
  Kind captured{"a captured host", to("/x/:h/*", "http://{h}/{0}"), kOwn};
  captured.rule.action.to_hosts = {{"own.example", {}}};
  all.push_back(captured);
  return all;
}

/// Whether a Location was seen.
bool check(const Table& table, std::string_view origin, const std::string& target,
           const std::string& what) {
  const WireRequest request("GET " + target + " HTTP/1.1\r\nHost: own.example\r\n",
                            {"http", "own.example", {}});
  if (!request.is_read()) return false;
  Workspace workspace;
  const Response response = answer(table, request.get(), {}, workspace);
  for (const ResponseField& field : response.fields) {
    EXPECT_TRUE(std::all_of(field.value.text().begin(), field.value.text().end(),
                            [](char c) { return c >= 0x20 && c < 0x7F; }))
        << what << " " << field.name.text();
  }
  if (response.location.empty()) return false;
  const auto from = url::parse(std::string(kOwn) + target);
  const auto resolved = from ? url::resolve(response.location, *from) : from;
  if (!resolved) {
    ADD_FAILURE() << what << " -> " << response.location;
    return true;
  }
  EXPECT_EQ(resolved->origin(), origin) << what << " -> " << response.location;
  EXPECT_FALSE(resolved->includes_credentials()) << what;
  // What a browser reads is what was written: nothing is left for it to repair.
  const bool is_path = response.location.starts_with('/');
  EXPECT_EQ(resolved->href(), (is_path ? std::string(kOwn) : "") + std::string(response.location))
      << what;
  EXPECT_FALSE(is_path && response.location.substr(1).starts_with('/')) << what;
  return true;
}

void check_targets(const std::vector<std::string>& payloads) {
  for (const Kind& kind : kinds()) {
    const auto compiled = compile({kind.rule});
    ASSERT_TRUE(compiled.table) << kind.name << ": " << compiled.diagnostics[0].message;
    std::size_t seen = 0;
    for (const std::string& payload : payloads) {
      const std::string in_path = sendable(payload, false);
      const std::string in_query = sendable(payload, true);
      for (const std::string& target :
           {joined({"/x/", in_path}), joined({"/x", in_path}), joined({"/", in_path}),
            joined({"/x/own.example/", in_path}), joined({"/x/", in_path, "?q=", in_query}),
            joined({"/x/a?q=", in_query, "&h=", in_query}),
            joined({"/x/", in_path, "?h=own.example", in_query}),
            joined({"/x/a?h=own.example&q=", in_query}),
            joined({"/x/a.b", in_path, "?", in_query})}) {
        if (check(*compiled.table, kind.origin, target, std::string(kind.name) + ": " + target)) {
          ++seen;
        }
      }
    }
    EXPECT_GT(seen, payloads.size() / 4) << kind.name << " was hardly tested";
  }
}

void check_maps(const std::vector<std::string>& payloads) {
  auto source = std::make_shared<MapSource>();
  source->rows = {{"/x", "https://new.example:8443", 0, 1}, {"/y", "/y", 0, 2}};
  Rule rule;
  rule.action.map = source;
  const auto compiled = compile({rule});
  ASSERT_TRUE(compiled.table);
  for (const std::string& payload : payloads) {
    const std::string query = "?" + sendable(payload, true);
    EXPECT_TRUE(check(*compiled.table, kNew, "/x" + query, query));
    EXPECT_TRUE(check(*compiled.table, kOwn, "/y" + query, query));
  }
}

void check_rewrites(const std::vector<std::string>& payloads) {
  Rule rewrite;
  rewrite.when.match = Text{"/x/*", {}};
  rewrite.action.rewrite = Text{"/z/{0}?{query.q}", {}};
  const auto compiled = compile({rewrite, to("/*", "/{0}")});
  ASSERT_TRUE(compiled.table);
  for (const std::string& payload : payloads) {
    const std::string target = "/x/" + sendable(payload, false) + "?q=" + sendable(payload, true);
    EXPECT_TRUE(check(*compiled.table, kOwn, target, target));
  }
}

TEST(HostileCaptures, NeverChangeWhereATargetLeads) {
  check_targets(own_payloads());
  check_maps(own_payloads());
  check_rewrites(own_payloads());
}

TEST(HostileCaptures, OfTheCorpora) {
  const std::vector<std::string> payloads = corpus_payloads();
  if (payloads.empty()) GTEST_SKIP() << test::kCorpusAbsent;
  check_targets(payloads);
  check_maps(payloads);
  check_rewrites(payloads);
}

TEST(HostileHosts, AreRefused) {
  Rule rule = to("", "https://{request.host}/");
  rule.when.match = Text{"/*", {}};
  rule.action.to_hosts = {{"own.example", {}}, {"*.own.example", {}}};
  const auto compiled = compile({rule});
  ASSERT_TRUE(compiled.table);
  for (const char* host : {"evil.example", "own.example.evil.example", "evilown.example",
                           "own.example.", "127.0.0.1", "[::1]", "own.example%2eevil.example"}) {
    const WireRequest request("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n");
    if (!request.is_read()) continue;
    Workspace workspace;
    const Response response = answer(*compiled.table, request.get(), {}, workspace);
    EXPECT_EQ(response.status, 404) << host;
    EXPECT_EQ(response.location, "") << host;
  }
}

}  // namespace
}  // namespace onward::rules
