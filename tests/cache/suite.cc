// SPDX-License-Identifier: MIT
// The client's side of the cache tests: client/test.mjs of the suite, rebuilt around the redirect
// cache. Contents are not compared: the cache keeps none.
#include "cache/suite.h"

#include "cache/suite_server.h"

#include "onward/http/cache_control.h"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace onward::test {
namespace {

using boost::json::array;
using boost::json::object;

/// What the client got for one request.
struct Received {
  int status = 0;  ///< 0: the connection was closed
  http::Fields fields;

  std::optional<std::string> field(std::string_view name) const {
    return fields.view().combined(name);
  }
};

std::int64_t number_in(const std::optional<std::string>& text) {
  std::int64_t number = -1;
  if (text) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

/// When the server made an answer: what the suite counts its dates from.
std::chrono::sys_seconds served_at(const Received& answer) {
  return std::chrono::sys_seconds{std::chrono::seconds{number_in(answer.field("Server-Now"))}};
}

class SuiteRun {
 public:
  SuiteRun(const object& test, int default_status)
      : requests_(test.at("requests").as_array()),
        default_status_(default_status),
        server_(requests_, default_status) {}

  SuiteResult run() {
    for (std::size_t i = 0; i < requests_.size(); ++i) {
      received_.push_back(ask(i));
      check_answer(i);
      if (requests_[i].as_object().contains("pause_after")) now_ += std::chrono::seconds{3};
    }
    check_requests();
    return result_;
  }

 private:
  redirect::Request request_for(std::size_t index) const;
  Received ask(std::size_t index);
  void check_answer(std::size_t index);
  void check_type(std::size_t index);
  void check_status(std::size_t index);
  void check_fields(std::size_t index);
  void check_absent(std::size_t index);
  void check_requests();
  void check_request(const object& wanted, const redirect::Request* seen);
  /// The first thing that does not hold decides.
  void expect(const object& wanted, std::string_view member, bool holds, const std::string& why);

  array requests_;
  int default_status_;
  SuiteServer server_;
  redirect::Cache cache_;
  std::chrono::sys_seconds now_{std::chrono::seconds{1'795'478'400}};
  std::vector<Received> received_;
  SuiteResult result_;
};

void SuiteRun::expect(const object& wanted, std::string_view member, bool holds,
                      const std::string& why) {
  if (holds || result_.verdict != Verdict::Pass) return;
  bool is_setup = member.empty() || wanted.contains("setup");
  if (const auto* listed = wanted.if_contains("setup_tests")) {
    for (const auto& name : listed->as_array()) is_setup = is_setup || name.as_string() == member;
  }
  result_ = {is_setup ? Verdict::SetupFailed : Verdict::Fail, why};
}

redirect::Request SuiteRun::request_for(std::size_t index) const {
  const object& wanted = requests_[index].as_object();
  std::string url = "http://origin.example/test/1";
  if (wanted.contains("filename")) url.append("/").append(text_of(wanted, "filename"));
  if (wanted.contains("query_arg")) url.append("?").append(text_of(wanted, "query_arg"));
  NamesAndValues fields;
  if (const auto* named = wanted.if_contains("request_headers")) {
    for (const auto& field : named->as_array()) {
      const auto& value = field.as_array()[1];
      const bool is_copied = wanted.contains("magic_ims") && index > 0 && value.is_int64();
      fields.emplace_back(field.as_array()[0].as_string(),
                          is_copied
                              ? SuiteServer::date(served_at(received_.back()), value.get_int64())
                          : value.is_int64() ? std::to_string(value.get_int64())
                                             : std::string(value.as_string()));
    }
  } else {
    fields = {{"Pragma", "foo"}, {"Cache-Control", "nothing-to-see-here"}};
  }
  const std::string method =
      wanted.contains("request_method") ? text_of(wanted, "request_method") : "GET";
  return {http::Method::parse(method).value(), url::parse(url).value(), to_fields(fields),
          redirect::ContentSource::None};
}

/// What `onward follow` does for one request.
Received SuiteRun::ask(std::size_t index) {
  redirect::Request request = request_for(index);
  if (const auto stored = cache_.find(request, now_)) {
    return {stored->status.code(), stored->fields};
  }
  if (http::read_cache_control(request.fields.view()).only_if_cached) return {504, {}};
  const http::Fields conditions = cache_.conditions(request);
  for (const http::Field field : conditions.view()) {
    (void)request.fields.add(http::FieldName::parse(field.name).value(),
                             http::FieldValue::parse(field.value).value());
  }
  const std::chrono::sys_seconds requested = now_;
  const auto answer = server_.serve(request, index, now_);
  if (!answer) return {};
  now_ += answer->pause;
  http::Fields fields = to_fields(answer->fields);
  const auto status = http::Status::from(answer->status);
  if (!status) return {answer->status, std::move(fields)};
  const auto validated = cache_.receive({request, *status, fields.view()}, {requested, now_});
  if (validated && conditions.size() != 0) {
    return {validated->status.code(), validated->fields};
  }
  return {answer->status, std::move(fields)};
}

void SuiteRun::check_type(std::size_t index) {
  const object& wanted = requests_[index].as_object();
  const auto number = static_cast<std::int64_t>(index + 1);
  const Received& got = received_[index];
  const std::int64_t origin = number_in(got.field("Server-Request-Count"));
  const std::string type = text_of(wanted, "expected_type");
  if (type == "cached") {
    const bool is_bare_304 = got.status == 304 && origin < 0;
    expect(wanted, "expected_type", is_bare_304 || (origin >= 0 && origin < number),
           "answer " + std::to_string(number) + " does not come from the cache");
  } else if (type == "not_cached") {
    expect(wanted, "expected_type", origin == number,
           "answer " + std::to_string(number) + " comes from the cache");
  }
}

void SuiteRun::check_status(std::size_t index) {
  const object& wanted = requests_[index].as_object();
  const int status = received_[index].status;
  const std::string why = "status " + std::to_string(status);
  if (const auto* expected = wanted.if_contains("expected_status")) {
    if (expected->is_int64()) {
      expect(wanted, "expected_status", status == expected->get_int64(), why);
    }
  } else if (const auto* named = wanted.if_contains("response_status")) {
    expect(wanted, "", status == named->as_array()[0].as_int64(), why);
  } else if (status == 999) {
    expect(wanted, "expected_type", false, "the request is not conditional");
  } else {
    expect(wanted, "", status == default_status_, why);
  }
}

void SuiteRun::check_fields(std::size_t index) {
  const object& wanted = requests_[index].as_object();
  const auto* expected = wanted.if_contains("expected_response_headers");
  if (expected == nullptr) return;
  const Received& got = received_[index];
  for (const auto& row : expected->as_array()) {
    const std::string name(row.is_string() ? row.get_string() : row.as_array()[0].as_string());
    const std::string member = "expected_response_headers";
    expect(wanted, member, got.field(name).has_value(), "no " + name);
    if (row.is_string()) continue;
    const array& rule = row.as_array();
    bool holds = true;
    if (rule.size() == 2) {
      holds = got.field(name) == (rule[1].is_int64()
                                      ? SuiteServer::date(served_at(got), rule[1].get_int64())
                                      : std::string(rule[1].as_string()));
    } else if (rule[1].as_string() == "=") {
      holds = got.field(name) == got.field(std::string(rule[2].as_string()));
    } else if (rule[1].as_string() == ">") {
      holds = number_in(got.field(name)) > rule[2].as_int64();
    }
    expect(wanted, member, holds, name + " is " + got.field(name).value_or("absent"));
  }
}

void SuiteRun::check_absent(std::size_t index) {
  const object& wanted = requests_[index].as_object();
  const auto* absent = wanted.if_contains("expected_response_headers_missing");
  if (absent == nullptr) return;
  for (const auto& row : absent->as_array()) {
    if (!row.is_string()) continue;
    const std::string name(row.get_string());
    expect(wanted, "expected_response_headers_missing", !received_[index].field(name).has_value(),
           name + " is there");
  }
}

void SuiteRun::check_answer(std::size_t index) {
  check_type(index);
  check_status(index);
  check_fields(index);
  check_absent(index);
}

void SuiteRun::check_request(const object& wanted, const redirect::Request* seen) {
  const std::string type = text_of(wanted, "expected_type");
  const char* condition = type == "etag_validated" ? "If-None-Match"
                          : type == "lm_validated" ? "If-Modified-Since"
                                                   : nullptr;
  if (condition != nullptr) {
    expect(wanted, "expected_type", seen != nullptr && seen->fields.view().contains(condition),
           std::string("no ") + condition + " in the request");
  }
  if (seen == nullptr) return;
  if (const auto* expected = wanted.if_contains("expected_request_headers")) {
    for (const auto& row : expected->as_array()) {
      const std::string name(row.is_string() ? row.get_string() : row.as_array()[0].as_string());
      const auto value = seen->fields.view().combined(name);
      const bool holds =
          row.is_string() ? value.has_value() : value == std::string(row.as_array()[1].as_string());
      expect(wanted, "expected_request_headers", holds, "request's " + name);
    }
  }
  if (wanted.contains("expected_method")) {
    expect(wanted, "expected_method", seen->method.name() == text_of(wanted, "expected_method"),
           "request's method");
  }
}

void SuiteRun::check_requests() {
  std::size_t at = 0;
  for (std::size_t i = 0; i < requests_.size(); ++i) {
    const object& wanted = requests_[i].as_object();
    const std::string type = text_of(wanted, "expected_type");
    if (type == "cached") continue;
    const auto& seen = server_.seen();
    const bool is_seen = at < seen.size();
    if (type == "not_cached") {
      expect(wanted, "expected_type", is_seen && seen[at].number == i + 1,
             "request " + std::to_string(i + 1) + " was not sent");
    }
    check_request(wanted, is_seen ? &seen[at].request : nullptr);
    ++at;
  }
}

}  // namespace

SuiteResult run_suite_test(const object& test, int default_status) {
  return SuiteRun(test, default_status).run();
}

}  // namespace onward::test
