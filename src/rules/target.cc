// SPDX-License-Identifier: MIT
// Cutting a template into the sections of a URL (RFC 3986 §3) and checking what stands where. The
// invariant that writing leans on: a target with an origin has a path that is empty or begins with
// "/", and one without begins with "/"; so nothing that is filled in can reach into the origin.
#include "rules/target.h"

#include "base/ascii.h"
#include "onward/url/url.h"
#include "rules/normal_url.h"
#include "rules/target_bytes.h"
#include "url/host.h"
#include "url/parser.h"

#include <algorithm>
#include <array>

namespace onward::rules {
namespace {

using enum Part::Kind;

bool is_text(const Part& part) { return part.kind == Literal; }

bool has_places(const Parts& parts) { return !std::all_of(parts.begin(), parts.end(), is_text); }

/// {request.path} and {request.target} begin with "/".
bool begins_path(const Part& part) {
  return part.kind == Path || part.kind == Part::Kind::RequestTarget;
}

/// Takes parts off the front of a template.
class Cursor {
 public:
  explicit Cursor(Parts parts) : parts_(std::move(parts)) {
    std::reverse(parts_.begin(), parts_.end());
  }

  bool at_end() const { return parts_.empty(); }
  const Part& front() const { return parts_.back(); }
  bool begins_with(std::string_view text) const {
    return !at_end() && is_text(front()) &&
           base::equals_ignore_case(std::string_view(front().text).substr(0, text.size()), text);
  }
  void skip(std::size_t bytes) {
    parts_.back().text.erase(0, bytes);
    if (parts_.back().text.empty()) parts_.pop_back();
  }
  void skip_part() { parts_.pop_back(); }

  /// Everything up to the first of `ends` in a text; where `stops_at_path` also up to what begins a
  /// path by itself.
  Parts take_until(std::string_view ends, bool stops_at_path = false) {
    Parts taken;
    while (!at_end()) {
      if (stops_at_path && begins_path(front())) break;
      const std::size_t end =
          is_text(front()) ? front().text.find_first_of(ends) : std::string::npos;
      if (end == std::string::npos) {
        taken.push_back(front());
        skip_part();
        continue;
      }
      if (end > 0) taken.push_back({Literal, front().text.substr(0, end)});
      parts_.back().text.erase(0, end);
      break;
    }
    return taken;
  }

 private:
  Parts parts_;  // the last is the next
};

std::string text_of(const Parts& parts) {
  std::string text;
  for (const Part& part : parts) text += part.text;
  return text;
}

class TargetCompiler {
 public:
  TargetCompiler(const Text& written, const CaptureNames& names, Diagnostics& diagnostics)
      : written_(written),
        names_(names),
        diagnostics_(diagnostics),
        cursor_(parse_template(written, names, diagnostics)) {}

  Target redirect(const std::vector<Text>& hosts) {
    for (const Text& host : hosts) add_host(host);
    if (!read_origin()) return std::move(target_);
    read_sections();
    if (!hosts.empty() && !has_places(target_.host)) {
      warn("to_hosts has no effect: no host is filled in", "leave it out");
    }
    finish();
    return std::move(target_);
  }

  Target path() {
    const bool is_path =
        !cursor_.at_end() && (cursor_.begins_with("/") || begins_path(cursor_.front()));
    if (!is_path) fault("a rewrite is a path", "begin it with '/'; a redirect is written as to");
    read_sections();
    if (target_.has_fragment) fault("a rewrite has no fragment", "remove '#' and what follows it");
    finish();
    return std::move(target_);
  }

 private:
  void fault(std::string message, std::string hint, About about = About::Other) {
    diagnostics_.push_back(
        {Severity::Error, written_.place, std::move(message), std::move(hint), about});
  }
  void warn(std::string message, std::string hint) {
    diagnostics_.push_back(
        {Severity::Warning, written_.place, std::move(message), std::move(hint)});
  }

  /// False where the target is wholly read, or makes no sense.
  bool read_origin() {
    if (cursor_.at_end()) {
      fault("the target is empty", "write a path, '/new', or a URL, 'https://new.example/'");
      return false;
    }
    if (cursor_.begins_with("//")) {
      fault("a target that begins with '//' would name another host",
            "write the scheme: 'https:" + written_.value + "'");
      return false;
    }
    if (cursor_.begins_with("/") || begins_path(cursor_.front())) return true;
    if (cursor_.front().kind == Scheme) {
      cursor_.skip_part();
      if (cursor_.begins_with("://")) {
        cursor_.skip(3);
        read_authority("");
        return true;
      }
    }
    for (const std::string_view scheme : {"https", "http"}) {
      const std::string with_slashes = std::string(scheme) + "://";
      if (!cursor_.begins_with(with_slashes)) continue;
      cursor_.skip(with_slashes.size());
      read_authority(scheme);
      return true;
    }
    read_other();
    return false;
  }

