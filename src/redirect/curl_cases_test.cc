// SPDX-License-Identifier: MIT
// curl's own tests of the command line (corpora: curl), as pairs: a request that curl sent, the
// redirect that its server gave, and the request that came next. Authentication by challenge,
// proxies and cookie jars are between the pairs and are left to curl.
#include "onward/redirect/atlas.h"
#include "redirect/testing.h"
#include "support/corpora.h"

#include <map>
#include <regex>

#include <gtest/gtest.h>

namespace onward::redirect {
namespace {

namespace json = boost::json;

/// The templates of curl's test files, filled in.
std::string filled(std::string text) {
  const std::pair<const char*, const char*> kNames[] = {{"{HTTPPORT}", "8001"},
                                                        {"%HTTPPORT", "8001"},
                                                        {"{HTTPSPORT}", "8002"},
                                                        {"%HTTPSPORT", "8002"},
                                                        {"{HOSTIP}", "127.0.0.1"},
                                                        {"%HOSTIP", "127.0.0.1"},
                                                        {"%IMAPPORT", "8003"},
                                                        {"{PROXYPORT}", "8004"},
                                                        {"%AMP", "&"},
                                                        {"%CR", ""}};
  for (const auto& [name, value] : kNames) {
    for (std::size_t at = 0; (at = text.find(name, at)) != text.npos;) {
      text.replace(at, std::string_view(name).size(), value);
    }
  }
  return text;
}

struct Sent {
  std::string method;
  std::string target;
  http::Fields fields;
  bool has_content = false;
};

void read_field(const std::string& line, http::Fields& fields) {
  const std::size_t colon = line.find(':');
  if (colon == line.npos) return;
  const auto name = http::FieldName::parse(std::string_view(line).substr(0, colon));
  const auto value = http::FieldValue::parse(http::trim(std::string_view(line).substr(colon + 1)));
  if (name && value) (void)fields.add(*name, *value);
}

/// The requests of one connection after another, as curl's test server wrote them down.
std::vector<Sent> read_requests(const std::string& text) {
  static const std::regex kStart(R"(([A-Z]{3,}) (\S+) HTTP/1\.[01]\n)");
  std::vector<Sent> list;
  for (std::sregex_iterator at(text.begin(), text.end(), kStart), end; at != end; ++at) {
    Sent sent{at->str(1), at->str(2), {}};
    std::istringstream head(text.substr(static_cast<std::size_t>(at->position() + at->length())));
    for (std::string line; std::getline(head, line) && !line.empty();) {
      read_field(line, sent.fields);
    }
    const auto length = sent.fields.view().find("Content-Length");
    sent.has_content =
        (length && *length != "0") || sent.fields.view().contains("Transfer-Encoding");
    (void)sent.fields.remove("Content-Length");
    list.push_back(std::move(sent));
  }
  return list;
}

struct Answer {
  int status = 0;
  http::Fields fields;
};

/// curl's server takes the part from the last number of the target: 12340002 is part 2 of test
/// 1234.
std::optional<Answer> answer_to(const std::string& target, const json::object& replies) {
  static const std::regex kNumber(R"((\d+)\D*$)");
  std::smatch number;
  std::string part = "data";
  if (std::regex_search(target, number, kNumber) && number.str(1).size() > 4) {
    const int index = std::stoi(number.str(1).substr(number.str(1).size() - 4));
    if (index > 0) part += std::to_string(index);
  }
  const json::value* reply = replies.if_contains(part);
  if (reply == nullptr) return std::nullopt;
  std::istringstream text(filled(std::string(reply->as_object().at("text").as_string())));
  Answer answer;
  std::string line;
  std::getline(text, line);
  static const std::regex kStatus(R"(HTTP/\S+ (\d\d\d))");
  std::smatch status;
  if (!std::regex_search(line, status, kStatus)) return std::nullopt;
  answer.status = std::stoi(status.str(1));
  while (std::getline(text, line) && !line.empty() && line != "\r") read_field(line, answer.fields);
  return answer;
}

std::string client_of(const std::string& command) {
  const std::pair<const char*, const char*> kSetUps[] = {
      {"--follow", "curl-follow"},
      {"--post30", "curl-post30x"},
      {"--location-trusted", "curl-location-trusted"},
      {"-T ", "curl-T"},
      {"-X ", "curl-X"},
      {"-L", "curl"},
      {"--location", "curl"}};
  for (const auto& [option, client] : kSetUps) {
    if (command.find(option) != command.npos) return client;
  }
  return "curl-noL";
}

std::optional<Request> request_of(const Sent& sent) {
  const std::string host(sent.fields.view().find("Host").value_or(""));
  const bool is_absolute = sent.target.find("://") < sent.target.find('?');
  const auto url = url::parse(is_absolute ? sent.target : "http://" + host + sent.target);
  const auto method = http::Method::parse(sent.method);
  if (!url || !method) return std::nullopt;
  return Request{.method = *method,
                 .url = *url,
                 .fields = sent.fields,
                 .content = sent.has_content ? ContentSource::Memory : ContentSource::None};
}

std::string target_of(const Request& request, bool is_absolute) {
  std::string target = is_absolute ? request.url.origin() : "";
  if (!request.target.empty()) return target.append(request.target);
  return target.append(request.url.pathname()).append(request.url.search());
}

/// Pairs that are not held, and why.
const std::map<std::string, const char*> kNotHeld = {
    {"curl/test40", "a template that repeats text, which this reader does not fill in"},
    {"curl/test42", "a template that repeats text, which this reader does not fill in"},
    {"curl/test1138", "a later version: what curl escapes, it escapes in upper case"},
    {"curl/test54", "a template for a space, which this reader does not fill in"},
    {"curl/test185", "the server gives one answer after the other, whatever the target"},
    {"curl/test188", "the server gives one answer after the other, whatever the target"},
    {"curl/test325", "--proto-redir: the schemes that are followed are the caller's choice"},
    {"curl/test728", "the SOCKS proxy refuses the name"},
    {"curl/test1073", "HTTP/1.0: the upload cannot be sent in chunks"},
    {"curl/test1080", "two URLs, nothing followed"},
    {"curl/test1081", "two URLs, nothing followed"},
    {"curl/test998", "the user name of a URL is not given to others by --location-trusted"},
    {"curl/test3106", "the proxy's own answers"},
};

/// -u alone: no challenge is waited for, so that the first request has Authorization.
bool has_basic_user(const std::string& command) {
  if (command.find("-u ") == command.npos && command.find("--user ") == command.npos) return false;
  for (const char* const other : {"--ntlm", "--anyauth", "--digest", "--aws-sigv4", "//first:"}) {
    if (command.find(other) != command.npos) return false;
  }
  return true;
}

TEST(Atlas, CurlsOwnTests) {
  const auto rows = test::corpus("curl/curl-redirect-tests.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  int pairs = 0;
  int users = 0;
  std::size_t not_held = 0;
  for (const json::value& value : rows->as_array()) {
    const json::object& row = value.as_object();
    const std::string id(row.at("id").as_string());
    if (kNotHeld.contains(id)) ++not_held;
    if (row.at("kind") != "cli" || kNotHeld.contains(id)) continue;
    const std::string command(row.at("command").as_string());
    const auto* client = atlas::find(client_of(command));
    ASSERT_NE(client, nullptr) << command;
    const auto& written = row.at("expected_requests");
    if (!written.is_string()) continue;
    const auto requests = read_requests(filled(std::string(written.as_string())));
    Chain chain(client->policy);
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const auto answer = answer_to(requests[i].target, row.at("server_replies").as_object());
      const auto before = request_of(requests[i]);
      if (!answer || !before || answer->status / 100 != 3) continue;
      const Step step =
          next({*before, *http::Status::from(answer->status), answer->fields.view()}, chain);
      const auto* follow = std::get_if<Follow>(&step);
      if (i + 1 == requests.size()) {
        EXPECT_EQ(follow, nullptr) << id << " must end here: " << command;
        continue;
      }
      const Sent& sent = requests[i + 1];
      if (sent.method == "CONNECT") break;  // a tunnel for the next request
      ++pairs;
      if (follow == nullptr) {
        ADD_FAILURE() << id << ": " << testing::text_of(step) << ", not followed";
        break;
      }
      const bool is_absolute = sent.target.starts_with("http");
      EXPECT_EQ(follow->request.method.name(), sent.method) << id << ' ' << command;
      EXPECT_EQ(target_of(follow->request, is_absolute), sent.target) << id << ' ' << command;
      EXPECT_EQ(follow->content == ContentFate::Resent, sent.has_content) << id << ' ' << command;
      for (const char* const name : {"Authorization", "Cookie"}) {
        // Of fields that curl makes itself, from a jar or a netrc file, nothing is known here; but
        // what it makes of a user by name it makes for the first host.
        const bool is_user = name[0] == 'A' && has_basic_user(command);
        if (is_user) ++users;
        if (!is_user && command.find(std::string("\"").append(name).append(": ")) == command.npos) {
          continue;
        }
        EXPECT_EQ(follow->request.fields.view().contains(name), sent.fields.view().contains(name))
            << id << ' ' << name << ' ' << command;
      }
    }
  }
  EXPECT_EQ(not_held, kNotHeld.size()) << "a row that is listed is no more there";
  EXPECT_GT(pairs, 0);
  EXPECT_GT(users, 0);
  RecordProperty("pairs", pairs);
}

}  // namespace
}  // namespace onward::redirect
