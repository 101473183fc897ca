// SPDX-License-Identifier: MIT
#pragma once

#include "onward/client/content.h"
#include "onward/client/outcome.h"
#include "onward/http/fields.h"
#include "onward/http/method.h"
#include "onward/redirect/cache.h"
#include "onward/redirect/policy.h"
#include "onward/url/url.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// A client that follows redirects exactly.
//
//   onward::client::Client client({});
//   onward::client::Collected answer;
//   auto outcome = client.send({.method = onward::http::Method("POST"),
//                               .url = *onward::url::parse("http://127.0.0.1:8307/api/v1/orders"),
//                               .content = onward::client::memory_content("book=1984")},
//                              answer);
//   outcome.ending;                     // Done, Stopped, Failed
//   outcome.hops.back().answer->status; // 200
//   answer.content;                     // what came
//
// Each answer goes to redirect::next(), which says what to send next or why to stop; nothing here
// knows what a redirect status means. The transport is libcurl's: HTTP/1.1, HTTP/2, TLS, proxies,
// cookies. Its own redirect logic and its URL parser take no part.
//
// Three promises. Content is sent whole or not at all: it is never replaced by nothing. A request
// whose method is not idempotent is sent once to one server; where the connection broke off before
// an answer, the outcome says so (RFC 9110 §9.2.2). What a redirect's answer holds besides its head
// is read within bounds, then the connection is closed.
namespace onward::client {

enum class HttpVersion : std::uint8_t {
  /// HTTP/2 where TLS offers it and the request has no content, else HTTP/1.1. The other two below
  /// may lose an answer that comes while content is still being sent (docs/follow.md).
  Automatic,
  Http11,               ///< HTTP/1.1 only
  Http2,                ///< HTTP/2 with an upgrade where there is no TLS
  Http2PriorKnowledge,  ///< HTTP/2 at once
};

/// The URLs of proxies, credentials included: http, https, socks4, socks4a, socks5, socks5h; "":
/// none.
struct Proxies {
  std::string http;   ///< for http: URLs
  std::string https;  ///< for https: URLs
  /// Hosts that are asked without one, as curl's --noproxy: "a.example,10.0.0.0/8"; "*" is all.
  std::string no_proxy;

  bool is_any() const { return !http.empty() || !https.empty(); }
};

/// What http_proxy, https_proxy, all_proxy and no_proxy say, as curl reads them:
/// proxies_of(std::getenv).
Proxies proxies_of(char* (*environment)(const char* name));

inline constexpr std::uint64_t kNeverExpect = ~std::uint64_t{0};

/// Choices for all requests of a client.
struct Options {
  redirect::Policy policy = redirect::Policy::onward();
  HttpVersion version = HttpVersion::Automatic;

  std::chrono::milliseconds connect_timeout = std::chrono::seconds(30);
  /// For everything that send() does, all hops; 0: no limit.
  std::chrono::milliseconds max_time{0};

  /// Content that is larger, or of unknown length, waits for "100 Continue" (RFC 9110 §10.1.1).
  /// curl's threshold: EXPECT_100_THRESHOLD, 1 MiB. kNeverExpect: no content does.
  std::uint64_t expect_over_bytes = std::uint64_t{1} << 20;
  /// So long; then the content is sent all the same.
  std::chrono::milliseconds expect_timeout = std::chrono::seconds(1);

  /// Of the content of a redirect's answer, before its connection is closed.
  std::uint64_t drain_bytes = std::uint64_t{64} << 10;
  std::chrono::milliseconds drain_time = std::chrono::seconds(2);

  /// Outcome::hops has all of them; false: the last alone, so that a chain takes no memory that
  /// grows with it. A Receiver is told of each in any case.
  bool keeps_hops = true;

  bool insecure = false;  ///< certificates are not verified
  std::string ca_file;    ///< PEM; "": the system's
  /// "host:port:address", as curl's --resolve.
  std::vector<std::string> resolve;
  Proxies proxies;
  std::string proxy_user;  ///< "name:password" for the proxy
  /// To an HTTP proxy with each request, or with the CONNECT of a tunnel; never to a server, and
  /// not judged by the policy.
  http::Fields proxy_fields;