  /// A constant URL of another scheme ("mailto:", "app://"), or no target at all.
  void read_other() {
    const auto url = url::parse(text_of(cursor_.take_until("")));
    const bool is_other = url && !url->is_special() && !has_places_in_written();
    constexpr std::array<std::string_view, 5> kUnsafe{"javascript", "data", "vbscript", "blob",
                                                      "about"};
    if (!is_other) {
      fault("'" + written_.value + "' is neither a path nor an http or https URL",
            "begin it with '/' or with 'https://'" +
                std::string(has_places_in_written() ? "; what is filled in cannot make the scheme"
                                                    : ""));
      return;
    }
    if (std::find(kUnsafe.begin(), kUnsafe.end(), url->scheme()) != kUnsafe.end()) {
      fault("no browser follows a redirect to '" + std::string(url->scheme()) + ":'",
            "redirect to an http or https URL");
      return;
    }
    target_.is_opaque = target_.is_constant = true;
    // An opaque path may hold spaces, which a Location may not (RFC 9110 §10.2.2, URI-reference).
    append_encoded(url->href(), target_byte::kFragment, target_.constant);
    target_.origin = target_.constant;
  }

  bool has_places_in_written() const {
    Diagnostics ignored;
    return has_places(parse_template(written_, names_, ignored));
  }

  void read_authority(std::string_view scheme) {
    Parts authority = cursor_.take_until("/?#\\", true);
    target_.scheme = scheme;
    if (text_of(authority).find('@') != std::string::npos) {
      fault("a target has no user name or password", "remove what stands before '@'");
      return;
    }
    if (has_places(authority)) {
      check_places(authority);
      take_port(authority);
      target_.host = std::move(authority);
      target_.is_origin_filled = true;
      return;
    }
    const std::string text = text_of(authority);
    const auto url = url::parse((scheme.empty() ? "http" : std::string(scheme)) + "://" + text);
    if (!url) {
      fault("'" + text + "' is not a host: " + std::string(message(url.error().code)),
            "write 'https://host/path'");
      return;
    }
    if (scheme.empty()) {
      target_.is_origin_filled = true;
      target_.host = {{Literal, std::string(url->hostname())}};
      target_.port = url->port();
    } else {
      target_.origin = url->origin();
    }
  }

  void check_places(const Parts& authority) {
    const Part& last = authority.back();
    const Part* before = authority.size() > 1 ? &authority[authority.size() - 2] : nullptr;
    const bool is_glued = !is_text(last) && before != nullptr && is_text(*before) &&
                          !before->text.ends_with('.') && !before->text.ends_with(':');
    if (is_glued) {
      fault("what is filled in right behind the host would become part of the host",
            "add a slash: '" + before->text + "/{…}'", About::HostOfClient);
      return;
    }
    for (const Part& part : authority) {
      if (part.kind == Query || part.kind == Scheme || part.kind == Method) {
        fault("only a group or {request.host} can be filled into a host", "");
        return;
      }
    }
    if (allows_any_host()) check_parts_of_host(authority);
    if (!target_.hosts.empty()) return;
    fault("a host that is filled in needs the list of hosts that it may be",
          "add to_hosts = [\"shop.example\", \"*.shop.example\"], or write the host out",
          About::HostOfClient);
  }

  bool allows_any_host() const {
    return std::find(target_.hosts.begin(), target_.hosts.end(), "*") != target_.hosts.end();
  }

  /// "*" is no open redirect where nothing is filled in but what the client called us itself
  /// (docs/decisions/0039).
  void check_parts_of_host(const Parts& authority) {
    const auto is_of_host = [](const Part& part) {
      return is_text(part) || part.kind == Host || part.source == GroupSource::Host;
    };
    if (std::all_of(authority.begin(), authority.end(), is_of_host)) return;
    fault("every host is allowed, and what is filled in is no part of the request's host",
          "name the hosts in to_hosts, or fill in {request.host}, {host.0}, or a group of a regex "
          "with subject = \"host\" alone");
  }

