// SPDX-License-Identifier: MIT
// How the gateway serves. Bounds of limits: what the reader of messages can obey (http/limits.h),
// and else what no machine of today needs more of.
#include "config/toml/server.h"

#include "base/ascii.h"
#include "config/address.h"
#include "config/source_url.h"
#include "config/toml/observation.h"
#include "config/toml/proxies.h"
#include "onward/http/fields.h"
#include "onward/http/limits.h"
#include "onward/url/url.h"

#include <algorithm>
#include <array>

namespace onward::config {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

constexpr std::int64_t kKiB = 1024;
constexpr std::int64_t kGiB = kKiB * 1024 * 1024;
constexpr std::int64_t kMaxThreads = 1024;
constexpr std::int64_t kMaxConnections = 10'000'000;
constexpr std::int64_t kMaxStreams = 10'000;

/// The tables of an array of tables, or the one table that stands in its place.
std::vector<const TomlValue*> tables(TableReader& parent, std::string_view key) {
  std::vector<const TomlValue*> found;
  const TomlMember* member = parent.take(key);
  if (member == nullptr) return found;
  if (member->value.kind == TomlValue::Kind::Table) {
    parent.report().error_at(member->place, "'" + member->key + "' is an array of tables",
                             "write [[" + member->key + "]], with two brackets");
    return found;
  }
  if (member->value.kind != TomlValue::Kind::Array) {
    const bool is_text = member->value.kind == TomlValue::Kind::String && key == "listen";
    parent.wrong_type(
        *member, "an array of tables",
        is_text ? "write [[listen]], and below it address = \"" + member->value.string + "\"" : "");
    return found;
  }
  for (const TomlValue& item : member->value.items) {
    if (item.kind == TomlValue::Kind::Table) {
      found.push_back(&item);
    } else {
      parent.report().error_at(item.place, "'" + member->key + "' must hold tables");
    }
  }
  return found;
}

void read_public_url(const rules::Text& text, rules::Origin& origin, Report& report) {
  const auto url = url::parse(text.value);
  if (!url || (url->scheme() != "http" && url->scheme() != "https")) {
    report.error_at(text.place, "'" + text.value + "' is no http or https URL",
                    "write what clients call this listener: https://api.example.com");
    return;
  }
  if (url->pathname() != "/" || url->query() || url->fragment() || url->includes_credentials()) {
    report.error_at(text.place, "'public_url' has more than a scheme, a host and a port");
    return;
  }
  origin.scheme = url->scheme();
  origin.authority = url->host();
}

void read_host(const rules::Text& text, rules::Origin& origin, Report& report) {
  const bool is_suffix = text.value.starts_with("*.");
  const auto host = canonical_authority(std::string_view(text.value).substr(is_suffix ? 2 : 0));
  if (!host || (host->find(':') != std::string::npos && !host->ends_with(']'))) {
    report.error_at(text.place, "'" + text.value + "' is no host",
                    "write a name without scheme and port: shop.example, or *.shop.example");
    return;
  }
  origin.hosts.push_back((is_suffix ? "*." : "") + *host);
}

void read_certificate(const TomlValue& value, Tls& tls, Report& report) {
  TableReader table(value, "a certificate", report);
  CertificateFiles files;
  files.place = value.place;
  if (const auto path = table.text("certificate")) files.certificate = path->value;
  if (const auto path = table.text("key")) files.key = path->value;
  table.finish();
  if (files.certificate.empty() || files.key.empty()) {
    report.error_at(value.place, "TLS needs a certificate and its key",
                    "write tls = { certificate = \"fullchain.pem\", key = \"privkey.pem\" }");
  }
  tls.certificates.push_back(std::move(files));
}

/// One table, or an array of them.
std::optional<Tls> read_certificates(TableReader& table) {
  const TomlMember* member = table.take("tls");
  if (member == nullptr) return std::nullopt;
  Tls tls;
  if (member->value.kind == TomlValue::Kind::Table) {
    read_certificate(member->value, tls, table.report());
  } else if (member->value.kind == TomlValue::Kind::Array && !member->value.items.empty()) {
    for (const TomlValue& item : member->value.items) {
      if (item.kind == TomlValue::Kind::Table) {
        read_certificate(item, tls, table.report());
      } else {
        table.report().error_at(item.place, "'tls' must hold tables");
      }
    }
  } else {
    table.wrong_type(*member, "a table, or an array of tables",
                     "write tls = { certificate = \"fullchain.pem\", key = \"privkey.pem\" }");
  }
  return tls;
}

std::optional<Tls> read_tls(TableReader& table) {
  auto tls = read_certificates(table);
  const auto client_ca = table.text("client_ca");
  constexpr std::array kClients{std::pair{std::string_view("required"), Tls::Clients::Required},
                                std::pair{std::string_view("optional"), Tls::Clients::Optional}};
  const auto clients = table.choice("client_certificate", kClients);
  if (client_ca && !tls) {
    table.report().error_at(client_ca->place, "'client_ca' needs 'tls'",
                            "without TLS no client shows a certificate");
  }
  if (clients && !client_ca) {
    table.report().error_at(table.place(), "'client_certificate' needs 'client_ca'",
                            "name the file with the certificates of the CA of your clients");
  }
  if (tls && client_ca) tls->client_ca = client_ca->value;
  if (tls && clients) tls->clients = *clients;
  return tls;
}

Listener read_listener(const TomlValue& value, Report& report) {
  TableReader table(value, "a listener", report);
  Listener listener;
  listener.place = value.place;
  listener.port = 0;
  if (const auto address = table.text("address")) {
    listener.address = address->value;
    if (const auto parsed = parse_socket_address(address->value)) {
      listener.ip = parsed->ip;
      listener.port = parsed->port;
      listener.is_ipv6 = parsed->is_ipv6;
    } else {
      report.error_at(address->place, "'" + address->value + "' is no address to listen on",
                      "write an IP address and a port: 127.0.0.1:8307, [::1]:8307, 0.0.0.0:80");
    }
  } else if (std::ranges::find(value.members, "address", &TomlMember::key) == value.members.end()) {
    report.error_at(value.place, "a listener needs an address",
                    "write address = \"127.0.0.1:8307\"");
  }
  listener.tls = read_tls(table);
  listener.http2 = table.boolean("http2").value_or(true);
  if (listener.tls) {
    listener.origin.scheme = "https";
    listener.tls->http2 = listener.http2;
  }
  if (const auto url = table.text("public_url")) {
    read_public_url(*url, listener.origin, report);
    if (listener.tls && listener.origin.scheme != "https") {
      report.error_at(url->place, "the listener speaks TLS, and 'public_url' says http",
                      "write https://");
    }
  }
  if (const auto folder = table.text("acme")) listener.acme_folder = folder->value;
  for (const rules::Text& host : table.texts("hosts")) read_host(host, listener.origin, report);
  listener.proxies = read_networks(table, "proxy_protocol");
  listener.forwarding = read_forwarding(table);
  table.finish();
  return listener;
}

void refuse_repeated_addresses(const std::vector<Listener>& listeners, Report& report) {
  for (std::size_t i = 0; i < listeners.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const bool is_same = listeners[i].ip == listeners[j].ip &&
                           listeners[i].is_ipv6 == listeners[j].is_ipv6 &&
                           listeners[i].port == listeners[j].port && listeners[i].port != 0;
      if (!is_same) continue;
      report.error_at(listeners[i].place, "two listeners have the address " + listeners[i].address);
      break;
    }
  }
}

