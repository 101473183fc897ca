// SPDX-License-Identifier: MIT
// One easy handle in one multi handle. The multi interface, because we must be able to wait for a
// pipe beside the socket, to stop at any moment, and to let connections go on to the next hop.
//
//   add --> perform --> wait: socket, pipe --> perform ... --> done, or stopped --> remove
//
// libcurl never follows (CURLOPT_FOLLOWLOCATION stays off) and gets the parts of a URL that our
// parser made.
// Long: the options of libcurl stand together, where they can be held against its manual.
#include "client/curl_transport.h"

#include "base/ascii.h"
#include "client/credentials.h"
#include "client/curl_call.h"
#include "client/curl_events.h"
#include "client/curl_failure.h"
#include "client/proxy.h"
#include "onward/client/client.h"

#include <algorithm>
#include <array>
#include <curl/curl.h>
#include <poll.h>
#include <string>
#include <unistd.h>
#include <utility>

namespace onward::client {
namespace {

using std::chrono::milliseconds;
using SteadyTime = base::SteadyTime;

/// What libcurl adds "Expect: 100-continue" by itself above of (lib/http.h).
constexpr std::uint64_t kCurlExpectBytes = std::uint64_t{1} << 20;
constexpr long kUploadBufferBytes = 256L << 10;
constexpr long kReceiveBufferBytes = 64L << 10;
/// Connections kept for later hops.
constexpr long kMaxConnections = 16;
/// Between two looks at whether we are interrupted, where no signal wakes us.
constexpr milliseconds kLongestWait{500};
/// Where a request's content has nothing to give and nothing to wait for.
constexpr milliseconds kContentRetry{10};
constexpr milliseconds kProgressEvery{100};

struct EasyCleanup {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct MultiCleanup {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct UrlCleanup {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct ListCleanup {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListCleanup>;

void append(List& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) return;
  static_cast<void>(list.release());
  list.reset(longer);
}

/// "Name;" is how libcurl is told an empty value; "Name:" would take the field out.
void append_field(std::string& lines, http::Field field) {
  lines.append(field.name).append(field.value.empty() ? ";" : ": ").append(field.value) += '\n';
}

/// Each line of `lines` ends in a line feed.
void append_lines(List& list, const std::string& lines) {
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = lines.find('\n', at);
    append(list, lines.substr(at, end - at));
    at = end + 1;
  }
}

long version_of(HttpVersion version) {
  switch (version) {
    case HttpVersion::Automatic:
      return CURL_HTTP_VERSION_2TLS;
    case HttpVersion::Http11:
      return CURL_HTTP_VERSION_1_1;
    case HttpVersion::Http2:
      return CURL_HTTP_VERSION_2_0;
    case HttpVersion::Http2PriorKnowledge:
      return CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
  }
  return CURL_HTTP_VERSION_NONE;
}

/// What stands in the request line: "/a?b".
std::string wire_target(const url::Url& url) {
  std::string target(url.pathname());
  if (const auto query = url.query()) target.append("?").append(*query);
  return target;
}

/// RFC 9110 §8.6: a request without content says "Content-Length: 0" where its method might have
/// some.
bool expects_content(const http::Method& method) {
  using enum http::KnownMethod;
  return method == Post || method == Put || method == Patch;
}

/// RFC 9110 §10.1.1: whether the server is asked first.
enum class Expect : std::uint8_t { Never, ByLibcurl, Always };
Expect expect_of(const Outgoing& outgoing, std::uint64_t threshold) {
  if (outgoing.content == nullptr || threshold == kNeverExpect) return Expect::Never;
  const auto size = outgoing.content->size();
  // Of unknown length, or over both thresholds: libcurl's own rule, which leaves HTTP/2 out.
  if (!size || outgoing.chunked) return Expect::ByLibcurl;
  if (*size <= threshold) return Expect::Never;
  return *size > kCurlExpectBytes ? Expect::ByLibcurl : Expect::Always;
}

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(const Options& options)
      : options_(options), url_(curl_url()), multi_(curl_multi_init()), easy_(curl_easy_init()) {
    if (!is_ready()) return;
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, kMaxConnections);
    events_.emplace(multi_.get());
    set_connection_options();
    set_cookies();
  }

