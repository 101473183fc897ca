// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/stream.h"
#include "onward/rules/answer.h"
#include "onward/rules/table.h"

#include <memory>
#include <utility>

// Delivery by an answer of our own: what the rules say, from the head alone.
namespace onward::gateway {

/// One thread.
class Redirect final : public Delivery {
 public:
  explicit Redirect(std::shared_ptr<const rules::Table> table) : table_(std::move(table)) {}

  void head(Stream& stream) override {
    const rules::Request request{stream.head(), stream.origin(), stream.client()};
    stream.respond(rules::answer(*table_, request, stream.now().wall, workspace_));
  }

  /// For the requests from now on.
  void replace(std::shared_ptr<const rules::Table> table) { table_ = std::move(table); }

 private:
  std::shared_ptr<const rules::Table> table_;
  rules::Workspace workspace_;
};

}  // namespace onward::gateway
