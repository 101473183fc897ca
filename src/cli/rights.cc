// SPDX-License-Identifier: MIT
// What a user without rights cannot do shows itself weeks later: when a log is rotated, or a
// certificate renewed. So it is looked at at the start.
#include "cli/rights.h"

#include "cli/show.h"
#include "onward/gateway/confinement.h"

#include <ostream>
#include <unistd.h>
#include <vector>

namespace onward::cli {
namespace {

/// All that a reload reads, but for what the file includes.
std::vector<std::string> read_later(const Rights& rights) {
  std::vector<std::string> paths{rights.file};
  for (const config::Listener& listener : rights.server.listeners) {
    if (!listener.tls) continue;
    for (const config::CertificateFiles& files : listener.tls->certificates) {
      paths.insert(paths.end(), {files.certificate, files.key});
    }
    if (!listener.tls->client_ca.empty()) paths.push_back(listener.tls->client_ca);
  }
  return paths;
}

void say_what_cannot_work(const Rights& rights, std::ostream& err) {
  const std::string user = printable(rights.user.value_or(""));
  for (const std::string& path : read_later(rights)) {
    if (::access(path.c_str(), R_OK) == 0) continue;
    say(err, {"warning: ", user, " cannot read ", printable(path),
              ": a reload will refuse it, and an upgrade will not start"});
  }
  const std::string& log = rights.server.log.path;
  if (log.empty() || log == "-" || gateway::may_make(log)) return;
  say(err,
      {"warning: ", user, " can make no file beside ", printable(log),
       ": who rotates it has to make the new one for that user, else the old one is written on"});
}

}  // namespace

bool give_up(const Rights& rights, std::ostream& err) {
  if (rights.user) {
    if (const auto problem = gateway::become(*rights.user, rights.made)) {
      err << "onward serve: " << printable(gateway::to_text(*problem)) << '\n';
      return false;
    }
    say_what_cannot_work(rights, err);
  }
  if (!gateway::confine()) {
    say(err, {"warning: this kernel filters no system calls; none is refused"});
  }
  return true;
}

}  // namespace onward::cli
