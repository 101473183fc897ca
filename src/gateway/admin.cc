// SPDX-License-Identifier: MIT
// Unix sockets: who may open the file may ask, so the file's mode is the permission. It is bound
// under another name and then renamed, so that a server which takes over from another one never
// finds the name in use, and nobody finds it gone.
// Loopback: whoever has an account may ask. A page in a browser there may not, though its author
// can give his name our address: that name would stand in Host, and a name is refused. Invariant:
// no client is waited for longer than kMaxTime, so nobody keeps the others out.
#include "gateway/admin.h"

#include "base/ascii.h"
#include "base/descriptor.h"
#include "onward/http/reader.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <optional>
#include <poll.h>
#include <span>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>
#include <utility>

namespace onward::gateway {
namespace {

constexpr std::size_t kMaxHeadBytes = 8192;
constexpr int kBacklog = 16;
constexpr std::chrono::milliseconds kMaxTime{2000};

Error failed() {
  const bool is_full = errno == EMFILE || errno == ENFILE;
  return {is_full ? ErrorCode::OutOfDescriptors : ErrorCode::AddressUnusable, 0};
}

Result<base::Descriptor> listen_at(const std::string& path) {
  const std::string fresh = path + ".new";
  sockaddr_un address{};
  if (path.empty() || fresh.size() >= sizeof address.sun_path) {
    return fail(ErrorCode::AddressUnusable);
  }
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, fresh.data(), fresh.size());
  base::Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) return fail(failed());
  ::unlink(fresh.c_str());
  if (::bind(socket.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::chmod(fresh.c_str(), S_IRUSR | S_IWUSR) != 0 || ::listen(socket.fd(), kBacklog) != 0 ||
      ::rename(fresh.c_str(), path.c_str()) != 0) {
    const Error error = failed();
    ::unlink(fresh.c_str());
    return fail(error);
  }
  return socket;
}

/// The number of the file at the path; 0 where there is none.
ino_t file_at(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 ? found.st_ino : 0;
}

/// One client, who has so much time in all.
class Client {
 public:
  explicit Client(int fd) : fd_(fd), end_(std::chrono::steady_clock::now() + kMaxTime) {}

  /// A head, or what came of it.
  std::string receive_head() const {
    std::string head;
    std::array<char, 1024> room{};
    while (head.size() < kMaxHeadBytes && head.find("\r\n\r\n") == head.npos) {
      const auto size = ::recv(fd_, room.data(), room.size(), MSG_DONTWAIT);
      if (size < 0 && is_passing(errno) && wait_for(POLLIN)) continue;
      if (size <= 0) break;
      head.append(room.data(), static_cast<std::size_t>(size));
    }
    return head;
  }

  void send_all(std::string_view rest) const {
    while (!rest.empty()) {
      const auto size = ::send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (size < 0 && is_passing(errno) && wait_for(POLLOUT)) continue;
      if (size <= 0) return;
      rest.remove_prefix(static_cast<std::size_t>(size));
    }
  }

 private:
  static bool is_passing(int error) { return error == EAGAIN || error == EINTR; }

  /// False where the time is over.
  bool wait_for(short events) const {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end_ - std::chrono::steady_clock::now());
    if (left <= left.zero()) return false;
    pollfd wanted{fd_, events, 0};
    return ::poll(&wanted, 1, static_cast<int>(left.count())) != 0;
  }

  int fd_;
  std::chrono::steady_clock::time_point end_;
};

std::string response(const AdminPage& page, bool is_head, std::string_view fields = "") {
  std::string text = "HTTP/1.1 ";
  text.append(page.status).append("\r\n").append(fields);
  text.append("Content-Type: ").append(page.type).append("\r\nContent-Length: ");
  text.append(std::to_string(page.content.size()));
  text.append("\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n");
  if (!is_head) text.append(page.content);
  return text;
}

/// "localhost", or an address: "127.0.0.1:9307", "[::1]:9307". No name that DNS knows ends in a
/// digit or has brackets (WHATWG URL, "ends in a number checker").
bool is_host_of_loopback(std::string_view authority) {
  const bool is_ipv6 = authority.starts_with('[');
  const std::size_t colon = authority.rfind(':');
  if (!is_ipv6 && colon != authority.npos) authority = authority.substr(0, colon);
  return is_ipv6 || authority.empty() || authority == "localhost" ||
         base::is_digit(authority.back());
}

std::string answer(const std::string& bytes, const AdminPages& pages, bool is_file) {
  http::RequestReader reader;
  const auto event = reader.read(bytes);
  if (!event || event->kind != http::EventKind::Head) {
    return response({.status = "400 Bad Request"}, false);
  }
  const http::RequestHead& head = reader.head();
  const bool is_head = head.method == http::KnownMethod::Head;
  if (!is_file && !is_host_of_loopback(head.authority)) {
    return response({.status = "421 Misdirected Request"}, is_head);
  }
  if (!is_head && head.method != http::KnownMethod::Get) {
    return response({.status = "405 Method Not Allowed"}, false, "Allow: GET, HEAD\r\n");
  }
  const std::string_view target = head.target.path_and_query;
  return response(pages(target.substr(0, target.find('?'))), is_head);
}

}  // namespace

struct Admin::State {
  std::string path;  ///< "": none
  AdminPages pages;
  base::Descriptor socket;  ///< of the path
  std::vector<std::shared_ptr<const Listener>> listeners;
  base::Descriptor end;  ///< an eventfd: readable when it is over
  ino_t file = 0;
  std::thread thread;

  void run() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
    std::vector<pollfd> wanted{{end.fd(), POLLIN, 0}};
    if (socket.is_open()) wanted.push_back({socket.fd(), POLLIN, 0});
    for (const auto& each : listeners) wanted.push_back({each->socket.fd(), POLLIN, 0});
    for (;;) {
      if (::poll(wanted.data(), wanted.size(), -1) < 0 && errno != EINTR) return;
      if (wanted[0].revents != 0) return;
      for (const pollfd& each : std::span(wanted).subspan(1)) {
        if (each.revents != 0) serve_one(each.fd);
      }
    }
  }

  void serve_one(int listening) {
    const base::Descriptor client(::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC));
    if (!client.is_open()) {
      // Without descriptors the connection stays in the queue: not to turn in circles meanwhile.
      pollfd over{end.fd(), POLLIN, 0};
      if (errno == EMFILE || errno == ENFILE) ::poll(&over, 1, 1000);
      return;
    }
    const Client asking(client.fd());
    asking.send_all(answer(asking.receive_head(), pages, listening == socket.fd()));
  }
};

Result<std::unique_ptr<Admin>> Admin::open(const std::string& path,
                                           std::vector<std::shared_ptr<const Listener>> listeners,
                                           AdminPages pages) {
  auto state = std::make_unique<State>();
  state->end = base::Descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!state->end.is_open()) return fail(ErrorCode::OutOfDescriptors);
  if (!path.empty()) {
    auto socket = listen_at(path);
    if (!socket) return fail(socket.error());
    state->socket = std::move(*socket);
    state->path = path;
    state->file = file_at(path);
  }
  state->pages = std::move(pages);
  state->listeners = std::move(listeners);
  state->thread = std::thread([&its = *state] { its.run(); });
  return std::make_unique<Admin>(std::move(state));
}

Admin::Admin(std::unique_ptr<State> state) : state_(std::move(state)) {}

Admin::~Admin() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(state_->end.fd(), &one, sizeof one);
  state_->thread.join();
  // Another server may have taken the name over.
  if (state_->file != 0 && file_at(state_->path) == state_->file) ::unlink(state_->path.c_str());
}

}  // namespace onward::gateway
