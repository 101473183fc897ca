// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/answer.h"
#include "onward/rules/rule.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a rule allows to browsers of other origins (Fetch, "CORS protocol"), checked and made ready.
namespace onward::rules {

struct CompiledCors {
  bool allows_any = false;           ///< "*", which never goes with credentials
  std::vector<std::string> origins;  ///< as browsers write them in Origin
  bool credentials = false;
  std::string methods;  ///< Access-Control-Allow-Methods; "": the method that is asked for
  std::string fields;   ///< Access-Control-Allow-Headers; "": those that are asked for
  std::string expose;
  std::string max_age;
};

CompiledCors compile_cors(const Cors& cors, const Conditions& when, Diagnostics& diagnostics);

/// Fetch, "CORS-preflight request": OPTIONS with Origin and Access-Control-Request-Method. The
/// method that is asked for; nullopt where it is none.
std::optional<std::string_view> preflight_method(const http::RequestHead& head);

/// Adds the fields that let the origin of `head` see a response, where it may.
void add_cors_fields(const CompiledCors& cors, const http::RequestHead& head,
                     std::vector<ResponseField>& fields);

/// The same for the answer to a preflight: what is allowed besides.
void add_preflight_fields(const CompiledCors& cors, const http::RequestHead& head,
                          std::vector<ResponseField>& fields);

/// Whether the answer depends on who asks: then it says "Vary: Origin".
bool varies_by_origin(const CompiledCors& cors);

}  // namespace onward::rules
