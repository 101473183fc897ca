// SPDX-License-Identifier: MIT
// Values of scripts: making them, and what of them is known without a request. Neighbouring
// literals of a text are always one part.
#include "config/script/value.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace onward::config {

Value text_value(Parts text) {
  Value value;
  value.kind = Value::Kind::Text;
  value.text = joined(std::move(text));
  std::size_t size = value.text.size();
  for (const Part& part : value.text) size += part.text.size();
  if (size > kMaxTextBytes) return unknown_value("a text is longer than 16 KiB");
  return value;
}

Value literal_value(std::string_view text) { return text_value({literal_part(text)}); }

Value number_value(double number) {
  Value value;
  value.kind = Value::Kind::Number;
  value.number = number;
  return value;
}

Value boolean_value(bool boolean) {
  Value value;
  value.kind = Value::Kind::Boolean;
  value.boolean = boolean;
  return value;
}

Value unknown_value(std::string_view why) {
  Value value;
  value.kind = Value::Kind::Unknown;
  value.text = {part_of(Part::What::Unknown, std::string(why))};
  return value;
}

Value thing_value(std::shared_ptr<Thing> thing) {
  Value value;
  value.kind = Value::Kind::Thing;
  value.thing = std::move(thing);
  return value;
}

Value test_value(rules::Conditions conditions) {
  Value value;
  value.kind = Value::Kind::Test;
  value.test = std::make_shared<const rules::Conditions>(std::move(conditions));
  return value;
}

Part part_of(Part::What what, std::string text) {
  Part part;
  part.what = what;
  part.text = std::move(text);
  return part;
}

Value part_value(Part::What what, std::string text) {
  return text_value({part_of(what, std::move(text))});
}

bool is_a(const Value& value, Thing::Type type) {
  return value.kind == Value::Kind::Thing && value.thing->type == type;
}

Part literal_part(std::string_view text) { return part_of(Part::What::Literal, std::string(text)); }

std::optional<std::string> literal(const Parts& text) {
  std::string all;
  for (const Part& part : text) {
    if (part.what != Part::What::Literal) return {};
    all += part.text;
  }
  return all;
}

Parts joined(Parts text) {
  Parts made;
  for (Part& part : text) {
    const bool is_literal = part.what == Part::What::Literal;
    if (is_literal && part.text.empty()) continue;
    if (is_literal && !made.empty() && made.back().what == Part::What::Literal) {
      made.back().text += part.text;
    } else {
      made.push_back(std::move(part));
    }
  }
  return made;
}

std::string key_of(const Parts& text) {
  std::string key;
  for (const Part& part : text) {
    key += std::to_string(static_cast<int>(part.what)) + "\x01" + part.text + "\x01" +
           std::to_string(static_cast<int>(part.subject)) + part.before + "\x01" + part.inner +
           "\x01" + part.after + (part.ignores_case ? "\x03" : "\x02");
  }
  return key;
}

Parts to_text(const Value& value) {
  switch (value.kind) {
    case Value::Kind::Undefined:
      return {literal_part("undefined")};
    case Value::Kind::Null:
      return {literal_part("null")};
    case Value::Kind::Boolean:
      return {literal_part(value.boolean ? "true" : "false")};
    case Value::Kind::Number: {
      std::array<char, 32> digits{};
      const auto end =
          std::to_chars(digits.data(), digits.data() + digits.size(), value.number).ptr;
      return {literal_part(std::string_view(digits.data(), end))};
    }
    case Value::Kind::Text:
    case Value::Kind::Unknown:
      return value.text;
    case Value::Kind::Test:
    case Value::Kind::Thing:
      break;
  }
  return {part_of(Part::What::Unknown, "an object is written into a text")};
}

int whole(double number) {
  constexpr double kMost = 1'000'000;
  return number > 0 ? static_cast<int>(std::min(number, kMost)) : 0;
}

Value* member_of(Thing& thing, std::string_view name) {
  const auto found = std::ranges::find(thing.members, name, &std::pair<std::string, Value>::first);
  return found == thing.members.end() ? nullptr : &found->second;
}

void set_member(Thing& thing, std::string_view name, Value value) {
  if (Value* found = member_of(thing, name)) {
    *found = std::move(value);
  } else {
    thing.members.emplace_back(name, std::move(value));
  }
}

}  // namespace onward::config
