// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/fields.h"
#include "onward/redirect/decision.h"
#include "redirect/origin.h"

#include <string>
#include <string_view>

// Which fields of one request go along with the next.
namespace onward::redirect {

/// What the decision about the fields needs to know of a step.
struct Carry {
  const Policy& policy;
  const http::Fields& fields;  ///< of the request whose fields are taken
  const Difference& move;      ///< from where origins are compared with, to the target
  http::Status status;
  const http::Method& next_method;
  bool rewritten = false;  ///< the method became GET, or the content is not sent
  bool trusted = false;    ///< credentials may go there, whatever the origin
  bool restores = false;   ///< what is stripped may come back
  std::string& gone;       ///< names that do not come back, each with a comma behind it
};

/// The fields to be sent on. Those that are not are added to `stripped`, and to what is gone.
http::Fields carry(const Carry& step, StrippedFields& stripped);

/// Adds what Set-Cookie fields of `answer` ask for to the Cookie of `fields`.
void add_cookies(http::FieldsView answer, http::Fields& fields);

/// Makes `url`, without its user information and fragment, the Referer.
void set_referer(const url::Url& url, http::Fields& fields);

}  // namespace onward::redirect
