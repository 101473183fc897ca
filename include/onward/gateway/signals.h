// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

// The signals that a server is run by, as values.
//
//   onward::gateway::Signals signals;  // first thing in main
//   switch (signals.next().kind) {     // waits
//     case onward::gateway::Signal::Kind::Reload: …
//     case onward::gateway::Signal::Kind::Stop: …
//   }
namespace onward::gateway {

struct Signal {
  enum class Kind : std::uint8_t {
    Reload,      ///< SIGHUP
    Upgrade,     ///< SIGUSR2
    ChildEnded,  ///< SIGCHLD
    Stop,        ///< SIGTERM, SIGINT
  };
  Kind kind = Kind::Stop;
  int sender = 0;  ///< the process that sent it; 0: the system did
};

/// From its making to its end these signals no longer end the program, and SIGPIPE neither; behind
/// its end SIGHUP and SIGUSR2 are ignored. Made before any other thread; next() is for one thread.
class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  /// Waits for the next one.
  Signal next();
  /// The same; nullopt where none comes within this time.
  std::optional<Signal> next_within(std::chrono::milliseconds time);
};

}  // namespace onward::gateway
