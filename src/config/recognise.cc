// SPDX-License-Identifier: MIT
// What a file is written in: its content says it first, in the first lines that say anything; its
// name where the content does not.
#include "base/ascii.h"
#include "config/csv/columns.h"
#include "config/foreign.h"
#include "config/lines.h"
#include "config/source_url.h"
#include "onward/config/configuration.h"
#include "onward/rules/map_image.h"

#include <algorithm>
#include <array>

namespace onward::config {
namespace {

struct FormatName {
  Format format;
  std::string_view name;
};
constexpr std::array kNames{
    FormatName{Format::Toml, "toml"},
    FormatName{Format::NetlifyRedirects, "netlify"},
    FormatName{Format::CloudflareRedirects, "cloudflare"},
    FormatName{Format::Csv, "csv"},
    FormatName{Format::Tsv, "tsv"},
    FormatName{Format::MdnRedirects, "mdn"},
    FormatName{Format::Map, "map"},
    FormatName{Format::Nginx, "nginx"},
    FormatName{Format::NginxMap, "nginx-map"},
    FormatName{Format::Apache, "apache"},
    FormatName{Format::Htaccess, "htaccess"},
    FormatName{Format::Haproxy, "haproxy"},
    FormatName{Format::HaproxyMap, "haproxy-map"},
    FormatName{Format::Caddy, "caddy"},
    FormatName{Format::NetlifyToml, "netlify-toml"},
    FormatName{Format::Vercel, "vercel"},
    FormatName{Format::Firebase, "firebase"},
    FormatName{Format::GatewayApi, "gateway-api"},
    FormatName{Format::Traefik, "traefik"},
    FormatName{Format::Microsoft, "microsoft"},
    FormatName{Format::Iis, "iis"},
    FormatName{Format::Express, "express"},
    FormatName{Format::Worker, "worker"},
    FormatName{Format::Image, "image"},
};

/// The formats of other servers that know themselves, those with the surest signs first.
struct Recogniser {
  Format format;
  bool (*is)(std::string_view text, std::string_view path);
};
constexpr std::array kRecognisers{
    Recogniser{Format::Iis, is_iis},
    Recogniser{Format::Microsoft, is_microsoft},
    Recogniser{Format::Vercel, is_vercel},
    Recogniser{Format::Firebase, is_firebase},
    Recogniser{Format::NetlifyToml, is_netlify_toml},
    Recogniser{Format::GatewayApi, is_gateway_api},
    Recogniser{Format::Traefik, is_traefik},
    Recogniser{Format::Haproxy, is_haproxy},
    Recogniser{Format::Express, is_express},
    Recogniser{Format::Worker, is_worker},
    Recogniser{Format::Nginx, is_nginx},
    Recogniser{Format::Htaccess, is_htaccess},
    Recogniser{Format::Apache, is_apache},
    Recogniser{Format::Caddy, is_caddy},
    Recogniser{Format::NginxMap, is_nginx_map},
    Recogniser{Format::HaproxyMap, is_haproxy_map},
};

std::string_view file_name(std::string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool ends_with(std::string_view name, std::string_view ending) {
  return name.size() >= ending.size() &&
         base::equals_ignore_case(name.substr(name.size() - ending.size()), ending);
}

std::optional<Format> by_name(std::string_view path) {
  const std::string_view name = file_name(path);
  if (ends_with(name, ".toml")) return Format::Toml;
  if (ends_with(name, ".csv")) return Format::Csv;
  if (ends_with(name, ".tsv") || ends_with(name, ".tab")) return Format::Tsv;
  if (ends_with(name, "_redirects.txt")) return Format::MdnRedirects;
  if (ends_with(name, "_redirects")) return Format::NetlifyRedirects;
  return {};
}

/// "[table]", "key = value": what no redirect line begins with.
bool is_toml(std::string_view line) {
  if (line.starts_with('[')) return true;
  const std::size_t key =
      line.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");
  if (key == 0 || key == std::string_view::npos) return false;
  const std::size_t equals = line.find_first_not_of(" \t", key);
  return equals != std::string_view::npos && line[equals] == '=';
}

std::optional<Format> by_line(std::string_view line, std::string_view path) {
  if (is_separator_line(line)) return line.back() == '\t' ? Format::Tsv : Format::Csv;
  if (is_toml(line)) return Format::Toml;
  const auto named = by_name(path);
  const Record tabbed = first_record(line, '\t');
  if (tabbed.cells.size() > 1 && columns_by_name(tabbed)) return Format::Tsv;
  if (is_table_row(first_record(line, ',')) || is_table_row(first_record(line, ';'))) {
    return Format::Csv;
  }
  if (named == Format::Tsv && is_table_row(tabbed)) return Format::Tsv;
  // MDN's has no third column, and its paths may hold spaces.
  if (named == Format::MdnRedirects && tabbed.cells.size() == 2 && line.starts_with('/')) {
    return Format::MdnRedirects;
  }
  const std::vector<Word> parts = words(line);
  if (parts.size() >= 2 && (parts[0].text.starts_with('/') || is_http_url(parts[0].text))) {
    return Format::NetlifyRedirects;
  }
  return {};
}

bool is_mdn_header(std::string_view comment) {
  const std::vector<Word> parts = words(comment);
  return parts.size() == 3 && parts[1].text == "FROM-URL" && parts[2].text == "TO-URL";
}

}  // namespace

std::string_view name(Format format) {
  const auto found = std::ranges::find(kNames, format, &FormatName::format);
  return found == kNames.end() ? std::string_view{} : found->name;
}

std::optional<Format> format_named(std::string_view name) {
  const auto found = std::ranges::find(kNames, name, &FormatName::name);
  if (found == kNames.end()) return {};
  return found->format;
}

std::string foreign_format_names() {
  std::string names;
  for (const FormatName& known : kNames) {
    if (known.format == Format::Toml) continue;
    names.append(names.empty() ? "" : ", ").append(known.name);
  }
  return names;
}

std::vector<std::string> SourceReader::matching(std::string_view /*pattern*/) { return {}; }

std::optional<Format> recognise(std::string_view text, std::string_view path) {
  if (text.starts_with(rules::kImageMagic)) return Format::Image;
  for (const Recogniser& recogniser : kRecognisers) {
    if (recogniser.is(text, path)) return recogniser.format;
  }
  LineReader lines(text);
  std::size_t looked_at = 0;
  for (Line line; looked_at < kLinesLookedAt && lines.next(line);) {
    const std::string_view content = trimmed(line.text.substr(0, kMaxRecordBytes));
    if (content.empty()) continue;
    if (content.starts_with('#')) {
      if (is_mdn_header(content)) return Format::MdnRedirects;
      continue;
    }
    ++looked_at;
    if (const auto format = by_line(content, path)) return format;
  }
  return by_name(path);
}

}  // namespace onward::config
