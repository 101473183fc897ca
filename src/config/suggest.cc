// SPDX-License-Identifier: MIT
// Sources of wrong words: slips of the finger, words of other servers, and the right word in the
// wrong table.
#include "config/suggest.h"

#include "base/ascii.h"
#include "rules/nearest.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace onward::config {
namespace {

struct OtherWord {
  std::string_view theirs;
  std::string_view ours;
};
/// Words of other servers, and of people; the first of a word that a table knows is meant.
constexpr std::array kOtherWords{
    OtherWord{"from", "match"},
    OtherWord{"source", "match"},
    OtherWord{"path", "match"},
    OtherWord{"pattern", "match"},
    OtherWord{"url", "match"},
    OtherWord{"url", "public_url"},
    OtherWord{"target", "to"},
    OtherWord{"destination", "to"},
    OtherWord{"dest", "to"},
    OtherWord{"redirect", "to"},
    OtherWord{"replacement", "to"},
    OtherWord{"code", "status"},
    OtherWord{"status_code", "status"},
    OtherWord{"permanent", "status"},
    OtherWord{"return", "status"},
    OtherWord{"response", "status"},
    OtherWord{"headers", "fields"},
    OtherWord{"header", "fields"},
    OtherWord{"request_headers", "fields"},
    OtherWord{"params", "query_match"},
    OtherWord{"parameters", "query_match"},
    OtherWord{"args", "query_match"},
    OtherWord{"cache_control", "cache"},
    OtherWord{"retry", "retry_after"},
    OtherWord{"content", "body"},
    OtherWord{"html", "body"},
    OtherWord{"ip", "client"},
    OtherWord{"ips", "client"},
    OtherWord{"clients", "client"},
    OtherWord{"client_ip", "client"},
    OtherWord{"remote_addr", "client"},
    OtherWord{"source_ip", "client"},
    OtherWord{"networks", "client"},
    OtherWord{"cidr", "client"},
    OtherWord{"cert", "certificate"},
    OtherWord{"crt", "certificate"},
    OtherWord{"chain", "certificate"},
    OtherWord{"private_key", "key"},
    OtherWord{"certificate_key", "key"},
    OtherWord{"ssl", "tls"},
    OtherWord{"webroot", "acme"},
    OtherWord{"port", "address"},
    OtherWord{"bind", "address"},
    OtherWord{"hostname", "host"},
    OtherWord{"hostnames", "host"},
    OtherWord{"domain", "host"},
    OtherWord{"domains", "host"},
    OtherWord{"domain", "hosts"},
    OtherWord{"domains", "hosts"},
    OtherWord{"server_name", "host"},
    OtherWord{"server_name", "hosts"},
    OtherWord{"vhost", "host"},
    OtherWord{"allowed_hosts", "to_hosts"},
    OtherWord{"include", "file"},
    OtherWord{"import", "file"},
    OtherWord{"csv", "map"},
    OtherWord{"table", "map"},
    OtherWord{"workers", "threads"},
    OtherWord{"rules", "rule"},
    OtherWord{"redirects", "rule"},
    OtherWord{"routes", "rule"},
    OtherWord{"server", "listen"},
    OtherWord{"servers", "listen"},
    OtherWord{"listener", "listen"},
    OtherWord{"listeners", "listen"},
    OtherWord{"logging", "log"},
    OtherWord{"allow_origin", "origins"},
    OtherWord{"allow_origins", "origins"},
    OtherWord{"origin", "origins"},
    OtherWord{"allow_methods", "methods"},
    OtherWord{"allow_headers", "fields"},
    OtherWord{"headers", "expose"},
    OtherWord{"expose_headers", "expose"},
    OtherWord{"allow_credentials", "credentials"},
    OtherWord{"percentage", "percent"},
    OtherWord{"key", "by"},
    OtherWord{"salt", "seed"},
    OtherWord{"start", "from"},
    OtherWord{"begin", "from"},
    OtherWord{"after", "from"},
    OtherWord{"since", "from"},
    OtherWord{"to", "until"},
    OtherWord{"end", "until"},
    OtherWord{"before", "until"},
    OtherWord{"stop", "until"},
    OtherWord{"time", "between"},
    OtherWord{"when", "between"},
    OtherWord{"schedule", "between"},
    OtherWord{"expiry", "expires"},
    OtherWord{"expire", "expires"},
    OtherWord{"fallback", "expired"},
    OtherWord{"weight", "share"},
    OtherWord{"percentage", "share"},
    OtherWord{"canary", "share"},
    OtherWord{"icase", "ignore_case"},
    OtherWord{"nocase", "ignore_case"},
    OtherWord{"case_insensitive", "ignore_case"},
    OtherWord{"case_sensitive", "ignore_case"},
    OtherWord{"merge_slashes", "slashes"},
    OtherWord{"strip_slash", "trailing_slash"},
    OtherWord{"decode", "escapes"},
    OtherWord{"dot_segments", "dots"},
    OtherWord{"preserve_query", "query"},
    OtherWord{"keep_query", "query"},
    OtherWord{"query_string", "query"},
    OtherWord{"tests", "example"},
    OtherWord{"test", "example"},
    OtherWord{"expect", "answer"},
    OtherWord{"response", "answer"},
    OtherWord{"keep_alive", "idle_timeout"},
    OtherWord{"keepalive", "idle_timeout"},
    OtherWord{"keepalive_timeout", "idle_timeout"},
    OtherWord{"keep_alive_timeout", "idle_timeout"},
    OtherWord{"idle", "idle_timeout"},
    OtherWord{"timeout", "head_timeout"},
    OtherWord{"read_timeout", "head_timeout"},
    OtherWord{"request_timeout", "head_timeout"},
    OtherWord{"header_timeout", "head_timeout"},
    OtherWord{"client_header_timeout", "head_timeout"},
    OtherWord{"header_size", "head"},
    OtherWord{"head_size", "head"},
    OtherWord{"max_header_size", "head"},
    OtherWord{"max_head", "head"},
    OtherWord{"uri_length", "target"},
    OtherWord{"url_length", "target"},
    OtherWord{"max_url", "target"},
    OtherWord{"max_fields", "fields"},
    OtherWord{"max_headers", "fields"},
    OtherWord{"max_connections", "connections"},
    OtherWord{"worker_connections", "connections"},
    OtherWord{"per_ip", "connections_per_address"},
    OtherWord{"connections_per_ip", "connections_per_address"},
    OtherWord{"min_rate", "content_rate"},
    OtherWord{"max_body", "keep_content"},
    OtherWord{"body_size", "keep_content"},
    OtherWord{"client_max_body_size", "keep_content"},
    OtherWord{"grace", "shutdown_timeout"},
    OtherWord{"grace_period", "shutdown_timeout"},
    OtherWord{"graceful_timeout", "shutdown_timeout"},
    OtherWord{"sampling", "sample"},
    OtherWord{"sample_rate", "sample"},
    OtherWord{"access_log", "path"},
    OtherWord{"file", "path"},
    OtherWord{"output", "path"},
};

struct Elsewhere {
  std::string_view word;
  std::string_view hint;
};
/// Words that belong into another table than the one they stand in.
constexpr std::array kElsewhere{
    Elsewhere{"access_log", "the access log is [log] path = \"access.log\""},
    Elsewhere{"log_path", "the access log is [log] path = \"access.log\""},
    Elsewhere{"log_file", "the access log is [log] path = \"access.log\""},
    Elsewhere{"log_format", "the form of the access log is [log] format = \"json\""},
    Elsewhere{"address", "where to listen is [[listen]] address = \"127.0.0.1:8307\""},
    Elsewhere{"port", "where to listen is [[listen]] address = \"127.0.0.1:8307\""},
    Elsewhere{"bind", "where to listen is [[listen]] address = \"127.0.0.1:8307\""},
    Elsewhere{"public_url", "it is a key of [[listen]]"},
    Elsewhere{"keep_alive", "how long a connection is kept is [limits] idle_timeout = \"75s\""},
    Elsewhere{"keepalive", "how long a connection is kept is [limits] idle_timeout = \"75s\""},
    Elsewhere{"keepalive_timeout",
              "how long a connection is kept is [limits] idle_timeout = \"75s\""},
    Elsewhere{"timeout", "lengths of time are keys of [limits], head_timeout = \"10s\""},
    Elsewhere{"max_connections", "it is [limits] connections = 20000"},
    Elsewhere{"workers", "how many event loops there are is threads = 4, at the head of the file"},
    Elsewhere{"threads", "it stands at the head of the file, before all tables"},
    Elsewhere{"tls", "it is a key of [[listen]], tls = { certificate = \"…pem\", key = \"…pem\" }"},
    Elsewhere{"certificate", "it stands in tls = { certificate = \"…pem\", key = \"…pem\" }"},
    Elsewhere{"client_ca", "it is a key of [[listen]]"},
    Elsewhere{"acme", "it is a key of [[listen]], acme = \"/var/www/acme\""},
    Elsewhere{"metrics", "they are at /metrics of [admin] listen = \"127.0.0.1:9307\""},
    Elsewhere{"prometheus", "metrics are at /metrics of [admin] listen = \"127.0.0.1:9307\""},
    Elsewhere{"health", "it is at /livez and /readyz of [admin] listen = \"127.0.0.1:9307\""},
    Elsewhere{"http2", "it is a key of [[listen]], http2 = false"},
    Elsewhere{"log", "it is a table of its own, [log]"},
    Elsewhere{"admin", "it is a table of its own, [admin]"},
    Elsewhere{"limits", "it is a table of its own, [limits]"},
};

/// The keys of some tables, for a word that stands at the wrong place.
constexpr std::array<std::string_view, 16> kLimits{"head",
                                                   "target",
                                                   "head_timeout",
                                                   "idle_timeout",
                                                   "content_rate",
                                                   "content_grace",
                                                   "keep_content",
                                                   "drain",
                                                   "drain_timeout",
                                                   "streams",
                                                   "resets",
                                                   "continuation",
                                                   "connections",
                                                   "connections_per_address",
                                                   "shutdown_timeout",
                                                   "fields"};
constexpr std::array<std::string_view, 11> kOfRules{"match", "to",     "host",       "methods",
                                                    "regex", "status", "map",        "rewrite",
                                                    "file",  "fields", "query_match"};

constexpr std::array<std::string_view, 9> kReserved{
    "forward", "hold", "deliver", "delivery", "upstream", "upstreams", "http3", "overflow", "auto"};

bool is_other_word(std::string_view word, std::string_view ours) {
  return std::ranges::any_of(kOtherWords, [&](const OtherWord& other) {
    return other.theirs == word && other.ours == ours;
  });
}

}  // namespace

