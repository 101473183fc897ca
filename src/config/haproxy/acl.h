// SPDX-License-Identifier: MIT
#pragma once

#include "config/foreign.h"
#include "config/haproxy/words.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// Tests of ACLs, and the conditions of rules, as conditions of ours.
namespace onward::config::haproxy {

/// What a test asks; or why it cannot be asked.
struct Test {
  rules::Conditions when;
  std::string why;
  /// It asks besides whether a map has a key: "path,map_str(a.map) -m found".
  std::optional<Sample> found{};
};

/// ACLs by name. Those of one name are alternatives.
using Acls = std::map<std::string, Test, std::less<>>;

/// Reads files that tests and maps name, each once.
class Files {
 public:
  Files(Includes& includes, Report& report) : includes_(includes), report_(report) {}
  /// The file; nullopt where it cannot be read, which was reported at `place`.
  std::optional<ForeignText> open(std::string_view path, const rules::Place& place);

 private:
  Includes& includes_;
  Report& report_;
  std::map<std::string, std::optional<ForeignText>, std::less<>> files_;
};

/// The test of "path_beg -i /a /b".
Test read_test(std::span<const Word> words, Files& files);

/// Adds what "acl NAME test" defines.
void define_acl(std::span<const Word> words, Files& files, Acls& acls);

/// The condition behind `if` or `unless`, which is words[0]; nothing where there is none.
Test read_condition(std::span<const Word> words, const Acls& acls, Files& files);

}  // namespace onward::config::haproxy
