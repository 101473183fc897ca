// SPDX-License-Identifier: MIT
// Expressions built out of bytes: moved behind a folder, each is found in the whole path where
// PCRE2 finds it in the rest, and its groups take the same; what is reduced is found where the
// expression is.
#include "base/check.h"
#include "config/apache/expression_text.h"
#include "rules/regex.h"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace {

using namespace onward::config::apache;
using onward::rules::CompiledRegex;
using onward::rules::Engine;

constexpr const char* kPaths[] = {"",    "a",    "b",   "aa",  "ab",    "ba",   "a/",
                                  "a/b", "abab", "x.a", "b/a", "aab/x", "A/a.", "bxb"};

/// An expression, piece by piece.
class Pieces {
 public:
  explicit Pieces(std::string_view bytes) : rest_(bytes) {}

  unsigned below(unsigned limit) {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return byte % limit;
  }

  std::string expression() {
    std::string text;
    std::size_t open = 0;
    while (!rest_.empty() && text.size() < 48) {
      const std::string_view piece = kPieces[below(std::size(kPieces))];
      if (piece == ")" && open == 0) continue;
      if (piece == ")") --open;
      if (piece.starts_with('(') && !piece.ends_with(')')) ++open;
      text += piece;
    }
    return text.append(open, ')');
  }

 private:
  static constexpr std::string_view kPieces[] = {
      "a",     "b",      "/",      ".",      "\\.",    "^",   "$",    "|",    "(",     ")",
      "(",     ")",      ".*",     "(.*)",   ".+",     "?",   "*",    "+",    "??",    "{0}",
      "{2}",   "{0,1}",  "(?:",    "(?P<n>", "(?=",    "(?!", "(?<=", "(?<!", "(?i:",  "(?i)",
      "[ab]",  "[^/]",   "[|)^(]", "[]a]",   "\\b",    "\\B", "\\A",  "\\z",  "\\1",   "\\Q",
      "\\E",   "(?#^|)", "\\|",    "\\)",    "\\^",    "\\w", "\\d",  "x",    "A",     "\\G",
      "\\K",   "(?s)",   "(?m)",   "(?x)",   "(?|",    "(?>", "(?1)", "(?R)", "\\g1",  "(*F)",
      "(?-i)", "(?i-s:", "(?<m>",  "(?'q'",  "\\k<n>", "#",   " ",    "\\Z",  "(?(1)", "\\/"};
  std::string_view rest_;
};

struct Taken {
  CompiledRegex::Outcome outcome = CompiledRegex::Outcome::GaveUp;
  std::vector<std::string> groups;
};

Taken taken(const CompiledRegex& regex, std::string_view subject) {
  std::vector<onward::rules::Group> groups(regex.group_count());
  Taken taken{regex.search(subject, groups), {}};
  for (const auto& group : groups) taken.groups.emplace_back(group.value_or(std::string_view()));
  return taken;
}

std::size_t number_of(const CompiledRegex& regex, const std::string& name) {
  for (const auto& [known, number] : regex.names()) {
    if (known == name) return number;
  }
  CHECK(false);
  return 0;
}

void check_groups(const CompiledRegex& regex, const Moved& moved, const MoveOptions& options,
                  const Taken& before, const Taken& after) {
  for (std::size_t i = 1; i <= moved.groups; ++i) {
    const std::string name = options.group_prefix.empty()
                                 ? std::to_string(i + moved.first - 1)
                                 : std::string(options.group_prefix) + std::to_string(i);
    CHECK(after.groups[number_of(regex, name)] == before.groups[i]);
  }
  if (options.needs_whole) {
    CHECK(after.groups[number_of(regex, moved.whole)] == before.groups[0]);
  }
}

/// In PCRE2, whichever engine takes it: RE2 finds no "A" by "a|(?i:a)", and in "(a*)*" its group
/// takes otherwise, wherever they stand.
void check_moved(const CompiledRegex& apache, const std::string& expression,
                 const MoveOptions& options) {
  const auto moved = move(expression, options);
  if (!moved) return;
  const auto made = CompiledRegex::create(moved->text, {Engine::Pcre2, false});
  CHECK(std::holds_alternative<CompiledRegex>(made));
  const auto& regex = std::get<CompiledRegex>(made);
  CHECK(moved->groups + 1 == apache.group_count());
  for (const std::string_view path : kPaths) {
    const Taken before = taken(apache, path);
    const Taken after = taken(regex, std::string(options.base).append(path));
    constexpr auto kGaveUp = CompiledRegex::Outcome::GaveUp;
    if (before.outcome == kGaveUp || after.outcome == kGaveUp) continue;
    const bool is_found = before.outcome == CompiledRegex::Outcome::Found;
    CHECK(!(moved->is_never && is_found));
    if (moved->is_never) continue;
    CHECK(before.outcome == after.outcome);
    if (is_found) check_groups(regex, *moved, options, before, after);
  }
}

bool is_reduced_found(const Reduced& reduced, std::string_view path) {
  if (!path.starts_with(reduced.literal)) return false;
  const std::string_view rest = path.substr(reduced.literal.size());
  if (reduced.tail == Reduced::Tail::None) return rest.empty();
  return reduced.tail != Reduced::Tail::OptionalSlash || rest.empty() || rest == "/";
}

void check_reduced(const CompiledRegex& apache, const std::string& expression) {
  const auto reduced = reduce(expression);
  if (!reduced) return;
  const bool has_rest = reduced->tail == Reduced::Tail::Rest;
  CHECK(apache.group_count() == (has_rest ? 2 : 1));
  for (const std::string_view path : kPaths) {
    const Taken before = taken(apache, path);
    if (before.outcome == CompiledRegex::Outcome::GaveUp) continue;
    const bool is_found = is_reduced_found(*reduced, path);
    CHECK(is_found == (before.outcome == CompiledRegex::Outcome::Found));
    if (is_found && has_rest) CHECK(before.groups[1] == path.substr(reduced->literal.size()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  Pieces pieces({reinterpret_cast<const char*>(bytes), size});
  MoveOptions options;
  const unsigned bits = pieces.below(16);
  options.ignore_case = (bits & 1U) != 0;
  options.needs_whole = (bits & 2U) != 0;
  options.group_prefix = (bits & 4U) != 0 ? "c" : "";
  options.base = (bits & 8U) != 0 ? "" : "/f/";
  const std::string expression = pieces.expression();
  const auto made = CompiledRegex::create(expression, {Engine::Pcre2, options.ignore_case});
  if (const auto* apache = std::get_if<CompiledRegex>(&made)) {
    check_moved(*apache, expression, options);
    if (!options.ignore_case) check_reduced(*apache, expression);
  }
  return 0;
}
