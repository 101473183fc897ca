// SPDX-License-Identifier: MIT
// Two environments name sockets: systemd's LISTEN_FDS (descriptors from 3 on, for the process
// LISTEN_PID), and ONWARD_SOCKETS, "7=127.0.0.1:0 9=[::]:80", which also says what the
// configuration calls them; "8=unix:/run/admin.sock" and "10=log:/var/log/access.log" are the
// admin's and the log. In these paths %20 is a space and %25 a %. Descriptors keep their numbers,
// so that none is put in the place of another.
#include "onward/gateway/handover.h"

#include "base/descriptor.h"
#include "gateway/gateway_state.h"
#include "onward/gateway/gateway.h"

#include <charconv>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <spawn.h>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

namespace onward::gateway {
namespace {

constexpr const char* kSockets = "ONWARD_SOCKETS";
constexpr const char* kPredecessor = "ONWARD_PREDECESSOR";
constexpr int kFirstOfSystemd = 3;
constexpr std::size_t kMaxSockets = 1024;

using Variables = std::map<std::string, std::string, std::less<>>;

std::string_view value_of(const Variables& variables, std::string_view name) {
  const auto found = variables.find(name);
  return found == variables.end() ? std::string_view() : std::string_view(found->second);
}

std::optional<int> number_of(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool option_is(int fd, int option, int wanted) {
  int value = 0;
  socklen_t size = sizeof value;
  return ::getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 && value == wanted;
}

bool is_log(std::string_view name) { return name.starts_with(kInheritedLog); }
bool is_path(std::string_view name) { return name.starts_with(kInheritedPath) || is_log(name); }

/// A path in a list whose words are parted by spaces.
std::string escaped(std::string_view path) {
  std::string text;
  for (const char c : path) {
    if (c == ' ' || c == '%') {
      text += c == ' ' ? "%20" : "%25";
    } else {
      text += c;
    }
  }
  return text;
}

std::string unescaped(std::string_view text) {
  std::string path;
  for (; !text.empty(); text.remove_prefix(1)) {
    const bool is_escape = text.starts_with("%20") || text.starts_with("%25");
    path += !is_escape ? text.front() : text.starts_with("%20") ? ' ' : '%';
    if (is_escape) text.remove_prefix(2);
  }
  return path;
}

/// Whether it is what its name says.
bool is_of_its_kind(int fd, std::string_view name) {
  if (is_log(name)) return (::fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY;
  if (!option_is(fd, SO_TYPE, SOCK_STREAM) || !option_is(fd, SO_ACCEPTCONN, 1)) return false;
  if (is_path(name)) return option_is(fd, SO_DOMAIN, AF_UNIX);
  return option_is(fd, SO_DOMAIN, AF_INET) || option_is(fd, SO_DOMAIN, AF_INET6);
}

void add_socket(std::vector<InheritedSocket>& sockets, int fd, std::string address) {
  if (fd <= STDERR_FILENO || sockets.size() == kMaxSockets) return;
  if (!is_of_its_kind(fd, address)) {
    ::close(fd);
    return;
  }
  ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  // A log is written by a thread that may wait.
  if (!is_log(address)) ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
  if (address.empty()) address = bound_address(fd);
  sockets.push_back({fd, std::move(address)});
}

void add_those_of_systemd(const Variables& variables, std::vector<InheritedSocket>& sockets) {
  if (number_of(value_of(variables, "LISTEN_PID")) != ::getpid()) return;
  const int count = number_of(value_of(variables, "LISTEN_FDS")).value_or(0);
  for (int i = 0; i < count && i < static_cast<int>(kMaxSockets); ++i) {
    add_socket(sockets, kFirstOfSystemd + i, "");
  }
}

void add_those_of_the_predecessor(const Variables& variables,
                                  std::vector<InheritedSocket>& sockets) {
  std::string_view rest = value_of(variables, kSockets);
  while (!rest.empty()) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) return;
    const auto fd = number_of(word.substr(0, equals));
    if (!fd) return;
    const std::string_view name = word.substr(equals + 1);
    add_socket(sockets, *fd, is_path(name) ? unescaped(name) : std::string(name));
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
  }
}

/// sd_notify(3): a datagram to the socket, if there is one.
void notify(std::string_view path, std::string_view message) {
  sockaddr_un address{};
  if (path.empty() || path.size() >= sizeof address.sun_path) return;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';  // an abstract one
  const base::Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  if (socket.is_open()) {
    ::sendto(socket.fd(), message.data(), message.size(), MSG_NOSIGNAL,
             reinterpret_cast<const sockaddr*>(&address), size);
  }
}

bool is_ours(std::string_view variable) {
  for (const std::string_view name : {kSockets, kPredecessor, "LISTEN_PID", "LISTEN_FDS"}) {
    if (variable.starts_with(name) && variable.substr(name.size()).starts_with('=')) return true;
  }
  return false;
}

/// What a successor inherits: the environment with the two variables, and the sockets.
class Spawn {
 public:
  explicit Spawn(const GatewayState& state) {
    for (char** each = environ; *each != nullptr; ++each) {
      if (!is_ours(*each)) environment_.emplace_back(*each);
    }
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    for (const auto& weak : state.listeners) {
      const auto listener = weak.lock();
      if (!listener) continue;
      hand_over(listener->socket.fd(), "", listener->configured);
      listeners_.push_back(listener);
    }
    if (state.admin && state.admin->fd() >= 0) {
      hand_over(state.admin->fd(), kInheritedPath, state.server.admin.path);
    }
    if (state.log) log_ = state.log->copy();
    if (log_.is_open()) hand_over(log_.fd(), kInheritedLog, state.server.log.path);
    environment_.push_back(std::string(kSockets).append("=").append(sockets_));
    environment_.push_back(
        std::string(kPredecessor).append("=").append(std::to_string(::getpid())));
    // A SIGHUP that comes before it is ready for signals waits for it.
    sigset_t waiting;
    ::sigemptyset(&waiting);
    ::sigaddset(&waiting, SIGHUP);
    ::sigaddset(&waiting, SIGUSR2);
    ::posix_spawnattr_setsigmask(&attributes_, &waiting);
    sigset_t ignored;
    ::sigemptyset(&ignored);
    ::sigaddset(&ignored, SIGPIPE);
    ::posix_spawnattr_setsigdefault(&attributes_, &ignored);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~Spawn() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }
  Spawn(const Spawn&) = delete;
  Spawn& operator=(const Spawn&) = delete;

