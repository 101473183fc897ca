// SPDX-License-Identifier: MIT
// "SetEnvIf attribute regex name[=value] …": where the attribute fits, the variables are set. A
// value may take groups of the expression. SetEnv is none of these: it acts after mod_rewrite.
#include "config/apache/environment.h"

#include "base/ascii.h"
#include "config/apache/emit.h"
#include "config/apache/maps.h"
#include "config/apache/resolve.h"

namespace onward::config::apache {
namespace {

/// The name of mod_rewrite for an attribute of SetEnvIf.
Part attribute(std::string_view name) {
  const std::string lower = base::to_lower(name);
  Part part{Part::Kind::Variable, "http:" + std::string(name)};
  if (lower == "request_uri" || lower == "request_method" || lower == "remote_addr" ||
      lower == "server_addr" || lower == "remote_host") {
    part.text = lower;
  }
  if (lower == "request_protocol") part.text = "server_protocol";
  if (lower == "host") part.text = "http_host";
  return part;
}

std::vector<Value> subjects_of(std::string_view name, const Environment& environment,
                               std::string& fault) {
  const std::string attribute_name(name);
  if (!environment.knows(name)) return {{{attribute(name)}, {}}};
  const Maps maps;
  const auto values =
      resolve({{Piece::Kind::Variable, "env:" + attribute_name}}, {environment, maps}, fault);
  return values.value_or(std::vector<Value>());
}

}  // namespace

bool is_setenvif(std::string_view name) {
  return name == "setenvif" || name == "setenvifnocase" || name == "browsermatch" ||
         name == "browsermatchnocase" || name == "setenvifexpr";
}

void set_environment(const Directive& directive, const Context& context, Environment& environment) {
  std::vector<std::string> words = words_of(directive.text);
  if (directive.name.starts_with("browsermatch")) words.insert(words.begin(), "User-Agent");
  const bool is_expression = directive.name == "setenvifexpr";
  if (is_expression) words.insert(words.begin(), "");
  if (words.size() < 3) return;
  Matcher matcher;
  matcher.text = words[1];
  matcher.ignore_case = directive.name.ends_with("nocase");
  std::string fault = is_expression ? "it is set by an expression (SetEnvIfExpr)" : "";
  Tested tested;
  const std::string prefix = "s" + std::to_string(directive.place.line) + "_";
  bool takes_groups = false;
  for (std::size_t i = 2; i < words.size(); ++i) {
    takes_groups = takes_groups || words[i].find('$') != std::string::npos;
  }
  if (!is_expression) {
    const auto subjects = subjects_of(words[0], environment, fault);
    if (fault.empty()) {
      tested = test_first(subjects, matcher, context,
                          {directive.place, takes_groups ? prefix : std::string()});
    }
    if (tested.truth == Tested::Truth::Never) return;
    if (tested.truth == Tested::Truth::Unknown && fault.empty()) fault = tested.why;
    if (depth_of(tested.when) > kMaxDepth) fault = "its conditions nest too deep";
  }
  for (std::size_t i = 2; i < words.size(); ++i) {
    std::string name = words[i];
    std::string value = "1";
    if (name.starts_with('!')) {
      name.erase(0, 1);
      value.clear();
    } else if (const std::size_t equals = name.find('='); equals != std::string::npos) {
      value = name.substr(equals + 1);
      name.resize(equals);
    }
    Environment::Setting setting;
    if (!fault.empty()) {
      setting.fault.append("the variable '").append(name).append("': ").append(fault);
    }
    if (fault.empty() && tested.truth == Tested::Truth::Depends)
      setting.when.push_back(tested.when);
    std::vector<Parts> groups;
    groups.reserve(tested.groups.size());
    for (const Part& part : tested.groups) groups.push_back({part});
    const Maps maps;
    std::string unused;
    const auto values =
        resolve(substitution_of(value), {environment, maps, &groups, nullptr}, unused);
    if (values && !values->empty()) setting.value = values->front().parts;
    environment.set(name, std::move(setting));
  }
}

}  // namespace onward::config::apache
