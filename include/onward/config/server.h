// SPDX-License-Identifier: MIT
#pragma once

#include "onward/rules/diagnostic.h"
#include "onward/rules/network.h"
#include "onward/rules/request.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// How the gateway is to serve: listeners, limits, the access log, the admin. Plain data, as
// [[listen]], [limits], [log] and [admin] of onward.toml say it. What is not written has the
// default given here.
namespace onward::config {

/// A certificate for TLS and its key: paths of files in PEM form.
struct CertificateFiles {
  std::string certificate;  ///< the server's own first, then its chain
  std::string key;
  rules::Place place;

  friend bool operator==(const CertificateFiles& a, const CertificateFiles& b) {
    return a.certificate == b.certificate && a.key == b.key;
  }
};

/// How a listener speaks TLS.
struct Tls {
  /// Whether clients are asked for a certificate. With Optional those that show none go on.
  enum class Clients : std::uint8_t { Required, Optional };
  std::vector<CertificateFiles> certificates;  ///< the first is for whoever asks for no other name
  std::string client_ca;                       ///< "": no certificate is asked for
  Clients clients = Clients::Required;
  bool http2 = true;  ///< offered beside HTTP/1.1 (ALPN)

  friend bool operator==(const Tls&, const Tls&) = default;
};

/// Which fields of a request are believed, where a trusted proxy sent it. What they do not say
/// stays as the connection has it.
struct Forwarding {
  enum class Fields : std::uint8_t { Forwarded, XForwarded };
  std::vector<rules::Network> proxies;  ///< whom they are believed from
  Fields fields = Fields::XForwarded;   ///< RFC 7239's, or X-Forwarded-For, -Proto and -Host
  bool client = false;                  ///< who sent the request …
  bool scheme = false;                  ///< … whether by http or https …
  bool host = false;                    ///< … and what host and port it was sent to

  friend bool operator==(const Forwarding&, const Forwarding&) = default;
};

struct Listener {
  std::string address = "127.0.0.1:8307";  ///< as written: host:port, [::1]:port; for messages
  rules::Address ip;
  std::uint16_t port = 8307;  ///< 0: any free one
  bool is_ipv6 = false;
  rules::Origin origin;
  std::optional<Tls> tls;  ///< none: HTTP in the clear
  /// The folder in which .well-known/acme-challenge/ lies (RFC 8555 §8.3); "": such requests are as
  /// any other.
  std::string acme_folder;
  /// In the clear: a client may begin with HTTP/2 (RFC 9113 §3.3, prior knowledge).
  bool http2 = true;
  /// Where there are any, connections come from these alone, and each begins with a header of the
  /// PROXY protocol, before TLS.
  std::vector<rules::Network> proxies;
  std::optional<Forwarding> forwarding;  ///< none: no such field is believed
  rules::Place place;
};

/// The listener of an address that somebody writes: "127.0.0.1:8307", "[::1]:8307", "*:80", port 0
/// for any free one; nullopt for what is no such address.
std::optional<Listener> listener_at(std::string_view address);

/// Every limit of the gateway; those of a message's parts are the reader's (http/limits.h).
struct Limits {
  std::size_t head_bytes = std::size_t{32} * 1024;
  std::size_t target_bytes = std::size_t{8} * 1024;
  std::size_t fields = 100;
  /// From a request's first byte (or the connection's opening) to the end of its head: a deadline.
  std::chrono::milliseconds head_timeout{10'000};
  /// Between two requests.
  std::chrono::milliseconds idle_timeout{75'000};
  /// Content slower than this, after the grace, ends the connection.
  std::size_t content_bytes_per_second = 1024;
  std::chrono::milliseconds content_grace{10'000};
  /// Content up to this size is read to its end so that the connection may be kept.
  std::size_t keep_content_bytes = std::size_t{256} * 1024;
  /// What is drained behind an early answer before the connection is cut.
  std::size_t drain_bytes = std::size_t{64} * 1024 * 1024;
  std::chrono::milliseconds drain_timeout{30'000};
  /// Of one HTTP/2 connection: requests that are open at once, and how many in a minute may be
  /// reset, by the client or for what it did wrong.
  std::size_t streams = 128;
  std::size_t resets_per_minute = 200;
  /// In CONTINUATION frames, behind the HEADERS frame that they continue; compressed.
  std::size_t continuation_bytes = std::size_t{32} * 1024;
  std::size_t connections = 20'000;
  std::size_t connections_per_address = 1'000;
  /// From SIGTERM until what is still open is cut.
  std::chrono::milliseconds shutdown_timeout{30'000};

  friend bool operator==(const Limits&, const Limits&) = default;
};

/// Of AccessLog::sample.
inline constexpr std::uint32_t kMaxLogSample = 1'000'000;

struct AccessLog {
  enum class Format : std::uint8_t { Combined, Json };
  std::string path;  ///< "": none; "-": standard output
  Format format = Format::Combined;
  std::uint32_t sample = 1;     ///< one line of so many is written …
  bool samples_errors = false;  ///< … also of refusals and 5xx; else all of these are

  friend bool operator==(const AccessLog&, const AccessLog&) = default;
};

/// Where the server's operator asks for health, metrics and hits. Neither: nobody can.
struct Admin {
  std::string path;                 ///< of a Unix socket; "": none
  std::vector<Listener> addresses;  ///< of loopback; of a listener only the address counts
};

struct Server {
  std::vector<Listener> listeners;  ///< never empty: the default is one on 127.0.0.1:8307
  Limits limits;
  AccessLog log;
  Admin admin;
  unsigned threads = 0;  ///< 0: one a core
};

/// Whether a server that runs as `running` says would have to start again to run as `wanted`.
bool needs_restart(const Server& running, const Server& wanted);

}  // namespace onward::config
