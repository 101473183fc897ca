// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/http/reader.h"

#include <span>
#include <string>
#include <string_view>

namespace onward::rules {

/// A request that somebody describes, made into what a gateway would have read: written as bytes
/// and read by the strict reader, so that what no client could send is refused here, too. Does not
/// move; once only. One thread.
class WrittenRequest {
 public:
  struct Words {
    std::string_view method;
    std::string_view target;
    std::string_view host;                ///< of the Host field, unless `fields` has one
    std::span<const std::string> fields;  ///< "Name: value"
  };

  /// Errors: the reader's; HttpLineEnding where a word holds CR or LF.
  Result<void> write(const Words& words);

  /// After write(), without an error.
  const http::RequestHead& head() const { return reader_.head(); }

 private:
  std::string wire_;
  http::RequestReader reader_;
};

/// The name of a "Name: value"; all of it where there is no colon.
std::string_view field_name(std::string_view field);

}  // namespace onward::rules
