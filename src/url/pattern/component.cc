// SPDX-License-Identifier: MIT
// URLPattern: "compile a component": parse, choose the cheapest matcher that answers as the regular
// expression would, write the normal form.
#include "url/pattern/state.h"

#include <algorithm>
#include <utility>

namespace onward::url {
namespace {

bool is_anything(const PartList& parts) {
  return parts.size() == 1 && parts[0].type == PartType::FullWildcard &&
         parts[0].modifier == Modifier::None && parts[0].prefix.empty() && parts[0].suffix.empty();
}

Result<void> choose_matcher(CompiledComponent& component) {
  if (is_anything(component.parts)) {
    component.matcher = CompiledComponent::Anything{};
    return {};
  }
  if (auto linear = LinearMatcher::create(component.parts, component.options)) {
    component.matcher = std::move(*linear);
    return {};
  }
  auto re2 = Re2Matcher::create(component.parts, component.options);
  if (!re2) return fail(re2.error());
  component.matcher = std::move(*re2);
  return {};
}

struct Match {
  std::string_view subject;
  std::span<Capture> captures;

  bool operator()(const CompiledComponent::Anything&) const {
    if (!captures.empty()) captures[0] = subject;
    return true;
  }
  bool operator()(const LinearMatcher& matcher) const { return matcher.match(subject, captures); }
  bool operator()(const Re2Matcher& matcher) const { return matcher.match(subject, captures); }
};

}  // namespace

bool CompiledComponent::match(std::string_view subject, std::span<Capture> captures) const {
  return std::visit(Match{subject, captures}, matcher);
}

Result<CompiledComponent> compile_component(std::string_view input, const PartOptions& options,
                                            EncodingCallback encode) {
  if (input.size() > kMaxPatternBytes) return fail(ErrorCode::PatternTooLong, kMaxPatternBytes);
  auto parts = parse_pattern_string(input, options, encode);
  if (!parts) return fail(parts.error());
  CompiledComponent component;
  component.parts = std::move(*parts);
  component.options = options;
  component.encode = encode;
  for (const Part& part : component.parts) {
    if (part.type == PartType::FixedText) continue;
    if (++component.group_count > kMaxPatternGroups) {
      return fail(ErrorCode::PatternTooComplex, part.offset);
    }
    if (part.type == PartType::Regexp) component.has_regexp_groups = true;
  }
  if (auto chosen = choose_matcher(component); !chosen) return fail(chosen.error());
  component.pattern_string = generate_pattern_string(component.parts, options);
  return component;
}

bool matches_special_scheme(const CompiledComponent& protocol) {
  constexpr std::array<std::string_view, 6> kSpecial{"ftp", "file", "http", "https", "ws", "wss"};
  return std::any_of(kSpecial.begin(), kSpecial.end(),
                     [&](std::string_view scheme) { return protocol.match(scheme); });
}

}  // namespace onward::url
