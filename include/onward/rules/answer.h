// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/fields.h"
#include "onward/http/message.h"
#include "onward/http/status.h"
#include "onward/rules/hits.h"
#include "onward/rules/request.h"
#include "onward/rules/table.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

// The answer to a request: a pure function of the request's head, the rules and the time.
//
//   onward::rules::Workspace workspace;
//   auto response = onward::rules::answer(*table, {head, origin, client}, now, workspace);
//   response.status.code();  // 307
//   response.location;       // "https://api.example.com/v2/orders?x=1"
//
// It is total. What no rule is asked about is answered too: TRACE 405, CONNECT 501, "OPTIONS *"
// 204, an unknown expectation 417, a host that the listener does not serve 421, a CORS preflight
// 204 (never a redirect), and where no rule matches 404.
namespace onward::rules {

/// One field of a response; valid by its types.
struct ResponseField {
  http::FieldName name;
  http::FieldValue value;
};

/// A response, but for Date, Connection and the framing fields, which are its sender's. Views live
/// until the Workspace is used again, and as long as the table and the request's bytes.
struct Response {
  http::Status status{404};
  std::string_view location;              ///< also among `fields`; "" where there is none
  std::span<const ResponseField> fields;  ///< in the order in which to send them
  std::string_view content;               ///< "" to HEAD
  /// Content-Length; that of GET's answer to HEAD.
  std::size_t content_length = 0;
  /// Which rule decided, by index; also one that lets the request pass. nullopt: none did.
  std::optional<std::size_t> rule;
};

struct WorkspaceState;  // src/rules/workspace_state.h

/// Buffers that are used again, so that an ordinary answer allocates nothing. One thread, one
/// answer at a time.
class Workspace {
 public:
  Workspace();
  ~Workspace();
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  /// Counts the rules that decide, or rewrite, from now on; null: no more. Outlives its use.
  void count_in(Hits* hits);

  /// For this module.
  WorkspaceState& state() { return *state_; }

 private:
  std::unique_ptr<WorkspaceState> state_;
};

/// `now` is what `between` is compared with.
Response answer(const Table& table, const Request& request, std::chrono::sys_seconds now,
                Workspace& workspace);

}  // namespace onward::rules
