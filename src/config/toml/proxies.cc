// SPDX-License-Identifier: MIT
// Nothing here has a default: who may say who the client is, by which fields, and what of it, is
// written, or nobody may. A field that the proxies do not set themselves is the client's own word.
#include "config/toml/proxies.h"

#include <algorithm>
#include <array>

namespace onward::config {
namespace {

constexpr const char* kNetworkHint =
    "a network is \"10.0.0.0/8\" or \"2001:db8::/32\", an address \"192.0.2.1\"";
constexpr const char* kForwardedHint =
    "write forwarded = { from = [\"10.0.0.0/8\"], fields = \"x-forwarded\", trust = [\"for\"] }";

bool has(const TomlValue& table, std::string_view key) {
  return std::ranges::find(table.members, key, &TomlMember::key) != table.members.end();
}

/// All of IPv4, or of IPv6.
bool holds_all(const rules::Network& network) {
  constexpr std::uint8_t kIpv4Bits = 96;  // before an IPv4 address in its IPv6 form
  return network.bits == 0 || (network.bits == kIpv4Bits && network.base.bytes[10] == 0xFF);
}

void read_trust(TableReader& table, Forwarding& forwarding) {
  for (const rules::Text& word : table.texts("trust")) {
    if (word.value == "for") {
      forwarding.client = true;
    } else if (word.value == "proto") {
      forwarding.scheme = true;
    } else if (word.value == "host") {
      forwarding.host = true;
    } else {
      table.report().error_at(word.place, "'" + word.value + "' is nothing that 'trust' knows",
                              "write \"for\", \"proto\" or \"host\"");
    }
  }
}

Forwarding read_table(const TomlValue& value, Report& report) {
  TableReader table(value, "'forwarded'", report);
  Forwarding forwarding;
  forwarding.proxies = read_networks(table, "from");
  constexpr std::array kFields{
      std::pair{std::string_view("forwarded"), Forwarding::Fields::Forwarded},
      std::pair{std::string_view("x-forwarded"), Forwarding::Fields::XForwarded}};
  if (const auto fields = table.choice("fields", kFields)) forwarding.fields = *fields;
  read_trust(table, forwarding);
  table.finish();
  for (const std::string_view key : {"from", "fields", "trust"}) {
    if (has(value, key)) continue;
    report.error_at(value.place, "'forwarded' needs '" + std::string(key) + "'", kForwardedHint);
  }
  return forwarding;
}

}  // namespace

std::vector<rules::Network> read_networks(TableReader& table, std::string_view key) {
  std::vector<rules::Network> networks;
  for (const rules::Text& text : table.texts(key)) {
    const auto network = rules::parse_network(text.value);
    if (!network) {
      table.report().error_at(text.place, "'" + text.value + "' is no network", kNetworkHint);
    } else if (!rules::is_base_of_itself(*network)) {
      table.report().error_at(text.place, "'" + text.value + "' has bits behind its length",
                              "did you mean '" + rules::to_string(*network) + "'?");
    } else {
      if (holds_all(*network)) {
        table.report().warning_at(text.place, "'" + text.value + "' is everybody",
                                  "whoever can connect may then say who they are: write the "
                                  "networks of your proxies");
      }
      networks.push_back(*network);
    }
  }
  return networks;
}

std::optional<Forwarding> read_forwarding(TableReader& table) {
  const TomlMember* const member = table.take("forwarded");
  if (member == nullptr) return std::nullopt;
  if (member->value.kind == TomlValue::Kind::Table) {
    return read_table(member->value, table.report());
  }
  table.wrong_type(*member, "a table", kForwardedHint);
  return std::nullopt;
}

}  // namespace onward::config
