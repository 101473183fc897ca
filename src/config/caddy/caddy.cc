// SPDX-License-Identifier: MIT
// A Caddyfile: global options, snippets, and sites, which take requests by address; the first site
// that fits is the only one asked. A file of directives alone is one site. Names get certificates
// by themselves, and what asks for them by http is sent to https with 308: that is a rule here.
#include "config/caddy/block.h"
#include "config/caddy/lines.h"
#include "config/caddy/path.h"
#include "config/caddy/site.h"
#include "config/foreign.h"
#include "config/lines.h"
#include "config/logic.h"
#include "config/pattern_text.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <utility>

namespace onward::config {
namespace {

using caddy::Address;
using caddy::Line;
using caddy::Site;
using rules::Conditions;

class CaddyReader {
 public:
  explicit CaddyReader(std::uint32_t file) : report_(file) {}

  ForeignRules run(const ForeignText& text, Includes& includes) {
    std::vector<Line> lines = caddy::read_lines(text, report_);
    lines = caddy::with_imports(std::move(lines), includes, report_);
    if (!lines.empty() && lines[0].name().empty() && lines[0].has_block) {
      read_globals(lines[0].block);
      lines.erase(lines.begin());
    }
    split(std::move(lines));
    caddy::sort(sites_);
    write();
    ForeignRules read;
    read.rules = std::move(reading_.rules);
    read.takeover = {reading_.redirects.size(), reading_.lost.size()};
    read.diagnostics = report_.take();
    return read;
  }

 private:
  void read_globals(const std::vector<Line>& options) {
    for (const Line& option : options) {
      const auto has = [&option](std::string_view value) {
        return std::ranges::any_of(option.words,
                                   [value](const caddy::Word& w) { return w.text == value; });
      };
      if (option.name() == "order") reading_.order.change(option);
      if (option.words.size() < 2) continue;
      if (option.name() == "http_port") globals_.http_port = option.words[1].text;
      if (option.name() == "https_port") globals_.https_port = option.words[1].text;
      if (option.name() != "auto_https") continue;
      globals_.has_auto_https = !has("off");
      globals_.has_auto_redirects = !has("off") && !has("disable_redirects");
    }
  }

  /// The sites. Without any block the first line is the address of all that follows, unless it is a
  /// directive: then the file is a part of a site.
  void split(std::vector<Line> lines) {
    std::vector<Line> loose;
    for (Line& line : lines) {
      if (line.has_block && (loose.empty() || !is_site(loose[0])) && is_site(line)) {
        add_site(line.words, std::move(line.block), line.place());
      } else {
        loose.push_back(std::move(line));
      }
    }
    if (loose.empty()) return;
    if (!is_site(loose[0]) || loose[0].has_block) {
      return add_site({}, std::move(loose), {});
    }
    const Line head = std::move(loose[0]);
    loose.erase(loose.begin());
    add_site(head.words, std::move(loose), head.place());
  }

  /// Whether a line's words are addresses: an address has a dot, a colon or a slash, or is a name
  /// that no directive has.
  bool is_site(const Line& line) const {
    const std::string& name = line.name();
    if (name.starts_with('@') || name == "import") return false;
    const bool is_known = reading_.order.position(name) != reading_.order.position("");
    if (name.find_first_of(".:/{") != std::string::npos) return true;
    static constexpr std::array<std::string_view, 6> kOthers{
        "tls", "log", "bind", "handle_errors", "encode", "acme_server"};
    return !is_known && std::ranges::find(kOthers, name) == kOthers.end();
  }