  std::optional<int> start(std::span<const std::string> command) {
    std::vector<std::string> words(command.begin(), command.end());
    pid_t child = 0;
    const int error = ::posix_spawn(&child, words[0].c_str(), &actions_, &attributes_,
                                    pointers(words).data(), pointers(environment_).data());
    if (error != 0) return std::nullopt;
    return child;
  }

 private:
  void hand_over(int fd, std::string_view kind, std::string_view name) {
    // To itself: the copy is not closed by exec.
    ::posix_spawn_file_actions_adddup2(&actions_, fd, fd);
    sockets_.append(sockets_.empty() ? "" : " ").append(std::to_string(fd));
    sockets_.append("=").append(kind).append(kind.empty() ? std::string(name) : escaped(name));
  }

  static std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    all.reserve(texts.size() + 1);
    for (std::string& text : texts) all.push_back(text.data());
    all.push_back(nullptr);
    return all;
  }

  std::vector<std::string> environment_;
  std::string sockets_;
  std::vector<std::shared_ptr<const Listener>> listeners_;  ///< none is closed meanwhile
  base::Descriptor log_;
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

}  // namespace

Inheritance inherit(const Variables& variables) {
  Inheritance inheritance;
  add_those_of_systemd(variables, inheritance.sockets);
  add_those_of_the_predecessor(variables, inheritance.sockets);
  // While it is this process's parent, the number is nobody else's.
  const auto predecessor = number_of(value_of(variables, kPredecessor));
  if (predecessor == ::getppid()) inheritance.predecessor = *predecessor;
  inheritance.notify_socket = value_of(variables, "NOTIFY_SOCKET");
  return inheritance;
}

Result<int> Gateway::start_successor(std::span<const std::string> command) {
  if (command.empty()) return fail(ErrorCode::ProgramNotStarted);
  const bool have_heard = state_->tell_all(
      [](Worker& worker, std::size_t /*number*/, const auto& told) { worker.expect_copies(told); });
  if (!have_heard) return fail(ErrorCode::ProgramNotStarted);
  const auto child = Spawn(*state_).start(command);
  if (!child) return fail(ErrorCode::ProgramNotStarted);
  return *child;
}

void say_ready(Inheritance& inheritance) {
  notify(inheritance.notify_socket, "READY=1\nMAINPID=" + std::to_string(::getpid()));
  const int predecessor = std::exchange(inheritance.predecessor, 0);
  if (predecessor != 0 && predecessor == ::getppid()) ::kill(predecessor, SIGTERM);
}

void say_reloading(const Inheritance& inheritance) {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  notify(inheritance.notify_socket,
         "RELOADING=1\nMONOTONIC_USEC=" +
             std::to_string(std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000));
}

void say_stopping(const Inheritance& inheritance) {
  notify(inheritance.notify_socket, "STOPPING=1");
}

}  // namespace onward::gateway
