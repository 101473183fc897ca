// SPDX-License-Identifier: MIT
// What `onward follow` says without a network: its command line, its table of exit statuses, -w and
// sizes. What it does is tested as a process, in tests/e2e/follow_*_test.py.
#include "cli/follow_connection.h"
#include "cli/follow_exit.h"
#include "cli/follow_trace.h"
#include "cli/run_command.h"
#include "cli/size.h"
#include "cli/write_out.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace onward::cli {
namespace {

using namespace std::chrono_literals;
using redirect::Reason;
using ::testing::HasSubstr;

TEST(FollowExit, EachReasonHasANumberOfItsOwn) {
  std::set<int> numbers;
  for (int i = 0; i <= static_cast<int>(Reason::CredentialsInLocation); ++i) {
    const int number = static_cast<int>(exit_code(static_cast<Reason>(i)));
    EXPECT_TRUE(numbers.insert(number).second) << i;
    EXPECT_NE(number, 29) << i;
  }
}

TEST(FollowExit, EachFailureHasANumber) {
  for (int i = static_cast<int>(ErrorCode::ContentUnreadable);
       i < static_cast<int>(ErrorCode::ClientTransport); ++i) {
    const auto code = static_cast<ErrorCode>(i);
    if (code == ErrorCode::ContentGone) continue;  // becomes a reason
    EXPECT_NE(static_cast<int>(exit_code(code)), 49) << name(code);
  }
}

TEST(FollowExit, TheManualHasThemAll) {
  const std::string manual = run_command({"help", "follow"}).out;
  for (const int number : {0,  1,  2,  3,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
                           29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 49}) {
    EXPECT_THAT(manual, HasSubstr((number < 10 ? "   " : "  ") + std::to_string(number) + "  "));
  }
}

TEST(FollowCommandLine, IsCheckedBeforeAnythingIsSent) {
  struct Case {
    std::vector<std::string> words;
    const char* said;
  };
  const Case cases[] = {
      {{}, "give one URL"},
      {{"http://a/", "http://b/"}, "give one URL"},
      {{"http://a/", "-4"}, "not 2: 'http://a/' '-4'"},
      {{""}, "is no URL"},
      {{"/etc/passwd"}, "is no URL"},
      {{"--verbos", "h"}, "did you mean --verbose?"},
      {{"--resolve", "bad", "h"}, "is not HOST:PORT:ADDRESS"},
      {{"-d", "a", "-F", "b=c", "h"}, "use one"},
      {{"-F", "b", "h"}, "name=value"},
      {{"http://["}, "no valid URL"},
      {{"file:///etc/passwd"}, "cannot be followed"},
      {{"-H", "x", "h"}, "is no field"},
      {{"-H", "a b: c", "h"}, "is no field"},
      {{"-H", "X: a\nb", "h"}, "is no field"},
      {{"-H", "Content-Length: 3", "h"}, "follows from the content"},
      {{"-H", "Transfer-Encoding: gzip", "h"}, "can't be done"},
      {{"--policy", "lax", "h"}, "is no policy"},
      {{"--trust-origin", "x", "h"}, "is no origin"},
      {{"--trust-origin", "http://api.example@127.0.0.1", "h"}, "is no origin"},
      {{"--trust-origin", "https://@a.example", "h"}, "is no origin"},
      {{"--trust-origin", "ftp://a.example", "h"}, "is no origin"},
      {{"--trust-origin", "https://a.example/v1", "h"}, "is no origin"},
      {{"--trust-origin", "https://a.example/?", "h"}, "is no origin"},
      {{"--secret-field", "a b", "h"}, "is no name"},
      {{"--max-redirects", "-1", "h"}, "is no number"},
      {{"--max-time", "1s", "h"}, "is no time"},
      {{"--spool-limit", "2T", "h"}, "is no size"},
      {{"-X", "A B", "h"}, "is no method"},
      {{"-O", "http://h/"}, "no file name"},
      {{"--json", "-o", "-", "h"}, "same place"},
      {{"--deny-private", "-x", "p:1", "h"}, "is a proxy"},
      {{"-x", "ftp://p:1", "h"}, "is no proxy"},
      {{"-x", "http://[", "h"}, "is no proxy"},
      {{"-x", "p:99999", "h"}, "is no proxy"},
      {{"--proxy-header", "x", "h"}, "is no field"},
  };
  for (const Case& row : cases) {
    std::vector<std::string> words{"follow"};
    words.insert(words.end(), row.words.begin(), row.words.end());
    const Outcome outcome = run_command(words);
    EXPECT_EQ(outcome.code, ExitCode::Usage) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(row.said));
    EXPECT_EQ(outcome.out, "");
  }
}

TEST(FollowCommandLine, SaysWhatCannotBeRead) {
  EXPECT_EQ(run_command({"follow", "-T", "/nonexistent", "h"}).code, ExitCode::Environment);
  EXPECT_EQ(run_command({"follow", "-d", "@/nonexistent", "h"}).code, ExitCode::Environment);
  const Outcome no_authorities = run_command({"follow", "--cacert", "/nonexistent", "h"});
  EXPECT_EQ(no_authorities.code, ExitCode::Environment);
  EXPECT_THAT(no_authorities.err, HasSubstr("/nonexistent: there is no such file"));
  EXPECT_EQ(run_command({"follow", "-c", "/nonexistent/jar", "h"}).code, ExitCode::Environment);
  EXPECT_EQ(run_command({"follow", "-c", "/", "h"}).code, ExitCode::Environment);
}

