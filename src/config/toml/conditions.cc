// SPDX-License-Identifier: MIT
// Conditions nest (not, any, all); the depth is bounded by that of the document, kMaxTomlDepth.
// Whether a pattern, a network or a field name is one is for rules::compile() to say.
#include "config/toml/conditions.h"

#include <array>
#include <charconv>

namespace onward::config {
namespace {

using rules::ValueTest;

constexpr std::array kEngines{std::pair{std::string_view("re2"), rules::Engine::Re2},
                              std::pair{std::string_view("pcre2"), rules::Engine::Pcre2}};
constexpr std::array kSubjects{
    std::pair{std::string_view("path"), rules::Subject::Path},
    std::pair{std::string_view("decoded_path"), rules::Subject::DecodedPath},
    std::pair{std::string_view("url"), rules::Subject::Url},
    std::pair{std::string_view("query"), rules::Subject::Query},
    std::pair{std::string_view("host"), rules::Subject::Host},
    std::pair{std::string_view("target"), rules::Subject::Target}};
constexpr std::array kKeys{std::pair{std::string_view("client"), rules::Share::Key::Client},
                           std::pair{std::string_view("cookie"), rules::Share::Key::Cookie},
                           std::pair{std::string_view("field"), rules::Share::Key::Field},
                           std::pair{std::string_view("query"), rules::Share::Key::Query},
                           std::pair{std::string_view("path"), rules::Share::Key::Path}};

std::optional<rules::Regex> read_regex(TableReader& table) {
  const auto expression = table.text("regex");
  const auto engine = table.choice("engine", kEngines);
  const auto subject = table.choice("subject", kSubjects);
  if (!expression) {
    if (engine || subject) {
      table.report().error_at(table.place(), "'engine' and 'subject' go with 'regex'");
    }
    return {};
  }
  return rules::Regex{*expression, engine.value_or(rules::Engine::Re2),
                      subject.value_or(rules::Subject::Path)};
}

/// { regex = "…" }, { prefix = "…" }, { contains = "…" }, { equals = "…" }
bool read_test_table(const TomlValue& value, ValueTest& test, Report& report) {
  TableReader table(value, "a test of a value", report);
  constexpr std::array kKinds{std::pair{std::string_view("equals"), ValueTest::Kind::Equals},
                              std::pair{std::string_view("prefix"), ValueTest::Kind::Prefix},
                              std::pair{std::string_view("contains"), ValueTest::Kind::Contains},
                              std::pair{std::string_view("regex"), ValueTest::Kind::Regex}};
  int found = 0;
  for (const auto& [key, kind] : kKinds) {
    const auto text = table.text(key);
    if (!text) continue;
    ++found;
    test.kind = kind;
    test.value = *text;
  }
  table.finish();
  if (found > 1 || value.members.empty()) {
    report.error_at(value.place, "a test of a value has one of equals, prefix, contains and regex");
  }
  return found == 1;
}

std::vector<ValueTest> read_tests(TableReader& parent, std::string_view key) {
  std::vector<ValueTest> tests;
  const TomlMember* member = parent.take(key);
  if (member == nullptr) return tests;
  if (member->value.kind != TomlValue::Kind::Table) {
    parent.wrong_type(*member, "a table of names and what their values must be");
    return tests;
  }
  for (const TomlMember& one : member->value.members) {
    ValueTest test;
    test.name = {one.key, one.place};
    switch (one.value.kind) {
      case TomlValue::Kind::String:
        test.kind = ValueTest::Kind::Equals;
        test.value = text_of(one.value);
        break;
      case TomlValue::Kind::Boolean:
        test.kind = one.value.boolean ? ValueTest::Kind::Present : ValueTest::Kind::Absent;
        break;
      case TomlValue::Kind::Table:
        if (!read_test_table(one.value, test, parent.report())) continue;
        break;
      default:
        parent.report().error_at(
            one.value.place, "'" + one.key + "' is " + std::string(kind_name(one.value.kind)),
            "write a string (equals), true (present), false (absent) or { regex = \"…\" }, "
            "{ prefix = \"…\" }, { contains = \"…\" }");
        continue;
    }
    tests.push_back(std::move(test));
  }
  return tests;
}

std::optional<std::chrono::sys_seconds> read_time(TableReader& table, std::string_view key) {
  const TomlMember* member = table.take(key);
  return member == nullptr ? std::nullopt : time_of(*member, table);
}

void check_span(const rules::Between& between, Report& report) {
  if (between.from && between.until && *between.from >= *between.until) {
    report.error_at(between.place, "'between' ends before it begins");
  }
}

bool is_pair_of_times(const TomlValue& array) {
  return array.items.size() == 2 && array.items[0].kind == TomlValue::Kind::Time &&
         array.items[1].kind == TomlValue::Kind::Time;
}

rules::Between read_span(const TomlValue& value, Report& report) {
  TableReader table(value, "'between'", report);
  rules::Between between;
  between.place = value.place;
  between.from = read_time(table, "from");
  between.until = read_time(table, "until");
  table.finish();
  if (value.members.empty()) {
    report.error_at(value.place, "'between' needs 'from', 'until' or both");
  }
  check_span(between, report);
  return between;
}

std::vector<rules::Between> read_between(TableReader& parent) {
  std::vector<rules::Between> spans;
  const TomlMember* member = parent.take("between");
  if (member == nullptr) return spans;
  if (member->value.kind == TomlValue::Kind::Table) {
    spans.push_back(read_span(member->value, parent.report()));
    return spans;
  }
  if (member->value.kind != TomlValue::Kind::Array) {
    parent.wrong_type(*member, "{ from = …, until = … }, [from, until], or an array of tables");
    return spans;
  }
  if (const TomlValue& array = member->value; is_pair_of_times(array)) {
    spans.push_back({array.items[0].time, array.items[1].time, array.place});
    check_span(spans.back(), parent.report());
    return spans;
  }
  for (const TomlValue& item : member->value.items) {
    if (item.kind == TomlValue::Kind::Table) {
      spans.push_back(read_span(item, parent.report()));
    } else {
      parent.report().error_at(item.place, "'between' must hold { from = …, until = … }");
    }
  }
  return spans;
}

bool is_number(const TomlValue& value) {
  return value.kind == TomlValue::Kind::Integer || value.kind == TomlValue::Kind::Float;
}

/// "10%", "0.5 %".
std::optional<double> parse_percent(std::string_view text) {
  if (!text.ends_with('%')) return {};
  text.remove_suffix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (text.empty() || error != std::errc{} || rest != end) return {};
  return number;
}

/// A number, or "10%"; what is neither is refused with the place in the report.
std::optional<double> read_percent(const TomlMember& member, TableReader& parent) {
  const TomlValue& value = member.value;
  if (is_number(value)) return value.number;
  const auto percent = parse_percent(value.string);
  if (!percent) {
    parent.wrong_type(member, "a number of percent", "write " + member.key + " = \"10%\"");
  }
  return percent;
}

/// Whether `share = 0.1` may be meant as a tenth: a fraction, where whole numbers are percent.
bool may_be_fraction(const TomlValue& value) {
  return value.kind == TomlValue::Kind::Float && value.number > 0 && value.number <= 1;
}

std::string in_percent(double number) {
  std::array<char, 32> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number,
                                          std::chars_format::general, 6);
  return "\"" + std::string(digits.data(), error == std::errc{} ? end : digits.data()) + "%\"";
}

std::optional<rules::Share> read_share(TableReader& parent) {
  const TomlMember* member = parent.take("share");
  if (member == nullptr) return {};
  rules::Share share;
  share.place = member->value.place;
  if (member->value.kind == TomlValue::Kind::Table) {
    TableReader table(member->value, "'share'", parent.report());
    const TomlMember* percent = table.take("percent");
    if (percent == nullptr) {
      parent.report().error_at(share.place, "'share' needs a number of percent",
                               "write share = { percent = 10 }");
    } else if (const auto number = read_percent(*percent, table)) {
      share.percent = *number;
      share.place = percent->value.place;
    }
    if (const auto key = table.choice("by", kKeys)) share.key = *key;
    if (const auto name = table.text("name")) share.name = *name;
    if (const auto seed = table.text("seed")) share.seed = seed->value;
    table.finish();
    const bool needs_name =
        share.key != rules::Share::Key::Client && share.key != rules::Share::Key::Path;
    if (needs_name && share.name.value.empty()) {
      parent.report().error_at(share.place, "'share' by cookie, field or query needs its name",
                               "write share = { percent = 10, by = \"cookie\", name = \"id\" }");
    }
  } else if (may_be_fraction(member->value)) {
    const double number = member->value.number;
    parent.report().error_at(share.place,
                             "a share is in percent, and this may be meant as a fraction",
                             "write share = " + in_percent(number * 100) + ", or " +
                                 in_percent(number) + " if that is meant");
    return {};
  } else if (const auto number = read_percent(*member, parent)) {
    share.percent = *number;
  } else {
    return {};
  }
  if (!(share.percent >= 0 && share.percent <= 100)) {
    parent.report().error_at(share.place, "'percent' must be from 0 to 100");
  }
  return share;
}

/// "not", "any", "all": a table, or an array of tables.
std::vector<rules::Conditions> read_nested(TableReader& parent, std::string_view key) {
  std::vector<rules::Conditions> nested;
  const TomlMember* member = parent.take(key);
  if (member == nullptr) return nested;
  const auto add = [&](const TomlValue& value) {
    if (value.kind != TomlValue::Kind::Table) {
      return parent.report().error_at(value.place,
                                      "'" + member->key + "' must hold tables of conditions");
    }
    TableReader table(value, "'" + member->key + "'", parent.report());
    nested.push_back(read_conditions(table));
    table.finish();
    if (value.members.empty()) {
      parent.report().error_at(value.place, "'" + member->key + "' holds no condition");
    }
  };
  if (member->value.kind == TomlValue::Kind::Array) {
    for (const TomlValue& item : member->value.items) add(item);
  } else {
    add(member->value);
  }
  return nested;
}

}  // namespace

