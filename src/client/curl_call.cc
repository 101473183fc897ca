// SPDX-License-Identifier: MIT
// The callbacks. Each asks or tells the loop one thing; where we end the transfer, why is noted
// here, because libcurl's code for it says only that a callback failed.
#include "client/curl_call.h"

#include "onward/http/syntax.h"

#include <arpa/inet.h>
#include <charconv>
#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace onward::client {
namespace {

/// Of an answer that nobody may want, while it is not known.
constexpr std::size_t kMaxHeldBytes = std::size_t{64} << 10;

/// The transfer that libcurl is at: a connection may be closed during a later one than its own.
CurlCall& call_of(void* user) { return **static_cast<CurlCall**>(user); }

std::size_t on_read(char* room, std::size_t size, std::size_t count, void* user) {
  return call_of(user).read(room, size * count);
}
int on_seek(void* user, curl_off_t offset, int /*origin*/) { return call_of(user).seek(offset); }
std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* user) {
  return call_of(user).header({bytes, size * count});
}
std::size_t on_write(char* bytes, std::size_t size, std::size_t count, void* user) {
  return call_of(user).write({bytes, size * count});
}
int on_before_request(void* user, char* remote, char* /*local*/, int /*remote_port*/,
                      int /*local_port*/) {
  return call_of(user).before_request(remote == nullptr ? "" : remote);
}
curl_socket_t on_open_socket(void* user, curlsocktype /*purpose*/, curl_sockaddr* address) {
  return call_of(user).open_socket(*address);
}
int on_close_socket(void* user, curl_socket_t fd) {
  if (auto* call = *static_cast<CurlCall**>(user)) call->before_close(fd);
  return ::close(fd);
}
int on_debug(CURL* /*easy*/, curl_infotype kind, char* bytes, std::size_t size, void* user) {
  if (auto* call = *static_cast<CurlCall**>(user)) call->debug(kind, {bytes, size});
  return 0;
}

std::optional<std::uint64_t> announced_length(const AnswerHead& head) {
  const auto text = head.fields.view().find("Content-Length");
  if (!text) return std::nullopt;
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), length);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return length;
}

}  // namespace

void CurlCall::attach(CURL* easy, CurlCall** present) {
  curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
  curl_easy_setopt(easy, CURLOPT_READDATA, present);
  curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, on_seek);
  curl_easy_setopt(easy, CURLOPT_SEEKDATA, present);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, present);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_write);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, present);
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_before_request);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, present);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, present);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close_socket);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, present);
  curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, on_debug);
  curl_easy_setopt(easy, CURLOPT_DEBUGDATA, present);
}

bool CurlCall::stop(OwnEnd end, ErrorCode code) {
  own_end_ = end;
  error_.code = code;
  return false;
}

std::size_t CurlCall::read(char* room, std::size_t size) {
  if (outgoing_.content == nullptr) return 0;
  const auto piece = outgoing_.content->read({room, size});
  if (!piece) {
    stop(OwnEnd::Content, piece.error().code);
    return CURL_READFUNC_ABORT;
  }
  content_read_ += piece->size;
  if (piece->size != 0) return piece->size;
  if (!piece->at_end) {
    is_paused_ = true;
    return CURL_READFUNC_PAUSE;
  }
  const auto promised = outgoing_.content->size();
  if (promised && *promised != content_read_) {
    stop(OwnEnd::Content, ErrorCode::ContentChanged);
    return CURL_READFUNC_ABORT;
  }
  return 0;
}

int CurlCall::seek(curl_off_t offset) {
  if (offset != 0 || outgoing_.content == nullptr) return CURL_SEEKFUNC_FAIL;
  if (!outgoing_.content->rewind()) return CURL_SEEKFUNC_FAIL;
  content_read_ = 0;
  return CURL_SEEKFUNC_OK;
}

std::size_t CurlCall::header(std::string_view line) {
  // Behind the head that was told come trailers only; nothing in them begins a new answer.
  if (is_head_told_) return line.size();
  const auto taken = head_.take(line);
  if (!taken) {
    stop(OwnEnd::AnswerInvalid, taken.error().code);
    return 0;
  }
  if (*taken != HeadLines::Taken::Whole) return line.size();
  held_.clear();
  const bool has_content = outgoing_.content != nullptr;
  is_417_held_ = has_content && head_.head().status == 417 && !is_417_held_;
  if (is_417_held_) return line.size();
  return tell_head() ? line.size() : 0;
}

/// Hands the head on; false: the transfer ends here.
bool CurlCall::tell_head() {
  is_head_told_ = true;
  AnswerHead head = head_.take_head();
  const auto length = announced_length(head);
  take_ = listener_.on_head(std::move(head));
  if (take_ == Take::Deliver) return true;
  drain_until_ = std::chrono::steady_clock::now() + options_.drain_time;
  const bool has_content = outgoing_.method != http::KnownMethod::Head;
  if (has_content && length && *length > options_.drain_bytes) return stop(OwnEnd::Drained);
  return true;
}