template <class T, class U>
void set(T& place, const std::optional<U>& value) {
  if (value) place = static_cast<T>(*value);
}

void read_limits(const TomlValue& value, Limits& limits, Report& report) {
  TableReader table(value, "[limits]", report);
  const auto count = [&](std::string_view key, Range range, std::size_t& place) {
    if (const auto number = table.integer(key, range)) {
      place = static_cast<std::size_t>(number->value);
    }
  };
  set(limits.head_bytes,
      table.size("head", {kKiB, static_cast<std::int64_t>(http::kMaxFieldBytes)}));
  set(limits.target_bytes,
      table.size("target", {64, static_cast<std::int64_t>(http::kMaxFieldBytes)}));
  count("fields", {1, static_cast<std::int64_t>(http::kMaxFields)}, limits.fields);
  set(limits.head_timeout, table.duration("head_timeout", milliseconds(100), hours(1)));
  set(limits.idle_timeout, table.duration("idle_timeout", milliseconds(100), hours(24)));
  set(limits.content_bytes_per_second, table.size("content_rate", {0, kGiB}));
  set(limits.content_grace, table.duration("content_grace", milliseconds(0), hours(1)));
  set(limits.keep_content_bytes, table.size("keep_content", {0, kGiB}));
  set(limits.drain_bytes, table.size("drain", {0, 1024 * kGiB}));
  set(limits.drain_timeout, table.duration("drain_timeout", milliseconds(0), hours(1)));
  count("streams", {1, kMaxStreams}, limits.streams);
  count("resets", {0, kMaxConnections}, limits.resets_per_minute);
  set(limits.continuation_bytes, table.size("continuation", {0, 1024 * kKiB}));
  count("connections", {1, kMaxConnections}, limits.connections);
  count("connections_per_address", {1, kMaxConnections}, limits.connections_per_address);
  set(limits.shutdown_timeout, table.duration("shutdown_timeout", milliseconds(0), hours(24)));
  table.finish();
  if (limits.target_bytes > limits.head_bytes) {
    report.error_at(value.place, "'target' is larger than 'head', which it is a part of");
  }
}

/// The one table of this name; null where it is absent or no table.
const TomlValue* single_table(TableReader& top, std::string_view key) {
  const TomlMember* member = top.take(key);
  if (member == nullptr) return nullptr;
  if (member->value.kind == TomlValue::Kind::Table) return &member->value;
  const bool is_log = member->value.kind == TomlValue::Kind::String && key == "log";
  top.wrong_type(*member, "a table, written [" + member->key + "]",
                 is_log ? "write [log], and below it path = \"" + member->value.string + "\"" : "");
  return nullptr;
}

}  // namespace

Server read_server(TableReader& top) {
  Server server;
  Report& report = top.report();
  for (const TomlValue* value : tables(top, "listen")) {
    server.listeners.push_back(read_listener(*value, report));
  }
  refuse_repeated_addresses(server.listeners, report);
  if (const TomlValue* limits = single_table(top, "limits")) {
    read_limits(*limits, server.limits, report);
  }
  if (const TomlValue* log = single_table(top, "log")) read_log(*log, server.log, report);
  if (const TomlValue* admin = single_table(top, "admin")) read_admin(*admin, server.admin, report);
  if (const auto threads = top.integer("threads", {0, kMaxThreads})) {
    server.threads = static_cast<unsigned>(threads->value);
  }
  return server;
}

}  // namespace onward::config
