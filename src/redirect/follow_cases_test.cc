// SPDX-License-Identifier: MIT
// The redirect tests of Fetch and of client projects, as requests, answers and what must come next
// (corpora: follow-cases). Fetch's rows are held against the policy `fetch`, each project's against
// the entry of the atlas; what is not a matter of the decision is listed, with the reason.
#include "onward/redirect/atlas.h"
#include "redirect/testing.h"
#include "support/base64.h"
#include "support/corpora.h"

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include <gtest/gtest.h>

namespace onward::redirect {
namespace {

namespace json = boost::json;

std::string text_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

const json::object& object_at(const json::object& object, std::string_view key) {
  static const json::object kNone;
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_object() ? value->get_object() : kNone;
}

const json::array& array_at(const json::object& object, std::string_view key) {
  static const json::array kNone;
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_array() ? value->get_array() : kNone;
}

http::Fields fields_at(const json::object& object) {
  std::vector<std::string> lines;
  for (const auto& [name, value] : object_at(object, "headers")) {
    lines.push_back(std::string(name) + ": " + std::string(value.as_string()));
  }
  return testing::fields_of(lines);
}

Request request_of(const json::object& row) {
  const json::object& request = object_at(row, "request");
  ContentSource content = ContentSource::None;
  if (!text_at(request, "body").empty()) content = ContentSource::Memory;
  if (request.contains("body_stream")) content = ContentSource::Stream;
  return {.method = *http::Method::parse(text_at(request, "method")),
          .url = *url::parse(text_at(request, "url")),
          .fields = fields_at(request),
          .content = content};
}

/// The fields of an answer; its Location may be given as text or as bytes.
http::Fields answer_of(const json::object& response) {
  http::Fields fields = fields_at(response);
  std::string location = text_at(response, "location");
  bool has_location = response.contains("location") && response.at("location").is_string();
  for (const char* const key : {"location_bytes_utf8", "location_bytes"}) {
    if (!response.contains(key)) continue;
    location = text_at(response, key);
    has_location = true;
  }
  if (response.contains("location_bytes_b64")) {
    location = test::from_base64(text_at(response, "location_bytes_b64"));
    has_location = true;
  }
  if (const auto value = http::FieldValue::parse(location); has_location && value) {
    (void)fields.set(http::FieldName("Location"), *value);
  }
  return fields;
}

/// The answers of a row, in order; a limit without answers is tried with new URLs for ever.
class Script {
 public:
  explicit Script(const json::object& row) {
    for (const json::value& response : array_at(row, "responses")) {
      answers_.push_back(response.as_object());
    }
    if (const json::object& repeat = object_at(row, "responses_repeat"); !repeat.empty()) {
      json::object one = repeat;
      if (!one.contains("location")) counts_ = true;
      const std::int64_t times = repeat.at("times").as_int64();
      answers_.assign(static_cast<std::size_t>(times), one);
      answers_.push_back(json::object{{"status", 200}});
    } else if (answers_.empty()) {
      answers_.push_back(json::object{{"status", 302}});
      counts_ = true;
      is_endless_ = true;
    }
  }

  /// Nothing is left, and the URL is another: the row ends here.
  std::optional<json::object> next(bool is_same_url) {
    if (at_ >= answers_.size() && !is_same_url && !is_endless_) return std::nullopt;
    json::object answer = answers_[std::min(at_++, answers_.size() - 1)];
    if (counts_ && answer.at("status") != 200) answer["location"] = "/" + std::to_string(at_);
    return answer;
  }

