// SPDX-License-Identifier: MIT
#pragma once

#include "onward/redirect/cache.h"

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// For tests of the cache: fields and exchanges in a line each.
namespace onward::redirect {

using NamesAndValues = std::vector<std::pair<std::string, std::string>>;

inline http::Fields fields_of(const NamesAndValues& pairs) {
  http::Fields fields;
  for (const auto& [name, value] : pairs) {
    (void)fields.add(http::FieldName::parse(name).value(), http::FieldValue::parse(value).value());
  }
  return fields;
}

inline Request request_of(std::string_view method, std::string_view url,
                          const NamesAndValues& fields = {}) {
  return {http::Method::parse(method).value(), url::parse(url).value(), fields_of(fields),
          ContentSource::None};
}

/// What most tests ask for and are told.
inline constexpr const char* kOld = "https://a.example/old";
inline const std::pair<std::string, std::string> kFresh{"Cache-Control", "max-age=60"};
inline const std::pair<std::string, std::string> kNew{"Location", "/new"};
inline Request get(const NamesAndValues& fields = {}) { return request_of("GET", kOld, fields); }

inline std::chrono::sys_seconds second(std::int64_t seconds) {
  return std::chrono::sys_seconds{std::chrono::seconds{1'795'478'400 + seconds}};
}

/// What stands for an answer that is not there.
inline const StoredAnswer kNoAnswer{http::Status(599), {}};

/// Tells the cache of an exchange that took no time.
inline std::optional<StoredAnswer> tell(Cache& cache, const Request& request, int status,
                                        const NamesAndValues& fields, std::int64_t at = 0) {
  const http::Fields answer = fields_of(fields);
  return cache.receive({request, http::Status::from(status).value(), answer.view()},
                       {second(at), second(at)});
}

/// "307 Location-value age=5", or "-" where nothing fresh is there.
inline std::string found(Cache& cache, const Request& request, std::int64_t at = 0) {
  const auto answer = cache.find(request, second(at));
  if (!answer) return "-";
  std::string text = std::to_string(answer->status.code());
  text.append(" ").append(answer->fields.view().find("Location").value_or(""));
  return text.append(" age=").append(answer->fields.view().find("Age").value_or("none"));
}

}  // namespace onward::redirect
