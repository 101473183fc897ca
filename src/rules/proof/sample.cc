// SPDX-License-Identifier: MIT
// What each condition of a rule asks is written into one request. Where conditions ask for
// different paths the last one stands; the table is asked whether it was right. Conditions nest at
// most kMaxConditionDepth deep (compile_conditions.h), so that recursion ends.
#include "rules/proof/sample.h"

#include "rules/action_state.h"
#include "rules/map_table.h"
#include "rules/normal_url.h"
#include "rules/table_state.h"
#include "rules/target_bytes.h"

#include <algorithm>
#include <array>

namespace onward::rules {
namespace {

using url::Modifier;
using url::PartType;

/// A request on its way: the parts that become its authority and target.
struct Sketch {
  SampleRequest request;
  std::string host;
  std::string port;
  std::string path;
  std::vector<std::string> query;
  std::string cookies;
  const SampleOptions& options;
  Comparison comparison{};

  std::string written(std::string_view text) const {
    if (!comparison.keep_escapes) return normal_path(text);
    return kept_path(text, comparison.keep_dots ? Dots::Keep : Dots::Remove);
  }
};

/// What a rule leaves open, in each variant.
struct Open {
  const char* method;
  bool other_scheme = false;   ///< a listener that says what it is called has one for all requests
  std::string_view path = "";  ///< behind the first "/"
  std::string_view segment = "";  ///< "": kAnySegment
  std::string_view rest = "";     ///< of a "*"
  bool other_slash = false;       ///< with the slash at the end that the path has not
};
constexpr std::array<Open, kSampleVariants> kOpen{{
    {"GET", false, "any-7q", "", "any-7q", false},
    {"POST", false, "", "any-7q", "any-7q/1/2/any-7q", false},
    {"GET", true, "any-7q2/", "any-7q2", "", false},
    {"POST", true, "any-7q/1", "any-7q2", "any-7q/1/2/any-7q", false},
    {"GET", false, "any-7q.html", "any-7q.html", "any-7q.html", false},
    {"GET", true, "any-7q/1/2/", "ANY-7Q", "any-7q/1/2/", false},
    {"PUT", false, "any-7q", "", "any-7q", false},
    {"GET", false, "", "", "any-7q", true},
}};

const Open& open_of(unsigned variant) { return kOpen[variant % kOpen.size()]; }

/// What a wildcard is for in this variant.
std::string any_text(unsigned variant, bool is_segment, char delimiter) {
  if (delimiter == '.') return "any7q";
  const Open& open = open_of(variant);
  if (!is_segment) return std::string(open.rest);
  return std::string(open.segment.empty() ? kAnySegment : open.segment);
}

const std::string* wanted(const SampleOptions& options, std::string_view name) {
  for (const WantedGroup& group : options.groups) {
    if (group.name == name) return &group.text;
  }
  return nullptr;
}

/// A text of a pattern's component.
std::string text_of(const ComponentMatcher& matcher, const SampleOptions& options) {
  if (const auto text = matcher.only_text()) return std::string(*text);
  std::string out;
  const url::CompiledComponent& component = *matcher.pattern();
  for (const url::Part& part : component.parts) {
    const std::string* const wish = part.name.empty() ? nullptr : wanted(options, part.name);
    const bool is_optional =
        part.modifier == Modifier::Optional || part.modifier == Modifier::ZeroOrMore;
    if (is_optional && !wish && options.variant % 2 == 1) continue;
    out += part.prefix;
    if (wish) {
      out += *wish;
    } else if (part.type == PartType::FixedText) {
      out += part.value;
    } else if (part.type == PartType::Regexp) {
      out += text_for_regex(part.value, {options.variant, {}}).text;
    } else {
      out += any_text(options.variant, part.type == PartType::SegmentWildcard,
                      component.options.delimiter);
    }
    out += part.suffix;
  }
  return out;
}

std::string value_for(const ValueTest& test, unsigned variant) {
  switch (test.kind) {
    case ValueTest::Kind::Equals:
    case ValueTest::Kind::Prefix:
    case ValueTest::Kind::Contains:
      return test.value.value;
    case ValueTest::Kind::Regex:
      return text_for_regex(test.value.value, {variant, {}}).text;
    default:
      return "1";
  }
}

void add_values(const Conditions& when, Sketch& sketch) {
  const unsigned variant = sketch.options.variant;
  for (const ValueTest& test : when.fields) {
    if (test.kind == ValueTest::Kind::Absent) continue;
    sketch.request.fields.push_back(test.name.value + ": " + value_for(test, variant));
  }
  for (const ValueTest& test : when.query) {
    if (test.kind == ValueTest::Kind::Absent) continue;
    sketch.query.push_back(test.name.value + "=" + value_for(test, variant));
  }
  for (const ValueTest& test : when.cookies) {
    if (test.kind == ValueTest::Kind::Absent) continue;
    sketch.cookies += sketch.cookies.empty() ? "" : "; ";
    sketch.cookies += test.name.value + "=" + value_for(test, variant);
  }
}

void take_target(std::string_view target, Sketch& sketch) {
  const std::size_t question = std::min(target.find('?'), target.size());
  sketch.path = target.substr(0, question);
  if (question < target.size()) sketch.query = {std::string(target.substr(question + 1))};
}

/// What an expression that begins anywhere finds, behind what else is asked of the path.
std::string behind_path(const std::string& path, const std::string& text) {
  if (path.size() > 1)
    return path + (path.ends_with('/') ? text.substr(text.starts_with('/')) : text);
  return text.starts_with('/') ? text : "/" + std::string(kAnySegment) + text;
}

void add_regex(const Regex& regex, Sketch& sketch) {
  const RegexText found =
      text_for_regex(regex.expression.value, {sketch.options.variant, sketch.options.groups});
  std::string text = found.text;
  switch (regex.subject) {
    case Subject::Path:
    case Subject::DecodedPath:
    case Subject::Target:
      if (!found.is_anchored_at_start) text = behind_path(sketch.path, text);
      if (!text.starts_with('/')) text.insert(0, "/");
      if (regex.subject == Subject::DecodedPath) text = sketch.written(text);
      return take_target(text, sketch);
    case Subject::Query:
      sketch.query = {text};
      return;
    case Subject::Host:
      sketch.host = text;
      return;
    case Subject::Url:
      break;
  }
  if (const std::size_t scheme = text.find("://"); scheme != text.npos && scheme > 0) {
    sketch.request.scheme = text.substr(0, scheme);
    text.erase(0, scheme + 3);
    const std::size_t end = std::min(text.find_first_of("/?"), text.size());
    sketch.host = text.substr(0, end);
    text.erase(0, end);
  }
  if (!text.starts_with('/')) text.insert(0, "/");
  take_target(text, sketch);
}

void add_host(const ComponentMatcher& matcher, Sketch& sketch) {
  sketch.host = text_of(matcher, sketch.options);
}

void add_origin(const FurtherConditions& further, Sketch& sketch) {
  const auto pick = [&](const HostMatcher& hosts) {
    const auto patterns = hosts.patterns();
    if (!patterns.empty()) add_host(*patterns[sketch.options.variant % patterns.size()], sketch);
  };
  const auto has = [&](FurtherConditions::Kind kind) {
    return (further.present >> kind & 1U) != 0;
  };
  if (has(FurtherConditions::kHost) && further.host) pick(*further.host);
  if (has(FurtherConditions::kMatchHost)) pick(*further.match_host);
  if (has(FurtherConditions::kPort)) sketch.port = text_of(*further.port, sketch.options);
  if (has(FurtherConditions::kScheme) && !further.scheme->match(sketch.request.scheme)) {
    sketch.request.scheme = sketch.request.scheme == "http" ? "https" : "http";
  }
  if (has(FurtherConditions::kRuleScheme)) {
    sketch.request.scheme = further.wants_https ? "https" : "http";
  }
  if (has(FurtherConditions::kSearch)) {
    const std::string query = text_of(*further.search, sketch.options);
    if (!query.empty()) sketch.query = {query};
  }
}

void add(const Conditions& when, const CompiledConditions& compiled, Sketch& sketch) {
  if (!when.methods.empty()) {
    sketch.request.method = when.methods[sketch.options.variant % when.methods.size()].value;
  }
  if (!when.clients.empty()) {
    if (const auto network = parse_network(when.clients.front().value)) {
      sketch.request.client = network->base;
    }
  }
  if (!when.between.empty()) {
    const Between& span = when.between.front();
    if (span.from) sketch.request.now = *span.from;
    if (!span.from && span.until) sketch.request.now = *span.until - std::chrono::seconds{1};
  }
  if (compiled.path) sketch.path = text_of(*compiled.path, sketch.options);
  if (compiled.further) add_origin(*compiled.further, sketch);
  add_values(when, sketch);
  // A literal path is nearly always right, and more so than what an expression is made to.
  const bool has_literal = compiled.path && compiled.path->only_text();
  if (when.regex && !(has_literal && when.regex->subject != Subject::Query)) {
    add_regex(*when.regex, sketch);
  }
  if (!compiled.further) return;
  const FurtherConditions& further = *compiled.further;
  for (std::size_t i = 0; i < std::min(when.all.size(), further.all.size()); ++i) {
    add(when.all[i], further.all[i], sketch);
  }
  if (!when.any.empty() && when.any.size() == further.any.size()) {
    const std::size_t i = sketch.options.variant % when.any.size();
    add(when.any[i], further.any[i], sketch);
  }
}

/// What a request's target may hold (src/http/target.h); all else is escaped.
bool is_target_byte(char c) {
  constexpr std::string_view kRefused = "\"#<>\\^`{|}";
  return c > 0x20 && c < 0x7F && kRefused.find(c) == kRefused.npos;
}

std::string target_of(const Sketch& sketch) {
  std::string target = sketch.path.empty() ? "/" : sketch.path;
  if (!std::ranges::all_of(target, is_target_byte) || !target.starts_with('/')) {
    target = sketch.written(target);
  }
  char separator = '?';
  for (const std::string& query : sketch.query) {
    target += separator;
    append_encoded(query, target_byte::kQuery, target);
    separator = '&';
  }
  return target;
}

/// "/a" and "/a/": rules that take both are shadowed only where both are another's.
void toggle_slash(std::string& path) {
  if (path.size() > 1 && path.ends_with('/')) {
    path.pop_back();
  } else if (path.size() > 1) {
    path += '/';
  }
}

const Target* filled_target(const Table& table, std::size_t rule) {
  const ActionState& action = table.state().compiled[rule].action.state();
  if (action.kind != ActionState::Kind::Redirect || action.target.is_constant) return nullptr;
  return action.target.is_origin_filled || action.target.is_opaque ? nullptr : &action.target;
}

}  // namespace

SampleRequest propose(const Table& table, std::size_t rule, const SampleOptions& options) {
  Sketch sketch{{}, "", "", "", {}, "", options, table.rules()[rule].comparison};
  const Open& open = open_of(options.variant);
  sketch.request.method = open.method;
  sketch.request.scheme = options.scheme;
  if (open.other_scheme) sketch.request.scheme = options.scheme == "http" ? "https" : "http";
  sketch.request.client = parse_address("192.0.2.1").value_or(Address{});
  add(table.rules()[rule].when, table.state().compiled[rule].when, sketch);
  SampleRequest request = std::move(sketch.request);
  request.authority = sketch.host.empty() ? std::string(options.authority) : sketch.host;
  if (!sketch.port.empty()) {
    if (sketch.host.empty()) request.authority.resize(request.authority.find(':'));
    request.authority.append(":").append(sketch.port);
  }
  if (!sketch.cookies.empty()) request.fields.push_back("Cookie: " + sketch.cookies);
  if (sketch.query.empty() && options.variant == 2) sketch.query = {"any=7q"};
  if (sketch.path.empty()) sketch.path = "/" + std::string(open.path);
  if (open.other_slash) toggle_slash(sketch.path);
  request.target = target_of(sketch);
  return request;
}

std::size_t map_rows(const Table& table, std::size_t rule) {
  const auto& map = table.state().compiled[rule].map;
  return map ? map->size() : 0;
}

std::uint32_t row_line(const Table& table, std::size_t rule, std::size_t row) {
  return table.state().compiled[rule].map->row(row).line;
}

std::string_view row_target(const Table& table, std::size_t rule, std::size_t row) {
  return table.state().compiled[rule].map->row(row).to;
}

void aim_at_row(const Table& table, std::size_t rule, std::size_t row, const SampleOptions& options,
                SampleRequest& request) {
  const MapTable::RowView view = table.state().compiled[rule].map->row(row);
  request.scheme = view.scheme.empty() ? options.scheme : view.scheme;
  request.authority = view.host.empty() ? options.authority : view.host;
  if (!view.port.empty()) request.authority.append(":").append(view.port);
  request.target = view.path;
  if (!view.query.empty()) request.target.append("?").append(view.query);
}

std::vector<RepeatedRow> repeated_rows(const Table& table, std::size_t rule) {
  std::vector<RepeatedRow> rows;
  const auto& map = table.state().compiled[rule].map;
  if (!map) return rows;
  for (const MapTable::Repeated& row : map->repeated()) {
    rows.push_back({row.line, row.first, row.first_row, row.is_same, row.to});
  }
  return rows;
}

std::optional<AimedTarget> aimed_target(const Table& table, std::size_t rule) {
  const Target* const target = filled_target(table, rule);
  if (target == nullptr) return std::nullopt;
  AimedTarget aimed{target->origin, ""};
  for (const Part& part : target->path) {
    if (part.kind != Part::Kind::Literal) break;
    aimed.prefix += part.text;
  }
  return aimed;
}

std::optional<std::vector<WantedGroup>> groups_for(const Table& table, std::size_t rule,
                                                   std::string_view path) {
  const Target* const target = filled_target(table, rule);
  if (target == nullptr) return std::nullopt;
  const CaptureNames& names = table.state().compiled[rule].names;
  std::vector<WantedGroup> groups;
  for (std::size_t i = 0; i < target->path.size(); ++i) {
    const Part& part = target->path[i];
    if (part.kind == Part::Kind::Literal) {
      if (!path.starts_with(part.text)) return std::nullopt;
      path.remove_prefix(part.text.size());
      continue;
    }
    if (part.kind != Part::Kind::PathGroup || part.index >= names.path.size()) return std::nullopt;
    std::size_t end = path.size();
    if (i + 1 < target->path.size() && target->path[i + 1].kind == Part::Kind::Literal) {
      end = path.find(target->path[i + 1].text);
      if (end == path.npos) return std::nullopt;
    }
    groups.push_back({names.path[part.index].name, std::string(path.substr(0, end))});
    path.remove_prefix(end);
  }
  if (!path.empty() || groups.empty()) return std::nullopt;
  return groups;
}

}  // namespace onward::rules
