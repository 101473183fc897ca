// SPDX-License-Identifier: MIT
// Which writer writes which format. A CSV is the list that Cloudflare's bulk redirects take, which
// is the only table of others that says what happens to a query.
#include "config/write/exporters.h"

#include <algorithm>
#include <array>

namespace onward::config {
namespace {

struct Exporter {
  Format format;
  Written (*write)(std::span<const rules::Rule> rules, const ExportOptions& options);
};
constexpr std::array kExporters{
    Exporter{Format::Nginx, to_nginx},
    Exporter{Format::Apache, to_apache},
    Exporter{Format::Haproxy, to_haproxy},
    Exporter{Format::Caddy, to_caddy},
    Exporter{Format::GatewayApi, to_gateway_api},
    Exporter{Format::NetlifyRedirects, to_netlify},
    Exporter{Format::Csv, to_cloudflare_bulk},
};

const Exporter* exporter_of(Format format) {
  const auto* found = std::ranges::find(kExporters, format, &Exporter::format);
  return found == kExporters.end() ? nullptr : found;
}

}  // namespace

bool can_write(Format format) { return exporter_of(format) != nullptr; }

std::string written_format_names() {
  std::string names;
  for (const Exporter& exporter : kExporters) {
    names.append(names.empty() ? "" : ", ").append(name(exporter.format));
  }
  return names;
}

Written to_foreign(std::span<const rules::Rule> rules, Format format,
                   const ExportOptions& options) {
  return exporter_of(format)->write(rules, options);
}

}  // namespace onward::config
