// SPDX-License-Identifier: MIT
// Any bytes as a pattern and as a subject: nothing crashes; an error lies inside the text that it
// is about; a component's normal form parses to the same parts; each matcher answers as RE2 does;
// and what exec() matches, test() does.
//
// Input: options, then texts that end with NUL: pattern, base or second component, subject.
#include "base/check.h"
#include "onward/url/pattern.h"
#include "url/pattern/state.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace onward::url;

struct Input {
  std::string_view rest;

  // The next text, in a heap block of its exact size.
  std::string_view next(std::unique_ptr<char[]>& block) {
    const std::size_t size = std::min(rest.find('\0'), rest.size());
    block = std::make_unique<char[]>(size);
    std::copy_n(rest.data(), size, block.get());
    rest.remove_prefix(std::min(size + 1, rest.size()));
    return {block.get(), size};
  }
};

bool same_part(const Part& a, const Part& b) {
  return a.type == b.type && a.modifier == b.modifier && a.name == b.name && a.prefix == b.prefix &&
         a.value == b.value && a.suffix == b.suffix;
}

// "a{}?b" has two pieces of text side by side and "{\t}?" an empty one, which the standard's
// normal form does not keep.
bool keeps_parts(const PartList& parts) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].type != PartType::FixedText) continue;
    if (parts[i].value.empty()) return false;
    const bool plain = parts[i].modifier == Modifier::None;
    if (plain && i > 0 && parts[i - 1].type == PartType::FixedText &&
        parts[i - 1].modifier == Modifier::None) {
      return false;
    }
  }
  return true;
}

void check_normal_form(const CompiledComponent& component) {
  if (!keeps_parts(component.parts)) return;
  const auto again =
      parse_pattern_string(component.pattern_string, component.options, component.encode);
  CHECK(again.has_value());
  CHECK(generate_pattern_string(*again, component.options) == component.pattern_string);
  CHECK(std::equal(again->begin(), again->end(), component.parts.begin(), component.parts.end(),
                   same_part));
}

void check_matchers(const CompiledComponent& component, std::string_view subject) {
  std::vector<Capture> chosen(component.group_count);
  const bool matched = component.match(subject, chosen);
  CHECK(matched == component.match(subject));
  if (std::holds_alternative<Re2Matcher>(component.matcher)) return;
  const auto re2 = Re2Matcher::create(component.parts, component.options);
  if (!re2) return;  // more text than its memory takes
  std::vector<Capture> slow(component.group_count);
  CHECK(matched == re2->match(subject, slow));
  if (matched) CHECK(chosen == slow);
}

void check_pattern(const Pattern& pattern, std::string_view subject) {
  std::string printable(subject);
  std::erase_if(printable, [](char c) { return c < ' ' || c > '~'; });
  for (const CompiledComponent& component : pattern.state().components) {
    check_normal_form(component);
    check_matchers(component, printable);
  }
  CHECK(pattern.test(subject) == pattern.exec(subject).has_value());
  const PatternInit by_component{.pathname = std::string(subject), .search = std::string(subject)};
  CHECK(pattern.test(by_component) == pattern.exec(by_component).has_value());
  for (std::size_t i = 0; i < kPatternComponents; ++i) {
    const auto component = static_cast<PatternComponent>(i);
    CHECK(Pattern::compare_component(component, pattern, pattern) == 0);
    (void)pattern.generate(component, {{"a", std::string(subject)}, {"b", "x"}});
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 2048) return 0;
  Input input{{reinterpret_cast<const char*>(data + 1), size - 1}};
  std::unique_ptr<char[]> blocks[3];
  const std::string_view text = input.next(blocks[0]);
  const std::string_view second = input.next(blocks[1]);
  const std::string_view subject = input.next(blocks[2]);
  const PatternOptions options{.ignore_case = (data[0] & 1) != 0};
  PatternFault fault;
  const auto create = [&]() -> onward::Result<Pattern> {
    switch ((data[0] >> 1) % 4) {
      case 0:
        return Pattern::create(text, std::nullopt, options, &fault);
      case 1:
        return Pattern::create(text, second, options, &fault);
      case 2:
        return Pattern::create({.hostname = std::string(second), .pathname = std::string(text)},
                               options, &fault);
      default:
        return Pattern::create(
            {.protocol = "foo", .pathname = std::string(text), .hash = std::string(second)},
            options, &fault);
    }
  };
  const auto pattern = create();
  if (pattern) {
    check_pattern(*pattern, subject);
  } else {
    CHECK(pattern.error().offset <= fault.text.size());
  }
  return 0;
}