TEST(FollowCommandLine, Resolve) {
  for (const char* good : {"a:80:127.0.0.1", "a:80:[::1]", "[::1]:80:[::2]",
                           "*:443:1.2.3.4,5.6.7.8", "+a:80:1.2.3.4", "-a:80"}) {
    EXPECT_TRUE(is_resolve_entry(good)) << good;
  }
  for (const char* bad : {"", "a", "a:80", "a:80:", ":80:1.2.3.4", "a:b:c", "a:123456:1.2.3.4",
                          "[::1:80:x", "-a:80:1.2.3.4", "-a"}) {
    EXPECT_FALSE(is_resolve_entry(bad)) << bad;
  }
}

client::Outcome two_hops() {
  client::Outcome outcome;
  outcome.ending = client::Ending::Done;
  outcome.time = 1500ms;
  for (const char* url : {"http://a.example/1", "https://b.example/2"}) {
    client::Hop hop{{http::Method("PUT"), *url::parse(url)}, {}, {}};
    hop.answer.emplace(client::AnswerHead{http::Status(307), {}, "1.1"});
    hop.traffic.content_sent = 3;
    hop.traffic.new_connections = 1;
    hop.traffic.times.total = 700ms;
    outcome.hops.push_back(std::move(hop));
    ++outcome.hop_count;
  }
  client::AnswerHead& last = *outcome.hops.back().answer;
  last.status = http::Status(200);
  EXPECT_TRUE(last.fields.add(http::FieldName("Content-Type"), http::FieldValue("a/b")));
  return outcome;
}

TEST(FollowWriteOut, KnowsCurlsVariables) {
  struct Case {
    const char* format;
    const char* text;
  };
  const Case cases[] = {
      {"%{http_code}\\n", "200\n"},
      {"%{response_code} %{num_redirects} %{num_connects}", "200 1 2"},
      {"%{url_effective} %{scheme} %{method}", "https://b.example/2 https PUT"},
      {"%{time_redirect} %{time_total}", "0.700000 1.500000"},
      {"%{size_upload} %{content_type}", "3 a/b"},
      {"%header{CONTENT-TYPE}|%header{none}|", "a/b||"},
      {"%{exitcode} %{stop_reason} %{filename_effective}", "0 not-redirect out"},
      {"100%% %{unknown} %{ % \\x \\\\ \\t", "100% %{unknown} %{ % \\x \\ \t"},
      {"%header{", "%header{"},
      {"", ""},
  };
  for (const Case& row : cases) {
    EXPECT_EQ(write_out(row.format, two_hops(), ExitCode::Yes, "out"), row.text) << row.format;
  }
}

TEST(FollowMessages, AnEmptyLocationIsNobodysCircle) {
  client::Outcome outcome;
  outcome.ending = client::Ending::Stopped;
  outcome.reason = Reason::Loop;
  for (const char* location : {"/1", ""}) {
    client::Hop hop{{http::Method("GET"), *url::parse("http://a.example/1")}, {}, {}};
    client::AnswerHead head{http::Status(307), {}, "1.1"};
    const auto value = http::FieldValue::parse(location);
    ASSERT_TRUE(value && head.fields.add(http::FieldName("Location"), *value));
    hop.answer = std::move(head);
    outcome.hops.push_back(std::move(hop));
    const bool is_empty = *location == '\0';
    EXPECT_THAT(ending_message(outcome), HasSubstr(is_empty ? "the same URL" : "the circle"));
  }
}

TEST(FollowWriteOut, StandsWithoutAHop) {
  const client::Outcome none;
  EXPECT_EQ(write_out("%{http_code} %{url_effective} %{remote_port} %{time_connect}", none,
                      ExitCode::Usage, ""),
            "000  0 0.000000");
}

TEST(FollowSizes, AreReadWhole) {
  EXPECT_EQ(read_size("1000"), 1000U);
  EXPECT_EQ(read_size("64k"), 65536U);
  EXPECT_EQ(read_size("2G"), std::uint64_t{2} << 30);
  for (const char* bad : {"", "k", "-1", "1.5M", "1 k", "99999999999999G", "1kk"}) {
    EXPECT_EQ(read_size(bad), std::nullopt) << bad;
  }
  EXPECT_EQ(read_seconds("0.25"), 250ms);
  EXPECT_EQ(read_seconds("5"), 5s);
  for (const char* bad : {"", "-1", "nan", "inf", "1s", "1e99"}) {
    EXPECT_EQ(read_seconds(bad), std::nullopt) << bad;
  }
  EXPECT_EQ(readable_size(512), "512 bytes");
  EXPECT_EQ(readable_size(3 << 19), "1.5 MiB");
}

}  // namespace
}  // namespace onward::cli
