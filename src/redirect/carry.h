// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/fields.h"
#include "onward/redirect/decision.h"
#include "redirect/origin.h"

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
  std::string_view gone;   ///< names that do not come back, each with a comma behind it
};

struct Carried {
  http::Fields fields;
  StrippedFields stripped;
};

/// The fields to be sent on, and those that are not.
Carried carry(const Carry& step);

/// Adds what Set-Cookie fields of `answer` ask for to the Cookie of `fields`.
void add_cookies(http::FieldsView answer, http::Fields& fields);

/// Makes `url`, without its user information and fragment, the Referer.
void set_referer(const url::Url& url, http::Fields& fields);

}  // namespace onward::redirect
