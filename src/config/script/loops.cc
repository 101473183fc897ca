// SPDX-License-Identifier: MIT
// Branches and loops. A condition that no rule can ask is taken for false where nothing redirects
// under it, which is said; where something does, that is lost. A loop runs as often as it is known
// to.
#include "config/script/machine.h"

#include <algorithm>
#include <utility>

namespace onward::config {
namespace {

using Kind = Node::Kind;
using Places = std::vector<rules::Place>;

/// Most rounds of a loop that counts.
constexpr std::size_t kMaxRounds = 20'000;

/// No list of a script is longer than its text: a loop that runs on is one without an end, or
/// counts what nobody has written down.
std::size_t most_rounds(std::size_t bytes_read) {
  constexpr std::size_t kFewRounds = 1'000;
  return std::min(kMaxRounds, kFewRounds + bytes_read);
}

bool is_known(const Value& value) {
  if (value.kind == Value::Kind::Text) return literal(value.text).has_value();
  return value.kind != Value::Kind::Test && value.kind != Value::Kind::Unknown;
}

/// How a branch ends its handler.
enum class Ending : std::uint8_t {
  None,   ///< it goes on behind it
  Badly,  ///< with an error, or an answer of the script's own: what is redirected behind it still
          ///< is
  Well,   ///< the request is answered otherwise: what is behind it depends on the branch
};

bool is_error_status(const Node& node) { return node.kind == Kind::Number && node.number >= 400; }

/// "res.status(400).json(…)", "res.sendStatus(403)", "next(error)", "new Response(…)"
bool is_error(const Node& node, bool answers_are_returned) {
  if (answers_are_returned && node.kind == Kind::New) return true;
  if (node.kind != Kind::Call) return false;
  const Node& callee = *node.children[0];
  const std::string& name = callee.text;
  if (name == "next" && node.children.size() > 1) return true;
  const bool sets = callee.kind == Kind::Member &&
                    (name == "status" || name == "sendStatus" || name == "writeHead");
  if (sets && node.children.size() > 1 && is_error_status(*node.children[1])) return true;
  return callee.kind == Kind::Member && is_error(*callee.children[0], answers_are_returned);
}

Ending ending_of(const Node& node, bool answers_are_returned) {
  if (node.kind == Kind::Function || node.kind == Kind::Class) return Ending::None;
  if (node.kind == Kind::Throw || is_error(node, answers_are_returned)) return Ending::Badly;
  const bool calls = node.kind == Kind::Call;
  const Node* callee = calls ? node.children[0].get() : nullptr;
  if (calls && callee->kind == Kind::Name && callee->text == "next") return Ending::Well;
  if (calls && callee->kind == Kind::Member && is_ending(callee->text)) return Ending::Well;
  Ending ending = Ending::None;
  for (const NodePtr& child : node.children) {
    if (child == nullptr) continue;
    ending = ending_of(*child, answers_are_returned);
    if (ending != Ending::None) return ending;
  }
  return node.kind == Kind::Return ? Ending::Well : Ending::None;
}

/// What a loop goes over; false where that is not known.
bool items_of(const Value& list, bool are_keys, std::vector<Value>& items) {
  if (list.kind != Value::Kind::Thing) return false;
  const Thing& thing = *list.thing;
  if (are_keys) {
    if (thing.type != Thing::Type::Object && thing.type != Thing::Type::Array) return false;
    for (std::size_t i = 0; i < thing.items.size(); ++i) {
      items.push_back(literal_value(std::to_string(i)));
    }
    for (const auto& [key, value] : thing.members) items.push_back(literal_value(key));
    return true;
  }
  if (thing.type == Thing::Type::Map) {
    for (const auto& [key, value] : thing.members) {
      auto pair = std::make_shared<Thing>();
      pair->type = Thing::Type::Array;
      pair->items = {literal_value(key), value};
      items.push_back(thing_value(std::move(pair)));
    }
    return true;
  }
  items = thing.items;
  return thing.type == Thing::Type::Array || thing.type == Thing::Type::Set;
}

}  // namespace

namespace {

/// "table.set(…)", "list.push(…)", "table[key] = …": the name of what grows there; null where
/// nothing.
const std::string* grown_in(const Node& node) {
  const bool assigns = node.kind == Kind::Assign && !node.children[0]->children.empty();
  const bool calls = node.kind == Kind::Call && node.children[0]->kind == Kind::Member &&
                     (node.children[0]->text == "set" || node.children[0]->text == "push" ||
                      node.children[0]->text == "add");
  if (!assigns && !calls) return nullptr;
  const Node& object = *node.children[0]->children[0];
  return object.kind == Kind::Name ? &object.text : nullptr;
}

}  // namespace

/// What is assigned in a branch that is not looked at is not known behind it.
void Machine::forget_assigned(const Node& node, Scope& scope) {
  if (const std::string* name = grown_in(node)) {
    for (Scope* at = &scope; at != nullptr; at = at->parent.get()) {
      const auto found = at->names.find(*name);
      if (found == at->names.end()) continue;
      if (found->second.thing != nullptr) found->second.thing->is_open = true;
      break;
    }
  }
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

/// At module level: neither branch is run, and what redirects there is lost.
void Machine::skip_branches(const Node& node, const std::shared_ptr<Scope>& scope,
                            const Value& test) {
  forget_assigned(node, *scope);
  for (std::size_t i = 1; i < node.children.size(); ++i) {
    for (const rules::Place& place : redirects_in(*node.children[i])) {
      lose(place, "whether it is there depends on something else: " + test.text[0].text);
    }
  }
}

Machine::Flow Machine::run_if(const Node& node, const std::shared_ptr<Scope>& scope) {
  const Value test = evaluate(*node.children[0], scope);
  const bool is_unknown = test.kind == Value::Kind::Unknown && !test.text.empty();
  if (is_unknown && paths_ == nullptr) {
    skip_branches(node, scope, test);
    return Flow::Normal;
  }
  if (is_unknown && !has_redirect(*node.children[1])) {
    // Nothing redirects there: it is as if it did not hold.
    forget_assigned(*node.children[1], *scope);
    const Ending ending = ending_of(*node.children[1], answers_are_returned);
    if (ending == Ending::Well) doubt(test.text[0].text);
    if (ending == Ending::Badly) {
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
    if (flow == Flow::Return || flow == Flow::Continue) return flow;
    if (flow == Flow::Break) break;
  }
  return Flow::Normal;
}

Machine::Flow Machine::run_unknown_loop(const Node& node, const std::shared_ptr<Scope>& scope,
                                        const std::string& why) {
  forget_assigned(node, *scope);
  if (has_redirect(node)) doubt(why);
  return run(*node.children.back(), scope) == Flow::Return ? Flow::Return : Flow::Normal;
}

Machine::Flow Machine::run_for_of(const Node& node, const std::shared_ptr<Scope>& scope) {
  const Value list = evaluate(*node.children[1], scope);
  std::vector<Value> items;
  if (!items_of(list, node.text == "in", items)) {
    return run_unknown_loop(node, scope, "it stands in a loop over what is not known");
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

/// for (let i = 0; i < list.length; i++)
Machine::Flow Machine::run_for(const Node& node, const std::shared_ptr<Scope>& scope) {
  auto outer = scope_below(scope);
  if (node.children[0] != nullptr) run(*node.children[0], outer);
  for (std::size_t round = 0;; ++round) {
    const Value test = node.children[1] == nullptr ? unknown_value("it has no end")
                                                   : evaluate(*node.children[1], outer);
    const bool is_endless = round > most_rounds(bytes_read_);
    if (!is_known(test) || is_endless) {
      for (const rules::Place& place : is_endless ? redirects_in(node) : Places()) {
        lose(place, "the loop around it goes on after " + std::to_string(round) + " rounds");
      }
      return run_unknown_loop(node, outer, "it stands in a loop");
    }
    if (!truth(test, node.place)) return Flow::Normal;
    // What is written in it is its own round's.
    auto inner = scope_below(outer->parent);
    inner->names = outer->names;
    const Flow flow = run(*node.children[3], inner);
    for (auto& [name, value] : outer->names) value = inner->names[name];
    if (flow == Flow::Return) return flow;
    if (flow == Flow::Break) return Flow::Normal;
    run(*node.children[2], outer);
  }
}

}  // namespace onward::config
