// SPDX-License-Identifier: MIT
// Filling in and writing a target. What is put into a section is encoded for that section while it
// is copied, so that the whole is what the URL standard's serializer would write; only dot segments
// need a look at the path as a whole, and a path that has some goes through the parser itself.
#include "base/ascii.h"
#include "onward/url/url.h"
#include "rules/normal_url.h"
#include "rules/target.h"
#include "rules/target_bytes.h"
#include "url/host.h"

#include <algorithm>
#include <optional>

namespace onward::rules {

void append_encoded(std::string_view text, std::uint8_t section, std::string& out) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  if (target_byte::all_in(text, section)) {
    out += text;
    return;
  }
  for (const char c : text) {
    if (target_byte::is_in(c, section)) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
}

namespace {

/// "." or "..", in letters or in escapes, between slashes: what a URL parser removes.
bool is_dot_segment(std::string_view text) {
  std::size_t dots = 0;
  while (!text.empty() && text.front() != '/') {
    const bool is_escape =
        text.size() >= 3 && text[0] == '%' && text[1] == '2' && (text[2] == 'E' || text[2] == 'e');
    if (!is_escape && text.front() != '.') return false;
    text.remove_prefix(is_escape ? 3 : 1);
    ++dots;
  }
  return dots == 1 || dots == 2;
}

bool has_dot_segments(std::string_view path) {
  if (path.find('.') == path.npos && path.find('%') == path.npos) return false;
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
       slash = path.find('/', slash + 1)) {
    const std::string_view rest = path.substr(slash + 1);
    if ((rest.starts_with('.') || rest.starts_with('%')) && is_dot_segment(rest)) return true;
  }
  return false;
}

/// What stands at the end of `out` from `begin` on is a path; now it is as a serializer writes it.
/// `is_first`: nothing stands before it, so that "//" would name a host.
void finish_path(std::string& out, std::size_t begin, bool is_first) {
  if (out.size() == begin) out += '/';
  if (has_dot_segments(std::string_view(out).substr(begin))) {
    const auto url = url::parse("https://a" + out.substr(begin));
    out.resize(begin);
    out += url ? url->pathname() : "/";
  }
  if (is_first && out[begin] == '/' && out.size() > begin + 1 && out[begin + 1] == '/') {
    out.replace(begin + 1, 1, "%2F");
  }
}

std::uint8_t section_of(const Part& part, std::uint8_t section) {
  if (part.source != GroupSource::DecodedPath) return section;
  return section == target_byte::kPath ? target_byte::kDecodedPath : target_byte::kDecodedQuery;
}

void append_parts(const Parts& parts, const Filling& filling, std::uint8_t section,
                  std::string& out) {
  for (const Part& part : parts) {
    if (part.kind == Part::Kind::Literal) {
      out += part.text;
    } else {
      append_encoded(value_of(part, filling), section_of(part, section), out);
    }
    if (part.kind == Part::Kind::RequestTarget && filling.url.has_query &&
        section != target_byte::kPath) {
      out += '?';
      append_encoded(filling.url.query, section, out);
    }
  }
}

bool is_listed(std::string_view host, const std::vector<std::string>& hosts) {
  return std::any_of(hosts.begin(), hosts.end(), [host](const std::string& listed) {
    if (listed == "*") return true;
    if (!listed.starts_with("*.")) return host == listed;
    const std::string_view suffix = std::string_view(listed).substr(1);
    return host.size() > suffix.size() && host.ends_with(suffix);
  });
}

/// Scheme, host and port that are filled in; false where the host may not be that one.
bool append_origin(const Target& target, const Filling& filling, std::string& out) {
  const std::string_view scheme =
      target.scheme.empty() ? filling.url.scheme : std::string_view(target.scheme);
  out.append(scheme).append("://");
  const std::size_t begin = out.size();
  bool is_filled = false;
  for (const Part& part : target.host) {
    out += value_of(part, filling);
    is_filled = is_filled || part.kind != Part::Kind::Literal;
  }
  if (is_filled) {
    const std::string_view written = std::string_view(out).substr(begin);
    if (written.empty()) return false;
    if (!is_plain_host(written)) {
      std::string host;
      if (!url::append_host(written, url::SchemeType::Http, host)) return false;
      out.replace(begin, std::string::npos, host);
    }
    if (!is_listed(std::string_view(out).substr(begin), target.hosts)) return false;
  }
  if (!target.port.empty() && target.port != (scheme == "https" ? "443" : "80")) {
    out.append(":").append(target.port);
  }
  return true;
}

enum class OwnQuery : std::uint8_t { None, Empty, Some };

/// The request's query behind the target's own.
void append_request_query(const NormalUrl& url, OwnQuery own, QueryPolicy policy,
                          std::string& out) {
  if (!keeps_query(policy) || !url.has_query) return;
  if (url.query.empty() && (policy == QueryPolicy::KeepNonempty || own != OwnQuery::None)) return;
  if (own != OwnQuery::Empty) out += own == OwnQuery::None ? '?' : '&';
  append_encoded(url.query, target_byte::kQuery, out);
}

/// Whether the "?" of a query in which nothing is left stays.
bool keeps_mark(const Target& target, const NormalUrl& url, QueryPolicy policy) {
  if (target.query.empty() || policy == QueryPolicy::AsWritten) return true;
  return policy == QueryPolicy::Keep && target.places_query && url.has_query;
}

/// "?" and the target's own query.
OwnQuery append_own_query(const Target& target, const Filling& filling, QueryPolicy policy,
                          std::string& out) {
  const NormalUrl& url = filling.url;
  if (target.ends_in_query && url.has_query) {
    if (url.query.empty() && policy == QueryPolicy::KeepNonempty) return OwnQuery::None;
    out += '?';
    append_encoded(url.query, target_byte::kQuery, out);
    return OwnQuery::Some;
  }
  if (!target.has_query) return OwnQuery::None;
  out += '?';
  const std::size_t begin = out.size();
  append_parts(target.query, filling, target_byte::kQuery, out);
  if (out.size() > begin) return OwnQuery::Some;
  if (keeps_mark(target, url, policy)) return OwnQuery::Empty;
  out.pop_back();
  return OwnQuery::None;
}

Written within_limit(const std::string& out) {
  return out.size() <= kMaxLocationBytes ? Written::Done : Written::TooLong;
}

/// A text for a message: no control bytes.
std::string printable(std::string_view text) {
  std::string shown(text);
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return base::is_control(c); }, '?');
  return shown;
}

}  // namespace