  void add_site(const std::vector<caddy::Word>& head, std::vector<Line> lines,
                const rules::Place& place) {
    Site site{{}, std::move(lines), place};
    for (caddy::Word word : head) {
      while (word.text.ends_with(',')) word.text.pop_back();
      std::string_view rest = word.text;
      while (!rest.empty()) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        const caddy::Word one{std::string(rest.substr(0, comma)), word.place};
        rest.remove_prefix(std::min(comma + 1, rest.size()));
        if (auto address = caddy::read_address(one, globals_, report_)) {
          site.addresses.push_back(std::move(*address));
        }
      }
    }
    // Whose requests are not known is not served.
    if (!head.empty() && site.addresses.empty()) {
      lose(site.lines);
      return;
    }
    sites_.push_back(std::move(site));
  }

  void lose(const std::vector<Line>& lines) {
    caddy::Scope scope;
    scope.lost = "the address of its site is not known";
    const std::size_t before = reading_.rules.size();
    caddy::read_block(lines, scope, reading_);
    reading_.rules.resize(before);
  }

  static bool is_tls(const Address& address) { return !address.is_http; }

  bool has_redirects() const {
    if (!globals_.has_auto_redirects) return false;
    return std::ranges::any_of(sites_, [](const Site& site) {
      return std::ranges::any_of(site.addresses, [](const Address& address) {
        return is_tls(address) && !address.host.empty();
      });
    });
  }

  void write() {
    std::set<std::string> ports;
    std::size_t plain = 0;
    std::size_t secure = 0;
    for (const Site& site : sites_) {
      for (const Address& address : site.addresses) {
        ports.insert(address.listens);
        ++(is_tls(address) ? secure : plain);
      }
    }
    has_many_ports_ = ports.size() > 1;
    has_both_schemes_ = plain > 0 && secure > 0;
    const bool redirects = has_redirects();
    // Ports of their own come first, as their conditions name them. What is asked for by http then
    // goes to https, so that all below is https.
    if (has_many_ports_) write_sites({.is_secure = false, .has_own_port = true});
    if (has_many_ports_) write_sites({.is_secure = true, .has_own_port = true});
    write_sites({.is_secure = false, .has_own_port = false});
    if (redirects) write_automatic();
    write_sites({.is_secure = true, .has_own_port = false});
    while (!reading_.rules.empty() && reading_.rules.back().action.pass) reading_.rules.pop_back();
  }

  void write_automatic() {
    const auto site = std::ranges::find_if(
        sites_, [](const Site& s) { return std::ranges::any_of(s.addresses, is_tls); });
    rules::Rule& rule = reading_.rules.emplace_back();
    rule.name = {"automatic HTTPS", site->place};
    rule.place = site->place;
    rule.when.scheme = rules::Text{"http", site->place};
    rule.action.to = rules::Text{"https://{request.host}{request.target}", {}};  // nobody wrote it
    rule.action.query = rules::QueryPolicy::Drop;
    rule.action.to_hosts = {{"*", site->place}};
    rule.action.status = http::Status(308);
    rule.action.status_place = site->place;
    report_.note_at(site->place,
                    "Caddy sends http requests to https with 308 as soon as a site has a name; the "
                    "rules do too",
                    "where TLS ends before Onward, say so: public_url = \"https://…\"");
  }

  /// Which addresses of a site are written at a time.
  struct Pass {
    bool is_secure = false;
    bool has_own_port = false;
  };

  bool has_own_port(const Address& address) const {
    return has_many_ports_ && address.listens != globals_.http_port &&
           address.listens != globals_.https_port;
  }

  void write_sites(Pass pass) {
    for (const Site& site : sites_) write_site(site, pass);
  }

