// SPDX-License-Identifier: MIT
#pragma once

#include "onward/config/server.h"
#include "onward/http/message.h"
#include "onward/rules/answer.h"

#include <string>

namespace onward::cli {

/// What becomes of the connection behind the answer to a request, and of its content.
struct UploadAdvice {
  bool closes = false;
  std::string text;  ///< why; "" where the request says nothing that matters for it
};

UploadAdvice upload_advice(const http::RequestHead& request, const rules::Response& response,
                           const config::Limits& limits);

}  // namespace onward::cli
