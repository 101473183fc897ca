// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/reader.h"
#include "onward/rules/answer.h"

#include <string>
#include <string_view>

// One request, written as on the wire, and what a table answers, as text. For tests.
namespace onward::rules {

/// A request that was read from text, and what a listener says of itself. Does not move.
///
///   WireRequest request("POST /a HTTP/1.1\r\nHost: h\r\n");
class WireRequest {
 public:
  explicit WireRequest(std::string_view head, Origin origin = {})
      : wire_(std::string(head) + "\r\n"), origin_(std::move(origin)) {
    is_read_ = reader_.read(wire_).has_value();
  }
  WireRequest(const WireRequest&) = delete;
  WireRequest& operator=(const WireRequest&) = delete;

  bool is_read() const { return is_read_; }
  Request get() const { return {reader_.head(), origin_, {}}; }

 private:
  std::string wire_;
  Origin origin_;
  http::RequestReader reader_;
  bool is_read_ = false;
};

/// "307 Location: /b; Cache-Control: no-store", without Content-Type.
inline std::string spelled(const Response& response) {
  std::string text = std::to_string(response.status.code());
  for (const ResponseField& field : response.fields) {
    if (field.name.text() == "Content-Type") continue;
    text.append(text.size() == 3 ? " " : "; ").append(field.name.text());
    text.append(": ").append(field.value.text());
  }
  return text;
}

}  // namespace onward::rules
