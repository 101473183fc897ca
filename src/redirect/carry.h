// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/fields.h"
#include "onward/redirect/decision.h"
#include "redirect/origin.h"

#include <string>
#include <string_view>
#include <vector>

// Which fields of one request go along with the next.
namespace onward::redirect {

/// What the decision about the fields needs to know of a step.
struct Carry {
  const Policy& policy;
  const http::Fields& fields;  ///< of the request whose fields are taken
  Place from;                  ///< what origins are compared with
  Place to;
  http::Status status;
  const http::Method& next_method;
  bool moved = false;                    ///< somebody could see another origin in `to`
  bool rewritten = false;                ///< the method became GET, or the content is not sent
  bool trusted = false;                  ///< credentials may go to `to`, whatever its origin
  const std::vector<std::string>& gone;  ///< names that do not come back
};

struct Carried {
  http::Fields fields;
  std::vector<Stripped> stripped;
};

/// The fields to be sent on, and those that are not.
Carried carry(const Carry& step);

/// Adds what Set-Cookie fields of `answer` ask for to the Cookie of `fields`.
void add_cookies(http::FieldsView answer, http::Fields& fields);

/// Makes `url`, without its user information and fragment, the Referer.
void set_referer(const url::Url& url, http::Fields& fields);

}  // namespace onward::redirect
