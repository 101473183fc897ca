// SPDX-License-Identifier: MIT
// The redirect cache behind standard input and output, a JSON object a line: {"find": REQUEST,
// "now": SECONDS} gives {"status", "fields"} of a stored answer or {"conditions"}; {"receive":
// REQUEST, "status", "fields", "requested", "received"} gives {"status", "fields"} after a 304,
// else {}. A REQUEST is {"method", "url", "fields"}, fields are lists of pairs. npm.mjs asks.
#include "cache/suite_server.h"

#include <iostream>
#include <string>

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;
using namespace onward;

test::NamesAndValues pairs(const value& list) {
  test::NamesAndValues pairs;
  for (const auto& pair : list.as_array()) {
    pairs.emplace_back(pair.as_array()[0].as_string(), pair.as_array()[1].as_string());
  }
  return pairs;
}

array lists(http::FieldsView fields) {
  array lists;
  for (const http::Field field : fields) lists.push_back(array{field.name, field.value});
  return lists;
}

redirect::Request request_in(const object& asked) {
  return {http::Method::parse(test::text_of(asked, "method")).value(),
          url::parse(test::text_of(asked, "url")).value(),
          test::to_fields(pairs(asked.at("fields"))), redirect::ContentSource::None};
}

std::chrono::sys_seconds time_in(const object& line, const char* member) {
  return std::chrono::sys_seconds{std::chrono::seconds{line.at(member).as_int64()}};
}

object answer_to(const object& line, redirect::Cache& cache) {
  std::optional<redirect::StoredAnswer> stored;
  if (const auto* asked = line.if_contains("find")) {
    const redirect::Request request = request_in(asked->as_object());
    stored = cache.find(request, time_in(line, "now"));
    if (!stored) {
      const http::Fields conditions = cache.conditions(request);
      return {{"conditions", lists(conditions.view())}};
    }
  } else {
    const redirect::Request request = request_in(line.at("receive").as_object());
    const auto status = http::Status::from(static_cast<int>(line.at("status").as_int64()));
    const http::Fields fields = test::to_fields(pairs(line.at("fields")));
    if (status) {
      stored = cache.receive({request, *status, fields.view()},
                             {time_in(line, "requested"), time_in(line, "received")});
    }
  }
  if (!stored) return {};
  return {{"status", stored->status.code()}, {"fields", lists(stored->fields.view())}};
}

}  // namespace

int main() {
  redirect::Cache cache;
  for (std::string line; std::getline(std::cin, line);) {
    std::cout << boost::json::serialize(answer_to(boost::json::parse(line).as_object(), cache))
              << std::endl;
  }
}