  /// ":8443" at the end of a host that is filled in.
  void take_port(Parts& authority) {
    for (std::size_t i = 0; i < authority.size(); ++i) {
      if (!is_text(authority[i])) continue;
      const std::size_t colon = authority[i].text.find(':');
      if (colon == std::string::npos) continue;
      const std::string digits = authority[i].text.substr(colon + 1);
      const auto port = url::parse_port(digits);
      if (i + 1 < authority.size() || digits.empty() || !port) {
        fault("the port of a target is a number", "write it out, ':8443'");
        return;
      }
      target_.port = std::to_string(*port);
      authority[i].text.resize(colon);
      if (authority[i].text.empty()) authority.pop_back();
      return;
    }
  }

  void add_host(const Text& host) {
    if (host.value == "*") {
      target_.hosts.emplace_back("*");
      return;
    }
    std::string_view name = host.value;
    const bool is_suffix = name.starts_with("*.");
    if (is_suffix) name.remove_prefix(2);
    std::string canonical;
    if (name.empty() || name == "*" || !url::append_host(name, url::SchemeType::Http, canonical)) {
      diagnostics_.push_back({Severity::Error, host.place,
                              "'" + host.value + "' is not a host that a redirect may lead to",
                              "write 'shop.example' or '*.shop.example'"});
      return;
    }
    target_.hosts.push_back((is_suffix ? "*." : "") + canonical);
  }

  void read_sections() {
    target_.path = encoded(cursor_.take_until("?#"), target_byte::kPath);
    target_.ends_in_query = target_.places_query =
        !target_.path.empty() && target_.path.back().kind == Part::Kind::RequestTarget;
    check_target_in_path();
    if (cursor_.begins_with("?")) {
      cursor_.skip(1);
      target_.has_query = true;
      target_.query = encoded(cursor_.take_until("#"), target_byte::kQuery);
      target_.places_query =
          std::any_of(target_.query.begin(), target_.query.end(), [](const Part& part) {
            return part.kind == Query || part.kind == Part::Kind::RequestTarget;
          });
    }
    if (cursor_.begins_with("#")) {
      cursor_.skip(1);
      target_.has_fragment = true;
      target_.fragment = encoded(cursor_.take_until(""), target_byte::kFragment);
    }
  }

  /// {request.target} has a query: behind it nothing of the path or the query can follow.
  void check_target_in_path() {
    const auto inside =
        std::count_if(target_.path.begin(), target_.path.end(),
                      [](const Part& part) { return part.kind == Part::Kind::RequestTarget; });
    const bool is_last = inside == 1 && target_.ends_in_query && !cursor_.begins_with("?");
    if (inside == 0 || is_last) return;
    fault("{request.target} has a query, and only a fragment can follow it",
          "write {request.path}, and {request.query} where the query belongs");
  }

  /// The texts as the serializer writes them. The dot segments of the whole path are removed when
  /// it is filled in; "\" is a slash in an http URL.
  static Parts encoded(Parts parts, std::uint8_t section) {
    for (Part& part : parts) {
      if (!is_text(part)) continue;
      if (section == target_byte::kPath) {
        std::replace(part.text.begin(), part.text.end(), '\\', '/');
      }
      std::string text;
      append_encoded(part.text, section, text);
      part.text = std::move(text);
    }
    return parts;
  }

  void finish() {
    target_.is_constant = !target_.is_origin_filled && !has_places(target_.path) &&
                          !has_places(target_.query) && !has_places(target_.fragment);
    if (!target_.is_constant) return;
    const NormalUrl nothing;
    write_target(target_, {nothing, ""}, QueryPolicy::Drop, target_.constant);
    const std::size_t hash = std::min(target_.constant.find('#'), target_.constant.size());
    target_.constant_fragment = target_.constant.substr(hash);
    target_.constant.resize(hash);
  }

  const Text& written_;
  const CaptureNames& names_;
  Diagnostics& diagnostics_;
  Cursor cursor_;
  Target target_;
};

}  // namespace

Target compile_target(const Text& to, const std::vector<Text>& hosts, const CaptureNames& names,
                      Diagnostics& diagnostics) {
  return TargetCompiler(to, names, diagnostics).redirect(hosts);
}

Target compile_path(const Text& rewrite, const CaptureNames& names, Diagnostics& diagnostics) {
  return TargetCompiler(rewrite, names, diagnostics).path();
}

}  // namespace onward::rules
