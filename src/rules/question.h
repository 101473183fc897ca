// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/network.h"
#include "onward/rules/request.h"
#include "rules/selection.h"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Questions for tests, fuzz targets and benchmarks, without a message reader.
namespace onward::rules {

/// A question that owns what it is about.
///
///   TestQuestion question("POST", "http://shop.example/a?x=1", {{"Accept", "text/html"}});
///   question.get();  // a Question, as long as this lives and does not move
class TestQuestion {
 public:
  using FieldList = std::vector<std::pair<std::string_view, std::string_view>>;

  /// `url` is scheme://authority/path?query; what is no field is left out.
  TestQuestion(std::string_view method, std::string_view url, const FieldList& fields = {})
      : method_(method), url_(url) {
    for (const auto& [name, value] : fields) {
      const auto field_name = http::FieldName::parse(name);
      const auto field_value = http::FieldValue::parse(value);
      if (field_name && field_value) static_cast<void>(fields_.add(*field_name, *field_value));
    }
    const std::size_t authority = url_.find("://") + 3;
    const std::size_t path = url_.find_first_of("/?", authority);
    const std::string_view text = url_;
    origin_.scheme = text.substr(0, authority - 3);
    head_.authority = text.substr(authority, path == text.npos ? path : path - authority);
    head_.target.path_and_query = path == text.npos ? "/" : text.substr(path);
    head_.fields = fields_.view();
    if (auto known = http::Method::parse(method_)) head_.method = *known;
    request_.client = parse_address("192.0.2.1").value_or(Address{});
    static_cast<void>(normalize(request_, buffer_, normal_));
  }
  TestQuestion(const TestQuestion&) = delete;
  TestQuestion& operator=(const TestQuestion&) = delete;

  void set_client(std::string_view address) {
    request_.client = parse_address(address).value_or(Address{});
  }
  void set_now(std::chrono::sys_seconds now) { now_ = now; }
  Question get() const { return {request_, normal_, method_, now_}; }
  const Request& request() const { return request_; }

 private:
  std::string method_;
  std::string url_;
  http::Fields fields_;
  http::RequestHead head_;
  Origin origin_;
  Request request_{head_, origin_};
  NormalBuffer buffer_;
  NormalUrl normal_;
  std::chrono::sys_seconds now_{};
};

}  // namespace onward::rules
