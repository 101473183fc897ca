// SPDX-License-Identifier: MIT
// What answers give reason to say, without a server: outcomes are made by hand. Whole walks are in
// tests/e2e/check_test.py.
#include "check/live/findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onward::check {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

http::Fields fields(std::initializer_list<std::pair<const char*, const char*>> pairs) {
  http::Fields out;
  for (const auto& [name, value] : pairs) {
    static_cast<void>(out.add(*http::FieldName::parse(name), *http::FieldValue::parse(value)));
  }
  return out;
}

struct Answer {
  const char* url;
  int status;
  std::initializer_list<std::pair<const char*, const char*>> fields;
};

client::Hop hop(const Answer& answer, const char* method = "GET",
                redirect::ContentSource content = redirect::ContentSource::None) {
  redirect::Request request{.method = *http::Method::parse(method), .url = *url::parse(answer.url)};
  request.content = content;
  client::Hop out{std::move(request), {}, {}};
  out.answer = client::AnswerHead{*http::Status::from(answer.status), fields(answer.fields), "1.1"};
  return out;
}

/// The ids of what is found where these answers came one after the other.
std::vector<std::string> ids_of(std::initializer_list<Answer> answers,
                                client::Ending ending = client::Ending::Done,
                                redirect::Reason reason = redirect::Reason::NotRedirect) {
  client::Outcome outcome;
  outcome.ending = ending;
  outcome.reason = reason;
  LiveUrl live;
  for (const Answer& answer : answers) {
    outcome.hops.push_back(hop(answer));
    const auto location = outcome.hops.back().answer->fields.view().find("Location");
    live.hops.push_back({.method = "GET",
                         .url = answer.url,
                         .status = static_cast<std::uint16_t>(answer.status),
                         .location = std::string(location.value_or("")),
                         .form = {},
                         .caching = {},
                         .version = {}});
  }
  live.url = answers.begin()->url;
  std::vector<std::string> ids;
  for (const Finding& finding : findings_of(live, outcome)) ids.emplace_back(finding.id);
  return ids;
}

TEST(LiveFindings, FormsOfLocation) {
  EXPECT_EQ(form_of("https://a.example/"), "absolute");
  EXPECT_EQ(form_of("mailto:x"), "absolute");
  EXPECT_EQ(form_of("//a.example/"), "network-path");
  EXPECT_EQ(form_of("/a:b"), "path");
  EXPECT_EQ(form_of("a/b:c"), "relative");
  EXPECT_EQ(form_of("?a=1"), "query");
  EXPECT_EQ(form_of("#top"), "fragment");
  EXPECT_EQ(form_of(""), "empty");
}

TEST(LiveFindings, HowLongAnAnswerIsKept) {
  const auto kept = [](int status, const char* control) {
    http::Fields all;
    if (*control != '\0') all = fields({{"Cache-Control", control}});
    return caching_of(*http::Status::from(status), all.view());
  };
  EXPECT_EQ(kept(307, ""), "not kept");
  EXPECT_EQ(kept(308, ""), "kept as long as a cache likes");
  EXPECT_EQ(kept(301, "max-age=60"), "kept 60 s");
  EXPECT_EQ(kept(301, "no-store, max-age=60"), "not kept (no-store)");
  EXPECT_EQ(kept(302, "no-cache"), "asked again each time (no-cache)");
}

TEST(LiveFindings, NothingToSay) {
  EXPECT_THAT(
      ids_of({{"http://a.example/", 307, {{"Location", "/b"}}}, {"http://a.example/b", 200, {}}}),
      IsEmpty());
  EXPECT_THAT(ids_of({{"http://a.example/", 404, {}}}), IsEmpty());
}

TEST(LiveFindings, ChainsAndDeadEnds) {
  EXPECT_THAT(ids_of({{"http://a.example/", 307, {{"Location", "/b"}}},
                      {"http://a.example/b", 307, {{"Location", "/c"}}},
                      {"http://a.example/c", 410, {}}}),
              ElementsAre("dead-end", "chain"));
}

TEST(LiveFindings, Stops) {
  const std::initializer_list<Answer> answers{{"http://a.example/", 307, {{"Location", "/"}}}};
  const auto stopped = client::Ending::Stopped;
  EXPECT_THAT(ids_of(answers, stopped, redirect::Reason::Loop), ElementsAre("loop"));
  EXPECT_THAT(ids_of(answers, stopped, redirect::Reason::LocationsDiffer),
              ElementsAre("bad-location"));
  EXPECT_THAT(ids_of(answers, client::Ending::Failed), ElementsAre("no-answer"));
}

TEST(LiveFindings, CachingAndDowngrade) {
  EXPECT_THAT(ids_of({{"https://a.example/", 301, {{"Location", "http://b.example/"}}},
                      {"http://b.example/", 200, {}}}),
              ElementsAre("permanent-uncached", "downgrade"));
  EXPECT_THAT(
      ids_of({{"http://a.example/", 307, {{"Location", "/b"}, {"Cache-Control", "max-age=9"}}},
              {"http://a.example/b", 200, {}}}),
      ElementsAre("temporary-cached"));
}

TEST(LiveFindings, ClientsThatLose) {
  std::vector<const redirect::atlas::Client*> all;
  for (const auto& client : redirect::atlas::clients()) all.push_back(&client);
  LiveUrl live;
  live.url = "http://a.example/";
  std::vector<Finding> findings;
  predict_clients(hop({"http://a.example/", 302, {{"Location", "/b"}}}, "POST",
                      redirect::ContentSource::Memory),
                  all, live, findings);
  EXPECT_EQ(live.clients.size(), all.size());
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].id, "clients-lose");  // curl -X POST: the method stays, the content goes
  EXPECT_THAT(findings[0].message, HasSubstr("curl-X"));
  EXPECT_EQ(findings[1].id, "loses-method");
  EXPECT_THAT(findings[1].message, HasSubstr("clients send another request than POST"));
}

TEST(LiveFindings, ClientsThatReadTheLocationOtherwise) {
  std::vector<const redirect::atlas::Client*> all;
  for (const auto& client : redirect::atlas::clients()) all.push_back(&client);
  LiveUrl live;
  std::vector<Finding> findings;
  predict_clients(hop({"http://a.example/x/y", 307, {{"Location", "\\\\b.example/"}}}), all, live,
                  findings);
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings.back().id, "location-reading");
  live = {};
  findings.clear();
  predict_clients(hop({"http://a.example/x", 307, {{"Location", "http://b.example/y"}}}), all, live,
                  findings);
  EXPECT_THAT(findings, IsEmpty());
}

}  // namespace
}  // namespace onward::check
