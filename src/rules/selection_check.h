// SPDX-License-Identifier: MIT
#pragma once

#include "base/check.h"
#include "rules/question.h"
#include "rules/selection.h"
#include "rules/table_state.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The property that the index must have, for tests and fuzzing: what select() answers is what
// asking every rule would. Rules and requests are made of bytes, from a small vocabulary in which
// they often meet.
namespace onward::rules {

/// Bytes as choices; zeros behind the end.
class Choices {
 public:
  explicit Choices(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  bool done() const { return bytes_.empty(); }
  std::size_t below(std::size_t limit) {
    if (bytes_.empty()) return 0;
    const std::size_t value = bytes_.front();
    bytes_ = bytes_.subspan(1);
    return value % limit;
  }
  template <std::size_t N>
  std::string_view of(const std::array<std::string_view, N>& options) {
    return options[below(N)];
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

inline std::string chosen_pattern(Choices& choices) {
  static constexpr std::array<std::string_view, 24> kSegments{
      "a",   "b",      "A",     "",      "img-1", "img-2", "%C3%A9", "a",
      ":n",  ":n",     ":n",    "*",     "img-*", ":n-b",  "{a}?",   ":n?",
      ":n+", "(\\d+)", "a{b}?", ":n(a)", "a*",    "b.:n",  "%61",    "\\*"};
  std::string pattern;
  const std::size_t size = 1 + choices.below(5);
  for (std::size_t i = 0; i < size; ++i) {
    std::string segment(choices.of(kSegments));
    if (const std::size_t name = segment.find(":n"); name != segment.npos) {
      segment.insert(name + 2, std::to_string(i));  // a name may stand once
    }
    pattern += "/" + segment;
  }
  return pattern;
}

inline std::string chosen_path(Choices& choices) {
  static constexpr std::array<std::string_view, 16> kSegments{
      "a",   "b",  "A", "",    "img-1", "img-3", "%c3%a9", "7",
      "x-b", "ab", "*", "b.c", "B",     "a",     "%61",    "|"};
  std::string path;
  const std::size_t size = 1 + choices.below(5);
  for (std::size_t i = 0; i < size; ++i) path.append("/").append(choices.of(kSegments));
  return path;
}

inline constexpr std::array<std::string_view, 5> kValues{"4", "4711", "47", "A-b", "a-b"};

inline constexpr std::array<std::string_view, 5> kChosenHosts{"h", "sub.h", ":s.h", "*",
                                                              "{sub.}?h"};
inline constexpr std::array<std::string_view, 14> kChosenExpressions{"^/a",
                                                                     "^/a/(.*)$",
                                                                     "b$",
                                                                     "(?i)^/A/",
                                                                     "^(/img|/a)",
                                                                     "img-[12](/.*)",
                                                                     "/img-1",
                                                                     "^.*/(img-1|x-b|B)(/|$)",
                                                                     "[a-z]+/img-3$",
                                                                     "IMG-?\\d{1,2}",
                                                                     "/a/(?:b/)+a/",
                                                                     "^/(.*)/img-(\\d)/b",
                                                                     "x-b/7.*",
                                                                     "^/img-[12](?P<rest>/.*)?"};

inline Rule chosen_rule(Choices& choices, std::uint32_t line) {
  const Place place{0, line, 1};
  Rule rule;
  rule.place = place;
  rule.action.to = Text{"https://to.example/", place};
  const std::size_t kind = choices.below(18);
  if (kind < 10) {
    rule.when.match = Text{chosen_pattern(choices), place};
  } else if (kind < 12) {
    rule.when.match =
        Text{"http://" + std::string(choices.of(kChosenHosts)) + chosen_pattern(choices), place};
  } else if (kind < 14) {
    rule.when.regex = Regex{{std::string(choices.of(kChosenExpressions)), place}};
  } else if (kind > 15) {
    static constexpr std::array kSubjects{Subject::DecodedPath, Subject::Target, Subject::Url,
                                          Subject::Host, Subject::Query};
    rule.when.regex = Regex{{std::string(choices.of(kChosenExpressions)), place},
                            Engine::Re2,
                            kSubjects.at(choices.below(kSubjects.size()))};
  } else if (kind == 15) {
    rule.when.regex = Regex{{"(?!/b)" + std::string(choices.of(kChosenExpressions)), place},
                            Engine::Pcre2,
                            Subject::Path};
  }
  const std::size_t more = choices.below(32);
  for (std::size_t i = more; i >= 1 && i <= 3; --i) {
    rule.when.hosts.push_back(Text{std::string(choices.of(kChosenHosts)), place});
  }
  if (more == 5) rule.when.methods = {Text{"POST", place}};
  if (more == 6) rule.when.none.emplace_back().match = Text{chosen_pattern(choices), place};
  if (more >= 24) {
    const std::size_t kept = choices.below(3);
    rule.comparison = {(more & 1U) != 0, (more & 2U) != 0, (more & 4U) != 0, kept > 0, kept > 1};
  }
  if (more >= 9 && more < 12) {
    static constexpr std::array kKinds{ValueTest::Kind::Equals, ValueTest::Kind::Prefix,
                                       ValueTest::Kind::Contains, ValueTest::Kind::Present};
    rule.when.query.push_back({Text{"id", place}, kKinds.at(choices.below(kKinds.size())),
                               Text{std::string(choices.of(kValues)), place}});
  }
  if (more == 7) rule.when.scheme = Text{choices.below(2) == 0 ? "http" : "https", place};
  if (more == 8) {
    rule.action.to.reset();
    rule.action.pass = true;
  }
  if (more == 4) {
    rule.action.to.reset();
    MapSource map;
    for (std::uint32_t i = 0; i < 4; ++i) map.rows.push_back({chosen_path(choices), "/to", 0, i});
    rule.action.map = std::make_shared<const MapSource>(std::move(map));
  }
  return rule;
}

/// Up to 40 rules that compile.
inline std::shared_ptr<const Table> chosen_table(Choices& choices) {
  std::vector<Rule> rules;
  const std::size_t size = 1 + choices.below(40);
  for (std::uint32_t i = 1; i <= size; ++i) rules.push_back(chosen_rule(choices, i));
  std::set<std::uint32_t> wrong;
  const Compiled first = compile(rules);
  for (const Diagnostic& d : first.diagnostics) {
    if (d.severity == Severity::Error) wrong.insert(d.place.line);
  }
  std::erase_if(rules, [&](const Rule& rule) { return wrong.contains(rule.place.line); });
  return compile(std::move(rules)).table;
}

inline bool same_captures(std::span<const Capture> a, std::span<const Capture> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Capture& x, const Capture& y) {
    return x.value == y.value && x.took_part == y.took_part;
  });
}

inline void check_question(const Table& table, const Question& question, std::size_t from,
                           SelectionBuffer& buffer) {
  const auto fast = select(table, question, from, buffer);
  SelectionBuffer naive_buffer;
  std::optional<Selected> naive;
  for (std::size_t i = from; i < table.rules().size() && !naive; ++i) {
    std::string why;
    naive = try_rule(table, question, i, naive_buffer, why);
    CHECK(why.empty() == naive.has_value());
  }
  CHECK(fast.has_value() == naive.has_value());
  if (!fast) return;
  CHECK(fast->rule == naive->rule);
  CHECK(fast->request_path == naive->request_path);
  CHECK(same_captures(fast->path, naive->path));
  CHECK(same_captures(fast->host, naive->host));
  CHECK(fast->row.has_value() == naive->row.has_value());
  if (fast->row) CHECK(fast->row->line == naive->row->line);
  const CaptureNames& names = table.state().compiled[fast->rule].names;
  CHECK(names.path.size() == fast->path.size());
  CHECK(names.host.size() == fast->host.size());
}

/// Makes rules and requests of `bytes` and asks them both ways. How many rules there were.
inline std::size_t check_selection(std::span<const std::uint8_t> bytes) {
  static constexpr std::array<std::string_view, 4> kHosts{"h", "sub.h", "other", "H:80"};
  static constexpr std::array<std::string_view, 3> kMethods{"GET", "POST", "BREW"};
  Choices choices(bytes);
  const auto table = chosen_table(choices);
  CHECK(table != nullptr);
  SelectionBuffer buffer;
  for (int i = 0; i < 16; ++i) {
    std::string url = "http://" + std::string(choices.of(kHosts)) + chosen_path(choices);
    if (choices.below(3) == 1) url.append("?p=img-1&id=").append(choices.of(kValues));
    const TestQuestion question(choices.of(kMethods), url);
    check_question(*table, question.get(), 0, buffer);
    check_question(*table, question.get(), choices.below(table->rules().size() + 1), buffer);
  }
  return table->rules().size();
}

}  // namespace onward::rules
