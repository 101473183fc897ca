// SPDX-License-Identifier: MIT
// Until the successor says that it answers, everything stays as it was: one that does not start,
// or finds its configuration broken, costs nothing but a line.
#include "cli/successor.h"

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
    err << "onward: process " << process_ << " is starting already" << std::endl;
    return;
  }
  // When process 1 ends, so does all that a container has.
  if (::getpid() == 1) {
    err << "onward: process 1 has no successor; start another container" << std::endl;
    return;
  }
  const auto process = gateway.start_successor(command_);
  if (!process) {
    err << "onward: " << command_[0] << ": " << message(process.error().code)
        << "; this one goes on" << std::endl;
    return;
  }
  process_ = *process;
  err << "onward: process " << process_ << " starts, to take over" << std::endl;
}

void Successor::child_ended(std::ostream& err) {
  int status = 0;
  if (process_ == 0 || ::waitpid(process_, &status, WNOHANG) != process_) return;
  err << "onward: process " << process_ << " ended ";
  if (WIFEXITED(status)) {
    err << "with status " << WEXITSTATUS(status);
  } else {
    err << "by signal " << WTERMSIG(status);
  }
  err << " before it took over; this one goes on" << std::endl;
  process_ = 0;
}

bool Successor::has_taken_over(const gateway::Signal& stop) const {
  return process_ != 0 && stop.sender == process_;
}

void Successor::stop() const {
  if (process_ != 0) ::kill(process_, SIGTERM);
}

}  // namespace onward::cli
