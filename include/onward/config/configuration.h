// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/config/server.h"
#include "onward/rules/diagnostic.h"
#include "onward/rules/rule.h"
#include "onward/rules/table.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// A configuration: onward.toml, or a redirect file of somebody else, read, checked and compiled.
//
//   auto configuration = onward::config::open("onward.toml", {}, reader);
//   for (const auto& diagnostic : configuration.diagnostics) {
//     std::cerr << onward::config::to_text(diagnostic, configuration);
//   }
//   if (configuration.table) serve(configuration.server, configuration.table);
namespace onward::config {

/// What a file is written in.
enum class Format : std::uint8_t {
  Toml,                 ///< onward.toml
  NetlifyRedirects,     ///< _redirects; a rule without a status is 301
  CloudflareRedirects,  ///< _redirects; a rule without a status is 302
  Csv,                  ///< from,to[,status], with or without a header; Cloudflare's bulk columns
  Tsv,
  MdnRedirects,  ///< MDN's _redirects.txt
  Map,           ///< from,to[,status]: the rows of a map as they are looked up, docs/rules.md
  Nginx,         ///< nginx.conf, or a part of it
  NginxMap,      ///< what is included inside of map { }: "/old /new;"
  Apache,        ///< httpd.conf, a virtual host
  Htaccess,      ///< .htaccess: the same language in a folder's context
  Haproxy,
  HaproxyMap,  ///< "/old /new"
  Caddy,       ///< Caddyfile
  NetlifyToml,
  Vercel,      ///< vercel.json
  Firebase,    ///< firebase.json
  GatewayApi,  ///< HTTPRoute of Kubernetes' Gateway API
  Traefik,     ///< dynamic configuration, labels, Middleware: redirectRegex, redirectScheme
  Microsoft,   ///< .openpublishing.redirection.json
  Iis,         ///< web.config, rewrite maps
  Express,     ///< a script of Node's Express
  Worker,      ///< a script of Cloudflare's Workers
  Image,       ///< the image of a map, docs/map_format.md
};

/// "toml", "netlify", "nginx", "apache" …; nullopt for another name.
std::optional<Format> format_named(std::string_view name);
std::string_view name(Format format);
/// "netlify, cloudflare, csv …": the names of all but onward.toml's, for messages.
std::string foreign_format_names();

/// How the texts of files come in: this module opens none.
class SourceReader {
 public:
  virtual ~SourceReader() = default;
  /// The whole text of a file. Errors: FileNotFound, FileForbidden, FileUnreadable, FileTooLarge.
  virtual Result<std::string> read(std::string_view path) = 0;
  /// The files that fit a shell pattern, "conf.d/*.conf", sorted; none where that cannot be said.
  virtual std::vector<std::string> matching(std::string_view pattern);
  /// The file as the image of a map (rules/map_image.h); null where it is none, and read() is for
  /// it. Errors: Image*, of a file that begins as an image does.
  virtual Result<std::shared_ptr<const rules::MapImage>> image(std::string_view path);

 protected:
  SourceReader() = default;
  SourceReader(const SourceReader&) = default;
  SourceReader& operator=(const SourceReader&) = default;
};

struct OpenOptions {
  std::optional<Format> format{};  ///< none: recognised by content, then by name
  /// Configuration::rules is wanted.
  bool keeps_rules = false;
  /// A table also where onward.toml has errors, of the rules that have none, and where an example
  /// fails: for who looks at rules and does not serve them.
  bool keeps_going = false;
  /// The URL path of the folder that the file speaks for, "/docs/", where its format has such
  /// (.htaccess); "": "/". Slashes that are missing at its ends are added.
  std::string base{};
};

struct SourceFile {
  std::string path;
  std::string text;  ///< kept, so that a diagnostic can show its line
  Format format = Format::Toml;
};

/// How much of a file was taken over. What counts is a directive, line or entry that redirects, as
/// its author wrote it, however many rules it became.
struct Takeover {
  std::size_t redirects = 0;  ///< that the file has
  std::size_t lost = 0;       ///< of these, those that no rule stands for: each has an Error
};

struct Configuration {
  std::vector<SourceFile> files;  ///< Place::file is an index into it; the first is what was opened
  Server server;
  std::shared_ptr<const rules::Table> table;  ///< null where the configuration cannot be served
  rules::Diagnostics diagnostics;             ///< errors and warnings, in the order of their places
  Takeover takeover{};                        ///< of the foreign files, taken together
  /// With OpenOptions::keeps_rules: what the table was compiled from, maps with their rows.
  std::vector<rules::Rule> rules{};

  bool has_errors() const;
};

/// Reads `path` and every file that it names, checks all, compiles the rules and runs their
/// examples. Never fails as a call: whatever is wrong is a diagnostic. In onward.toml an error
/// leaves no table. In a file of somebody else a line that cannot be honoured is a diagnostic, and
/// the others serve.
Configuration open(std::string_view path, const OpenOptions& options, SourceReader& reader);

/// The same for several redirect files of others, whose rules stand one behind the other's.
Configuration open(std::span<const std::string> paths, const OpenOptions& options,
                   SourceReader& reader);

/// The rows of redirect files, each file's as `map = "file"` takes them: for who makes an image.
struct MapRows {
  Configuration read;                                           ///< its files and diagnostics
  std::vector<std::shared_ptr<const rules::MapSource>> maps{};  ///< in the order of the paths
};
/// Where a file cannot be read as a map, a diagnostic says why, and there are no maps.
MapRows read_map_rows(std::span<const std::string> paths, const OpenOptions& options,
                      SourceReader& reader);

/// What a file of this text and name is written in; nullopt where nothing fits.
std::optional<Format> recognise(std::string_view text, std::string_view path);

/// "file:line:column: error: message", the line with a caret, the hint. For a terminal: no raw
/// controls of the file.
std::string to_text(const rules::Diagnostic& diagnostic, const Configuration& configuration);

}  // namespace onward::config
