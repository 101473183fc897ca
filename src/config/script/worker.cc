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

/// What answers requests, and what it is called with.
struct Handler {
  enum class Takes : std::uint8_t { Request, Event, Context };
  rules::Place place;
  Value function;
  Takes takes = Takes::Request;
};

/// The handlers of a module: of its default export, of "fetch" listeners, middleware() of Next.js,
/// onRequest() of Pages.
std::vector<Handler> handlers_of(Machine& machine) {
  std::vector<Handler> handlers;
  for (const Value& value : machine.exports) {
    if (value.kind != Value::Kind::Thing) continue;
    if (const Value* fetch = member_of(*value.thing, "fetch")) {
      handlers.push_back({value.thing->place, *fetch});
    } else if (value.thing->type == Thing::Type::Function) {
      handlers.push_back({value.thing->place, value});
    }
  }
  if (!handlers.empty()) return handlers;
  for (const auto& [place, listener] : machine.listeners) {
    handlers.push_back({place, listener, Handler::Takes::Event});
  }
  for (const char* name : {"middleware", "onRequest", "onRequestGet"}) {
    const auto found = machine.main().names.find(name);
    if (handlers.empty() && found != machine.main().names.end() &&
        found->second.kind == Value::Kind::Thing) {
      const bool is_middleware = std::string_view(name) == "middleware";
      handlers.push_back({found->second.thing->place, found->second,
                          is_middleware ? Handler::Takes::Request : Handler::Takes::Context});
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
  Value* headers = member_of(*value.thing, "headers");
  if (location == nullptr && headers != nullptr && headers->thing != nullptr) {
    location = member_of(*headers->thing, "Location");
    if (location == nullptr) location = member_of(*headers->thing, "location");
    if (location != nullptr) value.thing->place = headers->thing->place;
  }
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

void explore(Machine& machine, const Handler& handler) {
  rules::Rule base;
  base.place = handler.place;
  base.when.place = handler.place;
  base.comparison.keep_escapes = true;
  machine.explore(base, [&] {
    auto request = std::make_shared<Thing>();
    request->type = Thing::Type::Request;
    Value argument = thing_value(std::move(request));
    const Value unknown = unknown_value("the environment is not known");
    if (handler.takes == Handler::Takes::Request) {
      return outcome_of(machine.call(handler.function, {argument, unknown, unknown}));
    }
    // event.respondWith(handle(event.request))
    auto event = std::make_shared<Thing>();
    set_member(*event, "request", argument);
    if (handler.takes == Handler::Takes::Context) {
      return outcome_of(machine.call(handler.function, {thing_value(std::move(event))}));
    }
    auto sink = std::make_shared<Thing>();
    sink->type = Thing::Type::Array;
    set_member(*event, "respondWith", sink_value(sink));
    machine.call(handler.function, {thing_value(std::move(event))});
    return outcome_of(sink->items.empty() ? Value{} : sink->items[0]);
  });
}

}  // namespace

ForeignRules read_worker(const ForeignText& text, Includes& includes) {
  Imported imported(text);
  Machine machine(text, imported, includes);
  if (!machine.run()) return imported.take();
  machine.answers_are_returned = true;
  for (const Handler& handler : handlers_of(machine)) explore(machine, handler);
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
