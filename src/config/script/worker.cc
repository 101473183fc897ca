// SPDX-License-Identifier: MIT
// A script of Cloudflare's Workers: what its fetch handler does with a request, on each way through
// it. A way that gives anything but a redirect passes.
#include "config/foreign.h"
#include "config/imported.h"
#include "config/script/machine.h"

#include <algorithm>

namespace onward::config {
namespace {

using Outcome = Machine::Outcome;

/// The handlers of a module: of its default export, of "fetch" listeners, middleware() of Next.js.
std::vector<std::pair<rules::Place, Value>> handlers_of(Machine& machine, bool& is_event) {
  std::vector<std::pair<rules::Place, Value>> handlers;
  for (const Value& value : machine.exports) {
    if (value.kind != Value::Kind::Thing) continue;
    if (const Value* fetch = member_of(*value.thing, "fetch")) {
      handlers.emplace_back(value.thing->place, *fetch);
    }
  }
  if (handlers.empty() && !machine.listeners.empty()) {
    is_event = true;
    return machine.listeners;
  }
  for (const char* name : {"middleware", "onRequest", "onRequestGet"}) {
    const auto found = machine.globals()->names.find(name);
    if (handlers.empty() && found != machine.globals()->names.end() &&
        found->second.kind == Value::Kind::Thing) {
      handlers.emplace_back(found->second.thing->place, found->second);
    }
  }
  return handlers;
}

Outcome outcome_of(const Value& value) {
  Outcome outcome;
  outcome.kind = Outcome::Kind::Answer;
  if (value.kind != Value::Kind::Thing || value.thing->type != Thing::Type::Response)
    return outcome;
  const Value* location = member_of(*value.thing, "location");
  if (location == nullptr) return outcome;
  const Value* status = member_of(*value.thing, "status");
  outcome.kind = Outcome::Kind::Redirect;
  outcome.place = value.thing->place;
  outcome.keeps_relative = member_of(*value.thing, "strict") == nullptr;
  outcome.location = to_text(*location);
  if (status == nullptr || status->kind != Value::Kind::Number) {
    outcome.doubt = "its status is computed";
  } else {
    outcome.status = whole(status->number);
  }
  return outcome;
}

void explore(Machine& machine, const rules::Place& place, const Value& handler, bool is_event) {
  rules::Rule base;
  base.place = place;
  base.when.place = place;
  base.comparison.keep_escapes = true;
  machine.explore(base, [&] {
    auto request = std::make_shared<Thing>();
    request->type = Thing::Type::Request;
    Value argument = thing_value(std::move(request));
    const Value unknown = unknown_value("the environment is not known");
    if (!is_event) return outcome_of(machine.call(handler, {argument, unknown, unknown}));
    // event.respondWith(handle(event.request))
    auto event = std::make_shared<Thing>();
    set_member(*event, "request", argument);
    auto sink = std::make_shared<Thing>();
    sink->type = Thing::Type::Array;
    set_member(*event, "respondWith", sink_value(sink));
    machine.call(handler, {thing_value(std::move(event))});
    return outcome_of(sink->items.empty() ? Value{} : sink->items[0]);
  });
}

}  // namespace

ForeignRules read_worker(const ForeignText& text) {
  Imported imported(text);
  const auto program = parse_script(text.text, imported.report());
  if (!program) return imported.take();
  Machine machine(imported);
  machine.run_module(**program);
  bool is_event = false;
  for (const auto& [place, handler] : handlers_of(machine, is_event)) {
    explore(machine, place, handler, is_event);
  }
  machine.finish("it is in no handler of requests");
  return imported.take();
}

bool is_worker(std::string_view text, std::string_view path) {
  const bool is_script = path.ends_with(".js") || path.ends_with(".mjs") || path.ends_with(".ts");
  const bool handles = text.find("addEventListener('fetch'") != std::string_view::npos ||
                       text.find("addEventListener(\"fetch\"") != std::string_view::npos ||
                       (text.find("export default") != std::string_view::npos &&
                        text.find("fetch(") != std::string_view::npos);
  const bool responds = text.find("Response.redirect(") != std::string_view::npos ||
                        text.find("new Response(") != std::string_view::npos;
  return (handles && responds) || (is_script && responds);
}

}  // namespace onward::config
