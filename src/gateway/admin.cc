// SPDX-License-Identifier: MIT
// Unix sockets: who may open the file may ask, so the file's mode is the permission. It is bound
// under another name and then renamed, so that a server which takes over from another one never
// finds the name in use, and nobody finds it gone.
#include "gateway/admin.h"

#include "base/descriptor.h"
#include "onward/http/reader.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <poll.h>
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

void limit_time(int fd) {
  const timeval limit{2, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

/// A head, or what came of it.
std::string receive_head(int fd) {
  std::string head;
  std::array<char, 1024> room{};
  while (head.size() < kMaxHeadBytes && head.find("\r\n\r\n") == head.npos) {
    const auto size = ::recv(fd, room.data(), room.size(), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    head.append(room.data(), static_cast<std::size_t>(size));
  }
  return head;
}

void send_all(int fd, std::string_view rest) {
  while (!rest.empty()) {
    const auto size = ::send(fd, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return;
    rest.remove_prefix(static_cast<std::size_t>(size));
  }
}

std::string response(std::string_view status, std::string_view content, bool is_head) {
  std::string text = "HTTP/1.1 ";
  text.append(status).append("\r\nContent-Type: application/json\r\nContent-Length: ");
  text.append(std::to_string(content.size()));
  text.append("\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n");
  if (!is_head) text.append(content);
  return text;
}

std::string answer(const std::string& bytes, const AdminPages& pages) {
  http::RequestReader reader;
  const auto event = reader.read(bytes);
  if (!event || event->kind != http::EventKind::Head) return response("400 Bad Request", "", false);
  const http::RequestHead& head = reader.head();
  const bool is_head = head.method == http::KnownMethod::Head;
  if (!is_head && head.method != http::KnownMethod::Get) {
    return response("405 Method Not Allowed\r\nAllow: GET, HEAD", "", false);
  }
  const auto page = pages(head.target.path_and_query);
  return page ? response("200 OK", *page, is_head) : response("404 Not Found", "", is_head);
}

}  // namespace

struct Admin::State {
  std::string path;
  AdminPages pages;
  base::Descriptor socket;
  base::Descriptor end;  ///< an eventfd: readable when it is over
  ino_t file = 0;
  std::thread thread;

  void run() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
    std::array<pollfd, 2> wanted{{{socket.fd(), POLLIN, 0}, {end.fd(), POLLIN, 0}}};
    for (;;) {
      if (::poll(wanted.data(), wanted.size(), -1) < 0 && errno != EINTR) return;
      if (wanted[1].revents != 0) return;
      if (wanted[0].revents != 0) serve_one();
    }
  }

  void serve_one() {
    const base::Descriptor client(::accept4(socket.fd(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client.is_open()) {
      // Without descriptors the connection stays in the queue: not to turn in circles meanwhile.
      pollfd over{end.fd(), POLLIN, 0};
      if (errno == EMFILE || errno == ENFILE) ::poll(&over, 1, 1000);
      return;
    }
    limit_time(client.fd());
    send_all(client.fd(), answer(receive_head(client.fd()), pages));
  }
};

Result<std::unique_ptr<Admin>> Admin::open(const std::string& path, AdminPages pages) {
  auto socket = listen_at(path);
  if (!socket) return fail(socket.error());
  auto state = std::make_unique<State>();
  state->end = base::Descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!state->end.is_open()) return fail(ErrorCode::OutOfDescriptors);
  state->path = path;
  state->pages = std::move(pages);
  state->socket = std::move(*socket);
  state->file = file_at(path);
  state->thread = std::thread([&its = *state] { its.run(); });
  return std::make_unique<Admin>(std::move(state));
}

Admin::Admin(std::unique_ptr<State> state) : state_(std::move(state)) {}

Admin::~Admin() {
  const std::uint64_t one = 1;
  static_cast<void>(::write(state_->end.fd(), &one, sizeof one));
  state_->thread.join();
  // Another server may have taken the name over.
  if (state_->file != 0 && file_at(state_->path) == state_->file) ::unlink(state_->path.c_str());
}

}  // namespace onward::gateway
