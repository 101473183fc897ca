// SPDX-License-Identifier: MIT
// What scripts read out of requests: Express' `req`, a Worker's `request`, the environment. An
// application that trusts a proxy believes X-Forwarded-Proto.
#include "config/script/machine.h"

#include <utility>

namespace onward::config {
namespace {

using Type = Thing::Type;
using What = Part::What;

Value thing_of(Type type) {
  auto thing = std::make_shared<Thing>();
  thing->type = type;
  return thing_value(std::move(thing));
}

/// "XMLHttpRequest", in any case.
Value is_xhr() {
  rules::Conditions when;
  rules::ValueTest test;
  test.name = {"X-Requested-With", {}};
  test.kind = rules::ValueTest::Kind::Regex;
  test.value = {"(?i)^xmlhttprequest$", {}};
  when.fields.push_back(std::move(test));
  return test_value(std::move(when));
}

}  // namespace

Value Machine::request_member(const std::string& name, const rules::Place& place) {
  if (name == "url") return text_value(whole_url());
  if (name == "method") return part_value(What::Method);
  if (name == "headers") return thing_of(Type::Headers);
  if (name == "nextUrl") return thing_of(Type::Url);
  if (name == "cf") {
    Value of_cloudflare = thing_of(Type::Object);
    set_member(*of_cloudflare.thing, "country", part_value(What::Field, "CF-IPCountry"));
    imported_.warning(place, "what Cloudflare knows of a client is known from its fields alone",
                      "the country is that of CF-IPCountry");
    return of_cloudflare;
  }
  return unknown_value("request." + name + " is not known to a rule");
}

Value Machine::req_member(Thing& req, const std::string& name) {
  if (Value* found = member_of(req, name)) return *found;
  if (name == "originalUrl") return text_value(whole_target());
  if (name == "hostname" || name == "host") return part_value(What::Host);
  if (name == "protocol") return part_value(What::Scheme, trusts_proxy_ ? "forwarded" : "");
  if (name == "method") return part_value(What::Method);
  if (name == "secure") {
    const Parts scheme{part_of(What::Scheme, trusts_proxy_ ? "forwarded" : "")};
    return compare(scheme, Compare::Equals, literal_value("https"), {});
  }
  if (name == "xhr") return is_xhr();
  if (name == "query") return thing_of(Type::SearchParams);
  if (name == "headers") return thing_of(Type::Headers);
  if (name == "cookies") return thing_of(Type::Cookies);
  if (name == "_parsedUrl") return thing_of(Type::Url);
  return unknown_value("req." + name + " is not known to a rule");
}

/// process.env.NAME: a server that is taken over runs in production.
Value Machine::variable(const std::string& name, const rules::Place& place) {
  if (name == "NODE_ENV") {
    if (variables_.insert(name).second) {
      imported_.warning(place, "NODE_ENV is taken for 'production'");
    }
    return literal_value("production");
  }
  Value value = unknown_value("the environment variable '" + name + "' is not known");
  value.thing = std::make_shared<Thing>();
  value.thing->type = Type::Variable;
  value.thing->name = name;
  return value;
}

}  // namespace onward::config