  Transfer send(const Outgoing& outgoing, Listener& listener) override {
    if (!is_ready()) {
      return failed(ErrorCode::ClientTransport, "libcurl cannot be initialised");
    }
    if (auto transfer = attempt(outgoing, listener, options_.expect_over_bytes)) return *transfer;
    // RFC 9110 §10.1.1: after 417 the request is repeated without the expectation.
    return attempt(outgoing, listener, kNeverExpect).value_or(Transfer{});
  }

 private:
  bool is_ready() const { return url_ && multi_ && easy_; }

  /// Nullopt: the server does not know "Expect", and the content can be sent again.
  std::optional<Transfer> attempt(const Outgoing& outgoing, Listener& listener,
                                  std::uint64_t expect_over_bytes) {
    CurlCall call(options_, outgoing, listener);
    if (!set_url(outgoing.url)) return failed(ErrorCode::ClientNameUnresolved, "no such host");
    set_method(outgoing);
    set_deadline(outgoing.deadline);
    set_fields(outgoing, expect_over_bytes);
    set_verbose(listener.wants_wire());
    error_text_[0] = '\0';
    if (curl_multi_add_handle(multi_.get(), easy_.get()) != CURLM_OK) {
      return failed(ErrorCode::ClientTransport, "libcurl takes no transfer");
    }
    Transfer transfer = run(call, outgoing, listener);
    const bool is_unexpected = expect_over_bytes != kNeverExpect && call.holds_417() &&
                               outgoing.content != nullptr && !transfer.is_interrupted;
    if (is_unexpected && outgoing.content->rewind()) {
      curl_multi_remove_handle(multi_.get(), easy_.get());
      return std::nullopt;
    }
    call.finish();
    if (const auto code = result()) {
      transfer.failure = failure_of(*code, call, easy_.get(), error_text_.data());
      if (!proxy_.empty() && transfer.failure) blame_proxy(*transfer.failure, call);
    }
    transfer.traffic = traffic(call);
    // Of a tunnel that was refused CONNECT was sent, and nothing to a server.
    if (!call.has_connection()) transfer.traffic.head_sent = 0;
    curl_multi_remove_handle(multi_.get(), easy_.get());
    return transfer;
  }

