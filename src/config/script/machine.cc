// SPDX-License-Identifier: MIT
// Statements, and what a way through a handler becomes. A condition that no rule can ask is taken
// for false where nothing redirects under it, which is said; where something does, that is lost.
#include "config/script/machine.h"

#include <algorithm>
#include <utility>

namespace onward::config {
namespace {

using Kind = Node::Kind;

constexpr int kMaxCalls = 32;

bool is_redirect_call(const Node& node) {
  return node.kind == Kind::Call && node.children[0]->kind == Kind::Member &&
         node.children[0]->text == "redirect" && node.children.size() > 1;
}

bool is_location(const Node& node) {
  if (node.kind != Kind::Property) return false;
  return node.text == "Location" || node.text == "location";
}

}  // namespace

bool has_redirect(const Node& node) {
  if (is_redirect_call(node) || is_location(node)) return true;
  return std::ranges::any_of(
      node.children, [](const NodePtr& child) { return child != nullptr && has_redirect(*child); });
}

void count_sites(const Node& node, Machine& machine) {
  const bool is_call = is_redirect_call(node);
  if (is_call || is_location(node)) machine.add_site(node.place);
  for (const NodePtr& child : node.children) {
    if (child != nullptr) count_sites(*child, machine);
  }
}

void Machine::add_site(const rules::Place& place) {
  for (const Site& site : sites_) {
    if (site.place == place) return;
  }
  sites_.push_back({place});
}

void Machine::lose(const rules::Place& place, const std::string& why) {
  add_site(place);
  for (Site& site : sites_) {
    if (site.place != place || site.is_said) continue;
    site.is_said = true;
    imported_.report().error_at(place, "this redirect is lost: " + why);
  }
}

void Machine::finish(const std::string& why) {
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    if (!sites_[i].stands && !sites_[i].is_said) lose(rules::Place(sites_[i].place), why);
  }
  ForeignRules& read = imported_.read();
  read.takeover.redirects += sites_.size();
  read.takeover.lost += static_cast<std::size_t>(std::ranges::count(sites_, false, &Site::stands));
  // Below the last redirect nothing needs to pass.
  while (!read.rules.empty() && read.rules.back().action.pass) read.rules.pop_back();
}

Value sink_value(std::shared_ptr<Thing> sink) {
  auto function = std::make_shared<Thing>();
  function->type = Thing::Type::Native;
  set_member(*function, "sink", thing_value(std::move(sink)));
  return thing_value(std::move(function));
}

void Machine::give_up(const rules::Place& place) {
  imported_.report().error_at(place, "there are too many ways through this handler",
                              "those behind the first 20,000 are lost");
}

void Machine::run_module(const Node& program) {
  count_sites(program, *this);
  run_block(program.children, globals_);
}

namespace {

/// Adds to a list of what may be gone by now; it never grows far beyond what is not.
template <class T>
void add_to(std::vector<std::weak_ptr<T>>& list, const std::shared_ptr<T>& one) {
  if (list.size() == list.capacity()) {
    std::erase_if(list, [](const std::weak_ptr<T>& old) { return old.expired(); });
    list.reserve(std::max<std::size_t>(64, list.size() * 2));
  }
  list.push_back(one);
}

}  // namespace

std::shared_ptr<Scope> Machine::scope_below(std::shared_ptr<Scope> parent) {
  auto scope = std::make_shared<Scope>();
  scope->parent = std::move(parent);
  add_to(scopes_, scope);
  return scope;
}

void Machine::keep(const std::shared_ptr<Thing>& thing) { add_to(things_, thing); }

Machine::~Machine() {
  for (const auto& weak : scopes_) {
    if (const auto scope = weak.lock()) scope->names.clear();
  }
  for (const auto& weak : things_) {
    if (const auto thing = weak.lock()) {
      thing->members.clear();
      thing->items.clear();
    }
  }
  globals_->names.clear();
}

Machine::Flow Machine::run_block(const std::vector<NodePtr>& statements,
                                 const std::shared_ptr<Scope>& scope, std::size_t first) {
  for (std::size_t i = first; i < statements.size(); ++i) {
    const NodePtr& one = statements[i];
    if (one != nullptr && one->kind == Kind::Declare && one->flags == "hoisted")
      declare(*one, scope);
  }
  // At module level what a function uses may be declared below it: constants come first.
  if (scope == globals_) {
    for (const NodePtr& one : statements) {
      if (one != nullptr && one->kind == Kind::Declare && one->flags.empty()) declare(*one, scope);
    }
  }
  for (std::size_t i = first; i < statements.size(); ++i) {
    if (statements[i] == nullptr) continue;
    const Node& one = *statements[i];
    if (one.kind == Kind::Declare && (one.flags == "hoisted" || scope == globals_)) continue;
    if (const Flow flow = run(one, scope); flow != Flow::Normal) return flow;
    if (is_over) return Flow::Return;
  }
  return Flow::Normal;
}