Written write_target(const Target& target, const Filling& filling, QueryPolicy policy,
                     std::string& out) {
  const std::size_t begin = out.size();
  if (target.is_opaque) {
    out += target.origin;
    return Written::Done;
  }
  if (target.is_origin_filled) {
    if (!append_origin(target, filling, out)) return Written::HostRefused;
  } else {
    out += target.origin;
  }
  const std::size_t path_begin = out.size();
  append_parts(target.path, filling, target_byte::kPath, out);
  if (out.size() > begin + kMaxLocationBytes) return Written::TooLong;
  finish_path(out, path_begin, path_begin == begin);
  const OwnQuery own = append_own_query(target, filling, policy, out);
  append_request_query(filling.url, own, target.places_query ? QueryPolicy::Drop : policy, out);
  if (target.has_fragment) {
    out += '#';
    append_parts(target.fragment, filling, target_byte::kFragment, out);
  }
  return within_limit(out);
}

Written write_row(std::string_view to, const NormalUrl& url, QueryPolicy policy, std::string& out) {
  const std::size_t hash = std::min(to.find('#'), to.size());
  const std::string_view before = to.substr(0, hash);
  out += before;
  const OwnQuery own = before.find('?') == std::string_view::npos ? OwnQuery::None
                       : before.ends_with('?')                    ? OwnQuery::Empty
                                                                  : OwnQuery::Some;
  append_request_query(url, own, policy, out);
  out += to.substr(hash);
  return within_limit(out);
}

namespace {

/// An absolute URL of http or https; nullopt for everything else.
std::optional<std::string> serialized_url(std::string_view to, std::string& why) {
  const auto url = url::parse(to);
  if (!url || (url->scheme() != "http" && url->scheme() != "https")) {
    why = "'" + printable(to) + "' is neither a path nor an http or https URL";
    return std::nullopt;
  }
  if (url->includes_credentials()) {
    why = "a target has no user name or password";
    return std::nullopt;
  }
  return std::string(url->href());
}

}  // namespace

std::optional<std::string> serialize_target(std::string_view to, bool is_literal,
                                            std::string& why) {
  if (to.empty()) {
    why = "the target is empty";
    return std::nullopt;
  }
  if (!to.starts_with('/')) return serialized_url(to, why);
  if (to.starts_with("//")) {
    why = "a target that begins with '//' would name another host";
    return std::nullopt;
  }
  const std::size_t hash = std::min(to.find('#'), to.size());
  const std::string_view before = to.substr(0, hash);
  const std::size_t question = is_literal ? hash : std::min(before.find('?'), hash);
  std::string out;
  append_encoded(before.substr(0, question), target_byte::kPath, out);
  finish_path(out, 0, true);
  append_encoded(before.substr(question), target_byte::kQuery, out);
  if (hash != to.size()) {
    out += '#';
    append_encoded(to.substr(hash + 1), target_byte::kFragment, out);
  }
  return out;
}

}  // namespace onward::rules
