// SPDX-License-Identifier: MIT
#pragma once

#include "config/line_sample.h"
#include "onward/base/result.h"
#include "onward/config/configuration.h"
#include "onward/rules/diagnostic.h"
#include "onward/rules/rule.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Redirect files of others: text in, rules and a report out. Each line that holds a rule is in the
// one or in the other, and a line that is served otherwise than its author may expect is in both.
namespace onward::config {

/// A text and its index among the configuration's files.
struct ForeignText {
  std::string_view text;
  std::uint32_t file = 0;
  std::string_view path{};  ///< as given; "" where there is none
  std::string_view base{};  ///< the URL path of the folder it speaks for, "/docs/"; "": "/"
};

/// The files that a file names while it is read.
class Includes {
 public:
  virtual ~Includes() = default;
  /// A file, by its path from the folder of the file that was opened first, or from the root. Its
  /// text and path live as long as the configuration. Errors: File*; FileTooLarge too where more
  /// files are named than a configuration may have.
  virtual Result<ForeignText> open(std::string_view path) = 0;
  /// The paths, as open() takes them, that fit a shell pattern, sorted.
  virtual std::vector<std::string> matching(std::string_view pattern) = 0;

 protected:
  Includes() = default;
  Includes(const Includes&) = default;
  Includes& operator=(const Includes&) = default;
};

struct ForeignRules {
  std::vector<rules::Rule> rules;  ///< in the order of matching
  rules::Diagnostics diagnostics;  ///< in the order of lines
  /// What lines with patterns are meant for, in the order of lines; look-ups have none.
  std::vector<LineSample> samples;
  Takeover takeover{};
};

// Diagnostics of importers:
//   Error    a directive that redirects is lost: what it would have done, and why it cannot be done
//   Warning  taken over, and differs from the original in some case, or is hardly meant so
//   Note     a directive that redirects nothing is left out, and changes no redirect; where it
//            takes requests away from redirects below it, it became a rule with `pass`

/// A text in a format that is not onward.toml's, by its reader below.
ForeignRules read_foreign(const ForeignText& text, Format format, Includes& includes);

/// Netlify's _redirects.
ForeignRules read_netlify(const ForeignText& text);

/// Cloudflare's _redirects (Pages, Workers static assets).
ForeignRules read_cloudflare(const ForeignText& text);

/// Values with a comma, semicolon or tab between them: from,to[,status], or Cloudflare's bulk
/// columns.
ForeignRules read_csv(const ForeignText& text, char separator);

/// MDN's _redirects.txt.
ForeignRules read_mdn(const ForeignText& text);

/// Rows of a map as they are looked up.
ForeignRules read_map(const ForeignText& text);

// Each room has its own. is_x(): whether a text is surely, by content and name, in that format.

ForeignRules read_nginx(const ForeignText& text, Includes& includes);
ForeignRules read_nginx_map(const ForeignText& text);
bool is_nginx(std::string_view text, std::string_view path);
bool is_nginx_map(std::string_view text, std::string_view path);

ForeignRules read_apache(const ForeignText& text, Includes& includes);
ForeignRules read_htaccess(const ForeignText& text, Includes& includes);
bool is_apache(std::string_view text, std::string_view path);
bool is_htaccess(std::string_view text, std::string_view path);

ForeignRules read_haproxy(const ForeignText& text, Includes& includes);
ForeignRules read_haproxy_map(const ForeignText& text);
bool is_haproxy(std::string_view text, std::string_view path);
bool is_haproxy_map(std::string_view text, std::string_view path);

ForeignRules read_caddy(const ForeignText& text, Includes& includes);
bool is_caddy(std::string_view text, std::string_view path);

ForeignRules read_gateway_api(const ForeignText& text);
bool is_gateway_api(std::string_view text, std::string_view path);
ForeignRules read_traefik(const ForeignText& text);
bool is_traefik(std::string_view text, std::string_view path);

ForeignRules read_netlify_toml(const ForeignText& text);
bool is_netlify_toml(std::string_view text, std::string_view path);
ForeignRules read_vercel(const ForeignText& text);
bool is_vercel(std::string_view text, std::string_view path);
ForeignRules read_firebase(const ForeignText& text);
bool is_firebase(std::string_view text, std::string_view path);
ForeignRules read_microsoft(const ForeignText& text);
bool is_microsoft(std::string_view text, std::string_view path);
ForeignRules read_iis(const ForeignText& text, Includes& includes);
bool is_iis(std::string_view text, std::string_view path);

ForeignRules read_express(const ForeignText& text, Includes& includes);
bool is_express(std::string_view text, std::string_view path);
ForeignRules read_worker(const ForeignText& text, Includes& includes);
bool is_worker(std::string_view text, std::string_view path);

}  // namespace onward::config
