// SPDX-License-Identifier: MIT
// A target is read part by part, and what a part may do depends on the section it stands in. What
// mod_rewrite and mod_alias would escape is escaped here: a literal "%" or "#" of a substitution is
// written as an escape unless the rule says [NE]. A part of the request never decides a host,
// unless it is a part of the request's own host, or the host ends with a literal domain.
#include "config/apache/target.h"

#include "base/ascii.h"
#include "config/apache/expression_text.h"
#include "config/pattern_text.h"

#include <algorithm>
#include <array>

namespace onward::config::apache {
namespace {

enum class Section { Start, Authority, Path, Query, Fragment };

/// ap_escape_uri(): what it leaves as it is.
bool is_kept(char c) {
  return base::is_alnum(c) ||
         std::string_view("$-_.+!*'(),:;@&=/~").find(c) != std::string_view::npos;
}

void append_escaped(std::string_view text, bool escapes, std::string& out) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (escapes && !is_kept(c)) {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    } else if (c == '{' || c == '}') {
      out.append(2, c);
    } else if (c == '$' && i + 1 < text.size() && base::is_digit(text[i + 1])) {
      out += "%24";  // else it would be taken for a slip
    } else {
      out += c;
    }
  }
}

struct RequestPart {
  std::string_view variable;
  std::string_view in_template;
};
constexpr std::size_t kMaxHosts = 64;

/// "a|b" in its words; empty where it is more than words.
std::vector<std::string> alternatives_of(std::string_view body) {
  std::vector<std::string> alternatives;
  while (true) {
    const std::size_t bar = std::min(body.find('|'), body.size());
    const auto literal = literal_of(body.substr(0, bar));
    if (!literal || literal->empty()) return {};
    alternatives.push_back(base::to_lower(*literal));
    if (bar == body.size()) return alternatives;
    body.remove_prefix(bar + 1);
  }
}

constexpr std::array kRequestParts{
    RequestPart{"http_host", "{request.host}"},
    RequestPart{"server_name", "{request.host}"},
    RequestPart{"http:host", "{request.host}"},
    RequestPart{"query_string", "{request.query}"},
    RequestPart{"request_scheme", "{request.scheme}"},
    RequestPart{"request_method", "{request.method}"},
};

class TargetBuilder {
 public:
  explicit TargetBuilder(const TargetOptions& options) : options_(options) {}

  BuiltTarget build(const Parts& parts) {
    begin(parts);
    for (std::size_t i = 0; i < parts.size() && built_.fault.empty() && !built_.glued; ++i) {
      const Part& part = parts[i];
      if (part.kind == Part::Kind::Literal) {
        literal(part.text);
      } else {
        filled(part, i + 1 < parts.size() ? &parts[i + 1] : nullptr);
      }
    }
    finish();
    return std::move(built_);
  }

 private:
  void fault(std::string text) {
    if (built_.fault.empty()) built_.fault = std::move(text);
  }

  void begin(const Parts& parts) {
    if (parts.empty()) return;
    const Part& first = parts.front();
    if (first.kind == Part::Kind::Literal) {
      const std::string lower = base::to_lower(std::string_view(first.text).substr(0, 8));
      built_.is_url = lower.starts_with("http://") || lower.starts_with("https://");
      if (!built_.is_url && is_absolute(first.text)) {
        return fault("the target's scheme is neither http nor https");
      }
      if (!built_.is_url && !first.text.starts_with('/')) path_begins();
    } else if (first.kind == Part::Kind::Variable && first.text == "request_scheme") {
      built_.is_url = parts.size() > 1 && parts[1].text.starts_with("://");
    } else if (first.kind == Part::Kind::Variable && first.text == "request_uri") {
      section_ = Section::Path;
    } else if (first.kind == Part::Kind::Group && (options_.base.empty() || first.is_whole_path)) {
      built_.glued = first;
    } else {
      path_begins();
    }
    if (first.kind == Part::Kind::Literal && first.text.starts_with('/')) section_ = Section::Path;
  }

  void path_begins() {
    built_.to = options_.base.empty() ? "/" : options_.base;
    section_ = Section::Path;
  }

