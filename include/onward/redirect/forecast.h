// SPDX-License-Identifier: MIT
#pragma once

#include "onward/redirect/atlas.h"
#include "onward/redirect/decision.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

// What a client of the atlas will do with an answer, in words.
//
//   auto forecast = onward::redirect::forecast(*atlas::find("requests"), {sent, status, fields});
//   forecast.verdict;   // "the content is lost silently: POST goes out again, with none"
//   forecast.severity;  // Severity::Lost
namespace onward::redirect {

/// How bad it is, from the view of who wants the request to arrive as it was.
enum class Severity : std::uint8_t {
  Good,      ///< method and content arrive, and nobody else sees a secret
  Returned,  ///< nothing is sent on; the caller sees the answer or an error
  Leaked,    ///< a credential goes to another origin
  Changed,   ///< another request arrives than was meant: GET in place of POST
  Lost,      ///< content is lost, and the caller is told of success
};
std::string_view name(Severity severity);  ///< "good"

struct Forecast {
  Step step;
  Severity severity = Severity::Good;
  /// One line without a full stop.
  std::string verdict;
  /// Credentials of the request that go to another origin: Authorization, Cookie, Cookie2,
  /// Proxy-Authorization, the caller's secrets, and fields that look like one (X-Api-Key, *-Token).
  std::vector<std::string> leaked;
};

/// What `client` does with the first redirect of a chain. `secrets` are names of other fields, any
/// case, that only the first origin may see.
Forecast forecast(const atlas::Client& client, const Exchange& exchange,
                  std::span<const std::string> secrets = {});

/// The first step as it goes on the wire: next(), where content that was held back for a 100 which
/// did not come counts as not read yet, so that it can be sent.
Step first_step(const Policy& policy, const Exchange& exchange);

}  // namespace onward::redirect
