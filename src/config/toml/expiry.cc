// SPDX-License-Identifier: MIT
// A rule with an expiry becomes two that differ in `between`: what explains, checks, exports and
// tests rules needs to know of nothing new. The second asks for what the first asks for, so that it
// takes no request that the first never took.
#include "config/toml/expiry.h"

#include "config/toml/conditions.h"

#include <algorithm>

namespace onward::config {
namespace {

std::optional<http::Status> status_of(const TomlValue& value) {
  if (value.kind != TomlValue::Kind::Integer || value.integer < 100 || value.integer > 599) {
    return {};
  }
  const auto status = http::Status::from(static_cast<int>(value.integer));
  return status ? std::optional(*status) : std::nullopt;
}

void read_expired(TableReader& table, const TomlMember& member, Expiry& expiry) {
  const TomlValue& value = member.value;
  if (value.kind == TomlValue::Kind::String && value.string == "pass") {
    expiry.passes = true;
  } else if (value.kind == TomlValue::Kind::String) {
    expiry.to = rules::Text{value.string, value.place};
  } else if (const auto status = status_of(value)) {
    expiry.status = status;
  } else {
    table.wrong_type(member, "a status, a target or \"pass\"",
                     "write expired = 410, expired = \"https://new.example/\" or \"pass\"");
  }
}

/// The spans without what comes behind the end.
std::vector<rules::Between> until(const std::vector<rules::Between>& spans, const Expiry& expiry) {
  if (spans.empty()) return {{{}, expiry.at, expiry.place}};
  std::vector<rules::Between> left;
  for (rules::Between span : spans) {
    if (span.from && *span.from >= expiry.at) continue;
    span.until = span.until ? std::min(*span.until, expiry.at) : expiry.at;
    left.push_back(span);
  }
  return left;
}

}  // namespace

std::optional<Expiry> read_expiry(TableReader& table) {
  const TomlMember* const member = table.take("expires");
  const TomlMember* const expired = table.take("expired");
  if (member == nullptr) {
    if (expired != nullptr) {
      table.report().error_at(expired->place, "'expired' says what comes after 'expires'",
                              "add expires = 2027-01-01T00:00:00Z");
    }
    return {};
  }
  Expiry expiry{{}, member->value.place, {}, false, {}};
  const auto at = time_of(*member, table);
  if (expired != nullptr) read_expired(table, *expired, expiry);
  if (!at) return {};
  expiry.at = *at;
  return expiry;
}

rules::Rule expire(rules::Rule& rule, const Expiry& expiry, Report& report) {
  rules::Rule after;
  after.place = rule.place;
  after.comparison = rule.comparison;
  after.when = rule.when;
  after.when.between = {{expiry.at, {}, expiry.place}};
  after.name = rule.name;
  if (!after.name.value.empty()) after.name.value += ", expired";
  rule.when.between = until(rule.when.between, expiry);
  if (rule.when.between.empty()) {
    report.error_at(expiry.place, "the rule expires before its 'between' begins");
  }
  after.action.body = rule.action.body;
  if (expiry.passes) {
    after.action = {};
    after.action.pass = true;
    return after;
  }
  after.action.cors = rule.action.cors;
  if (expiry.to) {
    after.action.to = expiry.to;
    after.action.to_hosts = rule.action.to_hosts;
    after.action.query = rule.action.query;
    after.action.location = rule.action.location;
    return after;
  }
  after.action.status = expiry.status.value_or(http::Status(410));
  after.action.status_place = expiry.place;
  return after;
}

}  // namespace onward::config
