// SPDX-License-Identifier: MIT
// Any text: what is read has its place in the text, compiles or is said to be wrong, and reading it
// again gives the same.
#include "base/check.h"
#include "config/foreign.h"
#include "rules/workspace_state.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace onward;

/// Includes that lead back to the text itself, a few times.
class SelfIncludes final : public config::Includes {
 public:
  explicit SelfIncludes(std::string_view text) : text_(text) {}
  Result<config::ForeignText> open(std::string_view path) override {
    if (++opened_ > 8) return fail(ErrorCode::FileNotFound);
    return config::ForeignText{text_.substr(text_.size() / 2), 0, path};
  }
  std::vector<std::string> matching(std::string_view pattern) override {
    return {std::string(pattern), "other"};
  }

 private:
  std::string_view text_;
  int opened_ = 0;
};

void check(const config::ForeignRules& read, const config::ForeignRules& again) {
  CHECK(read.rules.size() == again.rules.size());
  CHECK(read.takeover.lost <= read.takeover.redirects);
  for (const auto& rule : read.rules) CHECK(rule.place.line > 0);
  CHECK(read.takeover.lost == again.takeover.lost);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  SelfIncludes includes(text);
  SelfIncludes same(text);
  const config::ForeignText source{text, 0, "nginx.conf"};
  auto read = config::read_nginx(source, includes);
  check(read, config::read_nginx(source, same));
  if (read.rules.size() < 200) (void)rules::compile(std::move(read.rules));
  const auto map = config::read_nginx_map(source);
  check(map, config::read_nginx_map(source));
  (void)config::is_nginx(text, "x");
  (void)config::is_nginx_map(text, "x");
  return 0;
}
