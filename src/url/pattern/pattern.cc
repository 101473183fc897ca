// SPDX-License-Identifier: MIT
// URLPattern, "High-level operations": create, match. The work is in the files beside this:
// constructor (strings to components), init (defaults and bases), parse (components to parts),
// component (parts to matchers).
#include "onward/url/pattern.h"

#include "onward/url/url.h"
#include "url/pattern/encode.h"
#include "url/pattern/init.h"
#include "url/pattern/state.h"
#include "url/utf8.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace onward::url {
namespace {

using enum PatternComponent;

constexpr std::array<std::string_view, kPatternComponents> kNames{
    "protocol", "username", "password", "hostname", "port", "pathname", "search", "hash"};

constexpr std::array<EncodingCallback, kPatternComponents> kEncode{
    encode_protocol, encode_username, encode_password, encode_hostname,
    encode_port,     encode_pathname, encode_search,   encode_hash};

// Where the components came from, to say where an error is.
struct Source {
  std::string_view constructor_string = {};
  std::array<std::optional<std::size_t>, kPatternComponents> starts{};
  PatternFault* fault = nullptr;

  void set_fault(std::optional<PatternComponent> component, std::string_view text) const {
    if (fault) *fault = {component, std::string(text)};
  }

  Error at(PatternComponent component, std::string_view text, Error error) const {
    const auto start = starts[index_of(component)];
    const bool verbatim = start && constructor_string.substr(*start, text.size()) == text;
    if (verbatim) error.offset += *start;
    set_fault(component, verbatim ? constructor_string : text);
    return error;
  }
};

// URLPattern: "create", from "For each componentName" on.
class Compiler {
 public:
  Compiler(const ComponentStrings& strings, PatternOptions options, const Source& source)
      : ignore_case_(options.ignore_case), source_(source) {
    for (std::size_t i = 0; i < kPatternComponents; ++i) texts_[i] = strings[i].value_or("*");
  }

  Result<std::shared_ptr<const PatternState>> run() {
    drop_default_port();
    auto state = std::make_shared<PatternState>();
    for (std::size_t i = 0; i < kPatternComponents; ++i) {
      const auto component = static_cast<PatternComponent>(i);
      if (component == Pathname) special_ = matches_special_scheme((*state)[Protocol]);
      const std::string& text = texts_[i];
      auto compiled = compile_component(text, options_of(component), encode_of(component));
      if (!compiled) return fail(source_.at(component, text, compiled.error()));
      state->components[i] = std::move(*compiled);
    }
    return state;
  }

 private:
  const std::string& text(PatternComponent c) const { return texts_[index_of(c)]; }

  void drop_default_port() {
    const auto port = default_port(scheme_type(text(Protocol)));
    if (port && text(Port) == std::to_string(*port)) texts_[index_of(Port)] = "";
  }

  PartOptions options_of(PatternComponent component) const {
    if (component < Hostname || component == Port) return kDefaultOptions;
    if (component == Hostname) return kHostnameOptions;
    PartOptions options = component == Pathname && special_ ? kPathnameOptions : kDefaultOptions;
    options.ignore_case = ignore_case_;
    return options;
  }

  EncodingCallback encode_of(PatternComponent component) const {
    if (component == Hostname && is_ipv6_hostname_pattern(text(Hostname))) {
      return encode_ipv6_hostname;
    }
    if (component == Pathname && !special_) return encode_opaque_pathname;
    return kEncode[index_of(component)];
  }

  std::array<std::string, kPatternComponents> texts_;
  bool ignore_case_;
  bool special_ = false;
  const Source& source_;
};

using State = std::shared_ptr<const PatternState>;

Result<State> compile(const ComponentStrings& given, const std::optional<std::string>& base_url,
                      PatternOptions options, const Source& source) {
  auto strings = process_init(given, base_url, InitType::Pattern);
  if (!strings) {
    source.set_fault(std::nullopt, base_url.value_or(""));
    return fail(strings.error());
  }
  return Compiler(*strings, options, source).run();
}

// The URL's components as patterns see them.
using Subjects = std::array<std::string_view, kPatternComponents>;

Subjects subjects_of(const Url& url) {
  return {url.scheme(), url.username(), url.password(),           url.hostname(),
          url.port(),   url.pathname(), url.query().value_or(""), url.fragment().value_or("")};
}

std::optional<Url> parse_input(std::string_view url, std::optional<std::string_view> base_url) {
  if (!base_url) {
    auto parsed = parse(url);
    return parsed ? std::optional(std::move(*parsed)) : std::nullopt;
  }
  const auto base = parse(*base_url);
  if (!base) return std::nullopt;
  auto parsed = resolve(url, *base);
  return parsed ? std::optional(std::move(*parsed)) : std::nullopt;
}

using UrlStrings = std::array<std::string, kPatternComponents>;

std::optional<UrlStrings> url_components(const PatternInit& init) {
  auto processed = process_init(components_of(init), init.base_url, InitType::Url);
  if (!processed) return std::nullopt;
  UrlStrings strings;
  for (std::size_t i = 0; i < kPatternComponents; ++i) {
    strings[i] = (*processed)[i].value_or("");
  }
  return strings;
}

Subjects subjects_of(const UrlStrings& strings) {
  Subjects subjects;
  std::copy(strings.begin(), strings.end(), subjects.begin());
  return subjects;
}

bool matches(const PatternState& state, const Subjects& subjects) {
  for (std::size_t i = 0; i < kPatternComponents; ++i) {
    if (!state.components[i].match(subjects[i])) return false;
  }
  return true;
}

// URLPattern: "create a component match result".
ComponentMatch component_match(const CompiledComponent& component, std::string_view subject,
                               const std::vector<Capture>& captures) {
  ComponentMatch match;
  match.input = subject;
  match.groups.reserve(captures.size());
  std::size_t group = 0;
  for (const Part& part : component.parts) {
    if (part.type == PartType::FixedText) continue;
    const Capture& value = captures[group++];
    match.groups.push_back({part.name, value ? std::optional<std::string>(*value) : std::nullopt});
  }
  return match;
}

std::optional<PatternMatch> execute(const PatternState& state, const Subjects& subjects) {
  if (!matches(state, subjects)) return std::nullopt;
  PatternMatch match;
  std::vector<Capture> captures;
  for (std::size_t i = 0; i < kPatternComponents; ++i) {
    captures.assign(state.components[i].group_count, std::nullopt);
    state.components[i].match(subjects[i], captures);
    match.components[i] = component_match(state.components[i], subjects[i], captures);
  }
  return match;
}

}  // namespace