 private:
  std::vector<json::object> answers_;
  std::size_t at_ = 0;
  bool counts_ = false;
  bool is_endless_ = false;
};

struct Result {
  std::string outcome;
  std::vector<Follow> follows;
  std::string final_url;
  int final_status = 200;
};

/// The server of rows that list their requests: /?code=301&next=302,308 answers 301 and leads to
/// /?code=302&next=308; without a code, 200.
json::object answer_by_query(const url::Url& url) {
  static const std::regex kQuery(R"(\?code=(\d+)(&next=(\d+)(,(.*))?)?$)");
  const std::string search(url.search());
  std::smatch parts;
  if (!std::regex_match(search, parts, kQuery)) return {{"status", 200}};
  std::string location = "/";
  if (parts[3].matched) location.append("?code=").append(parts.str(3));
  if (parts[5].matched) location.append("&next=").append(parts.str(5));
  return {{"status", std::stoi(parts.str(1))}, {"location", location}};
}

std::string outcome_of(Reason reason, const Policy& policy) {
  const bool is_returned =
      reason == Reason::NotRedirect || reason == Reason::NoLocation ||
      reason == Reason::MethodRefused ||
      (reason == Reason::ContentNotReplayable && policy.content.refusal_is_answer);
  return is_returned ? "return" : "error";
}

Result play(const json::object& row, const Policy& policy) {
  Chain chain(policy);
  Script script(row);
  Request request = request_of(row);
  Result result{"follow", {}, std::string(request.url.href())};
  bool is_same_url = true;
  const bool by_query = object_at(row, "expect").contains("requests");
  for (;;) {
    const auto answer =
        by_query ? std::optional(answer_by_query(request.url)) : script.next(is_same_url);
    result.final_status = answer ? static_cast<int>(answer->at("status").as_int64()) : 200;
    if (!answer) return result;
    const http::Fields fields = answer_of(*answer);
    const auto status = http::Status::from(static_cast<int>(answer->at("status").as_int64()));
    if (!status || !status->is_redirection()) return result;
    const Step step = redirect::next({request, *status, fields.view()}, chain);
    if (const auto* stop = std::get_if<Stop>(&step)) {
      result.outcome = outcome_of(stop->reason, policy);
      return result;
    }
    const auto& follow = std::get<Follow>(step);
    result.follows.push_back(follow);
    if (follow.content == ContentFate::Emptied && policy.content.stream == Replay::Failed) {
      result.outcome = "error";
      return result;
    }
    is_same_url = request.url == follow.request.url;
    request = follow.request;
    result.final_url = request.url.href();
  }
}

// "note", and "error" and "at_url", which say how an error looks, are for people.
const std::set<std::string_view> kKnownKeys = {
    "outcome",  "hops",         "final_url", "final_url_suffix", "second_request",
    "requests", "final_status", "error",     "at_url",           "note"};

/// "POST / \"first\"" as "POST /+": the method, the target and whether there is content.
std::string without_content(std::string_view text) {
  const std::size_t quote = text.find(" \"");
  const bool is_empty = text.substr(quote) == " \"\"";
  return std::string(text.substr(0, quote)).append(is_empty ? "" : "+");
}

std::string line_of(const Request& request) {
  std::string line(request.method.name());
  line.append(" ").append(request.url.pathname()).append(request.url.search());
  return line.append(request.content == ContentSource::None ? "" : "+");
}

/// What a row expects that did not come; "" where it is as it says.
class Verdict {
 public:
  Verdict(const json::object& row, const Result& result) : result_(result) {
    const json::object& expect = object_at(row, "expect");
    for (const auto& [key, value] : expect) {
      if (!kKnownKeys.contains(key)) check(key, "known to this test", "unknown");
    }
    if (const json::array& requests = array_at(expect, "requests"); !requests.empty()) {
      check_requests(requests, request_of(row));
    }
    if (const auto* status = expect.if_contains("final_status"); status != nullptr) {
      check("status", std::to_string(status->as_int64()), std::to_string(result.final_status));
    }
    std::string outcome = text_at(expect, "outcome");
    if (outcome.starts_with("return")) outcome = "return";
    if (!outcome.empty()) check("outcome", outcome, result.outcome);
    if (const auto* hops = expect.if_contains("hops"); hops != nullptr) {
      check("hops", std::to_string(hops->as_int64()), std::to_string(result.follows.size()));
    }
    const std::string url = text_at(expect, "final_url");
    if (!url.empty()) check("final_url", canonical(url), result.final_url);
    if (!result.final_url.ends_with(text_at(expect, "final_url_suffix"))) {
      check("suffix", text_at(expect, "final_url_suffix"), result.final_url);
    }
    if (const json::object& second = object_at(expect, "second_request"); !second.empty()) {
      check_second(second);
    }
  }
  const std::string& text() const { return text_; }

 private:
  static std::string canonical(const std::string& text) {
    const auto url = url::parse(text);
    return url ? std::string(url->href()) : text;
  }

  void check(std::string_view what, std::string_view wanted, std::string_view got) {
    if (wanted == got) return;
    text_.append(what).append(": wanted ").append(wanted).append(", got ").append(got).append("; ");
  }

  void check_requests(const json::array& wanted, const Request& first) {
    std::string want;
    for (const json::value& one : wanted) want.append(without_content(one.as_string())) += ", ";
    std::string got = line_of(first) + ", ";
    for (const Follow& follow : result_.follows) got.append(line_of(follow.request)) += ", ";
    check("requests", want, got);
  }

