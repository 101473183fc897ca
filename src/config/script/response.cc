// SPDX-License-Identifier: MIT
// Answers: what is called on Express' `res`, and responses of Workers. A redirect that a plugin
// registers is one of them, too.
#include "base/ascii.h"
#include "config/imported.h"
#include "config/script/machine.h"

#include <algorithm>
#include <array>
#include <utility>

namespace onward::config {
namespace {

using Type = Thing::Type;
using What = Part::What;

constexpr std::array<std::string_view, 12> kEnding{"end",      "send",     "json",       "jsonp",
                                                   "render",   "sendFile", "sendStatus", "sendfile",
                                                   "download", "write",    "pipe",       "format"};

/// The Location among fields, and where it stands; null where there is none.
Value* location_in(Value& fields) {
  if (fields.kind != Value::Kind::Thing) return nullptr;
  for (auto& [key, value] : fields.thing->members) {
    if (base::equals_ignore_case(key, "location")) return &value;
  }
  return nullptr;
}

}  // namespace

bool is_ending(std::string_view name) { return std::ranges::find(kEnding, name) != kEnding.end(); }

Value Machine::respond(const Value& location, const Value& status, const rules::Place& place) {
  Value response = thing_value(std::make_shared<Thing>());
  response.thing->type = Type::Response;
  response.thing->place = place;
  const bool is_url = location.kind == Value::Kind::Thing && location.thing->type == Type::Url;
  set_member(*response.thing, "location", is_url ? text_value(href_of(location.thing)) : location);
  set_member(*response.thing, "status", status);
  set_member(*response.thing, "strict", boolean_value(true));
  return response;
}

/// The answer is this redirect.
Value Machine::redirect_to(int status, const Value& location, const rules::Place& place) {
  is_over = true;
  outcome.kind = Outcome::Kind::Redirect;
  outcome.status = status;
  outcome.location = is_a(location, Type::Url) ? href_of(location.thing) : to_text(location);
  outcome.place = place;
  return {};
}

Value Machine::call_res(const Value& res, const std::string& name,
                        const std::vector<Value>& arguments, const rules::Place& place) {
  Thing& self = *res.thing;
  const Value first = arguments.empty() ? Value{} : arguments[0];
  if (name == "redirect") {
    Value location = first;
    Value status = number_value(302);
    if (arguments.size() > 1) {
      const bool is_first = arguments[1].kind != Value::Kind::Number;
      status = is_first ? first : arguments[1];
      location = is_first ? arguments[1] : first;
    }
    if (literal(to_text(location)) == "back") {
      location = text_value({part_of(What::Field, "Referer")});
      if (!truth(location, place)) location = literal_value("/");
    }
    if (status.kind != Value::Kind::Number) doubt("its status is computed");
    return redirect_to(whole(status.number), location, place);
  }
  if (name == "set" || name == "header") {
    Value fields = first;
    if (const Value* found = location_in(fields)) {
      set_member(self, "location", *found);
      self.place = fields.thing->place;
      return res;
    }
  }
  const bool sets = name == "set" || name == "setHeader" || name == "header" || name == "append";
  if (name == "location" || (sets && arguments.size() > 1 &&
                             base::to_lower(literal(to_text(first)).value_or("")) == "location")) {
    set_member(self, "location", name == "location" ? first : arguments[1]);
    self.place = place;
    return res;
  }
  if (name == "status" || name == "writeHead") {
    set_member(self, "status", first);
    Value fields = arguments.size() > 1 ? arguments.back() : Value{};
    if (const Value* found = location_in(fields)) {
      set_member(self, "location", *found);
      self.place = fields.thing->place;
    }
    return res;
  }
  if (!is_ending(name)) return res;
  if (name == "sendStatus") set_member(self, "status", first);
  const Value* location = member_of(self, "location");
  const Value* status = member_of(self, "status");
  if (status == nullptr) status = member_of(self, "statusCode");
  if (location != nullptr && status != nullptr && status->kind == Value::Kind::Number &&
      is_redirect_status(whole(status->number))) {
    return redirect_to(whole(status->number), *location, self.place);
  }
  is_over = true;
  outcome.kind = Outcome::Kind::Answer;
  return {};
}

/// app.redirect("/a/:b", "/c/:b", 301) of the plugin express-redirect.
Value Machine::add_redirect(const Value& router, std::vector<Value> arguments,
                            const rules::Place& place) {
  const auto target = arguments.size() > 1 ? literal(to_text(arguments[1])) : std::nullopt;
  if (!has_redirect_plugin_ || !target || arguments.size() > 5) {
    lose(place, "'.redirect()' of an application is a plugin's");
    return router;
  }
  Value handler = thing_value(std::make_shared<Thing>());
  handler.thing->type = Type::Native;
  handler.thing->name = "express-redirect";
  handler.thing->place = place;
  set_member(*handler.thing, "target", arguments[1]);
  Value status = number_value(302);
  std::string method = "all";
  for (std::size_t i = 2; i < arguments.size(); ++i) {
    if (arguments[i].kind == Value::Kind::Number) status = arguments[i];
    if (arguments[i].kind == Value::Kind::Text) method = literal(arguments[i].text).value_or("all");
    if (arguments[i].kind == Value::Kind::Boolean) set_member(*handler.thing, "qsa", arguments[i]);
  }
  set_member(*handler.thing, "status", std::move(status));
  call_router(router, base::to_lower(method), {arguments[0], std::move(handler)}, place);
  return router;
}

/// What such a handler answers: the parameters of the path fill the target.
Machine::Outcome Machine::plugin_outcome(Thing& handler, Thing& req) {
  Outcome outcome;
  outcome.kind = Outcome::Kind::Redirect;
  outcome.place = handler.place;
  outcome.status = whole(member_of(handler, "status")->number);
  Value* params = member_of(req, "params");
  std::string target = literal(to_text(*member_of(handler, "target"))).value_or("");
  for (std::size_t at = target.find(':'); at != std::string::npos; at = target.find(':')) {
    std::size_t end = at + 1;
    while (end < target.size() && (base::is_alnum(target[end]) || target[end] == '_')) ++end;
    Value* value = params == nullptr
                       ? nullptr
                       : member_of(*params->thing, target.substr(at + 1, end - at - 1));
    const bool is_name = end > at + 1 && target[at + 1] != '/' && !base::is_digit(target[at + 1]);
    outcome.location.push_back(literal_part(target.substr(0, is_name ? at : end)));
    if (is_name && value != nullptr) {
      for (const Part& part : value->text) outcome.location.push_back(part);
    } else if (is_name) {
      outcome.doubt = "the route has no ':" + target.substr(at + 1, end - at - 1) + "'";
    }
    target.erase(0, end);
  }
  outcome.location.push_back(literal_part(target));
  if (member_of(handler, "qsa") != nullptr && member_of(handler, "qsa")->boolean) {
    outcome.location.push_back(search_with_mark());
  }
  outcome.location = joined(std::move(outcome.location));
  return outcome;
}

}  // namespace onward::config
