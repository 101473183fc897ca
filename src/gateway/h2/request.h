// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/h2/frame.h"
#include "gateway/h2/head_fields.h"
#include "gateway/stream.h"
#include "onward/config/server.h"

#include <cstddef>

// A request of HTTP/2 as a delivery sees it.
namespace onward::gateway {

class Http2;
struct OpenStream;

/// One thread.
class Http2Request final : public Stream {
 public:
  Http2Request(Http2& connection, const http::Limits& limits)
      : connection_(&connection), fields_(limits) {}

  /// What its head is made of.
  HeadFields& fields() { return fields_; }
  /// All its fields were taken. `has_ended`: its HEADERS frame was the last one.
  HeadFields::Verdict read_head(bool has_ended);
  /// What trusted proxies say of it; false where it cannot be read. Once, after read_head().
  bool hear_proxies(const config::Forwarding& forwarding);

  // For Http2, around each call of a delivery.
  void enter(OpenStream& stream) { stream_ = &stream; }
  void leave() { stream_ = nullptr; }
  std::size_t credit() const { return credit_; }
  void use_credit(std::size_t bytes) { credit_ -= bytes; }

  // Stream, for the delivery
  const http::RequestHead& head() const override { return head_; }
  const rules::Address& client() const override { return client_; }
  const rules::Origin& origin() const override { return *origin_; }
  const Moment& now() const override;
  void read(std::size_t credit) override;
  void respond(const rules::Response& response) override;
  void discard() override;

 private:
  Http2* connection_;
  OpenStream* stream_ = nullptr;  ///< null between calls
  std::size_t credit_ = 0;
  rules::Address client_;
  const rules::Origin* origin_ = nullptr;
  HeadFields fields_;
  http::RequestHead head_;
};

}  // namespace onward::gateway
