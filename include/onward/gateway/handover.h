// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// From one process to the next without a refused connection: listening sockets are inherited, never
// opened twice. They come from systemd (socket activation, sd_listen_fds(3)), or from the Onward
// that this one replaces. One Onward replaces another so:
//
//   old                                    new
//    | Gateway::start_successor(command) ->  |  inherit(), open(), start()
//    | <------------------------- SIGTERM -- |  say_ready()
//    | shut_down(): drains, ends             |  answers
//
// A new one that does not come so far has changed nothing: the old one hears that its child ended.
namespace onward::gateway {

/// A listening socket that was open before this program began; or the predecessor's log, which this
/// one, with fewer rights, might not open.
struct InheritedSocket {
  int fd = -1;
  /// Of the listener that it is: "127.0.0.1:8307", "[::]:443"; or kInheritedPath and the path of
  /// the admin's socket, kInheritedLog and that of the log.
  std::string address;
};
inline constexpr std::string_view kInheritedPath = "unix:";
inline constexpr std::string_view kInheritedLog = "log:";

/// What this process was given.
struct Inheritance {
  std::vector<InheritedSocket> sockets;  ///< open() takes them over
  int predecessor = 0;                   ///< the process that this one replaces; 0: none
  std::string notify_socket;             ///< systemd's; "": there is none
};

/// The variables of the environment that say what was given. Who reads them takes them out of it,
/// so that nothing that this process starts inherits them by chance; NOTIFY_SOCKET stays.
inline constexpr std::array<const char*, 5> kHandoverVariables{
    "LISTEN_PID", "LISTEN_FDS", "ONWARD_SOCKETS", "ONWARD_PREDECESSOR", "NOTIFY_SOCKET"};

/// What these variables, by name, say. A descriptor that listens to no TCP port is closed. Once.
Inheritance inherit(const std::map<std::string, std::string, std::less<>>& variables);

/// This process answers, or answers again: tells systemd (sd_notify(3)) and the Onward that it
/// replaces, where there are such; that one only once, as a second SIGTERM ends it at once.
void say_ready(Inheritance& inheritance);
/// For systemd: rules are read again, until say_ready().
void say_reloading(const Inheritance& inheritance);
/// For systemd: this process ends, and none replaces it.
void say_stopping(const Inheritance& inheritance);

}  // namespace onward::gateway
