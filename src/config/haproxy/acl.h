// SPDX-License-Identifier: MIT
#pragma once

#include "config/foreign.h"
#include "config/haproxy/words.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Tests of ACLs, and the conditions of rules, as conditions of ours.
namespace onward::config::haproxy {

/// What a test asks; or why it cannot be asked.
struct Test {
  rules::Conditions when;
  std::string why;
  /// It asks besides whether a map has a key: "path,map_str(a.map) -m found".
  std::optional<Sample> found{};
};

/// The tests of an ACL, each "path_beg -i /a /b"; one must hold.
struct Acl {
  std::vector<Words> tests;
  Test known;  ///< as long as nothing that it asks for was set on the way
};

/// ACLs by name.
using Acls = std::map<std::string, Acl, std::less<>>;

/// What `set-var` and `set-header` gave a variable or a field, where a condition held.
struct Assignment {
  rules::Conditions when;
  std::string value;
  std::string why;  ///< why it is not known; "" where it is
};

/// By what is set, "var(txn.a)" or "hdr(x-a)" in lower case, in the order of the lines.
using Assignments = std::map<std::string, std::vector<Assignment>, std::less<>>;

/// What is read beside a line: the files that tests and maps name, each once, and what the lines
/// above it have set.
class Reading {
 public:
  Reading(Includes& includes, Report& report) : includes_(includes), report_(report) {}

  Assignments assigned;
  /// The file; nullopt where it cannot be read, which was reported at `place`.
  std::optional<ForeignText> open(std::string_view path, const rules::Place& place);

 private:
  Includes& includes_;
  Report& report_;
  std::map<std::string, std::optional<ForeignText>, std::less<>> reading_;
};

/// The test of "path_beg -i /a /b".
Test read_test(std::span<const Word> words, Reading& reading);

/// Adds what "acl NAME test" defines.
void define_acl(std::span<const Word> words, Acls& acls);

/// Reads the tests of all.
void know_acls(Acls& acls, Reading& reading);

/// The condition behind `if` or `unless`, which is words[0]; nothing where there is none.
Test read_condition(std::span<const Word> words, const Acls& acls, Reading& reading);

}  // namespace onward::config::haproxy