std::optional<std::chrono::sys_seconds> time_of(const TomlMember& member, TableReader& table) {
  if (member.value.kind == TomlValue::Kind::Time) return member.value.time;
  if (member.value.kind == TomlValue::Kind::OtherTime) {
    table.report().error_at(member.value.place, "the time does not say its offset from UTC",
                            "write 2026-12-01T22:00:00Z, or +01:00 in place of Z");
  } else {
    table.wrong_type(member, "a time such as 2026-12-01T22:00:00Z, without quotes");
  }
  return {};
}

rules::Conditions read_conditions(TableReader& table) {
  rules::Conditions conditions;
  conditions.place = table.place();
  conditions.match = table.text("match");
  conditions.regex = read_regex(table);
  conditions.scheme = table.text("scheme");
  conditions.hosts = table.texts("host");
  conditions.methods = table.texts("methods");
  conditions.fields = read_tests(table, "fields");
  conditions.query = read_tests(table, "query_match");
  conditions.cookies = read_tests(table, "cookies");
  conditions.clients = table.texts("client");
  conditions.between = read_between(table);
  conditions.share = read_share(table);
  conditions.none = read_nested(table, "not");
  conditions.any = read_nested(table, "any");
  conditions.all = read_nested(table, "all");
  return conditions;
}

}  // namespace onward::config