  void check_second(const json::object& second) {
    if (result_.follows.empty()) {
      check("second request", "one", "none");
      return;
    }
    const Follow& follow = result_.follows.front();
    const http::FieldsView fields = follow.request.fields.view();
    const std::string method = text_at(second, "method");
    if (!method.empty()) check("method", method, follow.request.method.name());
    const std::string url = text_at(second, "url");
    if (!url.empty()) check("url", canonical(url), follow.request.url.href());
    if (const std::string target = text_at(second, "target"); !target.empty()) {
      std::string path(follow.request.url.pathname());
      path.append(follow.request.url.search());
      check("target", target, follow.request.target.empty() ? path : follow.request.target);
    }
    if (const auto* body = second.if_contains("body"); body != nullptr) {
      const bool is_sent = follow.content == ContentFate::Resent;
      check("content", body->as_string().empty() ? "none" : "sent", is_sent ? "sent" : "none");
    }
    for (const json::value& name : array_at(second, "absent_headers")) {
      check(name.as_string(), "absent", fields.contains(name.as_string()) ? "sent" : "absent");
    }
    for (const json::value& name : array_at(second, "has_headers")) {
      check(name.as_string(), "sent", fields.contains(name.as_string()) ? "sent" : "absent");
    }
  }

  const Result& result_;
  std::string text_;
};

/// The policy of a row: as given, but for the options that the row sets.
Policy with_options(Policy policy, const json::object& row) {
  const json::object& options = object_at(row, "options");
  const json::value* limit = options.if_contains("max_redirects");
  if (limit != nullptr && limit->is_int64()) {
    policy.max_redirects = static_cast<int>(limit->as_int64());
  }
  const bool follows_none = limit != nullptr && limit->is_string() && limit->as_string() == "none";
  if (follows_none || text_at(options, "redirect_mode") == "manual") policy.methods = {};
  return policy;
}

TEST(FetchRedirects, WebPlatformTests) {
  const auto rows = test::corpus("follow-cases/wpt-fetch-redirect.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  int held = 0;
  int left_out = 0;
  for (const json::value& value : rows->as_array()) {
    const json::object& row = value.as_object();
    // Referrer-Policy, Origin and CORS are a browser's, and no part of the decision.
    const std::string applies = text_at(row, "applies");
    if (!applies.empty() && applies != "any client") {
      ++left_out;
      continue;
    }
    ++held;
    Result result = play(row, with_options(Policy::fetch(), row));
    // Fetch, "HTTP fetch": redirect mode "error" makes a network error of any redirect.
    if (text_at(object_at(row, "options"), "redirect_mode") == "error") result.outcome = "error";
    EXPECT_EQ(Verdict(row, result).text(), "") << row.at("id");
  }
  EXPECT_GT(held, 0);
  RecordProperty("held", held);
  RecordProperty("left_out", left_out);
}

struct Project {
  const char* file;
  const char* client;
};
constexpr Project kProjects[] = {
    {"requests", "requests"},
    {"go-net-http", "go-1.24"},
    {"httpx", "httpx"},
    {"aiohttp", "aiohttp"},
    {"undici", "undici-request-redirect"},
    {"got", "got-15"},
    {"follow-redirects", "follow-redirects"},
    {"okhttp", "okhttp-4.6"},
    {"guzzle", "guzzle"},
    {"reqwest", "reqwest-0.12"},
};

/// Rows that another set-up, or another version, of the product is meant by.
const std::map<std::string, std::string> kOtherSetUps = {
    {"got/12", "got-methodRewriting-true"},
};

/// Rows that are not held, and why; the last three say no request.
const std::map<std::string, std::string> kNotHeld = {
    {"go-net-http/48", "an IPv6 host with a zone is no URL (URL standard, host parser)"},
    {"httpx/6", "a later version: an absolute URL without a host takes the request's"},
    {"httpx/9", "a later version: hosts that are not in IDNA 2008 are refused"},
    {"undici/15", "another version: in 7.30, a 301 to a stream was seen to be followed with GET"},
    {"okhttp/21", "the events of a call, not its requests"},
    {"okhttp/22", "the events of a call, not its requests"},
    {"okhttp/24", "the events of a call, not its requests"},
};

TEST(Atlas, ProjectsOwnTests) {
  for (const Project& project : kProjects) {
    const auto file = test::corpus(std::string("follow-cases/") + project.file + ".json");
    if (!file) GTEST_SKIP() << test::kCorpusAbsent;
    for (const json::value& value : file->as_object().at("cases").as_array()) {
      const json::object& row = value.as_object();
      const std::string id = text_at(row, "id");
      if (kNotHeld.contains(id)) continue;
      ASSERT_TRUE(row.contains("request")) << id;
      const auto other = kOtherSetUps.find(id);
      std::string name = other == kOtherSetUps.end() ? project.client : other->second;
      if (text_at(row, "func").find("go1.19") != std::string::npos) name = "go";
      const atlas::Client* client = atlas::find(name);
      ASSERT_NE(client, nullptr) << name;
      const Result result = play(row, with_options(client->policy, row));
      EXPECT_EQ(Verdict(row, result).text(), "") << id << " with " << client->id;
    }
  }
}

}  // namespace
}  // namespace onward::redirect
