// SPDX-License-Identifier: MIT
// Any bytes as the value of a forwarding field, from a trusted proxy and from anybody. Nobody else
// is believed; what a client has begun changes nothing that a proxy appends to X-Forwarded-For, and
// nothing that one adds as a line of its own.
#include "base/check.h"
#include "gateway/proxies/forwarded.h"

#include <cstdint>
#include <string>

namespace {

namespace config = onward::config;
namespace gateway = onward::gateway;
namespace http = onward::http;
namespace rules = onward::rules;

constexpr std::string_view kAppended = "192.0.2.43";

rules::Address at(std::string_view text) { return *rules::parse_address(text); }

config::Forwarding trusting(config::Forwarding::Fields fields) {
  return {{*rules::parse_network("10.0.0.0/24")}, fields, true, true, true};
}

void check(const config::Forwarding& forwarding, const http::Fields& fields, bool must_be_found) {
  const auto anybody = gateway::told_by(forwarding, at("192.0.2.1"), fields.view());
  CHECK(anybody && anybody->client == at("192.0.2.1"));
  CHECK(anybody->scheme.empty() && anybody->host.empty());
  const auto told = gateway::told_by(forwarding, at("10.0.0.1"), fields.view());
  if (must_be_found) CHECK(told && told->client == at(kAppended));
  if (told) CHECK(told->scheme.empty() || told->scheme == "http" || told->scheme == "https");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto value = http::FieldValue::parse(text);
  if (!value || size > 8000) return 0;
  for (const bool is_x : {false, true}) {
    const auto forwarding = trusting(is_x ? config::Forwarding::Fields::XForwarded
                                          : config::Forwarding::Fields::Forwarded);
    const auto name = is_x ? http::FieldName("X-Forwarded-For") : http::FieldName("Forwarded");
    http::Fields begun;
    CHECK(begun.add(name, *value).has_value());
    check(forwarding, begun, false);
    const std::string own = std::string(is_x ? "" : "for=").append(kAppended);
    CHECK(begun.add(name, *http::FieldValue::parse(own)).has_value());
    check(forwarding, begun, true);
  }
  const std::string appended = std::string(text).append(",").append(kAppended);
  http::Fields fields;
  CHECK(fields.add(http::FieldName("X-Forwarded-For"), *http::FieldValue::parse(appended))
            .has_value());
  check(trusting(config::Forwarding::Fields::XForwarded), fields, true);
  return 0;
}
