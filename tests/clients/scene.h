// SPDX-License-Identifier: MIT
#pragma once

#include "onward/redirect/decision.h"

#include <string>
#include <string_view>
#include <vector>

// The place where the records were made: origins A and B on two ports of 127.0.0.1, S with TLS, and
// requests for /d/start?q=1.
namespace onward::clients {

// The words of the decision, which each question is put in.
using redirect::Chain;
using redirect::ContentFate;
using redirect::ContentSource;
using redirect::Follow;
using redirect::Policy;
using redirect::Request;
using redirect::Step;

inline constexpr std::string_view kA = "http://127.0.0.1:41001";
inline constexpr std::string_view kB = "http://127.0.0.1:41002";

/// A field of a request or of an answer. Values that no field may have are left out: nobody reads
/// them the same way.
struct Line {
  std::string_view name;
  std::string_view value;
};

Request request_to(std::string_view url, std::string_view method,
                   ContentSource content = ContentSource::None,
                   const std::vector<Line>& fields = {});

/// The step for an answer with this status and these fields.
Step step_of(const Request& request, int status, const std::vector<Line>& fields, Chain& chain);

/// The same with a Location alone.
Step step_to(const Request& request, int status, std::string_view location, Chain& chain);

/// The same as it goes on the wire, for a request that may hold its content back.
Step first_step_to(const Request& request, int status, std::string_view location,
                   const Policy& policy);

/// POST, PUT and PATCH carry content here.
ContentSource content_of(std::string_view method, ContentSource source);

/// A status in digits, or 0.
int status_of(std::string_view digits);

}  // namespace onward::clients
