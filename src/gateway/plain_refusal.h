// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/answer.h"

#include <string>
#include <string_view>

namespace onward::gateway {

/// An answer that says in words what was wrong. It holds nothing of the request.
class PlainRefusal {
 public:
  /// `text` is a line, without its end; "" for none.
  PlainRefusal(http::Status status, std::string_view text) : content_(text) {
    response_.status = status;
    if (!content_.empty()) {
      content_ += '\n';
      response_.fields = {&type_, 1};
    }
    response_.content = content_;
    response_.content_length = content_.size();
  }
  PlainRefusal(const PlainRefusal&) = delete;
  PlainRefusal& operator=(const PlainRefusal&) = delete;

  const rules::Response& response() const { return response_; }

 private:
  rules::ResponseField type_{http::FieldName("Content-Type"),
                             http::FieldValue("text/plain; charset=utf-8")};
  std::string content_;
  rules::Response response_;
};

}  // namespace onward::gateway
