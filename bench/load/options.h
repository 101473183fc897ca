// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

// --name VALUE for the load programs, which scripts call.
namespace load {

class Options {
 public:
  Options(int count, char** words) {
    for (int i = 1; i + 1 < count; i += 2) given_[words[i]] = words[i + 1];
    if (count % 2 == 0) fail("every option has a value");
  }

  std::string text(const std::string& name, const std::string& otherwise) {
    const auto found = given_.find(name);
    if (found == given_.end()) return otherwise;
    std::string value = found->second;
    given_.erase(found);
    return value;
  }
  std::uint64_t number(const std::string& name, std::uint64_t otherwise) {
    const std::string given = text(name, std::to_string(otherwise));
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), value);
    if (error != std::errc() || end != given.data() + given.size()) fail(name);
    return value;
  }
  /// All were asked for.
  void end() const {
    if (!given_.empty()) fail(given_.begin()->first);
  }

 private:
  [[noreturn]] static void fail(const std::string& what) {
    std::fprintf(stderr, "wrong: %s\n", what.c_str());
    std::exit(2);
  }

  std::map<std::string, std::string> given_;
};

}  // namespace load
