// SPDX-License-Identifier: MIT
#pragma once

#include "onward/config/written.h"

// The languages that rules are written in, one function each; see to_foreign().
namespace onward::config {

Written to_nginx(std::span<const rules::Rule> rules, const ExportOptions& options);
Written to_netlify(std::span<const rules::Rule> rules, const ExportOptions& options);
Written to_apache(std::span<const rules::Rule> rules, const ExportOptions& options);
Written to_haproxy(std::span<const rules::Rule> rules, const ExportOptions& options);
Written to_caddy(std::span<const rules::Rule> rules, const ExportOptions& options);
Written to_gateway_api(std::span<const rules::Rule> rules, const ExportOptions& options);
Written to_cloudflare_bulk(std::span<const rules::Rule> rules, const ExportOptions& options);

}  // namespace onward::config