  void write_site(const Site& site, Pass pass) {
    std::vector<Conditions> choices;
    for (const Address& address : site.addresses) {
      if (is_tls(address) != pass.is_secure || has_own_port(address) != pass.has_own_port) continue;
      add_choice(address, choices);
    }
    const bool is_first = !pass.is_secure && !pass.has_own_port;
    if (choices.empty() && (!is_first || !site.addresses.empty())) return;
    caddy::Scope scope;
    if (!choices.empty()) scope.when = either(std::move(choices));
    const std::size_t before = reading_.rules.size();
    const Conditions when = scope.when;
    caddy::read_block(site.lines, scope, reading_);
    while (reading_.rules.size() > before && reading_.rules.back().action.pass) {
      reading_.rules.pop_back();
    }
    // No other site is asked, nor does what is asked for by http go to https.
    const bool is_last = &site == &sites_.back();
    const bool is_named = std::ranges::any_of(
        site.addresses, [](const Address& address) { return !address.host.empty(); });
    if ((is_named || pass.has_own_port) && !(is_last && pass.is_secure && !pass.has_own_port)) {
      reading_.rules.push_back(caddy::pass_rule(when, site.place));
    }
  }

  /// Adds what an address takes; hosts that differ in nothing else become a list.
  void add_choice(const Address& address, std::vector<Conditions>& choices) const {
    Conditions when;
    const bool is_said = !address.scheme.empty() && address.scheme == "http";
    if (is_said || (has_both_schemes_ && !globals_.has_auto_redirects)) {
      when.scheme = rules::Text{address.is_http ? "http" : "https", address.place};
    } else if (has_both_schemes_ && address.is_http) {
      when.scheme = rules::Text{"http", address.place};
    }
    if (has_own_port(address)) {
      Conditions port;
      port.regex = rules::Regex{{"^[a-z]+://[^/]*:" + address.listens + "/", address.place},
                                rules::Engine::Re2,
                                rules::Subject::Url};
      add(when, std::move(port));
    }
    if (!address.path.empty() && address.path != "/") {
      add(when, caddy::path_condition({address.path, address.place}));
    }
    for (Conditions& choice : choices) {
      if (address.host.empty() || choice.hosts.empty() || !is_alike(choice, when)) continue;
      choice.hosts.push_back(caddy::host_pattern(address.host, address.place));
      return;
    }
    if (!address.host.empty()) {
      when.hosts.push_back(caddy::host_pattern(address.host, address.place));
    }
    choices.push_back(std::move(when));
  }

  static bool is_alike(const Conditions& choice, const Conditions& when) {
    const auto value = [](const auto& optional) { return optional ? optional->value : ""; };
    return value(choice.scheme) == value(when.scheme) && value(choice.match) == value(when.match) &&
           !choice.regex && !when.regex && choice.all.empty() && when.all.empty();
  }

  Report report_;
  caddy::Reading reading_{{}, report_};
  caddy::Globals globals_;
  std::vector<Site> sites_;
  bool has_many_ports_ = false;
  bool has_both_schemes_ = false;
};

}  // namespace

ForeignRules read_caddy(const ForeignText& text, Includes& includes) {
  return CaddyReader(text.file).run(text, includes);
}

/// By name; or by a line that only a Caddyfile has: a directive with a target and no ";", a site's
/// head that is an address alone.
bool is_caddy(std::string_view text, std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  if (name == "Caddyfile" || name.ends_with(".caddy") || name.ends_with(".Caddyfile") ||
      name.starts_with("Caddyfile.") || name.ends_with(".caddyfile")) {
    return true;
  }
  constexpr std::array<std::string_view, 7> kDirectives{
      "redir", "reverse_proxy", "file_server", "handle", "handle_path", "respond", "encode"};
  bool has_site = false;
  LineReader lines(text);
  for (onward::config::Line line; lines.next(line);) {
    const auto parts = words(line.text);
    if (parts.empty() || parts[0].text.starts_with('#')) continue;
    const bool opens = parts.back().text == "{";
    if (line.text.ends_with(';')) return false;
    if (opens && parts[0].text.find_first_of(".:") != std::string_view::npos) has_site = true;
    const bool is_directive =
        std::ranges::find(kDirectives, parts[0].text) != kDirectives.end() && parts.size() > 1;
    if (is_directive && (has_site || parts[0].text == "redir")) return true;
  }
  return false;
}

}  // namespace onward::config