Machine::Flow Machine::run(const Node& node, const std::shared_ptr<Scope>& scope) {
  if (++steps_ > kMaxSteps) return Flow::Return;
  switch (node.kind) {
    case Kind::Block: {
      if (node.text == "declarations") return run_block(node.children, scope);
      auto inner = scope_below(scope);
      return run_block(node.children, inner);
    }
    case Kind::Declare:
      declare(node, scope);
      return Flow::Normal;
    case Kind::Expression:
      for (const NodePtr& child : node.children) evaluate(*child, scope);
      return Flow::Normal;
    case Kind::If:
      return run_if(node, scope);
    case Kind::Return:
      returned_ = node.children.empty() ? Value{} : evaluate(*node.children[0], scope);
      return Flow::Return;
    case Kind::Throw:
      returned_ = unknown_value("an exception");
      return Flow::Return;
    case Kind::Switch:
      return run_switch(node, scope);
    case Kind::Break:
      return Flow::Break;
    case Kind::ForOf:
      return run_for_of(node, scope);
    case Kind::Loop:
      forget_assigned(node, *scope);
      if (has_redirect(node)) doubt("it stands in a loop");
      return run(*node.children[0], scope) == Flow::Return ? Flow::Return : Flow::Normal;
    case Kind::Try:
      return run(*node.children[0], scope);
    default:
      return Flow::Normal;
  }
}

void Machine::declare(const Node& node, const std::shared_ptr<Scope>& scope) {
  Value value = node.children.empty() ? Value{} : evaluate(*node.children[0], scope);
  if (node.text == "export default") {
    exports.push_back(std::move(value));
  } else if (node.text == "{}" || node.text == "[]") {
    bind(node.names, 0, value, *scope);
  } else {
    // However it is required: Express is called so.
    if (node.text == "express" && value.kind == Value::Kind::Unknown) return;
    scope->names[node.text] = std::move(value);
  }
}

void Machine::bind(const std::vector<std::string>& names, std::size_t first, const Value& value,
                   Scope& scope) {
  for (std::size_t i = first; i + 1 < names.size(); i += 2) {
    if (names[i + 1].empty()) continue;
    const bool is_index = !names[i].empty() && names[i][0] >= '0' && names[i][0] <= '9';
    scope.names[names[i + 1]] =
        is_index ? get_index(value, literal_value(names[i]), {}) : get(value, names[i], {});
  }
}

/// What is assigned in a branch that is not looked at is not known behind it.
void Machine::forget_assigned(const Node& node, Scope& scope) {
  if (node.kind == Kind::Assign && node.children[0]->kind == Kind::Name) {
    for (Scope* at = &scope; at != nullptr; at = at->parent.get()) {
      const auto found = at->names.find(node.children[0]->text);
      if (found == at->names.end()) continue;
      found->second = unknown_value("'" + node.children[0]->text + "' is computed");
      break;
    }
  }
  for (const NodePtr& child : node.children) {
    if (child != nullptr) forget_assigned(*child, scope);
  }
}

Machine::Flow Machine::run_if(const Node& node, const std::shared_ptr<Scope>& scope) {
  const Value test = evaluate(*node.children[0], scope);
  const bool is_unknown = test.kind == Value::Kind::Unknown;
  if (is_unknown && !has_redirect(*node.children[1])) {
    // Nothing redirects there: it is as if it did not hold.
    forget_assigned(*node.children[1], *scope);
    if (paths_ != nullptr) {
      imported_.warning(node.place, "it is not known when this holds, and here it never does",
                        "requests for which it holds may be redirected below");
    }
    return node.children.size() > 2 ? run(*node.children[2], scope) : Flow::Normal;
  }
  if (truth(test, node.place)) return run(*node.children[1], scope);
  return node.children.size() > 2 ? run(*node.children[2], scope) : Flow::Normal;
}

Machine::Flow Machine::run_switch(const Node& node, const std::shared_ptr<Scope>& scope) {
  const Value subject = evaluate(*node.children[0], scope);
  std::size_t at = 0;
  for (std::size_t i = 1; i < node.children.size(); ++i) {
    const NodePtr& test = node.children[i]->children[0];
    if (test == nullptr) {
      if (at == 0) at = node.children.size() + i;
      continue;
    }
    const Value value = evaluate(*test, scope);
    if (!truth(equal(subject, value, test->place), test->place)) continue;
    at = i;
    break;
  }
  if (at > node.children.size()) at -= node.children.size();
  for (std::size_t i = at; at > 0 && i < node.children.size(); ++i) {
    const Flow flow = run_block(node.children[i]->children, scope, 1);
    if (flow == Flow::Return) return flow;
    if (flow == Flow::Break) break;
  }
  return Flow::Normal;
}

