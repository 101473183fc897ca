// SPDX-License-Identifier: MIT
// Asking the conditions of a rule. Each kind is one small question; those that are there are asked
// in the order of FurtherConditions::Kind, from cheap to dear, and the first that fails decides.
// Conditions nest at most kMaxConditionDepth deep (compile_conditions.h), so that recursion ends.
#include "rules/conditions.h"

#include "rules/hash.h"
#include "rules/named_value.h"
#include "url/utf8.h"

#include <algorithm>
#include <array>
#include <bit>

namespace onward::rules {
namespace {

using Further = FurtherConditions;

ValueSource source_of(ValueSource::Kind kind, const Asked& asked) {
  return {kind, asked.question().request.head.fields, asked.url().query};
}

bool other_methods_hold(const Further& further, Asked& asked) {
  if (asked.method() != http::KnownMethod::Other) return true;
  return std::find(further.other_methods.begin(), further.other_methods.end(),
                   asked.question().method) != further.other_methods.end();
}

bool rule_scheme_holds(const Further& f, Asked& asked) {
  return (asked.url().scheme == "https") == f.wants_https;
}
bool scheme_holds(const Further& f, Asked& asked) { return f.scheme->match(asked.url().scheme); }
bool host_holds(const Further& f, Asked& asked) { return f.host->match(asked.url().host); }
bool match_host_holds(const Further& f, Asked& asked) {
  return f.match_host->match(asked.url().host);
}
bool port_holds(const Further& f, Asked& asked) { return f.port->match(asked.url().port); }
bool search_holds(const Further& f, Asked& asked) { return f.search->match(asked.url().query); }

bool clients_hold(const Further& further, Asked& asked) {
  return contains(further.clients, asked.question().request.client);
}

bool between_holds(const Further& further, Asked& asked) {
  const auto now = asked.question().now;
  return std::any_of(further.between.begin(), further.between.end(), [now](const Between& span) {
    return (!span.from || *span.from <= now) && (!span.until || now < *span.until);
  });
}

bool fields_hold(const Further& further, Asked& asked) {
  return test_failed(further.fields, source_of(ValueSource::Kind::Fields, asked)) == nullptr;
}
bool query_holds(const Further& further, Asked& asked) {
  return test_failed(further.query, source_of(ValueSource::Kind::Query, asked)) == nullptr;
}
bool cookies_hold(const Further& further, Asked& asked) {
  return test_failed(further.cookies, source_of(ValueSource::Kind::Cookies, asked)) == nullptr;
}

bool share_holds(const Further& further, Asked& asked) {
  return in_share(*further.share, asked) == ShareOutcome::Chosen;
}

std::string_view subject_of(const Further& further, Asked& asked) {
  return subject_text(further.subject,
                      {.merge_slashes = further.merge_slashes,
                       .keep_escapes = further.keep_escapes,
                       .keep_dots = further.keep_dots},
                      asked);
}

bool regex_holds(const Further& further, Asked& asked) {
  const std::string_view subject = subject_of(further, asked);
  // Both engines stop in front of what is not UTF-8: a capture would lose all that is behind it.
  if (further.subject == Subject::DecodedPath &&
      url::find_ill_formed_utf8(subject) != subject.npos) {
    return false;
  }
  return further.regex->search(subject) == CompiledRegex::Outcome::Found;
}

bool holds_here(const CompiledConditions& conditions, Asked& asked) {
  return holds(conditions, asked);
}
bool all_hold(const Further& further, Asked& asked) {
  return std::all_of(further.all.begin(), further.all.end(),
                     [&](const CompiledConditions& c) { return holds_here(c, asked); });
}
bool any_holds(const Further& further, Asked& asked) {
  return std::any_of(further.any.begin(), further.any.end(),
                     [&](const CompiledConditions& c) { return holds_here(c, asked); });
}
bool none_holds(const Further& further, Asked& asked) {
  return std::none_of(further.none.begin(), further.none.end(),
                      [&](const CompiledConditions& c) { return holds_here(c, asked); });
}

using Question = bool (*)(const Further&, Asked&);
constexpr std::array<Question, Further::kKinds> kQuestions{
    other_methods_hold, rule_scheme_holds, scheme_holds, host_holds,    match_host_holds,
    port_holds,         search_holds,      clients_hold, between_holds, fields_hold,
    query_holds,        cookies_hold,      share_holds,  regex_holds,   all_hold,
    any_holds,          none_holds,
};

/// So many are taken while a path is compared.
constexpr std::size_t kFewGroups = 4;

/// Nothing but a path is asked, whose groups are known when it has been compared.
bool captures_at_once(const CompiledConditions& conditions) {
  return !conditions.further && conditions.path && conditions.path->takes_groups_for_nothing() &&
         conditions.path->group_count() <= kFewGroups &&
         !conditions.comparison.ignore_trailing_slash;
}

// Takes the groups of one matcher; `other` is tried where `subject` does not match.
void take_groups(const ComponentMatcher& matcher, std::string_view subject, std::string_view other,
                 std::vector<Group>& groups, std::vector<Capture>& captures) {
  if (matcher.group_count() == 0) return;
  groups.assign(matcher.group_count(), std::nullopt);
  if (!matcher.match(subject, groups)) {
    groups.assign(matcher.group_count(), std::nullopt);
    matcher.match(other, groups);
  }
  for (const Group& group : groups) {
    captures.push_back({group.value_or(std::string_view()), group.has_value()});
  }
}

void take_regex(const Further& further, Asked& asked) {
  std::vector<Group>& groups = asked.buffer().groups;
  groups.assign(further.regex->group_count(), std::nullopt);
  further.regex->search(subject_of(further, asked), groups);
  for (const auto& [name, number] : further.regex->names()) {
    const Group& group = groups[number];
    asked.buffer().path.push_back({group.value_or(std::string_view()), group.has_value()});
  }
}

// The groups below are taken with the same walk as their names, so that the two have one order.
template <class Path, class Expression>
void walk_groups(const CompiledConditions& conditions, const Path& on_path,
                 const Expression& on_regex) {
  if (conditions.path) on_path(*conditions.path, conditions.comparison);
  if (!conditions.further) return;
  if (conditions.further->regex) on_regex(*conditions.further);
  for (const CompiledConditions& inner : conditions.further->all) {
    walk_groups(inner, on_path, on_regex);
  }
}

GroupSource source_of_groups(Subject subject) {
  if (subject == Subject::DecodedPath) return GroupSource::DecodedPath;
  return subject == Subject::Host ? GroupSource::Host : GroupSource::Url;
}

const HostMatcher* host_with_groups(const CompiledConditions& conditions) {
  if (!conditions.further) return nullptr;
  const Further& further = *conditions.further;
  return further.host ? further.host.get() : further.match_host.get();
}

}  // namespace

bool CompiledTest::fits(std::string_view candidate) const {
  switch (kind) {
    case ValueTest::Kind::Present:
    case ValueTest::Kind::Absent:
      return true;
    case ValueTest::Kind::Equals:
      return candidate == value;
    case ValueTest::Kind::Prefix:
      return candidate.substr(0, value.size()) == value;
    case ValueTest::Kind::Contains:
      return candidate.find(value) != candidate.npos;
    case ValueTest::Kind::Regex:
      break;
  }
  return regex->search(candidate) == CompiledRegex::Outcome::Found;
}

const CompiledTest* test_failed(const std::vector<CompiledTest>& tests, const ValueSource& source) {
  for (const CompiledTest& test : tests) {
    const bool absent = test.kind == ValueTest::Kind::Absent;
    ValuesOf values(source, test.name);
    bool found = false;
    while (!found && values.next()) found = test.fits(values.value());
    if (found == absent) return &test;
  }
  return nullptr;
}

ShareOutcome in_share(const CompiledShare& share, Asked& asked) {
  if (share.percent >= 100) return ShareOutcome::Chosen;
  std::string_view key;
  const Address& client = asked.question().request.client;
  if (share.key == Share::Key::Client) {
    key = {reinterpret_cast<const char*>(client.bytes.data()), client.bytes.size()};
  } else if (share.key == Share::Key::Path) {
    key = asked.url().path;
  } else {
    const auto kind = share.key == Share::Key::Cookie  ? ValueSource::Kind::Cookies
                      : share.key == Share::Key::Field ? ValueSource::Kind::Fields
                                                       : ValueSource::Kind::Query;
    const ValueSource source = source_of(kind, asked);
    ValuesOf values(source, share.name);
    if (!values.next()) return ShareOutcome::NoKey;
    key = values.value();
  }
  // 53 bits are what a double holds exactly. A key's place never moves, so that a larger percentage
  // only adds keys.
  const double place = static_cast<double>(hash_of(key, share.seed) >> 11) * 0x1p-53 * 100;
  return place < share.percent ? ShareOutcome::Chosen : ShareOutcome::NotChosen;
}

CompiledConditions::CompiledConditions() = default;
CompiledConditions::CompiledConditions(CompiledConditions&&) noexcept = default;
CompiledConditions& CompiledConditions::operator=(CompiledConditions&&) noexcept = default;
CompiledConditions::~CompiledConditions() = default;

std::string_view subject_text(Subject subject, const Comparison& comparison, Asked& asked) {
  switch (subject) {
    case Subject::Path:
      return asked.path(comparison);
    case Subject::DecodedPath:
      return asked.decoded_path(comparison);
    case Subject::Url:
      return asked.whole_url(comparison);
    case Subject::Target:
      return asked.url().target;
    case Subject::Host:
      return asked.url().host;
    case Subject::Query:
      break;
  }
  return asked.url().query;
}

bool path_holds(const ComponentMatcher& path, const Comparison& comparison, Asked& asked) {
  if (path.match(asked.path(comparison))) return true;
  return comparison.ignore_trailing_slash && path.match(asked.path_other_slash(comparison));
}

bool further_holds(const Further& further, Further::Kind kind, Asked& asked) {
  return kQuestions[kind](further, asked);
}

bool holds(const CompiledConditions& conditions, Asked& asked) {
  if ((conditions.methods & method_bit(asked.method())) == 0) return false;
  if (conditions.path && !path_holds(*conditions.path, conditions.comparison, asked)) return false;
  if (!conditions.further) return true;
  for (std::uint32_t left = conditions.further->present; left != 0; left &= left - 1) {
    if (!kQuestions[static_cast<unsigned>(std::countr_zero(left))](*conditions.further, asked)) {
      return false;
    }
  }
  return true;
}

CaptureNames capture_names(const CompiledConditions& conditions) {
  CaptureNames names;
  walk_groups(
      conditions,
      [&](const ComponentMatcher& path, const Comparison&) {
        for (std::string& name : path.names()) names.path.push_back({std::move(name)});
      },
      [&](const Further& further) {
        const GroupSource source = source_of_groups(further.subject);
        for (const auto& named : further.regex->names())
          names.path.push_back({named.first, source});
      });
  if (const HostMatcher* host = host_with_groups(conditions)) names.host = host->names();
  return names;
}

void capture(const CompiledConditions& conditions, Asked& asked) {
  SelectionBuffer& buffer = asked.buffer();
  buffer.path.clear();
  buffer.host.clear();
  walk_groups(
      conditions,
      [&](const ComponentMatcher& path, const Comparison& comparison) {
        if (path.group_count() == 0) return;
        const bool has_other = comparison.ignore_trailing_slash;
        take_groups(path, asked.path(comparison),
                    has_other ? asked.path_other_slash(comparison) : std::string_view(),
                    buffer.groups, buffer.path);
      },
      [&](const Further& further) { take_regex(further, asked); });
  if (const HostMatcher* host = host_with_groups(conditions)) {
    host->take(asked.url().host, buffer.groups, buffer.host);
  }
}

bool holds_and_captures(const CompiledConditions& conditions, Asked& asked) {
  if (!captures_at_once(conditions)) {
    if (!holds(conditions, asked)) return false;
    capture(conditions, asked);
    return true;
  }
  if ((conditions.methods & method_bit(asked.method())) == 0) return false;
  const ComponentMatcher& path = *conditions.path;
  std::array<Group, kFewGroups> few;
  const std::span<Group> groups(few.data(), path.group_count());
  if (!path.match(asked.path(conditions.comparison), groups)) return false;
  SelectionBuffer& buffer = asked.buffer();
  buffer.host.clear();
  buffer.path.clear();
  for (const Group& group : groups) {
    buffer.path.push_back({group.value_or(std::string_view()), group.has_value()});
  }
  return true;
}

}  // namespace onward::rules
