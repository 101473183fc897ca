// SPDX-License-Identifier: MIT
// The setters of the URL object (URL standard, "URL class"). A setter replaces one component among
// the record's parts and writes the URL anew: setters are rare, and one writer is easier to trust
// than ten ways to move offsets.
#include "onward/url/url.h"
#include "url/component.h"
#include "url/scheme.h"

#include <utility>

namespace onward::url {
namespace {

/// All that a serialized URL has between its parts: "://", ":", "@", ":65535", "/.", "?" and "#".
constexpr std::size_t kMaxPunctuation = 16;

}  // namespace

/// The record, as views into a serialized URL or into what a setter made.
struct Url::Parts {
  std::string_view scheme;
  std::string_view username;
  std::string_view password;
  HostKind host_kind;
  std::string_view host;
  std::optional<std::uint16_t> port;
  std::string_view path;
  std::optional<std::string_view> query;
  std::optional<std::string_view> fragment;
};

Url::Parts Url::parts() const {
  return {scheme(),      username(), password(), host_kind_, hostname(),
          port_number(), pathname(), query(),    fragment()};
}

// "URL serializer"; false if the URL would be too long. has_opaque_path() is not a part: no setter
// changes it.
bool Url::assemble(const Parts& parts) {
  // An over-long part is refused before it is copied.
  const std::size_t size = parts.scheme.size() + parts.username.size() + parts.password.size() +
                           parts.host.size() + parts.path.size() + parts.query.value_or("").size() +
                           parts.fragment.value_or("").size();
  if (size + kMaxPunctuation > kMaxHrefBytes) return false;

  std::string out;
  const auto here = [&out] { return static_cast<std::uint32_t>(out.size()); };
  out.append(parts.scheme);
  scheme_end_ = here();
  out += parts.host_kind == HostKind::None ? ":" : "://";
  out.append(parts.username);
  username_end_ = here();
  if (!parts.password.empty()) out.append(":").append(parts.password);
  if (!parts.username.empty() || !parts.password.empty()) out += '@';
  host_start_ = here();
  out.append(parts.host);
  host_end_ = here();
  if (parts.port) out.append(":").append(std::to_string(*parts.port));
  if (parts.host_kind == HostKind::None && !opaque_path_ && parts.path.starts_with("//")) {
    out += "/.";  // such a path must not be taken for a host
  }
  path_start_ = here();
  out.append(parts.path);
  query_start_ = parts.query ? here() : kAbsent;
  if (parts.query) out.append("?").append(*parts.query);
  fragment_start_ = parts.fragment ? here() : kAbsent;
  if (parts.fragment) out.append("#").append(*parts.fragment);

  port_ = parts.port.value_or(0);
  host_kind_ = parts.host_kind;
  href_ = std::move(out);
  return true;
}

// "Cannot have a username/password/port", the other way round.
bool Url::can_have_credentials_and_port() const {
  return host_kind_ != HostKind::None && host_kind_ != HostKind::Empty && scheme() != "file";
}

bool Url::set_href(std::string_view value) {
  auto parsed = parse(value);
  if (!parsed) return false;
  *this = std::move(*parsed);
  return true;
}

bool Url::set_protocol(std::string_view value) {
  const auto scheme = canonical_scheme(value);
  if (!scheme) return false;
  const SchemeType from = scheme_type(this->scheme());
  const SchemeType to = scheme_type(*scheme);
  if ((from == SchemeType::NotSpecial) != (to == SchemeType::NotSpecial)) return false;
  if (to == SchemeType::File && (includes_credentials() || port_number())) return false;
  if (from == SchemeType::File && host_kind_ == HostKind::Empty) return false;
  Parts changed = parts();
  changed.scheme = *scheme;
  if (changed.port == default_port(to)) changed.port.reset();
  return assemble(changed);
}

bool Url::set_username(std::string_view value) {
  if (!can_have_credentials_and_port()) return false;
  const std::string username = canonical_userinfo(value);
  Parts changed = parts();
  changed.username = username;
  return assemble(changed);
}

bool Url::set_password(std::string_view value) {
  if (!can_have_credentials_and_port()) return false;
  const std::string password = canonical_userinfo(value);
  Parts changed = parts();
  changed.password = password;
  return assemble(changed);
}

bool Url::set_host(std::string_view value) {
  if (opaque_path_) return false;
  const SchemeType type = scheme_type(scheme());
  const auto host = canonical_host(value, type);
  if (!host) return false;
  if (host->kind == HostKind::Empty && (includes_credentials() || port_number())) return false;
  Parts changed = parts();
  changed.host = host->name;
  changed.host_kind = host->kind;
  bool accepted = true;
  if (host->port) {
    const auto port = canonical_port(*host->port, type);
    accepted = port.has_value();
    if (port) changed.port = *port;
  }
  return assemble(changed) && accepted;
}

bool Url::set_hostname(std::string_view value) {
  if (opaque_path_) return false;
  const auto host = canonical_host(value, scheme_type(scheme()));
  if (!host || host->port) return false;
  if (host->kind == HostKind::Empty && (includes_credentials() || port_number())) return false;
  Parts changed = parts();
  changed.host = host->name;
  changed.host_kind = host->kind;
  return assemble(changed);
}

bool Url::set_port(std::string_view value) {
  if (!can_have_credentials_and_port()) return false;
  Parts changed = parts();
  if (value.empty()) {
    changed.port.reset();
  } else {
    const auto port = canonical_port(value, scheme_type(scheme()));
    if (!port) return false;
    changed.port = *port;
  }
  return assemble(changed);
}

bool Url::set_pathname(std::string_view value) {
  if (opaque_path_) return false;
  std::string path = canonical_path(value, scheme_type(scheme()));
  if (path.empty() && host_kind_ == HostKind::None) path = "/";
  Parts changed = parts();
  changed.path = path;
  return assemble(changed);
}

bool Url::set_search(std::string_view value) {
  Parts changed = parts();
  std::string query;
  changed.query.reset();
  if (!value.empty()) {
    if (value.starts_with('?')) value.remove_prefix(1);
    query = canonical_query(value, scheme_type(scheme()));
    changed.query = query;
  }
  return assemble(changed);
}

bool Url::set_hash(std::string_view value) {
  Parts changed = parts();
  std::string fragment;
  changed.fragment.reset();
  if (!value.empty()) {
    if (value.starts_with('#')) value.remove_prefix(1);
    fragment = canonical_fragment(value);
    changed.fragment = fragment;
  }
  return assemble(changed);
}

}  // namespace onward::url
