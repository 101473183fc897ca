// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

// The signals that a server is run by, as values.
//
//   onward::gateway::Signals signals;  // first thing in main
//   switch (signals.next()) {          // waits
//     case onward::gateway::Signal::Reload: …
//     case onward::gateway::Signal::Stop: …
//   }
namespace onward::gateway {

enum class Signal : std::uint8_t {
  Reload,  ///< SIGHUP
  Stop,    ///< SIGTERM, SIGINT
};

/// From its making to its end these signals no longer end the program, and SIGPIPE neither. Made
/// before any other thread; next() is for one thread.
class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  /// Waits for the next one.
  Signal next();
};

}  // namespace onward::gateway
