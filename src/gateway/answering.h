// SPDX-License-Identifier: MIT
#pragma once

#include "base/check.h"
#include "gateway/stream.h"

#include <cstddef>
#include <string>
#include <string_view>

// For tests and fuzz targets: a delivery that needs no rules. What it does is in the path.
namespace onward::gateway {

/// Moves every request to https://new.example, its path kept. "/echo" has its content read and sent
/// back; "/gone" is discarded; "/who" is moved to what it was sent to; "/long/…" has that answer
/// 1,000 times over as content; "/page/…" is such content and no redirect.
class Answering final : public Delivery {
 public:
  void head(Stream& stream) override {
    const std::string_view path = stream.head().target.path_and_query;
    if (path == "/gone") return stream.discard();
    if (path == "/echo") {
      content_.clear();
      return stream.read(kCredit);
    }
    location_ = "https://new.example" + std::string(path);
    if (path == "/who") {
      location_ = stream.origin().scheme;
      location_.append("://").append(stream.head().authority).append("/");
    }
    content_.clear();
    const bool is_page = path.starts_with("/page/");
    if (is_page || path.starts_with("/long/")) {
      for (int i = 0; i < 1000; ++i) content_ += location_ + "\n";
    }
    answer(stream, is_page ? http::Status(200) : http::Status(307));
  }
  void content(Stream& stream, std::string_view piece) override {
    CHECK(piece.size() <= kCredit);
    content_ += piece;
    stream.read(piece.size());
  }
  void end(Stream& stream) override {
    location_.clear();
    answer(stream, http::Status(200));
  }

 private:
  static constexpr std::size_t kCredit = 5;

  void answer(Stream& stream, http::Status status) {
    const rules::ResponseField field{http::FieldName("Location"),
                                     *http::FieldValue::parse(location_)};
    rules::Response response;
    response.status = status;
    if (!location_.empty()) response.fields = {&field, 1};
    const bool is_head = stream.head().method == http::KnownMethod::Head;
    response.content = is_head ? std::string_view() : std::string_view(content_);
    response.content_length = content_.size();
    stream.respond(response);
  }

  std::string location_;
  std::string content_;
};

}  // namespace onward::gateway
