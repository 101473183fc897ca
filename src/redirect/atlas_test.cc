// SPDX-License-Identifier: MIT
// The atlas as such, and a few cells of it that everybody knows. Whether it agrees with what was
// seen on the wire is scored in tests/clients.
#include "onward/redirect/forecast.h"
#include "redirect/testing.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace onward::redirect {
namespace {

using testing::request_of;

TEST(Atlas, EntriesAreWholeAndDistinct) {
  std::set<std::string_view> ids;
  for (const atlas::Client& client : atlas::clients()) {
    EXPECT_TRUE(ids.insert(client.id).second) << client.id;
    EXPECT_EQ(atlas::find(client.id), &client);
    EXPECT_EQ(client.policy.name, client.id);
    EXPECT_FALSE(client.product.empty() || client.versions.empty()) << client.id;
  }
  const auto observed = std::ranges::count_if(
      atlas::clients(), [](const atlas::Client& client) { return client.observed != "source"; });
  EXPECT_EQ(observed, 107);
  EXPECT_EQ(atlas::find("netscape"), nullptr);
}

TEST(Atlas, RecognisesUserAgents) {
  struct Case {
    const char* agent;
    const char* id;
  };
  const Case cases[] = {
      {"curl/8.5.0", "curl"},
      {"python-requests/2.31.0", "requests"},
      {"Python/3.11 aiohttp/3.8.4", "aiohttp"},
      {"Go-http-client/1.1", "go-1.24"},
      {"Wget/1.21.3", "wget"},
      {"Wget/1.99.1-2.2", "wget2"},
      {"Wget", "busybox-wget"},
      {"Apache-HttpClient/4.5.14 (Java/17.0.15)", "apache-hc4"},
      {"Apache-HttpClient/5.2.1 (Java/17.0.15)", "apache-hc5"},
      {"Java/17.0.15", "java-HttpURLConnection"},
      {"Java-http-client/17.0.15", "java-httpclient-NORMAL"},
      {"node", "node-fetch-builtin"},
      {"node-fetch", "node-fetch"},
      {"got (https://github.com/sindresorhus/got)", "got"},
      {"lwp-request/6.68 libwww-perl/6.68", "lwp-request"},
      {"libwww-perl/6.68", "lwp"},
      {"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 "
       "Safari/537.36",
       "chromium-fetch"},
      {"Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", "firefox-fetch"},
  };
  for (const Case& row : cases) {
    const atlas::Client* client = atlas::recognise(row.agent);
    EXPECT_EQ(client == nullptr ? "nobody" : client->id, row.id) << row.agent;
  }
  EXPECT_EQ(atlas::recognise("libcurlish/1"), nullptr);
  EXPECT_EQ(atlas::recognise(""), nullptr);
}

struct ForecastCase {
  const char* client;
  const char* method;
  int status;
  ContentSource content;
  const char* location;
  Severity severity;
  const char* verdict;
};

TEST(Atlas, Forecasts) {
  constexpr ContentSource kMemory = ContentSource::Memory;
  constexpr ContentSource kStream = ContentSource::Stream;
  const ForecastCase cases[] = {
      {"curl", "POST", 307, kMemory, "/2", Severity::Good, "POST again, with its content"},
      {"curl-X", "POST", 302, kMemory, "/2", Severity::Lost,
       "the content is lost silently: POST goes out again, with none"},
      {"requests", "POST", 307, kStream, "/2", Severity::Lost,
       "the content is lost silently: POST goes out again, with none"},
      {"httpx", "POST", 307, kStream, "/2", Severity::Returned,
       "POST goes out again and fails: the content is gone"},
      {"go", "POST", 307, kStream, "/2", Severity::Returned,
       "the content can be read only once: the caller gets the 307"},
      {"curl-T-pipe", "PUT", 307, kStream, "/2", Severity::Returned,
       "it stops: the content can be read only once"},
      {"chromium-nav", "POST", 302, kMemory, "/2", Severity::Changed,
       "POST becomes GET: the content is not sent"},
      {"httparty", "POST", 302, kMemory, "/2", Severity::Changed,
       "POST becomes GET, with the content of before"},
      {"urllib.request", "POST", 307, kMemory, "/2", Severity::Returned,
       "it does not follow 307 for POST: the caller gets the 307"},
      {"java-HttpURLConnection", "GET", 308, ContentSource::None, "/2", Severity::Returned,
       "it does not follow 308: the caller gets the 308"},
      {"node-http", "GET", 307, ContentSource::None, "/2", Severity::Returned,
       "it follows no redirects: the caller gets the 307"},
      {"wget", "GET", 307, ContentSource::None, "https://b/", Severity::Leaked,
       "GET again; to another origin: Authorization"},
      {"java-HttpURLConnection", "GET", 307, ContentSource::None, "http://a/1", Severity::Returned,
       "it does not go to another scheme: the caller gets the 307"},
      {"java-HttpURLConnection", "GET", 307, ContentSource::None, "https://b/", Severity::Good,
       "GET again"},
      {"poco-streamfactory", "GET", 307, ContentSource::None, "/2", Severity::Returned,
       "it stops: it speaks no https"},
      {"firefox-fetch", "POST", 307, kStream, "/2", Severity::Lost,
       "the content is lost silently: a stream is sent as a text that names it"},
      {"chromium-nav", "GET", 307, ContentSource::None, "https://b/", Severity::Good, "GET again"},
      {"firefox-nav", "POST", 307, kStream, "/2", Severity::Returned,
       "it stops: the content can be read only once"},
      {"qt5-sameorigin", "GET", 307, ContentSource::None, "https://b/", Severity::Returned,
       "it stops: it does not leave the origin"},
  };
  for (const ForecastCase& row : cases) {
    const Request request =
        request_of(row.method, "https://a/1", {"Authorization: x"}, row.content);
    const http::Fields answer = testing::fields_of({std::string("Location: ") + row.location});
    const Forecast forecast = redirect::forecast(
        *atlas::find(row.client), {request, *http::Status::from(row.status), answer.view()});
    EXPECT_EQ(forecast.verdict, row.verdict) << row.client;
    EXPECT_EQ(forecast.severity, row.severity) << row.client;
  }
}

// What was held back for a 100 was not read, and what was sent was.
TEST(Atlas, HeldContentCanBeSent) {
  const http::Fields answer = testing::fields_of({"Location: /2"});
  const auto verdict_on = [&answer](const char* client, const std::vector<std::string>& lines) {
    const Request request = request_of("PUT", "https://a/1", lines, ContentSource::Stream);
    return redirect::forecast(*atlas::find(client), {request, http::Status(307), answer.view()})
        .verdict;
  };
  const std::vector<std::string> expects = {"Expect: 100-Continue"};
  EXPECT_EQ(verdict_on("curl-T-pipe", expects), "PUT again, with its content");
  EXPECT_EQ(verdict_on("curl-T-pipe", {}), "it stops: the content can be read only once");
  EXPECT_EQ(verdict_on("pycurl", expects), "PUT again, with its content");
  EXPECT_NE(verdict_on("requests", expects), "PUT again, with its content");
}

// Whatever severity it has else, and whatever the secret is called.
TEST(Atlas, NamesWhatLeaks) {
  const Request request =
      request_of("POST", "https://a/1",
                 {"Cookie2: x", "x-api-key: x", "X-Amz-Security-Token: x", "Client-Secret: x",
                  "Accept: x", "X-Mine: x", "Idempotency-Key: x"},
                 ContentSource::Memory);
  const http::Fields away = testing::fields_of({"Location: https://b/"});
  const http::Fields home = testing::fields_of({"Location: /2"});
  const std::vector<std::string> secrets = {"x-mine"};
  const atlas::Client& wget = *atlas::find("wget");
  const Forecast leaks =
      redirect::forecast(wget, {request, http::Status(307), away.view()}, secrets);
  const std::vector<std::string> all = {"Cookie2", "x-api-key", "X-Amz-Security-Token",
                                        "Client-Secret", "X-Mine"};
  EXPECT_EQ(leaks.leaked, all);
  EXPECT_EQ(leaks.severity, Severity::Leaked);
  EXPECT_EQ(redirect::forecast(wget, {request, http::Status(302), away.view()}).severity,
            Severity::Changed);
  EXPECT_EQ(redirect::forecast(wget, {request, http::Status(307), home.view()}, secrets).leaked,
            std::vector<std::string>());
}

struct ChainCase {
  const char* client;
  std::vector<std::string> locations;
  std::vector<int> statuses;
  const char* requests;
};

TEST(Atlas, RemembersAsTheClientDoes) {
  const ChainCase cases[] = {
      // libcurl compares with the first host, and so gives back what it took.
      {"libcurl", {"https://b/", "https://a/2"}, {307, 307}, "POST resent, POST authorized resent"},
      // Go up to 1.23 copies from the first request whenever the hop before is of the same host.
      {"go", {"https://b/", "https://b/2"}, {307, 307}, "POST resent, POST authorized resent"},
      {"go-1.24", {"https://b/", "https://b/2"}, {307, 307}, "POST resent, POST resent"},
      {"go", {"/2", "/3"}, {302, 307}, "GET authorized dropped, GET authorized resent"},
      {"apache-hc5", {"/2", "/3"}, {302, 307}, "GET authorized dropped, POST authorized resent"},
      {"requests", {"/2", "/3"}, {302, 307}, "GET authorized dropped, GET authorized none"},
  };
  for (const ChainCase& row : cases) {
    Chain chain(atlas::find(row.client)->policy);
    Request request =
        request_of("POST", "https://a/1", {"Authorization: x"}, ContentSource::Memory);
    std::string requests;
    for (std::size_t hop = 0; hop < row.locations.size(); ++hop) {
      const Step step =
          testing::step_of(request, row.statuses[hop], {"Location: " + row.locations[hop]}, chain);
      const auto* follow = std::get_if<Follow>(&step);
      ASSERT_NE(follow, nullptr) << row.client;
      if (hop > 0) requests += ", ";
      requests.append(follow->request.method.name());
      if (follow->request.fields.view().contains("Authorization")) requests += " authorized";
      requests.append(" ").append(name(follow->content));
      request = follow->request;
    }
    EXPECT_EQ(requests, row.requests) << row.client;
  }
}

}  // namespace
}  // namespace onward::redirect
