// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// URLs as browsers understand them: the WHATWG URL standard (https://url.spec.whatwg.org/).
//
//   auto request = onward::url::parse("https://example.com/a/b?x=1");
//   auto next = onward::url::resolve("../c", *request);  // a Location, say
//   next->href();      // "https://example.com/c"
//   next->origin();    // "https://example.com"
//   next->pathname();  // "/c"
//
// A Url exists only valid: what you hold was accepted by the standard's parser, and its href() is
// printable ASCII, canonical and a fixed point (parsing it again gives the same Url; only a
// set_protocol to "file" can leave what a parser would write differently).
namespace onward::url {

/// Longest input that parse() and resolve() take, in bytes. Chromium's limit for a URL
/// (url::kMaxURLChars, 2 MiB), so that nothing a browser follows is refused.
inline constexpr std::size_t kMaxInputBytes = std::size_t{2} * 1024 * 1024;

/// Longest serialized URL. Percent-encoding may triple the input, and a reference is added to its
/// base, so that without a limit a chain of relative references would grow for ever.
inline constexpr std::size_t kMaxHrefBytes = 4 * kMaxInputBytes;

/// What kind of host a URL has (URL standard, "Host representation").
enum class HostKind : std::uint8_t {
  None,    ///< no host at all: mailto:x, and every URL with an opaque path
  Empty,   ///< an empty one: file:///x, foo:///x
  Domain,  ///< example.com; lower case, xn-- labels, never ends in a number
  Ipv4,    ///< 192.0.2.1
  Ipv6,    ///< [2001:db8::1], with its brackets
  Opaque,  ///< host of a scheme that is not special: foo://Anything/
};

/// A URL record together with its serialization.
///
/// One string holds the serialized URL, eight numbers say where its components are; every getter
/// is a view into that string and lives until the Url is changed or destroyed.
///
///   https://user:pass@example.com:8443/a/b?x=1#top
///        |      |    |          |     |   |   |
///        |      |    |          |     |   |   fragment_start_  at "#", or kAbsent
///        |      |    |          |     |   query_start_         at "?", or kAbsent
///        |      |    |          |     path_start_
///        |      |    |          host_end_                      ":" stands here if there is a port
///        |      |    host_start_                               "@" stands before, if credentials
///        |      username_end_                                  ":" stands here if a password
///        scheme_end_                                           at ":"
///
/// A value: copy it, move it; what was moved from may only be assigned to or destroyed. Const
/// access from several threads is safe.
class Url {
 public:
  // The components as JavaScript's URL object gives them (URL standard, "URL class").
  std::string_view href() const { return href_; }  ///< the whole URL
  std::string_view protocol() const;               ///< "https:"
  std::string_view username() const;               ///< percent-encoded; "" if none
  std::string_view password() const;               ///< percent-encoded; "" if none
  std::string_view host() const;                   ///< "example.com:8443"
  std::string_view hostname() const {              ///< "example.com"
    return {href_.data() + host_start_, host_end_ - host_start_};
  }
  std::string_view port() const;      ///< "8443"; "" if it is the default one
  std::string_view pathname() const;  ///< "/a/b"
  std::string_view search() const;    ///< "?x=1"; "" if none or only "?"
  std::string_view hash() const;      ///< "#top"; "" if none or only "#"
  /// The serialized origin: "https://example.com:8443", or "null" where it is opaque
  /// (URL standard, "Origin"; a blob: URL has the origin of the http(s) URL in its path).
  std::string origin() const;

  // The record's own parts, where the difference between absent and empty matters.
  std::string_view scheme() const {  ///< "https"
    return {href_.data(), scheme_end_};
  }
  std::optional<std::string_view> query() const;      ///< without "?"; nullopt if null
  std::optional<std::string_view> fragment() const;   ///< without "#"; nullopt if null
  std::optional<std::uint16_t> port_number() const {  ///< nullopt if absent (or the default one)
    if (host_kind_ == HostKind::None || host_end_ == path_start_) return std::nullopt;
    return port_;
  }
  /// The port a connection would use: the URL's, else the scheme's default; nullopt for schemes
  /// without one.
  std::optional<std::uint16_t> port_or_default() const;
  HostKind host_kind() const { return host_kind_; }
  bool is_special() const;                               ///< ftp, file, http, https, ws, wss
  bool has_opaque_path() const { return opaque_path_; }  ///< mailto:x, data:..., not mailto:/x
  bool includes_credentials() const;  ///< a username or a password that is not empty

  // The setters of the URL object (URL standard, "URL class"). Each takes the raw text, does what
  // the standard's setter does and returns whether the text was accepted. Where it was not (nor
  // ever if the URL would exceed kMaxHrefBytes), the URL is unchanged, but for set_host: a good
  // host is kept when the port behind it is bad.
  bool set_href(std::string_view value);
  bool set_protocol(std::string_view value);
  bool set_username(std::string_view value);
  bool set_password(std::string_view value);
  bool set_host(std::string_view value);
  bool set_hostname(std::string_view value);
  bool set_port(std::string_view value);
  bool set_pathname(std::string_view value);
  bool set_search(std::string_view value);
  bool set_hash(std::string_view value);

  /// URL equivalence with fragments: equal serializations (URL standard, "URL equivalence").
  friend bool operator==(const Url& a, const Url& b) { return a.href_ == b.href_; }

 private:
  friend class UrlParser;
  struct Parts;
  static constexpr std::uint32_t kAbsent = 0xFFFF'FFFF;

  Url() = default;
  Parts parts() const;
  bool assemble(const Parts& parts);
  bool can_have_credentials_and_port() const;

  std::string href_;
  std::uint32_t scheme_end_ = 0;
  std::uint32_t username_end_ = 0;
  std::uint32_t host_start_ = 0;
  std::uint32_t host_end_ = 0;
  std::uint32_t path_start_ = 0;
  std::uint32_t query_start_ = kAbsent;
  std::uint32_t fragment_start_ = kAbsent;
  std::uint16_t port_ = 0;
  HostKind host_kind_ = HostKind::None;
  bool opaque_path_ = false;
};

/// Parses an absolute URL. `input` is UTF-8; ill-formed sequences become U+FFFD, as in a browser.
/// Leading and trailing controls and spaces, and tabs and newlines anywhere, are ignored.
/// Errors: UrlTooLong, UrlRelative, UrlHostMissing, UrlPort*, Host*.
[[nodiscard]] Result<Url> parse(std::string_view input);

/// Parses a URL or a reference (a Location value) against a base. Errors: those of parse(), and
/// UrlBaseOpaque in place of UrlRelative.
[[nodiscard]] Result<Url> resolve(std::string_view reference, const Url& base);

/// Same origin: scheme, host and port are equal and the origin is not opaque (HTML §7.1.1).
/// An opaque origin is the same as none, not even as itself.
[[nodiscard]] bool same_origin(const Url& a, const Url& b);

}  // namespace onward::url
