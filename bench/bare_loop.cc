// SPDX-License-Identifier: MIT
// The least that a server of HTTP/1.1 can do: accept, read, find the blank line, write fixed bytes.
// No parsing, no matching, no time-outs, no limits; not for anything but bench/peers, which
// measures how far real servers are above it. One thread, level-triggered epoll; what one read
// brought is answered by one write. On stderr it says "listening on http://127.0.0.1:PORT".

#include <arpa/inet.h>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <span>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

// What Onward answers, byte for byte: a shorter answer would be cheaper to copy.
constexpr std::string_view kAnswer =
    "HTTP/1.1 307 Temporary Redirect\r\n"
    "Date: Sun, 22 Nov 2026 20:15:00 GMT\r\n"
    "Location: https://new.example/old/page\r\n"
    "Cache-Control: no-store\r\n"
    "Content-Type: text/html; charset=utf-8\r\n"
    "Content-Length: 153\r\n"
    "\r\n"
    "<!DOCTYPE html>\n"
    "<title>307 Temporary Redirect</title>\n"
    "<p>Temporary Redirect: <a href=\"https://new.example/old/page\">"
    "https://new.example/old/page</a></p>\n";
constexpr size_t kReadBytes = 16384;
constexpr int kEvents = 256;

struct Connection {
  std::string unread;  // the begin of a head whose blank line has not come
};

struct Loop {
  int listener = -1;
  int epoll = -1;
  std::vector<Connection> connections;  // by descriptor
  std::string answers;
};

void fail_if(bool failed, const char* what) {
  if (!failed) return;
  std::perror(what);
  std::exit(1);
}

int listen_on_loopback() {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  fail_if(listener < 0, "socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  fail_if(bind(listener, generic, size) < 0, "bind");
  fail_if(listen(listener, 4096) < 0, "listen");
  fail_if(getsockname(listener, generic, &size) < 0, "getsockname");
  std::fprintf(stderr, "listening on http://127.0.0.1:%d\n", ntohs(address.sin_port));
  return listener;
}

void watch(const Loop& loop, int descriptor) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = descriptor;
  fail_if(epoll_ctl(loop.epoll, EPOLL_CTL_ADD, descriptor, &event) < 0, "epoll_ctl");
}

void accept_all(Loop& loop) {
  for (;;) {
    int connection = accept4(loop.listener, nullptr, nullptr, SOCK_NONBLOCK);
    if (connection < 0) return;
    int on = 1;
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    auto index = static_cast<size_t>(connection);
    if (loop.connections.size() <= index) loop.connections.resize(index + 1);
    loop.connections[index].unread.clear();
    watch(loop, connection);
  }
}

// How many heads ended in `bytes`; what is left of it is the begin of the next.
size_t count_heads(std::string_view& bytes) {
  size_t heads = 0;
  for (;;) {
    size_t blank = bytes.find("\r\n\r\n");
    if (blank == std::string_view::npos) return heads;
    bytes.remove_prefix(blank + 4);
    ++heads;
  }
}

void serve(Loop& loop, int descriptor) {
  std::array<char, kReadBytes> buffer;
  ssize_t got = read(descriptor, buffer.data(), buffer.size());
  if (got <= 0) {
    close(descriptor);
    return;
  }
  std::string& unread = loop.connections[static_cast<size_t>(descriptor)].unread;
  std::string_view bytes(buffer.data(), static_cast<size_t>(got));
  if (!unread.empty()) bytes = unread.append(bytes);
  size_t heads = count_heads(bytes);
  unread = std::string(bytes);
  if (heads == 0) return;
  while (loop.answers.size() < heads * kAnswer.size()) loop.answers += kAnswer;
  auto size = static_cast<ssize_t>(heads * kAnswer.size());
  if (write(descriptor, loop.answers.data(), heads * kAnswer.size()) != size) close(descriptor);
}

}  // namespace

int main() {
  Loop loop;
  loop.listener = listen_on_loopback();
  loop.epoll = epoll_create1(0);
  fail_if(loop.epoll < 0, "epoll_create1");
  watch(loop, loop.listener);
  std::array<epoll_event, kEvents> events;
  for (;;) {
    int ready = epoll_wait(loop.epoll, events.data(), kEvents, -1);
    if (ready < 0) continue;
    for (const epoll_event& event : std::span(events).first(static_cast<size_t>(ready))) {
      if (event.data.fd == loop.listener) {
        accept_all(loop);
      } else {
        serve(loop, event.data.fd);
      }
    }
  }
}
