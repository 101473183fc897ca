// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/status.h"
#include "onward/rules/rule.h"
#include "rules/cors.h"
#include "rules/target.h"

#include <cstdint>
#include <optional>
#include <string>

namespace onward::rules {

/// An action as answer() needs it.
struct ActionState {
  enum class Kind : std::uint8_t { Redirect, Rewrite, Map, Pass, Status };
  Kind kind = Kind::Status;
  http::Status status{307};  ///< of a map: that of rows without one
  Target target;             ///< of Redirect and Rewrite
  QueryPolicy query = QueryPolicy::Keep;
  BodyKind body = BodyKind::Html;
  LocationForm location = LocationForm::AsWritten;
  std::optional<std::string> cache;  ///< Cache-Control as the rule has it; "": none
  std::string retry_after;           ///< "": none
  std::string vary;                  ///< "": none
  std::optional<CompiledCors> cors;
  std::string constant_body;  ///< of a constant target without a query
};

/// A short page that says the status, with a link where there is a Location.
void append_page(http::Status status, std::string_view location, std::string& out);

}  // namespace onward::rules
