// SPDX-License-Identifier: MIT
// The arguments of URLPattern's constructor and exec() as JSON arrays: which overload is meant, as
// Web IDL tells them apart, and what is a TypeError there is a failure here.
#include "cli/pattern_json.h"

#include "cli/json.h"

#include <array>
#include <utility>

namespace onward::cli {
namespace {

namespace json = boost::json;
using url::Pattern;
using url::PatternInit;

struct Member {
  std::string_view name;
  std::optional<std::string> PatternInit::*value;
};

constexpr std::array kMembers{
    Member{"protocol", &PatternInit::protocol}, Member{"username", &PatternInit::username},
    Member{"password", &PatternInit::password}, Member{"hostname", &PatternInit::hostname},
    Member{"port", &PatternInit::port},         Member{"pathname", &PatternInit::pathname},
    Member{"search", &PatternInit::search},     Member{"hash", &PatternInit::hash},
    Member{"baseURL", &PatternInit::base_url},
};

/// (string or URLPatternInit) input, optional string baseURL, optional URLPatternOptions.
struct Call {
  std::optional<std::string> text;  ///< a string input, or
  PatternInit init;                 ///< an object
  std::optional<std::string> base;
  url::PatternOptions options;
};

/// Why a line is not a call; for people.
using Complaint = std::string_view;

/// Web IDL's conversion to USVString, for what JSON has.
std::optional<std::string> to_text(const json::value& value) {
  if (value.is_string()) return std::string(value.as_string());
  if (value.is_number() || value.is_bool()) return json::serialize(value);
  return std::nullopt;
}

std::optional<Complaint> read_init(const json::object& object, PatternInit& init) {
  for (const Member& member : kMembers) {
    const json::value* value = object.if_contains(member.name);
    if (value == nullptr) continue;
    init.*member.value = to_text(*value);
    if (!(init.*member.value)) return "a component is not a string";
  }
  return std::nullopt;
}

std::optional<Complaint> read_options_object(const json::value& value,
                                             url::PatternOptions& options) {
  if (!value.is_object()) return "the options are not an object";
  if (const json::value* flag = value.as_object().if_contains("ignoreCase")) {
    if (!flag->is_bool()) return "ignoreCase is not true or false";
    options.ignore_case = flag->as_bool();
  }
  return std::nullopt;
}

std::optional<Complaint> read_call(const json::array& arguments, bool with_options, Call& call) {
  if (arguments.empty()) return std::nullopt;  // an empty init
  if (arguments[0].is_string()) {
    call.text = std::string(arguments[0].as_string());
  } else if (!arguments[0].is_object()) {
    return "the first argument is neither a string nor an object";
  } else if (const auto complaint = read_init(arguments[0].as_object(), call.init)) {
    return complaint;
  }
  std::size_t at = 1;
  if (at < arguments.size() && arguments[at].is_string()) {
    call.base = std::string(arguments[at++].as_string());
  } else if (at < arguments.size() && arguments[at].is_null()) {
    ++at;
  }
  if (with_options && at < arguments.size()) {
    if (const auto complaint = read_options_object(arguments[at++], call.options)) return complaint;
  }
  if (at < arguments.size()) return "too many arguments";
  return std::nullopt;
}

/// A base URL beside an object is a TypeError: the object has a place for its own.
bool has_unexpected_base(const Call& call) { return !call.text && call.base; }

Result<Pattern> construct(const Call& call, url::PatternFault& fault) {
  if (has_unexpected_base(call)) return fail(ErrorCode::PatternBaseUnexpected);
  if (call.text) return Pattern::create(*call.text, call.base, call.options, &fault);
  return Pattern::create(call.init, call.options, &fault);
}

std::optional<url::PatternMatch> execute(const Pattern& pattern, const Call& call) {
  return call.text ? pattern.exec(*call.text, call.base) : pattern.exec(call.init);
}

json::object describe_component(const url::ComponentMatch& match) {
  json::object groups;
  for (const auto& group : match.groups) {
    groups[group.name] = group.value ? json::value(*group.value) : json::value(nullptr);
  }
  return {{"input", match.input}, {"groups", std::move(groups)}};
}

Answer refuse(Complaint complaint) { return {malformed(complaint), false}; }

Answer answer(const json::value& line) {
  const json::object* object = line.if_object();
  const json::value* arguments = object != nullptr ? object->if_contains("pattern") : nullptr;
  if (arguments == nullptr || !arguments->is_array()) {
    return refuse(R"(not {"pattern":[...],"inputs":[...]})");
  }
  Call constructor;
  if (const auto bad = read_call(arguments->as_array(), true, constructor)) return refuse(*bad);
  url::PatternFault fault;
  const auto pattern = construct(constructor, fault);
  if (!pattern) return {describe_fault(pattern.error(), fault), true};

  const json::value* inputs = object->if_contains("inputs");
  if (inputs == nullptr) return {describe_pattern(*pattern), true};
  if (!inputs->is_array()) return refuse("the inputs are not an array");
  Call exec;
  if (const auto bad = read_call(inputs->as_array(), false, exec)) return refuse(*bad);
  if (has_unexpected_base(exec)) {
    json::object described = describe_pattern(*pattern);
    const json::object error = failure({ErrorCode::PatternBaseUnexpected});
    described.insert(error.begin(), error.end());
    return {std::move(described), true};
  }
  // exec() without an argument is exec({}), and says so.
  json::array given = inputs->as_array();
  if (given.empty()) given.push_back(json::object{});
  return {describe_match(*pattern, execute(*pattern, exec), std::move(given)), true};
}

}  // namespace

json::object describe_pattern(const Pattern& pattern) {
  json::object components;
  for (std::size_t i = 0; i < url::kPatternComponents; ++i) {
    const auto component = static_cast<url::PatternComponent>(i);
    components[name(component)] = pattern.component(component);
  }
  return {{"components", std::move(components)}, {"hasRegExpGroups", pattern.has_regexp_groups()}};
}

json::object describe_match(const Pattern& pattern, const std::optional<url::PatternMatch>& match,
                            json::array inputs) {
  json::object described = describe_pattern(pattern);
  if (!match) {
    described["match"] = nullptr;
    return described;
  }
  json::object result{{"inputs", std::move(inputs)}};
  for (std::size_t i = 0; i < url::kPatternComponents; ++i) {
    const auto component = static_cast<url::PatternComponent>(i);
    result[name(component)] = describe_component((*match)[component]);
  }
  described["match"] = std::move(result);
  return described;
}

json::object describe_fault(const Error& error, const url::PatternFault& fault) {
  if (!fault.component) return failure(error);
  const std::string_view component = name(*fault.component);
  json::object described = failure(error);
  described["reason"] = std::string(component).append(": ").append(message(error.code));
  described["component"] = component;
  return described;
}

ExitCode match_json_lines(const Streams& streams) { return answer_json_lines(streams, answer); }

}  // namespace onward::cli
