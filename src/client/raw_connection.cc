// SPDX-License-Identifier: MIT
// libcurl connects and leaves the bytes to us (CURLOPT_CONNECT_ONLY): names and TLS are as in every
// other request of the client.
#include "client/raw_connection.h"

#include <array>
#include <curl/curl.h>
#include <poll.h>
#include <utility>

namespace onward::client {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

ErrorCode code_of(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return ErrorCode::ClientNameUnresolved;
    case CURLE_OPERATION_TIMEDOUT:
      return ErrorCode::ClientTimedOut;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return ErrorCode::ClientTls;
    case CURLE_COULDNT_CONNECT:
      return ErrorCode::ClientNotConnected;
    default:
      return ErrorCode::ClientTransport;
  }
}

milliseconds left_until(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
  return std::max(left, milliseconds(0));
}

}  // namespace

struct RawConnection::Handle {
  Handle() : easy(curl_easy_init()) {}
  ~Handle() {
    curl_slist_free_all(resolve);
    if (easy != nullptr) curl_easy_cleanup(easy);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  /// Whether the socket is ready for `events` before the deadline.
  bool wait(short events, Clock::time_point deadline) const {
    curl_socket_t socket = CURL_SOCKET_BAD;
    curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &socket);
    if (socket == CURL_SOCKET_BAD) return false;
    pollfd ready{socket, events, 0};
    return ::poll(&ready, 1, static_cast<int>(left_until(deadline).count())) > 0;
  }

  CURL* easy;
  curl_slist* resolve = nullptr;
};

RawConnection::RawConnection(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
RawConnection::RawConnection(RawConnection&&) noexcept = default;
RawConnection& RawConnection::operator=(RawConnection&&) noexcept = default;
RawConnection::~RawConnection() = default;

std::variant<RawConnection, Failure> RawConnection::open(const url::Url& url,
                                                         const Options& options) {
  auto handle = std::make_unique<Handle>();
  CURL* easy = handle->easy;
  if (easy == nullptr) return Failure{ErrorCode::ClientTransport, "libcurl cannot be initialised"};
  std::array<char, CURL_ERROR_SIZE> why{};
  const std::string origin = url.origin();
  for (const std::string& entry : options.resolve) {
    handle->resolve = curl_slist_append(handle->resolve, entry.c_str());
  }
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, why.data());
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_RESOLVE, handle->resolve);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(options.connect_timeout.count()));
  if (options.insecure) {
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
  }
  if (!options.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
  curl_easy_setopt(easy, CURLOPT_URL, origin.c_str());
  const CURLcode code = curl_easy_perform(easy);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, nullptr);
  if (code != CURLE_OK) return Failure{code_of(code), why.data()};
  return RawConnection(std::move(handle));
}

RawConnection::End RawConnection::send(std::string_view bytes, milliseconds time,
                                       std::size_t& sent) {
  const auto deadline = Clock::now() + time;
  for (sent = 0; sent < bytes.size();) {
    std::size_t count = 0;
    const std::string_view rest = bytes.substr(sent);
    const CURLcode code = curl_easy_send(handle_->easy, rest.data(), rest.size(), &count);
    sent += count;
    if (code == CURLE_AGAIN) {
      if (!handle_->wait(POLLOUT, deadline)) return End::TimedOut;
    } else if (code != CURLE_OK) {
      return End::Cut;
    }
  }
  return End::Open;
}

RawConnection::End RawConnection::receive(std::string& into, milliseconds time) {
  const auto deadline = Clock::now() + time;
  std::array<char, 16384> room;
  for (;;) {
    std::size_t count = 0;
    const CURLcode code = curl_easy_recv(handle_->easy, room.data(), room.size(), &count);
    if (code == CURLE_OK) {
      if (count == 0) return End::Closed;
      into.append(room.data(), count);
      return End::Open;
    }
    if (code != CURLE_AGAIN) return End::Cut;
    if (!handle_->wait(POLLIN, deadline)) return End::TimedOut;
  }
}

}  // namespace onward::client
