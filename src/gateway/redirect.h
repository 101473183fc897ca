// SPDX-License-Identifier: MIT
#pragma once

#include "gateway/stream.h"
#include "onward/rules/answer.h"
#include "onward/rules/table.h"

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

// Delivery by an answer of our own: what the rules say, from the head alone.
namespace onward::gateway {

/// One thread.
class Redirect final : public Delivery {
 public:
  /// `hits` is for this table's rules, and counted in here alone.
  Redirect(std::shared_ptr<const rules::Table> table, std::shared_ptr<rules::Hits> hits) {
    replace(std::move(table), std::move(hits));
  }

  void head(Stream& stream) override {
    const rules::Request request{stream.head(), stream.origin(), stream.client()};
    stream.respond(rules::answer(*table_, request, stream.now().wall, workspace_));
  }

  /// For the requests from now on.
  void replace(std::shared_ptr<const rules::Table> table, std::shared_ptr<rules::Hits> hits) {
    table_ = std::move(table);
    hits_ = std::move(hits);
    workspace_.count_in(hits_.get());
  }

  /// Of the rules that answer now; "" where it has none.
  std::string_view name_of(std::size_t rule) const { return table_->rules()[rule].name.value; }

 private:
  std::shared_ptr<const rules::Table> table_;
  std::shared_ptr<rules::Hits> hits_;
  rules::Workspace workspace_;
};

}  // namespace onward::gateway
