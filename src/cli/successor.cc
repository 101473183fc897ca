// SPDX-License-Identifier: MIT
// Until the successor says that it answers, everything stays as it was: one that does not start,
// or finds its configuration broken, costs nothing but a line.
#include "cli/successor.h"

#include "cli/show.h"

#include <csignal>
#include <filesystem>
#include <ostream>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace onward::cli {
namespace {

std::string program() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).string();
}

}  // namespace

Successor::Successor(std::vector<std::string> arguments) : command_{program(), "serve"} {
  for (std::string& each : arguments) command_.push_back(std::move(each));
}

void Successor::start(gateway::Gateway& gateway, std::ostream& err) {
  if (process_ != 0) {
    return say(err, {"process ", std::to_string(process_), " is starting already"});
  }
  // When process 1 ends, so does all that a container has.
  if (::getpid() == 1) {
    return say(err, {"process 1 has no successor; start another container"});
  }
  const auto process = gateway.start_successor(command_);
  if (!process) {
    return say(err, {command_[0], ": ", message(process.error().code), "; this one goes on"});
  }
  process_ = *process;
  has_reload_ = false;
  say(err, {"process ", std::to_string(process_), " starts, to take over"});
}

bool Successor::takes_reload(std::ostream& err) {
  if (process_ == 0) return false;
  has_reload_ = true;
  say(err,
      {"process ", std::to_string(process_), " is starting: it reloads when it has taken over"});
  return true;
}

bool Successor::child_ended(std::ostream& err) {
  int status = 0;
  if (process_ == 0 || ::waitpid(process_, &status, WNOHANG) != process_) return false;
  const std::string how = WIFEXITED(status) ? "with status " + std::to_string(WEXITSTATUS(status))
                                            : "by signal " + std::to_string(WTERMSIG(status));
  say(err, {"process ", std::to_string(std::exchange(process_, 0)), " ended ", how,
            " before it took over; this one goes on"});
  return std::exchange(has_reload_, false);
}

bool Successor::has_taken_over(const gateway::Signal& stop) const {
  return process_ != 0 && stop.sender == process_;
}

void Successor::pass_reload_on(std::ostream& err) const {
  if (!has_reload_) return;
  ::kill(process_, SIGHUP);
  say(err, {"process ", std::to_string(process_), " is told to reload"});
}

void Successor::stop() const {
  if (process_ != 0) ::kill(process_, SIGTERM);
}

}  // namespace onward::cli
