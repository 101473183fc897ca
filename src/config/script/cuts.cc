// SPDX-License-Identifier: MIT
// What scripts cut out of texts: by numbers, by the length of another text, at separators. What is
// cut out of a request is a group of an expression over it.
#include "config/pattern_text.h"
#include "config/script/machine.h"

#include <algorithm>
#include <utility>

namespace onward::config {
namespace {

using What = Part::What;
using Type = Thing::Type;

constexpr std::size_t kMaxPieces = 10;

std::string repeated(std::size_t count) { return ".{" + std::to_string(count) + "}"; }

/// The k-th piece between separators.
Part piece_of(const std::string& separator, std::size_t k, rules::Subject subject) {
  if (separator.size() == 1) {
    const std::string other = "[^" + escape_regex(separator) + "]*";
    const std::string mark = escape_regex(separator);
    return part_in(subject, "^(?:" + other + mark + "){" + std::to_string(k) + "}", other,
                   "(?:" + mark + ".*)?$");
  }
  const std::string mark = escape_regex(separator);
  const std::string other = "(?:(?!" + mark + ").)*";
  return part_in(subject, "^(?:" + other + mark + "){" + std::to_string(k) + "}", other,
                 "(?:" + mark + ".*)?$");
}

const Thing* length_of(const Value& value) {
  const bool is_length = value.kind == Value::Kind::Unknown && value.thing != nullptr &&
                         value.thing->type == Type::Length;
  return is_length ? value.thing.get() : nullptr;
}

bool begins_with(const Parts& text, const Parts& front) {
  return front.size() <= text.size() && std::equal(front.begin(), front.end(), text.begin());
}

/// The last `count` bytes of a text.
Value last_of(const Parts& text, std::size_t count) {
  const auto subject = subject_of(text);
  if (!subject) return unknown_value("the end of a text is computed");
  return text_value({part_in(*subject, "^.*", repeated(count), "$")});
}

/// A text without its last `count` bytes.
Value without_last(const Parts& text, std::size_t count) {
  const auto subject = subject_of(text);
  if (!subject || *subject == rules::Subject::Url) {
    return unknown_value("the end of a text is cut off");
  }
  if (*subject != rules::Subject::Path) {
    return text_value({part_in(*subject, "^", ".*", repeated(count) + "$")});
  }
  return text_value(
      {literal_part("/"), part_in(rules::Subject::Path, "^/", ".*", repeated(count) + "$")});
}

/// A text without its first `count` bytes.
Value without_first(const Parts& text, std::size_t count) {
  const bool is_path = !text.empty() && text[0].what == What::Path;
  const bool is_host = text.size() == 1 && text[0].what == What::Host;
  const bool is_rest = text.size() == 1 && text[0].what == What::Group && text[0].inner == ".*" &&
                       text[0].after == "$";
  if (is_host) return text_value({part_in(rules::Subject::Host, "^" + repeated(count), ".*", "$")});
  if (is_rest) {
    return text_value({part_in(text[0].subject, text[0].before + repeated(count), ".*", "$")});
  }
  if (!is_path) return unknown_value("the beginning of a text is cut off");
  Parts cut = text;
  cut[0] = part_in(rules::Subject::Path, "^/" + (count > 1 ? repeated(count - 1) : ""), ".*", "$");
  return text_value(std::move(cut));
}

/// The first `count` bytes of a text.
Value first_of(const Parts& text, std::size_t count) {
  const auto subject = subject_of(text);
  if (!subject) return unknown_value("the beginning of a text is computed");
  if (count == 1 && *subject == rules::Subject::Path) return literal_value("/");
  return text_value({part_in(*subject, "^", ".{0," + std::to_string(count) + "}", ".*$")});
}

/// A text that is known, from `from` to `to`, as slice() has them; substr() counts from `from`.
Value cut_known(const std::string& text, const std::string& name,
                const std::vector<Value>& arguments) {
  const auto size = static_cast<std::ptrdiff_t>(text.size());
  const auto at = [&](double number) {
    auto place = static_cast<std::ptrdiff_t>(whole(number < 0 ? -number : number));
    if (number < 0) place = name == "substring" ? 0 : std::max<std::ptrdiff_t>(0, size - place);
    return std::min(place, size);
  };
  std::ptrdiff_t from = at(arguments[0].number);
  std::ptrdiff_t to = size;
  if (arguments.size() > 1 && arguments[1].kind == Value::Kind::Number) {
    to = at(arguments[1].number);
    if (name == "substr") to = std::min(size, from + whole(arguments[1].number));
  }
  if (name == "substring" && from > to) std::swap(from, to);
  if (from >= to) return literal_value("");
  return literal_value(std::string_view(text).substr(static_cast<std::size_t>(from),
                                                     static_cast<std::size_t>(to - from)));
}

}  // namespace

Part part_in(rules::Subject subject, std::string before, std::string inner, std::string after) {
  Part part = part_of(What::Group);
  part.subject = subject;
  part.before = std::move(before);
  part.inner = std::move(inner);
  part.after = std::move(after);
  return part;
}

/// text.split(separator)
Value Machine::split(const Parts& text, const Value& first) {
  const auto separator = literal(to_text(first));
  if (!separator || separator->empty()) return unknown_value("a text is split");
  auto pieces = std::make_shared<Thing>();
  if (const auto known = literal(text)) {
    pieces->type = Type::Array;
    for (std::size_t at = 0; at <= known->size();) {
      const std::size_t end = std::min(known->find(*separator, at), known->size());
      pieces->items.push_back(literal_value(std::string_view(*known).substr(at, end - at)));
      at = end + separator->size();
    }
    return thing_value(std::move(pieces));
  }
  pieces->type = Type::Match;
  const bool is_host = text.size() == 1 && text[0].what == What::Host && *separator == ":";
  const bool is_target = text == whole_target() && *separator == "?";
  if (is_host) {  // it is without its port
    pieces->members.emplace_back("0", text_value(text));
    return thing_value(std::move(pieces));
  }
  if (is_target) {
    pieces->members.emplace_back("0", text_value({text[0]}));
    pieces->members.emplace_back("1", text_value({part_of(What::Query)}));
    return thing_value(std::move(pieces));
  }
  const auto subject = text.size() == 1 ? subject_of(text) : std::nullopt;
  if (!subject) return unknown_value("a text is split");
  for (std::size_t k = 0; k < kMaxPieces; ++k) {
    const bool is_empty = k == 0 && text[0].what == What::Path && separator == "/";
    pieces->members.emplace_back(
        std::to_string(k),
        is_empty ? literal_value("") : text_value({piece_of(*separator, k, *subject)}));
  }
  return thing_value(std::move(pieces));
}

/// text.slice(from, to), substring(from, to), substr(from, count)
Value Machine::cut(const Parts& text, const std::string& name,
                   const std::vector<Value>& arguments) {
  Value not_known = unknown_value("'." + name + "()' of a text is computed");
  const bool has_end = arguments.size() > 1 && arguments[1].kind != Value::Kind::Undefined;
  const Parts own = joined(text);
  if (const Thing* length = length_of(arguments[0])) {
    const Parts& front = length->items[0].text;
    if (has_end) return not_known;
    if (front == own && length->number < 0) {
      return last_of(own, static_cast<std::size_t>(whole(-length->number)));
    }
    const auto rest = own.begin() + static_cast<std::ptrdiff_t>(std::min(front.size(), own.size()));
    if (begins_with(own, front) && length->number == 0) return text_value({rest, own.end()});
    return not_known;
  }
  if (arguments[0].kind != Value::Kind::Number) return not_known;
  double from = arguments[0].number;
  const bool is_number = has_end && arguments[1].kind == Value::Kind::Number;
  if (const auto known = literal(own); known && (!has_end || is_number)) {
    return cut_known(*known, name, arguments);
  }
  if (from < -100 || from > 1000) return not_known;
  if (from < 0 && name == "substring") from = 0;
  if (!has_end) {
    if (from == 0) return text_value(text);
    return from < 0 ? last_of(own, static_cast<std::size_t>(whole(-from)))
                    : without_first(own, static_cast<std::size_t>(whole(from)));
  }
  if (from != 0) return not_known;
  if (const Thing* length = length_of(arguments[1])) {
    const bool is_own = length->items[0].text == own && length->number < 0;
    return is_own ? without_last(own, static_cast<std::size_t>(whole(-length->number))) : not_known;
  }
  if (!is_number || arguments[1].number == 0 || arguments[1].number > 1000) return not_known;
  if (arguments[1].number > 0) {
    return first_of(own, static_cast<std::size_t>(whole(arguments[1].number)));
  }
  return name == "slice" ? without_last(own, static_cast<std::size_t>(whole(-arguments[1].number)))
                         : not_known;
}

/// text.charAt(0), text.at(-1), text[text.length - 1]
Value Machine::char_at(const Parts& text, const Value& index) {
  const Thing* length = length_of(index);
  const bool is_last =
      (length != nullptr && length->number == -1 && length->items[0].text == joined(text)) ||
      (index.kind == Value::Kind::Number && index.number == -1);
  if (is_last) return cut(text, "slice", {number_value(-1)});
  if (index.kind != Value::Kind::Number || index.number < 0) {
    return unknown_value("a part of a text is computed");
  }
  if (const auto known = literal(text)) {
    const auto at = static_cast<std::size_t>(whole(index.number));
    return at < known->size() ? literal_value(std::string_view(*known).substr(at, 1)) : Value{};
  }
  return index.number == 0 ? cut(text, "slice", {index, number_value(1)})
                           : unknown_value("a part of a text is computed");
}

/// Slashes beside each other become one: known where there are none.
Value Machine::merge_slashes(const Parts& text, const rules::Place& place) {
  if (const auto known = literal(text)) {
    std::string made;
    for (const char c : *known) {
      if (c != '/' || !made.ends_with('/')) made += c;
    }
    return literal_value(made);
  }
  const Value has_two =
      compare({part_of(What::Path)}, Compare::Includes, literal_value("//"), place);
  if (truth(has_two, place)) return unknown_value("slashes beside each other become one");
  return text_value(text);
}

}  // namespace onward::config
