// SPDX-License-Identifier: MIT
#pragma once

#include "onward/config/server.h"
#include "onward/rules/request.h"
#include "rules/written_request.h"

#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// A request that somebody describes on a command line, made into what the gateway would have read.
namespace onward::cli {

struct RequestWords {
  std::string url;
  std::string method = "GET";
  std::vector<std::string> fields;  ///< "Name: value"
  std::string client = "127.0.0.1";
};

/// It goes over the wire format and the gateway's own reader, so that a request that could never
/// arrive is refused here as it would be there.
class AskedRequest {
  struct Made {};  // only make() has one

 public:
  explicit AskedRequest(Made /*made*/) {}
  /// Says on `err` what is wrong, and gives null.
  static std::unique_ptr<AskedRequest> make(const RequestWords& words,
                                            std::span<const config::Listener> listeners,
                                            std::ostream& err);

  rules::Request request() const { return {written_.head(), origin_, client_}; }

 private:
  rules::WrittenRequest written_;
  rules::Origin origin_;
  rules::Address client_;
};

}  // namespace onward::cli
