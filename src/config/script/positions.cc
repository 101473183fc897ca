// SPDX-License-Identifier: MIT
// Numbers that come of a request: where something stands in a text, and how long that is. Compared
// with 0 and -1, and as the ends of what is cut out, they are known.
#include "config/script/machine.h"

#include <utility>

namespace onward::config {
namespace {

using Type = Thing::Type;

const Thing* position_of(const Value& value) {
  const bool is_position = value.kind == Value::Kind::Unknown && value.thing != nullptr &&
                           value.thing->type == Type::Position;
  return is_position ? value.thing.get() : nullptr;
}

Value negated(Value value) {
  if (value.kind != Value::Kind::Unknown) value.boolean = !value.boolean;
  return value;
}

}  // namespace

Value measured_value(Thing::Type type, std::vector<Value> items, double number) {
  Value value = unknown_value(type == Type::Position ? "where a text stands is computed"
                                                     : "the length of a text is computed");
  value.thing = std::make_shared<Thing>();
  value.thing->type = type;
  value.thing->items = std::move(items);
  value.thing->number = number;
  return value;
}

/// Whether what is looked for is there, or begins the text.
Value Machine::includes(const Thing& position, bool at_start, const rules::Place& place) {
  const Parts& text = position.items[0].text;
  const Value& what = position.items[1];
  const bool is_regex = what.kind == Value::Kind::Thing && what.thing->type == Type::Regex;
  if (!is_regex)
    return compare(text, at_start ? Compare::StartsWith : Compare::Includes, what, place);
  if (!at_start) return compare(text, Compare::Regex, what, place);
  Value anchored = thing_value(std::make_shared<Thing>(*what.thing));
  anchored.thing->name = "^(?:" + what.thing->name + ")";
  return compare(text, Compare::Regex, anchored, place);
}

std::optional<Value> Machine::compare_position(const std::string& mark, const Value& left,
                                               const Value& right, const rules::Place& place) {
  if (const Thing* position = position_of(left)) {
    if (mark == "~") return includes(*position, false, place);
    if (right.kind != Value::Kind::Number) return {};
    const bool is_equal = mark == "===" || mark == "==";
    const bool is_other = mark == "!==" || mark == "!=";
    if (right.number == 0 && is_equal) return includes(*position, true, place);
    if (right.number == 0 && is_other) return negated(includes(*position, true, place));
    if (right.number == 0 && mark == ">") {
      Value there = includes(*position, false, place);
      const Value at_start = includes(*position, true, place);
      if (there.kind != Value::Kind::Test || at_start.kind != Value::Kind::Test) return {};
      rules::Conditions when = *there.test;
      rules::Conditions both;
      both.place = place;
      both.all.push_back(std::move(when));
      both.none.push_back(*at_start.test);
      Value behind = test_value(std::move(both));
      behind.text = {literal_part("behind " + key_of(there.text))};
      return behind;
    }
    const bool is_there =
        (right.number == -1 && (is_other || mark == ">")) || (right.number == 0 && mark == ">=");
    const bool is_absent = (right.number == -1 && is_equal) || (right.number == 0 && mark == "<");
    if (is_there) return includes(*position, false, place);
    if (is_absent) return negated(includes(*position, false, place));
    return {};
  }
  if (position_of(right) != nullptr && left.kind == Value::Kind::Number && mark.ends_with("==")) {
    return compare_position(mark, right, left, place);
  }
  const bool is_length = left.kind == Value::Kind::Unknown && left.thing != nullptr &&
                         left.thing->type == Type::Length && right.kind == Value::Kind::Number;
  if (is_length && (mark == "-" || mark == "+")) {
    return measured_value(Type::Length, left.thing->items,
                          left.thing->number + (mark == "-" ? -right.number : right.number));
  }
  return {};
}

}  // namespace onward::config
