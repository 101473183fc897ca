// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What is wrong, or worth knowing, about a rule file: for the person who wrote it.
//
//   old.toml:12:9: error: the pattern '/users/{id}' has a group in braces
//     did you mean '/users/:id'?
//
// A meaning error never stops the reading: all of them are reported together.
namespace onward::rules {

/// Where something stands. Lines and columns count from 1, columns in bytes; line 0 is "nowhere".
struct Place {
  std::uint32_t file = 0;  ///< index into the list of files of whoever read them
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  friend bool operator==(const Place&, const Place&) = default;
};

/// A text of a rule and where it stands.
struct Text {
  std::string value;
  Place place{};
};

enum class Severity : std::uint8_t {
  Error,    ///< the file is refused, or this line of a foreign file cannot be honoured
  Warning,  ///< it works, but hardly as meant
  Note,     ///< a line of a foreign file that is left out and redirects nothing
};

/// "error", "warning", "note"
std::string_view name(Severity severity);

/// What a diagnostic is about, for those who look at rules in other ways too and would say the same
/// twice.
enum class About : std::uint8_t {
  Other,
  Duplicate,     ///< a source stands twice, with the same target
  Conflict,      ///< a source stands twice, with two targets
  Repeated,      ///< one of the two
  Shadowed,      ///< requests of the line are taken by one above
  Loop,          ///< the target is the source, or is taken by the line again
  HostOfClient,  ///< a client would choose the host of the target
  NeverAsked,    ///< no request has such a source
};

struct Diagnostic {
  Severity severity = Severity::Error;
  Place place{};
  std::string message{};  ///< one sentence without a full stop: what is wrong
  std::string hint{};     ///< what to do; "" where there is no advice
  About about = About::Other;
};

using Diagnostics = std::vector<Diagnostic>;

}  // namespace onward::rules
