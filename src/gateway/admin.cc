// SPDX-License-Identifier: MIT
// Unix sockets: who may open the file may ask, so the file's mode is the permission. It is bound
// under another name and then renamed, so that a server which takes over from another one never
// finds the name in use, and nobody finds it gone.
// Loopback: whoever has an account may ask. A page in a browser there may not, though its author
// can give his name our address: that name would stand in Host, and a name is refused. Invariants:
// no client is waited for, each has kMaxTime; where there are too many the oldest goes. So who says
// nothing keeps nobody out.
#include "gateway/admin.h"

#include "base/ascii.h"
#include "onward/gateway/confinement.h"
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
constexpr std::size_t kMaxClients = 32;
/// Without descriptors connections stay in the queue, and are not looked at for so long.
constexpr std::chrono::milliseconds kPause{1000};

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

namespace {

using Clock = std::chrono::steady_clock;

/// One request and its answer, as far as its client lets them come.
class Client {
 public:
  Client(base::Descriptor socket, bool is_file)
      : socket_(std::move(socket)), end_(Clock::now() + kMaxTime), is_file_(is_file) {}

  pollfd wanted() const {
    return {socket_.fd(), static_cast<short>(response_.empty() ? POLLIN : POLLOUT), 0};
  }
  Clock::time_point end() const { return end_; }

  /// False once it is over. Whose time is up is answered by what came until then.
  bool go_on(const AdminPages& pages, Clock::time_point now) {
    const bool is_late = end_ <= now;
    if (response_.empty()) {
      if (!receive_head() && !is_late) return true;
      response_ = answer(head_, pages, is_file_);
    }
    return !send_rest() && !is_late;
  }

 private:
  static bool is_passing(int error) { return error == EAGAIN || error == EINTR; }

  /// Whether there is a head, or what came of it.
  bool receive_head() {
    std::array<char, 1024> room{};
    while (head_.size() < kMaxHeadBytes && head_.find("\r\n\r\n") == head_.npos) {
      const auto size = ::recv(socket_.fd(), room.data(), room.size(), 0);
      if (size < 0 && is_passing(errno)) return false;
      if (size <= 0) break;
      head_.append(room.data(), static_cast<std::size_t>(size));
    }
    return true;
  }

  /// Whether all is sent, or nothing more can be.
  bool send_rest() {
    while (sent_ < response_.size()) {
      const std::string_view rest = std::string_view(response_).substr(sent_);
      const auto size = ::send(socket_.fd(), rest.data(), rest.size(), MSG_NOSIGNAL);
      if (size < 0 && is_passing(errno)) return false;
      if (size <= 0) return true;
      sent_ += static_cast<std::size_t>(size);
    }
    return true;
  }

  base::Descriptor socket_;
  Clock::time_point end_;
  bool is_file_;
  std::string head_;
  std::string response_;  ///< once the head is there
  std::size_t sent_ = 0;
};

}  // namespace

struct Admin::State {
  std::string path;  ///< "": none
  AdminPages pages;
  base::Descriptor socket;  ///< of the path
  std::vector<std::shared_ptr<const Listener>> listeners;
  base::Descriptor end;         ///< an eventfd: readable when it is over
  ino_t file = 0;               ///< the path's; 0: none, or not made here
  std::vector<Client> clients;  ///< the oldest first
  Clock::time_point paused_until{};
  std::thread thread;

  void run() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
    std::vector<pollfd> wanted;
    for (;;) {
      wanted.assign(1, {end.fd(), POLLIN, 0});
      const short events = Clock::now() < paused_until ? short{0} : short{POLLIN};
      if (socket.is_open()) wanted.push_back({socket.fd(), events, 0});
      for (const auto& each : listeners) wanted.push_back({each->socket.fd(), events, 0});
      const std::size_t listening = wanted.size();
      for (const Client& each : clients) wanted.push_back(each.wanted());
      if (::poll(wanted.data(), wanted.size(), wait_ms()) < 0 && errno != EINTR) return;
      if (wanted[0].revents != 0) return;
      serve(std::span(wanted).subspan(listening));
      for (const pollfd& each : std::span(wanted).first(listening).subspan(1)) {
        if (each.revents != 0) take_one(each.fd);
      }
    }
  }

  /// Until a client's time or the pause is over; -1: nobody waits.
  int wait_ms() const {
    auto until = clients.empty() ? Clock::time_point::max() : clients.front().end();
    if (const auto now = Clock::now(); paused_until > now) until = std::min(until, paused_until);
    if (until == Clock::time_point::max()) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
    return static_cast<int>(std::max(left, left.zero()).count());
  }

  /// `seen` is what poll() says of each client.
  void serve(std::span<const pollfd> seen) {
    const auto now = Clock::now();
    std::size_t index = 0;
    std::erase_if(clients, [&](Client& client) {
      const bool is_ready = seen[index++].revents != 0 || client.end() <= now;
      return is_ready && !client.go_on(pages, now);
    });
  }

  void take_one(int listening) {
    base::Descriptor client(::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!client.is_open()) {
      if (errno == EMFILE || errno == ENFILE) paused_until = Clock::now() + kPause;
      return;
    }
    if (clients.size() == kMaxClients) clients.erase(clients.begin());
    clients.emplace_back(std::move(client), listening == socket.fd());
  }
};

Result<std::unique_ptr<Admin>> Admin::open(const std::string& path,
                                           std::vector<std::shared_ptr<const Listener>> listeners,
                                           AdminPages pages, base::Descriptor inherited) {
  auto state = std::make_unique<State>();
  state->end = base::Descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!state->end.is_open()) return fail(ErrorCode::OutOfDescriptors);
  if (!path.empty()) {
    state->path = path;
    if (auto socket = listen_at(path)) {
      state->socket = std::move(*socket);
      state->file = file_at(path);
    } else if (inherited.is_open() && !may_make(path)) {
      state->socket = std::move(inherited);
    } else {
      return fail(socket.error());
    }
  }
  state->pages = std::move(pages);
  state->listeners = std::move(listeners);
  state->thread = std::thread([&its = *state] { its.run(); });
  return std::make_unique<Admin>(std::move(state));
}

Admin::Admin(std::unique_ptr<State> state) : state_(std::move(state)) {}

int Admin::fd() const { return state_->socket.fd(); }
bool Admin::is_new() const { return state_->file != 0; }

Admin::~Admin() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(state_->end.fd(), &one, sizeof one);
  state_->thread.join();
  // Another server may have taken the name over.
  if (state_->file != 0 && file_at(state_->path) == state_->file) ::unlink(state_->path.c_str());
}

}  // namespace onward::gateway
