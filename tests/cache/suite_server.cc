// SPDX-License-Identifier: MIT
// The server's side of the cache tests: server/handle-test.mjs of the suite, rebuilt. What a test
// names is what is sent; dates are so many seconds from now.
#include "cache/suite_server.h"

#include "base/ascii.h"
#include "onward/http/date.h"

namespace onward::test {
namespace {

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  for (const std::string_view other : names) {
    if (base::equals_ignore_case(name, other)) return true;
  }
  return false;
}

}  // namespace

http::Fields to_fields(const NamesAndValues& pairs) {
  http::Fields fields;
  for (const auto& [name, value] : pairs) {
    const auto valid_name = http::FieldName::parse(name);
    const auto valid_value = http::FieldValue::parse(http::trim(value));
    if (valid_name && valid_value) (void)fields.add(*valid_name, *valid_value);
  }
  return fields;
}

std::string text_of(const boost::json::object& object, std::string_view member) {
  const auto* value = object.if_contains(member);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

SuiteServer::SuiteServer(boost::json::array requests, int default_status)
    : requests_(std::move(requests)), default_status_(default_status) {
  for (const auto& request : requests_) {
    NamesAndValues& named = named_.emplace_back();
    const auto* fields = request.as_object().if_contains("response_headers");
    if (fields == nullptr) continue;
    for (const auto& field : fields->as_array()) {
      if (!field.as_array()[1].is_string()) continue;
      named.emplace_back(field.as_array()[0].as_string(), field.as_array()[1].as_string());
    }
  }
}

std::string SuiteServer::date(std::chrono::sys_seconds now, std::int64_t offset) {
  return std::string(http::write_date(now + std::chrono::seconds{offset}).view());
}

std::string SuiteServer::value_of(const boost::json::array& field, const boost::json::object& asked,
                                  const redirect::Request& request,
                                  std::chrono::sys_seconds now) const {
  const std::string name(field[0].as_string());
  if (field[1].is_int64()) {
    const std::int64_t number = field[1].get_int64();
    if (is_one_of(name, {"Date", "Expires", "Last-Modified"})) return date(now, number);
    return std::to_string(number);
  }
  std::string value(field[1].as_string());
  if (asked.contains("magic_locations") && is_one_of(name, {"Location", "Content-Location"})) {
    std::string place(request.url.pathname());
    return value.empty() ? place : place.append("/").append(value);
  }
  return value;
}

std::string SuiteServer::named_before(std::size_t index, std::string_view name) const {
  std::string value;
  if (index == 0) return value;
  for (const auto& [sent, text] : named_[index - 1]) {
    if (base::equals_ignore_case(sent, name)) value = text;
  }
  return value;
}

int SuiteServer::status_for(const redirect::Request& request, std::size_t index) const {
  const boost::json::object& asked = requests_[index].as_object();
  int status = default_status_;
  if (const auto* named = asked.if_contains("response_status")) {
    status = static_cast<int>(named->as_array()[0].as_int64());
  }
  if (!text_of(asked, "expected_type").ends_with("validated")) return status;
  const auto matches = [&](std::string_view condition, std::string_view validator) {
    const std::string sent = named_before(index, validator);
    return !sent.empty() && request.fields.view().find(condition) == std::string_view(sent);
  };
  const bool holds =
      matches("If-Modified-Since", "Last-Modified") || matches("If-None-Match", "ETag");
  return holds ? 304 : 999;
}

std::optional<SuiteAnswer> SuiteServer::serve(const redirect::Request& request, std::size_t index,
                                              std::chrono::sys_seconds now) {
  const boost::json::object& asked = requests_[index].as_object();
  SuiteAnswer answer;
  answer.status = status_for(request, index);
  seen_.push_back({index + 1, request});
  answer.fields = {{"Server-Request-Count", std::to_string(seen_.size())},
                   {"Server-Now", std::to_string(now.time_since_epoch().count())}};
  NamesAndValues& own = named_[index];
  own.clear();
  if (const auto* fields = asked.if_contains("response_headers")) {
    for (const auto& field : fields->as_array()) {
      own.emplace_back(field.as_array()[0].as_string(),
                       value_of(field.as_array(), asked, request, now));
    }
  }
  answer.fields.insert(answer.fields.end(), own.begin(), own.end());
  const auto has = [&own](std::string_view name) {
    for (const auto& [other, value] : own) {
      if (base::equals_ignore_case(name, other)) return true;
    }
    return false;
  };
  if (!has("Date")) answer.fields.emplace_back("Date", date(now, 0));
  if (answer.status == 307 && !has("Location")) answer.fields.emplace_back("Location", "/moved");
  if (const auto* pause = asked.if_contains("response_pause")) {
    answer.pause = std::chrono::seconds{pause->as_int64()};
  }
  if (const auto* cut = asked.if_contains("disconnect"); cut != nullptr && cut->as_bool()) {
    return {};
  }
  return answer;
}

}  // namespace onward::test
