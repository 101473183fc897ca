// SPDX-License-Identifier: MIT
#pragma once

#include "base/check.h"
#include "config/foreign.h"
#include "config/testing.h"
#include "onward/base/error.h"
#include "onward/rules/table.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// For fuzz targets of importers: what holds of whatever they read.
namespace onward::config {

/// What holds of a foreign file, whatever it says: there is a table that answers, nothing is lost
/// without an error, and each diagnostic can be read.
inline void check_imported(const Configuration& configuration) {
  CHECK(configuration.table != nullptr);
  CHECK(configuration.takeover.lost <= configuration.takeover.redirects);
  CHECK(configuration.takeover.lost == 0 || configuration.has_errors());
  for (const auto& diagnostic : configuration.diagnostics) {
    CHECK(!to_text(diagnostic, configuration).empty());
  }
  Asking asking(*configuration.table);
  (void)asking.ask("GET", "h.example\r\nAccept: text/html", "/a/b?c=d");
  (void)asking.ask("POST", "www.h.example", "/");
}

/// Files that a text can name: itself, as "self".
class SelfIncludes : public Includes {
 public:
  explicit SelfIncludes(std::string_view text) : text_(text) {}
  Result<ForeignText> open(std::string_view path) override {
    if (path != "self" || ++opened_ > 20) return fail(ErrorCode::FileNotFound);
    return ForeignText{text_, 1, "self"};
  }
  std::vector<std::string> matching(std::string_view /*pattern*/) override { return {"self"}; }

 private:
  std::string_view text_;
  int opened_ = 0;
};

/// Reads the bytes twice with `read(text, includes)`, and compiles what comes of it.
template <class Read>
void fuzz_reader(const std::uint8_t* data, std::size_t size, const Read& read) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto once = [&] {
    SelfIncludes includes(bytes);
    return read(ForeignText{bytes, 0, "file"}, includes);
  };
  ForeignRules first = once();
  const ForeignRules second = once();
  CHECK(first.rules.size() == second.rules.size());
  CHECK(first.diagnostics.size() == second.diagnostics.size());
  CHECK(first.takeover.lost <= first.takeover.redirects);
  const bool has_error = std::ranges::any_of(first.diagnostics, [](const auto& diagnostic) {
    return diagnostic.severity == rules::Severity::Error;
  });
  CHECK(first.takeover.lost == 0 || has_error);
  if (first.rules.size() < 1000) rules::compile(std::move(first.rules));
}

}  // namespace onward::config
