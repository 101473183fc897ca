// SPDX-License-Identifier: MIT
#pragma once

#include "onward/redirect/decision.h"

#include <string>
#include <string_view>
#include <vector>

// The place where the records were made: origins A and B on two ports of 127.0.0.1, S with TLS, and
// requests for /d/start?q=1.
namespace onward::clients {

inline constexpr std::string_view kA = "http://127.0.0.1:41001";
inline constexpr std::string_view kB = "http://127.0.0.1:41002";

/// A field of a request or of an answer. Values that no field may have are left out: nobody reads
/// them the same way.
struct Line {
  std::string_view name;
  std::string_view value;
};

redirect::Request request_to(std::string_view url, std::string_view method,
                             redirect::ContentSource content = redirect::ContentSource::None,
                             const std::vector<Line>& fields = {});

/// The step for an answer with this status and these fields.
redirect::Step step_of(const redirect::Request& request, int status,
                       const std::vector<Line>& fields, redirect::Chain& chain);

/// The same with a Location alone.
redirect::Step step_to(const redirect::Request& request, int status, std::string_view location,
                       redirect::Chain& chain);

/// The same as it goes on the wire, for a request that may hold its content back.
redirect::Step first_step_to(const redirect::Request& request, int status,
                             std::string_view location, const redirect::Policy& policy);

/// POST, PUT and PATCH carry content here.
redirect::ContentSource content_of(std::string_view method, redirect::ContentSource source);

/// A status in digits, or 0.
int status_of(std::string_view digits);

}  // namespace onward::clients
