// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/fields.h"
#include "onward/rules/answer.h"
#include "rules/proof/sample.h"
#include "rules/selection.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Many requests asked of one table, quickly: answer() itself, without the bytes of a message.
namespace onward::rules {

/// One thread. What it gives lives until it is asked again.
class Asking {
 public:
  explicit Asking(const Table& table) : table_(table) {}
  Asking(const Asking&) = delete;
  Asking& operator=(const Asking&) = delete;

  struct Outcome {
    Response response;
    std::optional<std::size_t> first;  ///< the rule that matched first, also one that rewrites
    std::uint32_t line = 0;            ///< of the row, where a map decided
  };

  /// `request` is what a gateway with this origin is asked.
  Outcome ask(const SampleRequest& request, const Origin& origin);

  /// Whether the rule by itself is for the request, whatever stands above it.
  bool fits(std::size_t rule, const SampleRequest& request, const Origin& origin);

 private:
  void prepare(const SampleRequest& request);

  const Table& table_;
  Workspace workspace_;
  http::RequestHead head_;
  http::Fields fields_;
  NormalBuffer normal_;
  SelectionBuffer trial_;
};

}  // namespace onward::rules