void CurlCall::finish() {
  if (is_head_told_ || !head_.is_whole()) return;
  if (tell_head()) tell_content(held_);
}

std::size_t CurlCall::write(std::string_view piece) {
  if (!is_head_told_) {
    held_.append(piece);
    if (held_.size() <= kMaxHeldBytes) return piece.size();
    return tell_head() && tell_content(held_) ? piece.size() : 0;
  }
  return tell_content(piece) ? piece.size() : 0;
}

bool CurlCall::tell_content(std::string_view piece) {
  received_ += piece.size();
  if (take_ == Take::Drain) {
    return received_ <= options_.drain_bytes || stop(OwnEnd::Drained);
  }
  return piece.empty() || listener_.on_content(piece) || stop(OwnEnd::ReceiverRefused);
}

/// A server that answers early and closes cuts the connection under the content that is still on
/// its way. Sending fails then, and libcurl gives up; but the answer may have come before the cut,
/// and lies in the socket. Only its head is taken: it is what redirects are decided by.
void CurlCall::before_close(curl_socket_t fd) {
  const bool is_readable = outgoing_.url.scheme() == "http" && content_read_ != 0 &&
                           !head_.is_whole() && own_end_ == OwnEnd::None;
  if (!is_readable) return;
  std::string bytes(http::kMaxFieldBytes, '\0');
  const ssize_t size = ::recv(fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
  std::string_view rest = std::string_view(bytes).substr(0, size > 0 ? std::size_t(size) : 0);
  while (!is_head_told_) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos || header(rest.substr(0, end + 1)) == 0) return;
    rest.remove_prefix(end + 1);
  }
}

bool CurlCall::can_be_repeated() const { return outgoing_.method.is_idempotent() || is_417_held_; }

/// Called when a connection is there, be it new or used before, and the request is about to go out.
/// A second time: the first connection was closed before an answer, and libcurl would send again.
int CurlCall::before_request(std::string_view address) {
  // RFC 9110 §9.2.2: no automatic repetition of what is not idempotent.
  if (++attempts_ > 1 && !can_be_repeated()) {
    stop(OwnEnd::NotRepeated);
    return CURL_PREREQFUNC_ABORT;
  }
  if (!options_.deny_private) return CURL_PREREQFUNC_OK;
  // Connections that were made for an earlier request are checked as well.
  const std::string text(address);
  sockaddr_in four{};
  sockaddr_in6 six{};
  four.sin_family = AF_INET;
  six.sin6_family = AF_INET6;
  const bool is_four = inet_pton(AF_INET, text.c_str(), &four.sin_addr) == 1;
  const bool is_six = !is_four && inet_pton(AF_INET6, text.c_str(), &six.sin6_addr) == 1;
  const bool is_allowed = (is_four && may_connect(reinterpret_cast<const sockaddr&>(four))) ||
                          (is_six && may_connect(reinterpret_cast<const sockaddr&>(six)));
  if (is_allowed) return CURL_PREREQFUNC_OK;
  stop(OwnEnd::AddressRefused);
  return CURL_PREREQFUNC_ABORT;
}

bool CurlCall::may_connect(const sockaddr& address) {
  AddressKind kind = AddressKind::Reserved;
  char text[INET6_ADDRSTRLEN] = "";
  if (address.sa_family == AF_INET) {
    Ipv4Bytes bytes{};
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in&>(address).sin_addr, 4);
    kind = classify_ipv4(bytes);
    inet_ntop(AF_INET, bytes.data(), text, sizeof(text));
  } else if (address.sa_family == AF_INET6) {
    Ipv6Bytes bytes{};
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, 16);
    kind = classify_ipv6(bytes);
    inet_ntop(AF_INET6, bytes.data(), text, sizeof(text));
  }
  if (kind == AddressKind::Public) return true;
  refused_ = std::string(text).append(" is ").append(describe(kind));
  return false;
}

curl_socket_t CurlCall::open_socket(const curl_sockaddr& address) {
  if (options_.deny_private && !may_connect(address.addr)) return CURL_SOCKET_BAD;
  return ::socket(address.family, address.socktype | SOCK_CLOEXEC, address.protocol);
}

void CurlCall::debug(curl_infotype kind, std::string_view text) {
  switch (kind) {
    case CURLINFO_TEXT:
      return listener_.on_wire(WireLine::Note, text);
    case CURLINFO_HEADER_OUT:
      return listener_.on_wire(WireLine::Sent, text);
    case CURLINFO_HEADER_IN:
      return listener_.on_wire(WireLine::Received, text);
    default:
      return;
  }
}

}  // namespace onward::client