  void literal(std::string_view text) {
    while (!text.empty()) {
      switch (section_) {
        case Section::Start:
          text = scheme(text);
          break;
        case Section::Authority:
          text = authority(text);
          break;
        case Section::Path:
          text = path(text);
          break;
        case Section::Query:
          text = query(text);
          break;
        case Section::Fragment:
          // To mod_rewrite it begins a query there, too.
          if (text.find('?') != text.npos) has_query_mark_ = true;
          append_escaped(text, false, built_.to);
          text = {};
          break;
      }
    }
  }

  std::string_view scheme(std::string_view text) {
    const std::size_t end = text.find("://");
    if (end == text.npos) {
      fault("the target has no host");
      return {};
    }
    built_.scheme = base::to_lower(text.substr(0, end));
    built_.to += built_.scheme + "://";
    section_ = Section::Authority;
    text.remove_prefix(end + 3);
    if (text.starts_with('/')) {
      built_.warning = "slashes too many stand before the host; clients pass over them";
      while (text.starts_with('/')) text.remove_prefix(1);
    }
    return text;
  }

  std::string_view authority(std::string_view text) {
    const std::size_t end = std::min(text.find_first_of("/?#"), text.size());
    built_.to += escape_template(text.substr(0, end));
    host_ += text.substr(0, end);
    const std::string_view name = text.substr(0, end);
    host_pieces_.push_back({base::to_lower(name.substr(0, name.find(':')))});
    text.remove_prefix(end);
    if (text.empty()) return text;
    section_ = Section::Path;
    end_authority();
    if (!text.starts_with('/')) built_.to += '/';
    return text;
  }

  void end_authority() {
    if (!has_filled_host_) built_.host = host_;
    if (has_filled_host_ && built_.to_hosts.empty()) allow_hosts();
    if (host_.empty() && !has_filled_host_) fault("the target has no host");
  }

  std::string_view path(std::string_view text) {
    const std::size_t question = std::min(text.find('?'), text.size());
    const std::size_t hash = options_.cuts_fragment ? std::min(text.find('#'), question) : question;
    append_escaped(text.substr(0, hash), options_.escapes_path, built_.to);
    text.remove_prefix(hash);
    if (text.empty()) return text;
    if (text.front() == '#') return fragment(text);
    section_ = Section::Query;
    has_query_mark_ = true;
    return text.substr(1);
  }

  std::string_view query(std::string_view text) {
    const std::size_t hash =
        options_.cuts_fragment ? std::min(text.find('#'), text.size()) : text.size();
    std::string own;
    append_escaped(text.substr(0, hash), options_.escapes_query, own);
    add_to_query(own);
    text.remove_prefix(hash);
    return text.empty() ? text : fragment(text);
  }

  std::string_view fragment(std::string_view text) {
    section_ = Section::Fragment;
    built_.has_fragment = true;
    built_.to += '#';
    return text.substr(1);
  }

  void add_to_query(std::string_view text) {
    if (text.empty()) return;
    if (!has_query_text_) built_.to += '?';
    has_query_text_ = true;
    built_.to += text;
  }

  // --- Places to fill in ---------------------------------------------------------------------

  void filled(const Part& part, const Part* next) {
    if (part.source == Part::Source::Field) {
      return fault("a part of a request field would go into the target");
    }
    if (part.kind == Part::Kind::Variable) return variable(part, next);
    if (section_ == Section::Authority) return group_in_authority(part, next);
    add_filled("{" + part.text + "}");
  }

  void add_filled(const std::string& text) {
    if (section_ == Section::Query) return add_to_query(text);
    built_.to += text;
  }

  void variable(const Part& part, const Part* next) {
    if (part.text == "request_uri" || part.text == "script_url") {
      if (section_ == Section::Start) return fault("the target has no host");
      if (section_ == Section::Authority) {
        section_ = Section::Path;
        end_authority();
      }
      built_.uses_path = true;
      return add_filled("/{uri}");
    }
    for (const RequestPart& known : kRequestParts) {
      if (part.text != known.variable) continue;
      const bool is_host = known.in_template == "{request.host}";
      if (section_ == Section::Start && part.text == "request_scheme" && next != nullptr &&
          next->text.starts_with("://")) {
        built_.to = "{request.scheme}";
        return;
      }
      if (section_ == Section::Authority) {
        if (!is_host) break;
        has_filled_host_ = true;
        built_.to_hosts = {{"*", options_.place}};
      }
      return add_filled(std::string(known.in_template));
    }
    fault("%{" + upper_of(part.text) + "} cannot be filled into a target here");
  }

