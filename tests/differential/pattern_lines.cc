// SPDX-License-Identifier: MIT
// Answers for pattern.mjs: each line of the input is {"pattern": […], "execs": [[…], …]}, arguments
// as URLPattern's constructor and exec take them; each line of the output is {"error", "offset"},
// or the components and, for each exec, null or the groups by component.
#include "onward/url/pattern.h"

#include <cstddef>
#include <iostream>
#include <string>

#include <boost/json.hpp>

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;
using onward::url::Pattern;
using onward::url::PatternInit;

std::optional<std::string> member(const object& o, std::string_view key) {
  const value* const found = o.if_contains(key);
  if (!found || !found->is_string()) return std::nullopt;
  return std::string(found->as_string());
}

PatternInit init_of(const object& o) {
  return {member(o, "protocol"), member(o, "username"), member(o, "password"),
          member(o, "hostname"), member(o, "port"),     member(o, "pathname"),
          member(o, "search"),   member(o, "hash"),     member(o, "baseURL")};
}

std::optional<std::string> base_of(const array& args) {
  if (args.size() < 2 || !args[1].is_string()) return std::nullopt;
  return std::string(args[1].as_string());
}

onward::Result<Pattern> pattern_of(const array& args) {
  onward::url::PatternOptions options;
  const object* const last = args.empty() ? nullptr : args.back().if_object();
  const value* const flag = last ? last->if_contains("ignoreCase") : nullptr;
  options.ignore_case = flag && flag->as_bool();
  if (args.empty()) return Pattern::create(PatternInit{}, options);
  if (args[0].is_object()) return Pattern::create(init_of(args[0].as_object()), options);
  return Pattern::create(std::string_view(args[0].as_string()), base_of(args), options);
}

value match_of(const Pattern& pattern, const array& args) {
  const auto match = args[0].is_object()
                         ? pattern.exec(init_of(args[0].as_object()))
                         : pattern.exec(std::string_view(args[0].as_string()), base_of(args));
  if (!match) return nullptr;
  object result;
  for (std::size_t i = 0; i < onward::url::kPatternComponents; ++i) {
    object groups;
    for (const auto& group : match->components[i].groups) {
      groups[group.name] = group.value ? value(*group.value) : value(nullptr);
    }
    const auto component = static_cast<onward::url::PatternComponent>(i);
    result[name(component)] = {{"input", match->components[i].input}, {"groups", groups}};
  }
  return result;
}

object answer(const object& question) {
  const auto pattern = pattern_of(question.at("pattern").as_array());
  if (!pattern) {
    return {{"error", name(pattern.error().code)}, {"offset", pattern.error().offset}};
  }
  object components;
  for (std::size_t i = 0; i < onward::url::kPatternComponents; ++i) {
    const auto component = static_cast<onward::url::PatternComponent>(i);
    components[name(component)] = pattern->component(component);
  }
  array execs;
  for (const value& args : question.at("execs").as_array()) {
    execs.push_back(match_of(*pattern, args.as_array()));
  }
  return {{"components", components}, {"execs", execs}};
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) {
    std::cout << boost::json::serialize(answer(boost::json::parse(line).as_object())) << '\n';
  }
}