  void set_connection_options() {
    CURL* easy = easy_.get();
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error_text_.data());
    CurlCall::attach(easy, &present_);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 1L);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, kReceiveBufferBytes);
    curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, kUploadBufferBytes);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                     static_cast<long>(options_.connect_timeout.count()));
    curl_easy_setopt(easy, CURLOPT_EXPECT_100_TIMEOUT_MS,
                     static_cast<long>(options_.expect_timeout.count()));
    if (options_.insecure) {
      curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
      curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (!options_.ca_file.empty()) {
      curl_easy_setopt(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
    }
    for (const std::string& entry : options_.resolve) append(resolve_, entry);
    curl_easy_setopt(easy, CURLOPT_RESOLVE, resolve_.get());
    set_proxy_options();
  }

  /// Which proxy is said before each request; "" is none, and not what the environment says.
  void set_proxy_options() {
    CURL* easy = easy_.get();
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
    if (!options_.proxy_user.empty()) {
      curl_easy_setopt(easy, CURLOPT_PROXYUSERPWD, options_.proxy_user.c_str());
    }
    std::string lines;
    for (const http::Field field : options_.proxy_fields.view()) append_field(lines, field);
    append_lines(proxy_fields_, lines);
    curl_easy_setopt(easy, CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
    curl_easy_setopt(easy, CURLOPT_PROXYHEADER, proxy_fields_.get());
  }

  void set_proxy(const url::Url& url) {
    const std::string_view proxy = proxy_for(options_.proxies, url);
    if (proxy == proxy_) return;
    proxy_ = proxy;
    curl_easy_setopt(easy_.get(), CURLOPT_PROXY, proxy_.c_str());
  }

  void set_cookies() {
    has_cookies_ =
        options_.cookies || !options_.cookie_file.empty() || !options_.cookie_jar.empty();
    if (!has_cookies_) return;
    curl_easy_setopt(easy_.get(), CURLOPT_COOKIEFILE, options_.cookie_file.c_str());
    if (options_.cookie_jar.empty()) return;
    curl_easy_setopt(easy_.get(), CURLOPT_COOKIEJAR, options_.cookie_jar.c_str());
  }

  /// libcurl gets the parts, and its URL parser nothing to do. The target goes apart, byte by byte:
  /// set as a part of a URL, its escapes would become lower case.
  bool set_url(const url::Url& url) {
    CURL* easy = easy_.get();
    set_proxy(url);
    std::string target = wire_target(url);
    if (is_asked_for_whole_url(proxy_, url)) target.insert(0, url.origin());
    curl_easy_setopt(easy, CURLOPT_REQUEST_TARGET, target.c_str());
    return set_origin(url) && set_path(url);
  }

  bool set_origin(const url::Url& url) {
    const std::string_view href = url.href();
    if (!origin_.empty() && href.starts_with(origin_) && href[origin_.size()] == '/') return true;
    const std::string scheme(url.scheme());
    const std::string host(url.hostname());
    const std::string port(url.port());
    const bool is_set = set_part(CURLUPART_SCHEME, scheme.c_str()) &&
                        set_part(CURLUPART_HOST, host.c_str()) &&
                        set_part(CURLUPART_PORT, port.empty() ? nullptr : port.c_str()) &&
                        set_part(CURLUPART_PATH, "/");
    origin_ = is_set && !url.includes_credentials() ? url.origin() : "";
    curl_easy_setopt(easy_.get(), CURLOPT_CURLU, url_.get());
    return is_set;
  }

  /// Only cookies look at it.
  bool set_path(const url::Url& url) {
    return !has_cookies_ || set_part(CURLUPART_PATH, std::string(url.pathname()).c_str());
  }

  bool set_part(CURLUPart part, const char* text) {
    return curl_url_set(url_.get(), part, text, 0) == CURLUE_OK;
  }

  /// An early answer over HTTP/2 ends in RST_STREAM (RFC 9113 §8.1), and libcurl 7.88 then loses
  /// the answer: it says CURLE_HTTP2_STREAM. So what has content goes over HTTP/1.1, where no
  /// answer is lost, unless HTTP/2 was asked for by name.
  void set_version(bool has_content) {
    HttpVersion version = options_.version;
    if (version == HttpVersion::Automatic && has_content) version = HttpVersion::Http11;
    if (version == version_) return;
    curl_easy_setopt(easy_.get(), CURLOPT_HTTP_VERSION, version_of(version));
    version_ = version;
  }

  void set_method(const Outgoing& outgoing) {
    CURL* easy = easy_.get();
    const bool has_content = outgoing.content != nullptr;
    set_version(has_content);
    curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    if (outgoing.method == http::KnownMethod::Head) {
      curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else if (has_content || expects_content(outgoing.method)) {
      curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
      curl_off_t length = 0;
      if (has_content) {
        const auto size = outgoing.chunked ? std::nullopt : outgoing.content->size();
        length = size ? static_cast<curl_off_t>(*size) : -1;
      }
      curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, length);
    }
    const std::string name(outgoing.method.name());
    if (name != method_) curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, name.c_str());
    method_ = name;
  }

  void set_deadline(std::optional<SteadyTime> deadline) {
    long left_ms = 0;
    if (deadline) {
      const auto left =
          std::chrono::ceil<milliseconds>(*deadline - std::chrono::steady_clock::now());
      left_ms = std::max<long>(1, static_cast<long>(left.count()));
    }
    if (left_ms != timeout_ms_) curl_easy_setopt(easy_.get(), CURLOPT_TIMEOUT_MS, left_ms);
    timeout_ms_ = left_ms;
  }

  /// Whether libcurl has an option of its own for this field: cheaper than its list of fields, and
  /// a Cookie is joined with those of the jar.
  bool goes_apart(http::Field field, std::string& cookie) {
    if (base::equals_ignore_case(field.name, "Cookie")) {
      cookie.append(cookie.empty() ? "" : "; ").append(field.value);
      return true;
    }
    // What libcurl says by itself.
    return base::equals_ignore_case(field.name, "Accept") && field.value == "*/*";
  }

  void set_verbose(bool is_verbose) {
    if (is_verbose != is_verbose_) {
      curl_easy_setopt(easy_.get(), CURLOPT_VERBOSE, is_verbose ? 1L : 0L);
    }
    is_verbose_ = is_verbose;
  }

  void set_fields(const Outgoing& outgoing, std::uint64_t expect_over_bytes) {
    std::string cookie;
    std::string lines = std::move(spare_lines_);
    lines.clear();
    for (const http::Field field : outgoing.fields) {
      if (!goes_apart(field, cookie)) append_field(lines, field);
    }
    // Credentials that a followed Location brought, where the policy took them.
    if (outgoing.url.includes_credentials() && !outgoing.fields.contains("Authorization")) {
      url::Url url = outgoing.url;
      http::Fields credentials;
      take_credentials(url, credentials);
      for (const http::Field field : credentials.view()) append_field(lines, field);
    }
    // What the caller does not say is not said.
    if (!outgoing.fields.contains("Accept")) lines += "Accept:\n";
    if (!outgoing.fields.contains("Expect")) {
      const Expect expect = expect_of(outgoing, expect_over_bytes);
      if (expect == Expect::Always) lines += "Expect: 100-continue\n";
      if (expect == Expect::Never && outgoing.content != nullptr) lines += "Expect:\n";
    }
    if (!cookie.empty() || !cookie_.empty()) {
      const char* const value = cookie.empty() ? nullptr : cookie.c_str();
      curl_easy_setopt(easy_.get(), CURLOPT_COOKIE, value);
    }
    cookie_ = cookie;
    use_lines(std::move(lines));
  }

  /// Most hops have the fields of the one before: then libcurl's list stays.
  void use_lines(std::string lines) {
    if (lines != lines_) {
      fields_ = List();
      append_lines(fields_, lines);
      curl_easy_setopt(easy_.get(), CURLOPT_HTTPHEADER, fields_.get());
    }
    spare_lines_ = std::exchange(lines_, std::move(lines));
  }

  Transfer run(CurlCall& call, const Outgoing& outgoing, Listener& listener) {
    Transfer transfer;
    present_ = &call;
    while (events_->go_on() > 0 && call.own_end() != OwnEnd::Drained) {
      transfer.is_interrupted = listener.is_interrupted();
      const SteadyTime now = std::chrono::steady_clock::now();
      if (transfer.is_interrupted || call.is_drain_over(now)) break;
      if (now - told_ > kProgressEvery) {
        tell_progress(call, outgoing, listener);
        told_ = now;
      }
      wait(call, outgoing, now);
    }
    present_ = nullptr;
    return transfer;
  }

  void tell_progress(const CurlCall& call, const Outgoing& outgoing, Listener& listener) {
    Progress progress;
    progress.content_sent = call.content_read();
    progress.received = call.received();
    if (outgoing.content != nullptr) progress.content_size = outgoing.content->size();
    curl_off_t length = -1;
    curl_easy_getinfo(easy_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    if (length >= 0) progress.receive_size = static_cast<std::uint64_t>(length);
    listener.on_progress(progress);
  }

  /// Until a socket or the content's descriptor has something, or time is up. A signal ends it,
  /// too.
  void wait(CurlCall& call, const Outgoing& outgoing, SteadyTime now) {
    milliseconds most = kLongestWait;
    if (const auto until = call.drain_until()) {
      most = std::clamp(std::chrono::ceil<milliseconds>(*until - now), milliseconds(0), most);
    }
    if (!call.is_paused()) {
      events_->wait(now, most);
      return;
    }
    pollfd content{outgoing.content->descriptor(), POLLIN, 0};
    const bool has_descriptor = content.fd >= 0;
    events_->wait(now, has_descriptor ? most : std::min(most, kContentRetry),
                  has_descriptor ? &content : nullptr);
    // Also where a pipe's writer is gone: without POLLIN.
    if (has_descriptor && content.revents == 0) return;
    call.resume();
    curl_easy_pause(easy_.get(), CURLPAUSE_CONT);
  }

  /// Nullopt: the transfer was left before it was over.
  std::optional<CURLcode> result() {
    int left = 0;
    while (const CURLMsg* told = curl_multi_info_read(multi_.get(), &left)) {
      if (told->msg == CURLMSG_DONE) return told->data.result;
    }
    return std::nullopt;
  }

  template <class T>
  T info(CURLINFO what) const {
    T value{};
    curl_easy_getinfo(easy_.get(), what, &value);
    return value;
  }

  Microseconds since_start(CURLINFO what) const { return Microseconds(info<curl_off_t>(what)); }

  Traffic traffic(const CurlCall& call) const {
    Traffic out;
    // What libcurl has read may not all have been sent; what it sent counts the chunks' lines.
    const auto sent = static_cast<std::uint64_t>(info<curl_off_t>(CURLINFO_SIZE_UPLOAD_T));
    out.content_sent = std::min(sent, call.content_read());
    out.content_received = call.received();
    out.head_sent = static_cast<std::uint64_t>(info<long>(CURLINFO_REQUEST_SIZE));
    out.head_received = static_cast<std::uint64_t>(info<long>(CURLINFO_HEADER_SIZE));
    out.new_connections = static_cast<int>(info<long>(CURLINFO_NUM_CONNECTS));
    if (const char* address = info<char*>(CURLINFO_PRIMARY_IP)) out.remote_address = address;
    out.remote_port = static_cast<int>(info<long>(CURLINFO_PRIMARY_PORT));
    out.via_proxy = !proxy_.empty();
    out.times = {
        since_start(CURLINFO_NAMELOOKUP_TIME_T),    since_start(CURLINFO_CONNECT_TIME_T),
        since_start(CURLINFO_APPCONNECT_TIME_T),    since_start(CURLINFO_PRETRANSFER_TIME_T),
        since_start(CURLINFO_STARTTRANSFER_TIME_T), since_start(CURLINFO_TOTAL_TIME_T)};
    return out;
  }

  static Transfer failed(ErrorCode code, const char* why) {
    return {.failure = Failure{code, why}, .traffic = {}};
  }

  const Options& options_;
  CurlCall* present_ = nullptr;  ///< while libcurl works on it
  SteadyTime told_{};  ///< when a listener last heard of progress, on this hop or one before
  // What libcurl was told last.
  std::optional<HttpVersion> version_;
  std::string proxy_;  ///< of the present hop; "": none
  long timeout_ms_ = 0;
  bool is_verbose_ = false;
  std::string method_;
  std::string cookie_;
  std::string lines_;  ///< of `fields_`
  List fields_;
  std::string spare_lines_;  ///< room for the next
  std::array<char, CURL_ERROR_SIZE> error_text_{};
  List resolve_;
  List proxy_fields_;
  bool has_cookies_ = false;
  std::unique_ptr<CURLU, UrlCleanup> url_;
  std::string origin_;  ///< what `url_` has
  std::optional<CurlEvents> events_;
  // Cleaned up before the multi handle, whose connections it uses.
  std::unique_ptr<CURLM, MultiCleanup> multi_;
  std::unique_ptr<CURL, EasyCleanup> easy_;
};

}  // namespace

std::unique_ptr<Transport> curl_transport(const Options& options) {
  return std::make_unique<CurlTransport>(options);
}

}  // namespace onward::client
