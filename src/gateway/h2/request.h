// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/h2/frame.h"
#include "gateway/stream.h"
#include "onward/http/reader.h"

#include <cstddef>
#include <optional>
#include <string>

// A request of HTTP/2 as a delivery sees it: the text that HeadText made of its fields, read.
namespace onward::gateway {

class Http2;
struct OpenStream;

/// One thread.
class Http2Request final : public Stream {
 public:
  explicit Http2Request(Http2& connection) : connection_(&connection) {}

  /// `has_ended`: its HEADERS frame was the last one. Errors as of RequestReader.
  Result<void> read_head(const std::string& text, const http::Limits& limits, bool has_ended);

  // For Http2, around each call of a delivery.
  void enter(OpenStream& stream) { stream_ = &stream; }
  void leave() { stream_ = nullptr; }
  std::size_t credit() const { return credit_; }
  void use_credit(std::size_t bytes) { credit_ -= bytes; }

  // Stream, for the delivery
  const http::RequestHead& head() const override { return head_; }
  const rules::Address& client() const override;
  const rules::Origin& origin() const override;
  const Moment& now() const override;
  void read(std::size_t credit) override;
  void respond(const rules::Response& response) override;
  void discard() override;

 private:
  Http2* connection_;
  OpenStream* stream_ = nullptr;  ///< null between calls
  std::size_t credit_ = 0;
  std::string text_;
  std::optional<http::RequestReader> reader_;
  http::RequestHead head_;
};

}  // namespace onward::gateway