Machine::Flow Machine::run_for_of(const Node& node, const std::shared_ptr<Scope>& scope) {
  const Value list = evaluate(*node.children[1], scope);
  const bool is_list = list.kind == Value::Kind::Thing && (list.thing->type == Thing::Type::Array ||
                                                           list.thing->type == Thing::Type::Set);
  const bool is_map = list.kind == Value::Kind::Thing && list.thing->type == Thing::Type::Map;
  if (!is_list && !is_map) {
    forget_assigned(node, *scope);
    if (has_redirect(node)) doubt("it stands in a loop over what is not known");
    return run(*node.children[2], scope) == Flow::Return ? Flow::Return : Flow::Normal;
  }
  std::vector<Value> items = list.thing->items;
  for (const auto& [key, value] : list.thing->members) {
    if (!is_map) break;
    auto pair = std::make_shared<Thing>();
    pair->type = Thing::Type::Array;
    pair->items = {literal_value(key), value};
    items.push_back(thing_value(std::move(pair)));
  }
  for (const Value& item : items) {
    auto inner = scope_below(scope);
    const Node& variable = *node.children[0];
    if (variable.text == "{}" || variable.text == "[]") {
      bind(variable.names, 0, item, *inner);
    } else {
      inner->names[variable.text] = item;
    }
    const Flow flow = run(*node.children[2], inner);
    if (flow == Flow::Return) return flow;
    if (flow == Flow::Break) break;
  }
  return Flow::Normal;
}

Value Machine::call(const Value& callee, std::vector<Value> arguments) {
  const Value function = callee;  // whoever holds it may let it go while it runs
  if (function.kind == Value::Kind::Thing && function.thing->type == Thing::Type::Native) {
    if (const Value* sink = member_of(*function.thing, "sink")) {
      if (!arguments.empty()) sink->thing->items.push_back(std::move(arguments[0]));
      return {};
    }
    return call_native(function.thing->name, std::move(arguments), {});
  }
  if (function.kind != Value::Kind::Thing || function.thing->type != Thing::Type::Function) {
    return unknown_value("a function is called that is not known");
  }
  if (depth_ >= kMaxCalls) return unknown_value("calls are nested too deep");
  const Node& node = *function.thing->node;
  auto scope = scope_below(function.thing->scope);
  std::size_t next_default = 1;
  for (std::size_t i = 0; i < node.names.size(); ++i) {
    std::string name = node.names[i];
    Value value = i < arguments.size() ? arguments[i] : Value{};
    if (name.ends_with('=')) {
      name.pop_back();
      const std::size_t at = next_default++;
      if (value.kind == Value::Kind::Undefined && at < node.children.size()) {
        value = evaluate(*node.children[at], scope);
      }
    }
    if (name.starts_with("{}") || name.starts_with("[]")) {
      std::vector<std::string> names;
      for (std::size_t at = 3; at <= name.size();) {
        const std::size_t end = std::min(name.find(' ', at), name.size());
        names.push_back(name.substr(at, end - at));
        at = end + 1;
      }
      bind(names, 0, value, *scope);
    } else {
      scope->names[name] = std::move(value);
    }
  }
  ++depth_;
  const NodePtr& body = node.children.front();
  Value result;
  if (body->kind == Kind::Block) {
    returned_ = {};
    if (run_block(body->children, scope) == Flow::Return) result = std::exchange(returned_, {});
  } else {
    result = evaluate(*body, scope);
  }
  --depth_;
  return result;
}

bool Machine::decide(std::optional<rules::Conditions> condition, const std::string& key) {
  if (paths_ == nullptr || !condition) return false;
  return paths_->choose(2, key, [&](std::size_t choice) {
    return choice == 0 ? condition : std::nullopt;
  }) == 0;
}

bool Machine::truth(const Value& value, const rules::Place& place) {
  switch (value.kind) {
    case Value::Kind::Undefined:
    case Value::Kind::Null:
      return false;
    case Value::Kind::Boolean:
      return value.boolean;
    case Value::Kind::Number:
      return value.number != 0;
    case Value::Kind::Thing:
      return true;
    case Value::Kind::Test: {
      const std::string key = value.text.empty() ? "" : key_of(value.text);
      return decide(*value.test, key) != value.boolean;
    }
    case Value::Kind::Text: {
      if (const auto text = literal(value.text)) return !text->empty();
      const bool is_one = value.text.size() == 1;
      const bool may_be_empty =
          is_one &&
          (value.text[0].what == Part::What::Search || value.text[0].what == Part::What::Query ||
           value.text[0].what == Part::What::Group ||
           value.text[0].what == Part::What::QueryValue || value.text[0].what == Part::What::Field);
      if (!may_be_empty) return true;
      return decide(condition_of(value.text, Compare::Present, "", place),
                    "present " + key_of(value.text));
    }
    case Value::Kind::Unknown:
      break;
  }
  if (paths_ == nullptr) return false;
  // Nobody can tell: what redirects where it holds is lost, what redirects where it does not, too.
  const bool holds = paths_->choose(2, "", [](std::size_t) { return std::nullopt; }) == 0;
  doubt(value.text.empty() ? "it depends on what is computed" : value.text[0].text);
  return holds;
}

}  // namespace onward::config
