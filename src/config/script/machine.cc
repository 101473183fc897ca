// SPDX-License-Identifier: MIT
// Statements one after the other, calls of functions of the script, and what counts as true: where
// that is not known without a request, a way is taken.
#include "config/script/machine.h"

#include <algorithm>
#include <utility>

namespace onward::config {
namespace {

using Kind = Node::Kind;

constexpr int kMaxCalls = 32;

}  // namespace

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

/// What is called before a redirect, and for nothing that it gives: a rule does not do it.
void Machine::note_beside(const Node& callee) {
  if (paths_ == nullptr || !beside_.empty()) return;
  const std::string name = spelled(callee);
  const auto begins = [&name](std::string_view front) { return name.starts_with(front); };
  const auto is_silent = {"console.", "log", "debug", "winston.", "Sentry.", "res.", "response."};
  if (!std::ranges::any_of(is_silent, begins)) beside_ = name;
}

Machine::Flow Machine::run_block(const std::vector<NodePtr>& statements,
                                 const std::shared_ptr<Scope>& scope, std::size_t first) {
  for (std::size_t i = first; i < statements.size(); ++i) {
    const NodePtr& one = statements[i];
    if (one != nullptr && one->kind == Kind::Declare && one->flags == "hoisted")
      declare(*one, scope);
  }
  // At module level what a function uses may be declared below it: constants come first.
  if (scope->is_module) {
    for (const NodePtr& one : statements) {
      if (one != nullptr && one->kind == Kind::Import) import_names(*one, *scope);
    }
    for (const NodePtr& one : statements) {
      if (one != nullptr && one->kind == Kind::Declare && one->flags.empty()) declare(*one, scope);
    }
  }
  for (std::size_t i = first; i < statements.size(); ++i) {
    if (statements[i] == nullptr) continue;
    const Node& one = *statements[i];
    if (one.kind == Kind::Declare && (one.flags == "hoisted" || scope->is_module)) continue;
    const Flow flow = run(one, scope);
    if (scope->is_module) continue;  // excerpts have what belongs into functions
    if (flow != Flow::Normal) return flow;
    if (is_over) return Flow::Return;
  }
  return Flow::Normal;
}

Machine::Flow Machine::run(const Node& node, const std::shared_ptr<Scope>& scope) {
  ++steps_;
  if (is_too_long()) return Flow::Return;
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
      for (const NodePtr& child : node.children) {
        const Value value = evaluate(*child, scope);
        if (child->kind == Kind::Call && value.kind == Value::Kind::Unknown) {
          note_beside(*child->children[0]);
        }
      }
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
      return node.text.empty() ? Flow::Break : Flow::Continue;
    case Kind::ForOf:
      return run_for_of(node, scope);
    case Kind::For:
      return run_for(node, scope);
    case Kind::Loop:
      return run_unknown_loop(node, scope, "it stands in a loop");
    case Kind::Try:
      for (std::size_t i = 1; i < node.children.size(); ++i) {
        explain(*node.children[i], "it is where something fails");
      }
      return run(*node.children[0], scope);
    default:
      return Flow::Normal;
  }
}

void Machine::declare(const Node& node, const std::shared_ptr<Scope>& scope) {
  Value value = node.children.empty() ? Value{} : evaluate(*node.children[0], scope);
  if (node.text == "export default") {
    scope->names["export default"] = std::move(value);
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
  called_.insert(&node);
  const std::vector<Value>& bound = function.thing->items;
  arguments.insert(arguments.begin(), bound.begin(), bound.end());
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
      const bool holds = decide(*value.test, key);
      if (holds && value.thing != nullptr) paths_->know(value.thing->name, value.thing->flags);
      return holds != value.boolean;
    }
    case Value::Kind::Text: {
      if (const auto text = literal(value.text)) return !text->empty();
      const bool is_one = value.text.size() == 1;
      const bool may_be_empty =
          is_one &&
          (value.text[0].what == Part::What::Search || value.text[0].what == Part::What::Query ||
           value.text[0].what == Part::What::Group ||
           value.text[0].what == Part::What::QueryValue ||
           value.text[0].what == Part::What::Field || value.text[0].what == Part::What::Cookie);
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
