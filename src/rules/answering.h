// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/answer.h"
#include "rules/selection.h"

#include <cstddef>
#include <optional>

// answer(), seen from inside.
namespace onward::rules {

/// So many rewrites may follow each other; then the answer is 500. As matching goes on below the
/// rule that rewrote, there is no loop to break, only a cost to bound.
inline constexpr int kMaxRewrites = 10;

/// Is told what was looked for and what was found, while the URL it was looked for with is there.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void looked(const Question& question, std::size_t from,
                      const std::optional<Selected>& found) = 0;

 protected:
  Observer() = default;
  Observer(const Observer&) = default;
  Observer& operator=(const Observer&) = default;
};

/// `observer` may be null.
Response answer_observed(const Table& table, const Request& request, std::chrono::sys_seconds now,
                         Workspace& workspace, Observer* observer);

}  // namespace onward::rules
