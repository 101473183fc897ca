// SPDX-License-Identifier: MIT
#pragma once

#include "base/check.h"
#include "onward/http/fields.h"
#include "onward/redirect/decision.h"
#include "onward/url/url.h"

#include <string>
#include <string_view>
#include <vector>

// What the tests of this module share: requests and answers from short texts, steps as short texts.
namespace onward::redirect::testing {

/// "Name: value" lines.
inline http::Fields fields_of(const std::vector<std::string>& lines) {
  http::Fields fields;
  for (const std::string& line : lines) {
    const std::size_t colon = line.find(':');
    const std::size_t value = line.find_first_not_of(' ', colon + 1);
    const auto name = http::FieldName::parse(std::string_view(line).substr(0, colon));
    const auto text =
        http::FieldValue::parse(value == line.npos ? "" : std::string_view(line).substr(value));
    CHECK(name && text && fields.add(*name, *text));
  }
  return fields;
}

inline Request request_of(std::string_view method, std::string_view url,
                          const std::vector<std::string>& lines = {},
                          ContentSource content = ContentSource::None) {
  return {.method = *http::Method::parse(method),
          .url = *url::parse(url),
          .fields = fields_of(lines),
          .content = content};
}

/// The step for an answer with these fields.
inline Step step_of(const Request& request, int status, const std::vector<std::string>& lines,
                    Chain& chain) {
  const http::Fields answer = fields_of(lines);
  return next({request, *http::Status::from(status), answer.view()}, chain);
}

/// "POST https://a/ resent", or the name of the reason.
inline std::string text_of(const Step& step) {
  if (const auto* stop = std::get_if<Stop>(&step)) return std::string(name(stop->reason));
  const Follow& follow = std::get<Follow>(step);
  std::string text(follow.request.method.name());
  text.append(" ").append(follow.request.url.href()).append(" ").append(name(follow.content));
  return text;
}

/// The names of the fields that would be sent, in their order, with spaces between.
inline std::string names_of(const Step& step) {
  const auto* follow = std::get_if<Follow>(&step);
  std::string names;
  if (follow == nullptr) return names;
  for (const http::Field field : follow->request.fields.view()) {
    if (!names.empty()) names += ' ';
    names += field.name;
  }
  return names;
}

}  // namespace onward::redirect::testing
