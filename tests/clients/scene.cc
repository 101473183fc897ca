// SPDX-License-Identifier: MIT
// Requests and answers as the records' origins had them. A value that no field may have is left
// out here: how a client reads such bytes is asked of resolve_location() directly.
#include "clients/scene.h"

#include "base/check.h"
#include "onward/redirect/forecast.h"

#include <charconv>

namespace onward::clients {
namespace {

http::Fields fields_of(const std::vector<Line>& lines) {
  http::Fields fields;
  for (const Line& line : lines) {
    const auto name = http::FieldName::parse(line.name);
    const auto value = http::FieldValue::parse(line.value);
    if (name && value) CHECK(fields.add(*name, *value));
  }
  return fields;
}

}  // namespace

redirect::Request request_to(std::string_view url, std::string_view method,
                             redirect::ContentSource content, const std::vector<Line>& fields) {
  const auto parsed_method = http::Method::parse(method);
  const auto parsed_url = url::parse(url);
  CHECK(parsed_method && parsed_url);
  return {.method = *parsed_method,
          .url = *parsed_url,
          .fields = fields_of(fields),
          .content = content};
}

redirect::Step step_of(const redirect::Request& request, int status,
                       const std::vector<Line>& fields, redirect::Chain& chain) {
  const auto code = http::Status::from(status);
  CHECK(code);
  const http::Fields answer = fields_of(fields);
  return redirect::next({request, *code, answer.view()}, chain);
}

redirect::Step step_to(const redirect::Request& request, int status, std::string_view location,
                       redirect::Chain& chain) {
  return step_of(request, status, {{"Location", location}, {"Content-Length", "0"}}, chain);
}

redirect::Step first_step_to(const redirect::Request& request, int status,
                             std::string_view location, const redirect::Policy& policy) {
  const auto code = http::Status::from(status);
  CHECK(code);
  const http::Fields answer = fields_of({{"Location", location}, {"Content-Length", "0"}});
  return redirect::first_step(policy, {request, *code, answer.view()});
}

redirect::ContentSource content_of(std::string_view method, redirect::ContentSource source) {
  const bool carries = method == "POST" || method == "PUT" || method == "PATCH";
  return carries ? source : redirect::ContentSource::None;
}

int status_of(std::string_view digits) {
  int status = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), status);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  return whole && http::Status::from(status) ? status : 0;
}

}  // namespace onward::clients