std::string_view name(PatternComponent component) { return kNames[index_of(component)]; }

std::optional<std::string_view> ComponentMatch::group(std::string_view name) const {
  for (const Group& g : groups) {
    if (g.name == name) return g.value ? std::optional<std::string_view>(*g.value) : std::nullopt;
  }
  return std::nullopt;
}

Result<Pattern> Pattern::create(std::string_view constructor_string,
                                std::optional<std::string_view> base_url, PatternOptions options,
                                PatternFault* fault) {
  Source source{.fault = fault};
  source.set_fault(std::nullopt, constructor_string.substr(0, kMaxPatternBytes));
  if (constructor_string.size() > kMaxPatternBytes) {
    return fail(ErrorCode::PatternTooLong, kMaxPatternBytes);
  }
  const std::string text = to_well_formed_utf8(constructor_string);
  source.constructor_string = text;
  auto parsed = parse_constructor_string(text);
  if (!parsed) {
    source.set_fault(Protocol, text);
    return fail(parsed.error());
  }
  if (!base_url && !parsed->components[index_of(Protocol)]) {
    return fail(ErrorCode::PatternBaseMissing);
  }
  source.starts = parsed->starts;
  const auto base = base_url ? std::optional<std::string>(*base_url) : std::nullopt;
  auto state = compile(parsed->components, base, options, source);
  if (!state) return fail(state.error());
  return Pattern(std::move(*state));
}

Result<Pattern> Pattern::create(const PatternInit& init, PatternOptions options,
                                PatternFault* fault) {
  auto state = compile(components_of(init), init.base_url, options, Source{.fault = fault});
  if (!state) return fail(state.error());
  return Pattern(std::move(*state));
}

bool Pattern::test(const Url& url) const { return matches(*state_, subjects_of(url)); }

bool Pattern::test(std::string_view url, std::optional<std::string_view> base_url) const {
  const auto parsed = parse_input(url, base_url);
  return parsed && test(*parsed);
}

bool Pattern::test(const PatternInit& init) const {
  const auto components = url_components(init);
  return components && matches(*state_, subjects_of(*components));
}

std::optional<PatternMatch> Pattern::exec(const Url& url) const {
  return execute(*state_, subjects_of(url));
}

std::optional<PatternMatch> Pattern::exec(std::string_view url,
                                          std::optional<std::string_view> base_url) const {
  const auto parsed = parse_input(url, base_url);
  return parsed ? exec(*parsed) : std::nullopt;
}

std::optional<PatternMatch> Pattern::exec(const PatternInit& init) const {
  const auto components = url_components(init);
  if (!components) return std::nullopt;
  return execute(*state_, subjects_of(*components));
}

std::string_view Pattern::component(PatternComponent component) const {
  return (*state_)[component].pattern_string;
}

bool Pattern::has_regexp_groups() const {
  for (const CompiledComponent& component : state_->components) {
    if (component.has_regexp_groups) return true;
  }
  return false;
}

int Pattern::compare_component(PatternComponent component, const Pattern& left,
                               const Pattern& right) {
  return compare_parts((*left.state_)[component].parts, (*right.state_)[component].parts);
}

std::optional<std::string> Pattern::generate(PatternComponent component,
                                             const PatternGroups& groups) const {
  const CompiledComponent& compiled = (*state_)[component];
  std::string result;
  for (const Part& part : compiled.parts) {
    if (part.modifier != Modifier::None) return std::nullopt;
    if (part.type == PartType::FixedText) {
      result += part.value;
      continue;
    }
    if (part.type != PartType::SegmentWildcard) return std::nullopt;
    const std::string* value = nullptr;
    for (const auto& [name, given] : groups) {
      if (name == part.name) value = &given;
    }
    if (!value) return std::nullopt;
    const auto encoded = compiled.encode(to_well_formed_utf8(*value));
    if (!encoded) return std::nullopt;
    result += part.prefix + *encoded + part.suffix;
  }
  if (!compiled.match(result)) return std::nullopt;
  return result;
}

}  // namespace onward::url
