// SPDX-License-Identifier: MIT
// The loop without sockets: a transport that answers from a script. What a status means is tested
// in src/redirect; here, what becomes of content, of answers and of failures on the way.
// Long: every test speaks to the one script.
#include "client/follow.h"

#include <array>
#include <unistd.h>

#include <gtest/gtest.h>

namespace onward::client {
namespace {

using redirect::ContentSource;
using redirect::Reason;

/// One answer of the script.
struct Answer {
  int status = 200;
  std::string location = "";
  std::string content = "";
  std::uint64_t reads = ~std::uint64_t{0};  ///< so much of the request's content, then it answers
  std::optional<ErrorCode> breaks = {};     ///< after the head; with status 0: without one
  std::string field = "";                   ///< another field of the head: "name: value"
};

/// What came in.
struct Seen {
  std::string method;
  std::string url;
  std::string content;
  std::vector<std::string> fields;
};

class Script final : public Transport {
 public:
  explicit Script(std::vector<Answer> answers) : answers_(std::move(answers)) {}

  Transfer send(const Outgoing& outgoing, Listener& listener) override {
    const Answer& answer = answers_[std::min(seen.size(), answers_.size() - 1)];
    Seen& now = seen.emplace_back();
    now.method = outgoing.method.name();
    now.url = outgoing.url.href();
    for (const http::Field field : outgoing.fields) now.fields.emplace_back(field.name);
    Transfer transfer;
    transfer.traffic.content_sent = take(outgoing, answer.reads, now);
    if (answer.status != 0) tell(answer, listener, transfer);
    if (answer.breaks) transfer.failure = Failure{*answer.breaks, "told"};
    return transfer;
  }

  std::vector<Seen> seen;

 private:
  static std::uint64_t take(const Outgoing& outgoing, std::uint64_t most, Seen& now) {
    std::array<char, 4> room{};
    while (outgoing.content != nullptr && now.content.size() < most) {
      const auto piece = outgoing.content->read(room);
      if (!piece) break;
      now.content.append(room.data(), piece->size);
      if (piece->at_end) break;
    }
    return now.content.size();
  }

  static void tell(const Answer& answer, Listener& listener, Transfer& transfer) {
    AnswerHead head{*http::Status::from(answer.status), {}, "1.1"};
    if (!answer.location.empty()) {
      const auto location = http::FieldValue::parse(answer.location);
      EXPECT_TRUE(location && head.fields.add(http::FieldName("Location"), *location));
    }
    const std::string_view field = answer.field;
    if (const std::size_t colon = field.find(": "); colon != field.npos) {
      const auto name = http::FieldName::parse(field.substr(0, colon));
      const auto value = http::FieldValue::parse(field.substr(colon + 2));
      EXPECT_TRUE(name && value && head.fields.add(*name, *value));
    }
    if (listener.on_head(std::move(head)) == Take::Drain) return;
    if (!listener.on_content(answer.content)) {
      transfer.failure = Failure{ErrorCode::ClientReceiverRefused, ""};
    }
  }

