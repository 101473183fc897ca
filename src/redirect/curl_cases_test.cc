// SPDX-License-Identifier: MIT
// curl's own tests of the command line (corpora: curl), as pairs: a request that curl sent, the
// redirect that its server gave, and the request that came next: method, target, content, and which
// credentials it has. What curl makes between the two is listed.
#include "onward/redirect/atlas.h"
#include "redirect/testing.h"
#include "support/corpora.h"

#include <map>
#include <regex>
#include <set>

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

/// How far curl's server moves on in its answers for what the request is authenticated by
/// (tests/server/sws.c): the two requests of NTLM, Digest, Basic after a challenge.
int part_of_authorization(std::string_view value, int part) {
  if (value.starts_with("NTLM TlRMTVNTUAAD")) return 1002;
  if (value.starts_with("NTLM ")) return 1001;
  if (value.starts_with("Digest ")) return 1000;
  return value.starts_with("Basic ") && part >= 1000 ? 1 : 0;
}

/// curl's server takes the part from the last number of the target: 12340002 is part 2 of test
/// 1234.
std::optional<Answer> answer_to(const Sent& sent, const json::object& replies) {
  static const std::regex kNumber(R"((\d+)\D*$)");
  std::smatch number;
  int index = 0;
  if (std::regex_search(sent.target, number, kNumber) && number.str(1).size() > 4) {
    index = std::stoi(number.str(1).substr(number.str(1).size() - 4));
  }
  index += part_of_authorization(sent.fields.view().find("Authorization").value_or(""), index);
  const json::value* reply =
      replies.if_contains(index > 0 ? "data" + std::to_string(index) : "data");
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

/// Rows that are not held, and why.
const std::map<std::string, const char*> kNotHeld = {
    {"curl/test40", "a template that repeats text, which this reader does not fill in"},
    {"curl/test42", "a template that repeats text, which this reader does not fill in"},
    {"curl/test1138", "a later version: what curl escapes, it escapes in upper case"},
    {"curl/test54", "a template for a space, which this reader does not fill in"},
    {"curl/test185", "the server gives one answer after the other, whatever the target"},
    {"curl/test188", "the server gives one answer after the other, whatever the target"},
    {"curl/test325", "--proto-redir: the schemes that are followed are the caller's choice"},
    {"curl/test474", "the requests were not written down"},
    {"curl/test765", "the requests were not written down"},
    {"curl/test728", "the SOCKS proxy refuses the name"},
    {"curl/test1073", "HTTP/1.0: the upload cannot be sent in chunks"},
    {"curl/test1080", "two URLs, nothing followed"},
    {"curl/test1081", "two URLs, nothing followed"},
    {"curl/test998", "the user name of a URL is not given to others by --location-trusted"},
    {"curl/test3106", "the proxy's own answers"},
};

/// Fields that are not held, and why: curl makes them itself, for one request after the other.
const std::map<std::string, const char*> kFieldNotHeld = {
    {"curl/test90 Authorization", "--anyauth on a new connection: nothing until it is asked for"},
    {"curl/test414 Cookie", "a cookie of the jar"},
    {"curl/test427 Cookie", "a cookie of the jar"},
    {"curl/test479 Authorization", "a netrc file knows the other host as well"},
    {"curl/test1024 Cookie", "a cookie of the jar"},
};

constexpr const char* kCredentials[] = {"Authorization", "Cookie", "Proxy-Authorization"};

/// One row, decision by decision.
class Row {
 public:
  explicit Row(const json::object& row)
      : row_(row), id_(row.at("id").as_string()), command_(row.at("command").as_string()) {}

  void hold(const Policy& policy) {
    const auto requests =
        read_requests(filled(std::string(row_.at("expected_requests").as_string())));
    Chain chain(policy);
    for (std::size_t i = 0; i < requests.size(); ++i) {
      const auto answer = answer_to(requests[i], row_.at("server_replies").as_object());
      const auto before = request_of(requests[i]);
      const bool is_last = i + 1 == requests.size();
      // Between two requests, what is no redirect asks for credentials.
      if (!answer || !before || (!is_last && answer->status / 100 != 3)) continue;
      ++decisions;
      const Step step =
          next({*before, *http::Status::from(answer->status), answer->fields.view()}, chain);
      const auto* follow = std::get_if<Follow>(&step);
      if (is_last) {
        EXPECT_EQ(follow, nullptr) << id_ << " must end here: " << command_;
        continue;
      }
      if (follow == nullptr) {
        ADD_FAILURE() << id_ << ": " << testing::text_of(step) << ", not followed";
        return;
      }
      hold_request(*follow, requests[i + 1]);
    }
  }

  int decisions = 0;
  std::set<std::string> other_fields;  ///< that the row and the decision differ in

 private:
  void hold_request(const Follow& follow, const Sent& sent) {
    const Request& request = follow.request;
    if (sent.method == "CONNECT") {  // a tunnel for the next request
      const std::string port(request.url.port().empty() ? "443" : request.url.port());
      EXPECT_EQ(std::string(request.url.hostname()).append(":").append(port), sent.target) << id_;
      return;
    }
    const bool is_absolute = sent.target.starts_with("http");
    EXPECT_EQ(request.method.name(), sent.method) << id_ << ' ' << command_;
    EXPECT_EQ(target_of(request, is_absolute), sent.target) << id_ << ' ' << command_;
    EXPECT_EQ(follow.content == ContentFate::Resent, sent.has_content) << id_ << ' ' << command_;
    for (const char* const name : kCredentials) {
      const bool is_kept = request.fields.view().contains(name);
      if (is_kept != sent.fields.view().contains(name)) other_fields.insert(name);
    }
  }

  const json::object& row_;
  std::string id_;
  std::string command_;
};

TEST(Atlas, CurlsOwnTests) {
  const auto rows = test::corpus("curl/curl-redirect-tests.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  int decisions = 0;
  std::size_t not_held = 0;
  std::set<std::string> fields_not_held;
  for (const json::value& value : rows->as_array()) {
    const json::object& object = value.as_object();
    const std::string id(object.at("id").as_string());
    if (kNotHeld.contains(id)) ++not_held;
    if (object.at("kind") != "cli" || kNotHeld.contains(id)) continue;
    const auto* client = atlas::find(client_of(std::string(object.at("command").as_string())));
    ASSERT_NE(client, nullptr) << id;
    Row row(object);
    row.hold(client->policy);
    decisions += row.decisions;
    EXPECT_GT(row.decisions, 0) << id << " decides nothing, and is not listed";
    for (const std::string& name : row.other_fields) {
      const std::string field = std::string(id).append(" ").append(name);
      fields_not_held.insert(field);
      EXPECT_TRUE(kFieldNotHeld.contains(field)) << field;
    }
  }
  EXPECT_EQ(not_held, kNotHeld.size()) << "a row that is listed is no more there";
  EXPECT_EQ(fields_not_held.size(), kFieldNotHeld.size()) << "a field that is listed is held";
  EXPECT_GT(decisions, 0);
  RecordProperty("decisions", decisions);
}

}  // namespace
}  // namespace onward::redirect