  /// Cookies are kept between hops and requests of this client, in memory.
  bool cookies = false;
  std::string cookie_file;  ///< read at the beginning: Netscape's format, or header lines
  std::string cookie_jar;   ///< written when the client ends

  /// Redirects that were told before and still hold: they are followed without asking. The
  /// caller's; outlives the client. Not used together with cookies that are kept, which it does not
  /// see, nor with `insecure`, `resolve` and proxies: others may answer then than the server.
  redirect::Cache* cache = nullptr;

  /// Connects to public addresses only: not to loopback, private, link-local, metadata and other
  /// special ones, in whatever form they come. Checked on the address of each connection, after
  /// names are resolved. A proxy resolves names itself: then this is refused (ClientMisuse).
  bool deny_private = false;
};

/// A request, as the caller has it.
struct Request {
  http::Method method{"GET"};
  url::Url url;
  /// Host, Content-Length and Transfer-Encoding are the transport's: Host may be set for the first
  /// hop, the other two are refused (ClientMisuse). So is Proxy-Authorization where there is a
  /// proxy: it would reach the server of an https: URL. Options::proxy_fields is its place.
  http::Fields fields = {};
  /// Null: none.
  std::unique_ptr<Content> content = nullptr;
  /// Content goes in chunks even where its length is known (HTTP/1.1).
  bool chunked = false;
};

/// How far the present hop is.
struct Progress {
  int hop = 0;  ///< from 0
  std::uint64_t content_sent = 0;
  std::optional<std::uint64_t> content_size;
  std::uint64_t received = 0;
  std::optional<std::uint64_t> receive_size;
};

/// A line of the conversation as it goes over the wire; for people.
enum class WireLine : std::uint8_t { Note, Sent, Received };

/// What send() tells while it works. Every member has a default: override what you need. Called on
/// the thread of send().
class Receiver {
 public:
  virtual ~Receiver() = default;
  /// A hop is over. The last one, too. `step`, what redirect::explain() tells, is null where there
  /// was no answer, and for a 304 to a question about a redirect that is not kept any more.
  virtual void on_hop(const Hop& /*hop*/, const redirect::Step* /*step*/) {}
  /// The head of the final answer: content follows.
  virtual void on_head(const AnswerHead& /*head*/) {}
  /// A piece of the final answer's content. False: stop here, that is all that is wanted; the
  /// outcome is ReceiverRefused.
  virtual bool on_content(std::string_view /*piece*/) { return true; }
  /// Now and then, some times a second at most.
  virtual void on_progress(const Progress& /*progress*/) {}
  /// Only where wants_wire().
  virtual void on_wire(WireLine /*kind*/, std::string_view /*text*/) {}
  virtual bool wants_wire() const { return false; }
  /// Asked now and then, and after each signal: true ends send() with Ending::Interrupted.
  virtual bool is_interrupted() { return false; }

 protected:
  Receiver() = default;
  Receiver(const Receiver&) = default;
  Receiver& operator=(const Receiver&) = default;
};

/// Keeps the final answer in memory.
class Collected final : public Receiver {
 public:
  explicit Collected(std::size_t max_bytes = std::size_t{64} << 20) : max_bytes_(max_bytes) {}
  bool on_content(std::string_view piece) override;

  std::string content;

 private:
  std::size_t max_bytes_;
};

class Transport;

/// Sends requests and follows what comes back. Connections are kept between requests. One thread;
/// make one a thread. SIGPIPE must be ignored by the program.
class Client {
 public:
  explicit Client(Options options);
  /// With another transport; src/client/transport.h. For tests.
  Client(Options options, std::unique_ptr<Transport> transport);
  ~Client();
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;

  /// Sends `request` and all that follows from it.
  Outcome send(Request request, Receiver& receiver);

 private:
  std::unique_ptr<const Options> options_;  // where it is, the transport looks at it
  std::unique_ptr<Transport> transport_;
};

}  // namespace onward::client