  std::vector<Answer> answers_;
};

/// A script that was played.
struct Played {
  Outcome outcome;
  std::vector<Seen> seen;
  std::string content;
};

Played play(std::vector<Answer> answers, Request request, const Options& options = {}) {
  Script script(std::move(answers));
  Collected collected;
  const base::ManualClock clock;
  Outcome outcome = follow(std::move(request), {options, script, clock, collected});
  return {std::move(outcome), script.seen, collected.content};
}

Request post(std::unique_ptr<Content> content) {
  return {http::Method("POST"), *url::parse("http://a.example/1"), {}, std::move(content)};
}

/// A pipe in small.
std::unique_ptr<Content> once(const std::string& text, std::uint64_t kept) {
  int ends[2];
  if (::pipe(ends) != 0 || ::write(ends[1], text.data(), text.size()) < 0) return nullptr;
  ::close(ends[1]);
  const std::string path = "/proc/self/fd/" + std::to_string(ends[0]);
  auto content = file_content(path, {.memory_bytes = kept, .bytes = kept, .folder = "/tmp"});
  ::close(ends[0]);
  return content ? *std::move(content) : nullptr;
}

TEST(Following, SendsContentWholeAtEachHop) {
  for (const std::uint64_t early : {0U, 3U, 100U}) {
    const Played played =
        play({{307, "/2", "moved", early}, {308, "/3", "moved", early}, {200, "", "ok"}},
             post(once("hello world", 100)));
    EXPECT_EQ(played.outcome.ending, Ending::Done);
    EXPECT_EQ(played.content, "ok");
    ASSERT_EQ(played.seen.size(), 3U);
    EXPECT_EQ(played.seen[2].content, "hello world") << early;
    EXPECT_EQ(played.seen[2].url, "http://a.example/3");
    EXPECT_EQ(played.outcome.hops.size(), 3U);
  }
}

TEST(Following, KeepsTheLastHopAloneWhereOthersAreNotWanted) {
  for (const bool keeps_hops : {true, false}) {
    Options options;
    options.keeps_hops = keeps_hops;
    const Played played =
        play({{307, "/2"}, {307, "/3"}, {200, "", "ok"}}, post(memory_content("x")), options);
    EXPECT_EQ(played.outcome.ending, Ending::Done);
    EXPECT_EQ(played.outcome.hop_count, 3);
    EXPECT_EQ(played.outcome.hops.size(), keeps_hops ? 3U : 1U);
    EXPECT_EQ(played.outcome.hops.back().request.url.href(), "http://a.example/3");
  }
}

TEST(Following, StopsBeforeItWouldSendNothing) {
  const Played played = play({{307, "/2", "moved"}, {200, "", "ok"}}, post(once("hello world", 5)));
  EXPECT_EQ(played.outcome.ending, Ending::Stopped);
  EXPECT_EQ(played.outcome.reason, Reason::ContentNotReplayable);
  EXPECT_EQ(played.seen.size(), 1U);
  EXPECT_EQ(played.seen[0].content, "hello world");
  EXPECT_EQ(played.content, "");
}

TEST(Following, DropsContentWhereTheMethodChanges) {
  Request request = post(once("hello", 0));
  ASSERT_TRUE(request.fields.add(http::FieldName("Content-Type"), http::FieldValue("a/b")));
  const Played played = play({{303, "/2"}, {200}}, std::move(request));
  EXPECT_EQ(played.outcome.ending, Ending::Done);
  ASSERT_EQ(played.seen.size(), 2U);
  EXPECT_EQ(played.seen[1].method, "GET");
  EXPECT_EQ(played.seen[1].content, "");
  EXPECT_TRUE(played.seen[1].fields.empty());
}

TEST(Following, NeedsOnlyTheHeadOfARedirect) {
  const Played played = play({{307, "/2", "", 3, ErrorCode::ClientSendBroken}, {200, "", "ok"}},
                             post(memory_content("abcdef")));
  EXPECT_EQ(played.outcome.ending, Ending::Done);
  EXPECT_EQ(played.seen[1].content, "abcdef");
}

TEST(Following, ReportsWhatBroke) {
  struct Case {
    const char* what;
    Answer answer;
    ErrorCode code;
  };
  const Case cases[] = {
      {"no head", {0, "", "", 3, ErrorCode::ClientSendBroken}, ErrorCode::ClientSendBroken},
      {"neither head nor reason", {0}, ErrorCode::ClientAnswerMissing},
      {"half an answer",
       {200, "", "abc", 3, ErrorCode::ClientAnswerBroken},
       ErrorCode::ClientAnswerBroken},
  };
  for (const Case& row : cases) {
    const Played played = play({{307, "/2"}, row.answer}, post(memory_content("abcdef")));
    EXPECT_EQ(played.outcome.ending, Ending::Failed) << row.what;
    EXPECT_EQ(played.outcome.failure.code, row.code) << row.what;
    EXPECT_EQ(played.outcome.hops.size(), 2U) << row.what;
  }
}

TEST(Following, RefusesWhatIsNoRequest) {
  const auto refused = [](Request request, const Options& options = {}) {
    const Played played = play({{200}}, std::move(request), options);
    EXPECT_TRUE(played.seen.empty());
    return played.outcome.failure.code == ErrorCode::ClientMisuse;
  };
  Request request = post(nullptr);
  ASSERT_TRUE(request.fields.add(http::FieldName("content-length"), http::FieldValue("1")));
  EXPECT_TRUE(refused(std::move(request)));
  EXPECT_TRUE(refused({http::Method("HEAD"), *url::parse("http://a/"), {}, memory_content("x")}));
  EXPECT_TRUE(refused({http::Method("CONNECT"), *url::parse("http://a/"), {}, nullptr}));
  EXPECT_TRUE(refused({http::Method("GET"), *url::parse("file:///a"), {}, nullptr}));
  Options options;
  options.deny_private = true;
  options.proxies.http = "http://p/";
  EXPECT_TRUE(refused(post(nullptr), options));
  options.deny_private = false;
  request = post(nullptr);
  ASSERT_TRUE(request.fields.add(http::FieldName("Proxy-Authorization"), http::FieldValue("x")));
  EXPECT_TRUE(refused(std::move(request), options));
}

Request get() { return {http::Method("GET"), *url::parse("http://a.example/1")}; }

/// What was asked for; with "?" where fields, which are conditions here, went along.
std::vector<std::string> paths(const std::vector<Seen>& seen) {
  std::vector<std::string> paths;
  paths.reserve(seen.size());
  for (const Seen& one : seen) {
    paths.push_back(one.url.substr(one.url.rfind('/')).append(one.fields.empty() ? "" : "?"));
  }
  return paths;
}

TEST(Following, ACookieThatNobodyKeepsChangesNothing) {
  const std::vector<Answer> answers{{302, "/1", "", 0, {}, "Set-Cookie: a=b"}};
  Options options;
  const Played played = play(answers, get(), options);
  EXPECT_EQ(played.outcome.reason, Reason::Loop);
  EXPECT_EQ(played.seen.size(), 1U);
  options.cookies = true;
  EXPECT_EQ(play(answers, get(), options).outcome.reason, Reason::Limit);
}

TEST(Following, KeepsNothingThatOthersMayHaveSaid) {
  struct Case {
    const char* what;
    void (*choose)(Options& options);
  };
  const Case cases[] = {
      {"insecure", [](Options& options) { options.insecure = true; }},
      {"resolve", [](Options& options) { options.resolve = {"a.example:80:127.0.0.1"}; }},
      {"proxy", [](Options& options) { options.proxies.http = "http://p/"; }},
      {"proxy for https", [](Options& options) { options.proxies.https = "http://p/"; }},
  };
  for (const Case& row : cases) {
    redirect::Cache cache;
    Options options;
    options.cache = &cache;
    row.choose(options);
    play({{308, "/2"}, {200}}, get(), options);
    EXPECT_EQ(cache.size(), 0U) << row.what;
    Options plain;
    plain.cache = &cache;
    play({{308, "/2"}, {200}}, get(), plain);
    EXPECT_EQ(play({{308, "/3"}, {200}}, get(), options).seen.size(), 2U) << row.what;
  }
}

TEST(Following, AsksTheCacheFirst) {
  redirect::Cache cache;
  Options options;
  options.cache = &cache;
  const std::vector<Answer> answers{{308, "/2"}, {200, "", "ok"}};
  EXPECT_EQ(play(answers, get(), options).seen.size(), 2U);
  const Played again = play({{200, "", "ok"}}, get(), options);
  EXPECT_EQ(again.outcome.ending, Ending::Done);
  ASSERT_EQ(again.seen.size(), 1U);
  EXPECT_EQ(again.seen[0].url, "http://a.example/2");
  ASSERT_EQ(again.outcome.hops.size(), 2U);
  EXPECT_TRUE(again.outcome.hops[0].is_from_cache);
  options.cookies = true;
  EXPECT_EQ(play(answers, get(), options).seen.size(), 2U);
}

TEST(Following, AsksWhetherAStaleRedirectStillHolds) {
  struct Case {
    const char* what;
    std::vector<Answer> now;
    std::vector<std::string> asked;  ///< paths; with "?" where there are conditions
    std::size_t kept;
  };
  const Answer stale{307, "/2", "", 0, {}, "ETag: \"1\""};
  const Case cases[] = {
      {"it does", {{304}, {200, "", "ok"}}, {"/1?", "/2"}, 1},
      {"another", {{307, "/3"}, {200, "", "ok"}}, {"/1?", "/3"}, 0},
      {"a page", {{200, "", "ok"}}, {"/1?"}, 0},
      {"of something else",
       {{304, "", "", 0, {}, "ETag: \"2\""}, {200, "", "ok"}},
       {"/1?", "/1"},
       0},
      {"of something else, broken off",
       {{304, "", "", 0, ErrorCode::ClientAnswerBroken, "ETag: \"2\""}, {200, "", "ok"}},
       {"/1?", "/1"},
       0},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(row.what);
    redirect::Cache cache;
    Options options;
    options.cache = &cache;
    play({stale, {200}}, get(), options);
    const Played played = play(row.now, get(), options);
    EXPECT_EQ(played.outcome.ending, Ending::Done);
    EXPECT_EQ(played.content, "ok");
    EXPECT_EQ(paths(played.seen), row.asked);
    EXPECT_EQ(cache.size(), row.kept);
    EXPECT_EQ(played.outcome.hops.front().is_validated, row.kept == 1);
  }
}

TEST(Following, A304IsNoAnswerWhereContentIsWanted) {
  redirect::Cache cache;
  Options options;
  options.cache = &cache;
  const Answer stale{307, "/2", "moved", 0, {}, "ETag: \"1\""};
  play({stale, {200}}, get(), options);
  options.policy.methods = {};  // a 307 is what the caller wants to see
  const Played played = play({{304}, stale}, get(), options);
  EXPECT_EQ(played.outcome.ending, Ending::Done);
  EXPECT_EQ(played.seen.size(), 2U);
  EXPECT_EQ(played.content, "moved");
}

TEST(Following, AConditionOfTheCallerIsTheCallers) {
  redirect::Cache cache;
  Options options;
  options.cache = &cache;
  play({{307, "/2", "", 0, {}, "ETag: \"1\""}, {200}}, get(), options);
  Request request = get();
  ASSERT_TRUE(request.fields.add(http::FieldName("If-None-Match"), http::FieldValue("\"1\"")));
  const Played played = play({{304}}, std::move(request), options);
  EXPECT_EQ(played.outcome.ending, Ending::Done);
  EXPECT_EQ(played.seen.size(), 1U);
}

TEST(Following, ACircleThatTheCacheMadeIsAskedFor) {
  struct Case {
    const char* what;
    const char* method;
    const char* url;
    int max_redirects;
    std::vector<Answer> now;
    std::vector<std::string> asked;  ///< paths
    Ending ending = Ending::Done;
  };
  constexpr const char* kUrl = "http://a.example/1";  // led to /2 before
  const Case cases[] = {
      {"turned round", "GET", kUrl, 20, {{301, "/1"}, {200}}, {"/2", "/1"}},
      {"too long", "GET", kUrl, 1, {{301, "/3"}, {200}}, {"/2", "/1"}},
      {"after a POST, which is not repeated",
       "POST",
       "http://b.example/0",
       20,
       {{303, kUrl}, {301, "/1"}, {200}},
       {"/0", "/2", "/1"}},
      {"truly a circle",
       "GET",
       kUrl,
       20,
       {{301, "/1"}, {301, "/2"}, {301, "/1"}},
       {"/2", "/1", "/2"},
       Ending::Stopped},
  };
  for (const Case& row : cases) {
    SCOPED_TRACE(row.what);
    redirect::Cache cache;
    Options options;
    options.cache = &cache;
    options.policy.max_redirects = row.max_redirects;
    play({{301, "/2"}, {200}}, get(), options);
    const Played played =
        play(row.now, {*http::Method::parse(row.method), *url::parse(row.url)}, options);
    EXPECT_EQ(played.outcome.ending, row.ending);
    EXPECT_EQ(paths(played.seen), row.asked);
  }
}

/// Says stop after so many hops.
class Impatient final : public Receiver {
 public:
  void on_hop(const Hop& /*hop*/, const redirect::Step* /*step*/) override { ++hops; }
  bool is_interrupted() override { return hops == 2; }
  int hops = 0;
};

TEST(Following, CanBeInterruptedBetweenHops) {
  Script script({{307, "/2"}, {307, "/3"}, {200}});
  Impatient receiver;
  const Options options;
  const base::ManualClock clock;
  const Outcome outcome = follow(post(nullptr), {options, script, clock, receiver});
  EXPECT_EQ(outcome.ending, Ending::Interrupted);
  EXPECT_EQ(outcome.hops.size(), 2U);
}

TEST(Following, CollectsUpToALimit) {
  Script script({{200, "", "hello"}});
  Collected collected(4);
  const Options options;
  const base::ManualClock clock;
  const Outcome outcome = follow(post(nullptr), {options, script, clock, collected});
  EXPECT_EQ(outcome.failure.code, ErrorCode::ClientReceiverRefused);
}

}  // namespace
}  // namespace onward::client