std::string suggest(std::string_view word, std::span<const std::string_view> known) {
  constexpr std::size_t kLongest = 40;
  if (word.empty() || word.size() > kLongest) return "";
  std::string lower = base::to_lower(word);
  std::ranges::replace(lower, '-', '_');
  for (const OtherWord& other : kOtherWords) {
    if (lower == other.theirs && std::ranges::find(known, other.ours) != known.end()) {
      return std::string(other.ours);
    }
  }
  std::string_view nearest;
  std::size_t least = lower.size() <= 4 ? 2 : 3;
  for (const std::string_view candidate : known) {
    const std::size_t steps = rules::edit_distance(lower, candidate);
    if (steps < least && steps < candidate.size()) {
      least = steps;
      nearest = candidate;
    }
  }
  return std::string(nearest);
}

std::string hint_for_key(std::string_view key, std::span<const std::string_view> known) {
  const auto knows = [&](std::string_view word) {
    return std::ranges::find(known, word) != known.end();
  };
  std::string lower = base::to_lower(key);
  std::ranges::replace(lower, '-', '_');
  // Of a request, or of a target?
  if (lower == "hosts" && knows("to_hosts")) {
    return "did you mean 'host', which the request asks for, or 'to_hosts', which a target may "
           "have?";
  }
  const std::string near = suggest(key, known);
  const auto meant = [&] { return "did you mean '" + near + "'?"; };
  if (!near.empty() && (lower == near || is_other_word(lower, near))) return meant();
  for (const Elsewhere& other : kElsewhere) {
    if (lower == other.word) return std::string(other.hint);
  }
  if (!near.empty()) return meant();
  const bool is_at_head = knows("rule");
  if (is_at_head && std::ranges::find(kOfRules, lower) != kOfRules.end()) {
    return "it is a key of a rule: write [[rule]] above it";
  }
  if (std::ranges::find(kLimits, lower) != kLimits.end()) return "it is a key of [limits]";
  return "";
}

bool is_reserved(std::string_view word) {
  return std::ranges::find(kReserved, word) != kReserved.end();
}

}  // namespace onward::config
