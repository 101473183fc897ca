// SPDX-License-Identifier: MIT
// Which reader reads which format. onward.toml is not among them: it has a server besides rules,
// and names the others.
#include "config/foreign.h"

#include "config/csv/columns.h"

#include <optional>

namespace onward::config {
namespace {

/// An image is looked up where it lies, and never read as a text.
ForeignRules read_image(const ForeignText& text) {
  ForeignRules read;
  read.diagnostics.push_back({rules::Severity::Error,
                              {text.file, 0, 0},
                              "the image of a map must be a file of its own",
                              "give its path; a pipe cannot be looked up"});
  return read;
}

/// A wildcard of a pattern at the end of a target is refused as a slip of the pen. Other servers
/// have none there: they send the asterisk.
void keep_asterisk(std::optional<rules::Text>& target) {
  if (!target || !target->value.ends_with("/*")) return;
  target->value.replace(target->value.size() - 1, 1, "{*}");
}

ForeignRules read_format(const ForeignText& text, Format format, Includes& includes) {
  switch (format) {
    case Format::NetlifyRedirects:
      return read_netlify(text);
    case Format::CloudflareRedirects:
      return read_cloudflare(text);
    case Format::Csv:
      return read_csv(text, separator_of(text.text));
    case Format::Tsv:
      return read_csv(text, '\t');
    case Format::MdnRedirects:
      return read_mdn(text);
    case Format::Map:
      return read_map(text);
    case Format::Nginx:
      return read_nginx(text, includes);
    case Format::NginxMap:
      return read_nginx_map(text);
    case Format::Apache:
      return read_apache(text, includes);
    case Format::Htaccess:
      return read_htaccess(text, includes);
    case Format::Haproxy:
      return read_haproxy(text, includes);
    case Format::HaproxyMap:
      return read_haproxy_map(text);
    case Format::Caddy:
      return read_caddy(text, includes);
    case Format::NetlifyToml:
      return read_netlify_toml(text);
    case Format::Vercel:
      return read_vercel(text);
    case Format::Firebase:
      return read_firebase(text);
    case Format::GatewayApi:
      return read_gateway_api(text);
    case Format::Traefik:
      return read_traefik(text);
    case Format::Microsoft:
      return read_microsoft(text);
    case Format::Iis:
      return read_iis(text, includes);
    case Format::Express:
      return read_express(text, includes);
    case Format::Worker:
      return read_worker(text, includes);
    case Format::Image:
      return read_image(text);
    case Format::Toml:
      break;
  }
  return {};
}

}  // namespace

ForeignRules read_foreign(const ForeignText& text, Format format, Includes& includes) {
  ForeignRules read = read_format(text, format, includes);
  for (rules::Rule& rule : read.rules) {
    keep_asterisk(rule.action.to);
    keep_asterisk(rule.action.rewrite);
  }
  return read;
}

}  // namespace onward::config
