// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/request.h"
#include "onward/rules/table.h"
#include "rules/normal_url.h"
#include "rules/text_finder.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Finding the first rule that matches.
namespace onward::rules {

/// What a group of the rule's match or host took; views of the NormalUrl or of the buffer.
struct Capture {
  std::string_view value;
  bool took_part = false;  ///< an optional group that did not is empty
};

/// The row of a map that answers; views of the table, or of the buffer where it is an image's.
struct FoundRow {
  std::string_view to;       ///< serialized: a URL or a path-absolute reference; may be ""
  std::uint16_t status = 0;  ///< 0: the rule's
  std::uint32_t line = 0;
  bool has_query = false;  ///< the row's key has a query, so that the request's was looked up
};

/// Which rule matched, and what its groups took, in the order of their names in CaptureNames.
struct Selected {
  std::size_t rule = 0;
  std::span<const Capture> path;
  std::span<const Capture> host;
  std::optional<FoundRow> row;    ///< of the rule's map
  std::string_view request_path;  ///< normal, or as it was sent, as the rule compares it
};

/// What a group is a part of.
enum class GroupSource : std::uint8_t {
  Url,          ///< in normal form
  DecodedPath,  ///< a template encodes it again
  Host,
};

/// "id", "0", "splat".
struct GroupName {
  std::string name;
  GroupSource source = GroupSource::Url;
};

/// The names of a rule's groups. What a template may ask for.
struct CaptureNames {
  std::vector<GroupName> path;  ///< of `match` and of regular expressions, whatever they are of
  std::vector<std::string> host;
  bool is_partial = false;  ///< a pattern or an expression is wrong, and its groups not known
};

/// Reused from request to request. One thread.
struct SelectionBuffer {
  std::vector<Capture> path;
  std::vector<Capture> host;
  // What the comparison of paths, a regular expression and the index need: the first for rules that
  // have escapes in normal form, the second for those that keep them, the third for those that keep
  // dot segments as well.
  struct Forms {
    std::string path;     ///< where it is no view of the request
    std::string slashed;  ///< the path and "/"
    std::string merged;   ///< the path with its slashes merged, and "/"
    std::string url;
  };
  std::array<Forms, 3> forms;
  std::string escaped;  ///< the path, for literal maps
  std::string folded;
  std::string row;  ///< of an image
  // The path decoded: without its dot segments, and with them.
  struct Decoded {
    std::string path;
    std::string merged;  ///< the same with its slashes merged
  };
  std::array<Decoded, 2> decoded;
  std::vector<std::optional<std::string_view>> groups;
  FoundTexts texts;
  /// Rules that may match, in ascending order, from several places of the index.
  std::vector<std::span<const std::uint32_t>> candidates;
  std::size_t rules_asked = 0;  ///< by select() since somebody set it to 0
};

/// What is asked. `method` is the one to match with: for a preflight the requested one.
struct Question {
  const Request& request;
  const NormalUrl& url;
  std::string_view method;
  std::chrono::sys_seconds now;
};

/// The first rule at or behind `from` whose conditions hold (and whose map, if it has one, has the
/// row); nullopt where there is none. Allocates nothing once the buffer is warm, but for PCRE2.
std::optional<Selected> select(const Table& table, const Question& question, std::size_t from,
                               SelectionBuffer& buffer);

/// What `why` of try_rule() is where a rule's conditions hold, but its map has no row.
inline constexpr std::string_view kNotInMap = "the map has no row for the request";

/// The same for one rule alone, naively: nullopt where it does not match, and then `why` says which
/// condition failed, for people. What select() is tested against, and what explain() tells.
std::optional<Selected> try_rule(const Table& table, const Question& question, std::size_t rule,
                                 SelectionBuffer& buffer, std::string& why);

}  // namespace onward::rules
