// SPDX-License-Identifier: MIT
#pragma once

#include "onward/gateway/gateway.h"
#include "onward/gateway/signals.h"

#include <iosfwd>
#include <string>
#include <vector>

// The `onward serve` that takes over from this one after SIGUSR2: the program as it is on disk now,
// with the same words and the same listening sockets.
namespace onward::cli {

/// At most one at a time. One thread.
class Successor {
 public:
  /// `arguments` are those behind "serve". The path of the program is looked up now, as later the
  /// file may be another.
  explicit Successor(std::vector<std::string> arguments);

  /// Starts it, unless one is starting, and says so.
  void start(gateway::Gateway& gateway, std::ostream& err);
  /// Whether one is starting, that may have read the files already: a reload is its, then, and
  /// waits until it answers or has ended. Says so.
  bool takes_reload(std::ostream& err);
  /// After SIGCHLD: says where it ended before it could take over; a new one may be started. True
  /// where a reload has waited for it.
  bool child_ended(std::ostream& err);
  /// Whether this Stop is how it says that it answers now.
  bool has_taken_over(const gateway::Signal& stop) const;
  /// It has taken over: a reload that has waited for it is its now.
  void pass_reload_on(std::ostream& err) const;
  /// One that is still starting is to end, too.
  void stop() const;

 private:
  std::vector<std::string> command_;
  int process_ = 0;          ///< 0: none
  bool has_reload_ = false;  ///< takes_reload(), since it was started
};

}  // namespace onward::cli
