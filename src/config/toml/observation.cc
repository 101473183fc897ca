// SPDX-License-Identifier: MIT
// The access log, and where the operator asks. Invariant: an admin's address is a Unix socket or
// one of loopback, as nobody who asks there has to say who they are.
#include "config/toml/observation.h"

#include "config/address.h"
#include "config/toml/table.h"

#include <algorithm>
#include <array>

namespace onward::config {
namespace {

constexpr std::string_view kScheme = "unix:";
constexpr const char* kAdminHint =
    "write listen = \"unix:/run/onward/admin.sock\", or \"127.0.0.1:9307\"";

/// sun_path has 108 bytes, and the socket is made under another name first.
constexpr std::size_t kMaxPathBytes = 100;

bool is_loopback(const SocketAddress& address) {
  constexpr std::size_t kIpv4 = 12;  // where it stands in its IPv6 form
  if (!address.is_ipv6) return address.ip.bytes[kIpv4] == 127;
  rules::Address one;
  one.bytes.back() = 1;
  return address.ip == one;
}

void read_path(const rules::Text& text, Admin& admin, Report& report) {
  const std::string path = text.value.substr(kScheme.size());
  if (!path.starts_with('/') || path.size() > kMaxPathBytes) {
    report.error_at(text.place, "'" + text.value + "' is no Unix socket to listen on",
                    "write unix: and a path that begins with a slash, with at most 100 bytes");
  } else if (!admin.path.empty()) {
    report.error_at(text.place, "the admin listens on one Unix socket alone");
  } else {
    admin.path = path;
  }
}

void read_address(const rules::Text& text, Admin& admin, Report& report) {
  const auto parsed = parse_socket_address(text.value);
  if (!parsed) {
    report.error_at(text.place, "'" + text.value + "' is no address to listen on", kAdminHint);
  } else if (!is_loopback(*parsed)) {
    report.error_at(text.place,
                    "the admin listens on loopback alone, as it asks nobody who they are",
                    kAdminHint);
  } else if (auto listener = listener_at(text.value)) {
    listener->place = text.place;
    admin.addresses.push_back(std::move(*listener));
  }
}

}  // namespace

void read_log(const TomlValue& value, AccessLog& log, Report& report) {
  TableReader table(value, "[log]", report);
  if (const auto path = table.text("path")) log.path = path->value;
  constexpr std::array kFormats{
      std::pair{std::string_view("combined"), AccessLog::Format::Combined},
      std::pair{std::string_view("json"), AccessLog::Format::Json}};
  if (const auto format = table.choice("format", kFormats)) log.format = *format;
  if (const auto sample = table.integer("sample", {1, kMaxLogSample})) {
    log.sample = static_cast<std::uint32_t>(sample->value);
  }
  if (const auto all = table.boolean("sample_errors")) log.samples_errors = *all;
  table.finish();
}

void read_admin(const TomlValue& value, Admin& admin, Report& report) {
  TableReader table(value, "[admin]", report);
  const auto places = table.texts("listen");
  table.finish();
  const bool is_there =
      std::ranges::find(value.members, "listen", &TomlMember::key) != value.members.end();
  if (!is_there) report.error_at(value.place, "[admin] does not say where it listens", kAdminHint);
  for (const rules::Text& place : places) {
    if (place.value.starts_with(kScheme)) {
      read_path(place, admin, report);
    } else {
      read_address(place, admin, report);
    }
  }
}

}  // namespace onward::config
