// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/method.h"
#include "onward/rules/network.h"
#include "onward/rules/rule.h"
#include "rules/asked.h"
#include "rules/component_matcher.h"
#include "rules/host_matcher.h"
#include "rules/named_value.h"
#include "rules/regex.h"
#include "rules/selection.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// What a rule asks of a request, compiled.
//
//   methods, path             beside each other: what nearly every rule has, and nothing more
//   everything else           behind a pointer, in the order of cost; a bit says what is there
namespace onward::rules {

/// ValueTest, compiled.
struct CompiledTest {
  std::string name;
  ValueTest::Kind kind = ValueTest::Kind::Present;
  std::string value;
  std::unique_ptr<const CompiledRegex> regex;  ///< of Kind::Regex

  bool fits(std::string_view candidate) const;
};

/// Share, compiled: which part of all 2^64 hashes is chosen.
struct CompiledShare {
  Share::Key key = Share::Key::Client;
  std::string name;
  std::uint64_t seed = 0;
  double percent = 100;
};

/// The first test that fails, or null. A name that stands several times is tried with each value.
const CompiledTest* test_failed(const std::vector<CompiledTest>& tests, const ValueSource& source);

enum class ShareOutcome : std::uint8_t { Chosen, NotChosen, NoKey };

/// Whether the request's key is among those chosen. The hash of a key is the same for ever.
ShareOutcome in_share(const CompiledShare& share, Asked& asked);

struct FurtherConditions;

/// Conditions, compiled. Immutable; share freely.
struct CompiledConditions {
  static constexpr std::uint16_t kAllMethods = 0xFFFF;

  CompiledConditions();
  CompiledConditions(CompiledConditions&&) noexcept;
  CompiledConditions& operator=(CompiledConditions&&) noexcept;
  ~CompiledConditions();

  /// A bit for each http::KnownMethod; that of Other: see `other_methods`.
  std::uint16_t methods = kAllMethods;
  Comparison comparison;
  std::optional<ComponentMatcher> path;  ///< of `match`
  std::unique_ptr<FurtherConditions> further;
};

struct FurtherConditions {
  /// In the order in which they are asked: the cheap ones first.
  enum Kind : std::uint8_t {
    kOtherMethods,
    kRuleScheme,
    kScheme,
    kHost,
    kMatchHost,
    kPort,
    kSearch,
    kClients,
    kBetween,
    kFields,
    kQuery,
    kCookies,
    kShare,
    kRegex,
    kAll,
    kAny,
    kNone,
    kKinds,
  };

  std::uint32_t present = 0;  ///< a bit for each Kind that is there
  std::vector<std::string> other_methods;
  bool wants_https = false;                        ///< what `scheme` says, of kRuleScheme
  std::unique_ptr<const ComponentMatcher> scheme;  ///< these four of `match`
  std::unique_ptr<const HostMatcher> match_host;
  std::unique_ptr<const ComponentMatcher> port;
  std::unique_ptr<const ComponentMatcher> search;
  std::unique_ptr<const HostMatcher> host;
  std::vector<Network> clients;
  std::vector<Between> between;
  std::vector<CompiledTest> fields;
  std::vector<CompiledTest> query;
  std::vector<CompiledTest> cookies;
  std::unique_ptr<const CompiledShare> share;
  std::unique_ptr<const CompiledRegex> regex;
  Subject subject = Subject::Path;
  bool merge_slashes = false;  ///< in the path that `regex` is held against
  bool keep_escapes = false;   ///< the same
  bool keep_dots = false;      ///< the same
  std::vector<CompiledConditions> all;
  std::vector<CompiledConditions> any;
  std::vector<CompiledConditions> none;
};

/// Whether everything that is asked holds. Allocates nothing, but for PCRE2.
bool holds(const CompiledConditions& conditions, Asked& asked);

/// Which condition fails first, for people; "" where all hold.
std::string why_not(const CompiledConditions& conditions, Asked& asked);

/// The names of the groups, in the order in which capture() takes them: those of `match`, then
/// those of `regex`, then those of what stands under `all`.
CaptureNames capture_names(const CompiledConditions& conditions);

/// Takes the groups of conditions that hold into the buffer's `path` and `host`.
void capture(const CompiledConditions& conditions, Asked& asked);

/// holds(), and where it does, capture(): in one comparison where there is nothing but a path.
bool holds_and_captures(const CompiledConditions& conditions, Asked& asked);

/// Bits of CompiledConditions::methods. A rule with GET takes HEAD too (RFC 9110 §9.3.2).
constexpr std::uint16_t method_bit(http::KnownMethod method) {
  return static_cast<std::uint16_t>(1U << static_cast<unsigned>(method));
}

/// What an expression is held against. Of `comparison` the slashes count.
std::string_view subject_text(Subject subject, const Comparison& comparison, Asked& asked);

// For why_not() (why.cc), which asks the same questions.

/// Whether the request's path fits `path`, in either form that the comparison allows.
bool path_holds(const ComponentMatcher& path, const Comparison& comparison, Asked& asked);
/// Whether the further condition of that kind holds.
bool further_holds(const FurtherConditions& further, FurtherConditions::Kind kind, Asked& asked);

}  // namespace onward::rules