  void group_in_authority(const Part& part, const Part* next) {
    if (part.source == Part::Source::Host) {
      has_filled_host_ = true;
      built_.to += "{" + part.text + "}";
      if (built_.to_hosts.empty()) built_.to_hosts = {{"*", options_.place}};
      return;
    }
    if (is_first_of_path(part, next)) {
      built_.glued = part;
      return;
    }
    has_filled_host_ = true;
    built_.to += "{" + part.text + "}";
    host_pieces_.push_back(alternatives_of(part.body));
  }

  /// "https://host$1/…": what is filled in behind a whole host is meant to be a path.
  bool is_first_of_path(const Part& part, const Part* next) const {
    if (host_.empty() || host_.ends_with('.') || part.source != Part::Source::Path) return false;
    if (next == nullptr || next->kind != Part::Kind::Literal) return true;
    return next->text.find_first_of("/?#") == 0;
  }

  /// The hosts that may come out where a part of the path is filled in: "*.example.com" for
  /// "https://$1.example.com/", and one for each alternative of "(a|b)".
  void allow_hosts() {
    std::vector<std::string> hosts{""};
    bool is_open = false;
    for (auto piece = host_pieces_.rbegin(); piece != host_pieces_.rend() && !is_open; ++piece) {
      is_open = piece->empty();
      std::vector<std::string> longer;
      for (const std::string& alternative : *piece) {
        for (const std::string& host : hosts) longer.push_back(alternative + host);
      }
      if (!is_open) hosts = std::move(longer);
      if (hosts.size() > kMaxHosts) return fault("the target may be on too many hosts");
    }
    for (const std::string& host : hosts) {
      const bool is_below = host.starts_with('.') && host.find('.', 1) != std::string::npos;
      if (is_open && !is_below)
        return fault("a part of the request would choose the target's host");
      built_.to_hosts.push_back({(is_open ? "*" : "") + host, options_.place});
    }
    if (is_open) {
      built_.warning =
          "a part of the path becomes a part of the target's host; a request where "
          "that makes another host is not redirected";
    }
  }

  void finish() {
    if (!built_.fault.empty() || built_.glued) return;
    if (section_ == Section::Authority) {
      end_authority();
      built_.to += '/';
    }
    if (built_.to.empty()) built_.to = "/";
    if (built_.to.starts_with("//")) {
      // Apache writes scheme and host before it, so that it stays a path.
      built_.to.insert(0, "{request.scheme}://{request.host}");
      built_.to_hosts = {{"*", options_.place}};
    }
    const bool keeps = !has_query_mark_ || options_.appends_query;
    if (!keeps || options_.discards_query) built_.query = rules::QueryPolicy::Drop;
  }

  const TargetOptions& options_;
  BuiltTarget built_;
  Section section_ = Section::Start;
  std::string host_;
  /// What the host is made of, each in its alternatives; none where it may be anything.
  std::vector<std::vector<std::string>> host_pieces_;
  bool has_filled_host_ = false;
  bool has_query_mark_ = false;
  bool has_query_text_ = false;
};

}  // namespace

bool is_absolute(std::string_view text) {
  constexpr std::array<std::string_view, 20> kSchemes{
      "ajp://",  "balancer://", "ftp://",  "fcgi://",  "gopher://", "http://", "https://",
      "h2://",   "h2c://",      "ldap://", "ldaps://", "mailto:",   "news:",   "nntp://",
      "scgi://", "uwsgi://",    "ws://",   "wss://",   "unix:",     "about:"};
  const std::string lower = base::to_lower(text.substr(0, 12));
  for (const std::string_view scheme : kSchemes) {
    if (lower.starts_with(scheme)) return true;
  }
  return false;
}

Parts slash_before(const Parts& parts, std::string_view group) {
  Parts result;
  bool is_done = false;
  for (const Part& part : parts) {
    if (!is_done && part.kind == Part::Kind::Group && part.text == group) {
      append_literal(result, "/");
      is_done = true;
    }
    result.push_back(part);
  }
  return result;
}

BuiltTarget build_target(const Parts& parts, const TargetOptions& options) {
  return TargetBuilder(options).build(parts);
}

}  // namespace onward::config::apache
