// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/url/pattern.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// URLPatternInit: eight components and a base, before anything is compiled.
namespace onward::url {

/// Components by PatternComponent.
using ComponentStrings = std::array<std::optional<std::string>, kPatternComponents>;

constexpr std::size_t index_of(PatternComponent component) {
  return static_cast<std::size_t>(component);
}

/// A constructor string taken apart.
struct ConstructorString {
  ComponentStrings components;
  /// Where each component given stands in the string.
  std::array<std::optional<std::size_t>, kPatternComponents> starts;
};

/// URLPattern: "parse a constructor string". `input` is well-formed UTF-8.
/// Errors: those of compiling the protocol, which decides how the rest is read.
Result<ConstructorString> parse_constructor_string(std::string_view input);

/// What an init is processed for.
enum class InitType : std::uint8_t {
  Pattern,  ///< "pattern": components stay pattern strings, the base's are escaped
  Url,      ///< "url": components become canonical
};

/// The init's members by component, in scalar values.
ComponentStrings components_of(const PatternInit& init);

/// URLPattern: "process a URLPatternInit". For InitType::Url absent components become "".
/// Errors: the base URL's (Url*, Host*), and for InitType::Url those of the encoding callbacks.
Result<ComponentStrings> process_init(const ComponentStrings& given,
                                      const std::optional<std::string>& base_url, InitType type);

}  // namespace onward::url
