// SPDX-License-Identifier: MIT
// `onward serve`: reads the file, opens the gateway, and does what signals say until one says stop.
// A reload that fails leaves everything as it was.
#include "cli/serve.h"

#include "cli/image_watch.h"
#include "cli/load.h"
#include "cli/options.h"
#include "cli/rights.h"
#include "cli/show.h"
#include "cli/successor.h"
#include "onward/config/renewal.h"
#include "onward/gateway/gateway.h"
#include "onward/gateway/handover.h"
#include "onward/gateway/signals.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace onward::cli {
namespace {

/// Far above any machine's cores.
constexpr unsigned kMaxThreads = 1024;

struct Asked {
  std::string file = "onward.toml";
  std::optional<std::string> format;
  std::optional<std::string> base;
  std::vector<config::Listener> listeners;
  std::optional<unsigned> threads;
  std::optional<std::string> access_log;
  std::optional<std::string> user;
  bool only_check = false;
};

std::optional<unsigned> read_threads(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (number == 0 || number > kMaxThreads) return std::nullopt;
  return number;
}

bool read_listeners(const std::vector<std::string>& addresses, Asked& asked, std::ostream& err) {
  for (const std::string& address : addresses) {
    auto listener = config::listener_at(address);
    if (!listener) {
      err << "onward serve: '" << printable(address)
          << "' is no address to listen on; write 127.0.0.1:8080, [::1]:8080 or [::]:80\n";
      return false;
    }
    asked.listeners.push_back(std::move(*listener));
  }
  return true;
}

std::optional<Asked> read_arguments(Arguments arguments, std::ostream& err) {
  Asked asked;
  std::vector<std::string> operands;
  std::vector<std::string> addresses;
  std::optional<std::string> threads;
  const OptionTable table{.command = "serve",
                          .flags = {{"--check", &asked.only_check}},
                          .options = {{"--format", &asked.format},
                                      {"--base", &asked.base},
                                      {"--threads", &threads},
                                      {"--access-log", &asked.access_log},
                                      {"--user", &asked.user}},
                          .lists = {{"--listen", &addresses}},
                          .operands = &operands};
  if (!read_options(table, arguments, err)) return std::nullopt;
  if (operands.size() > 1) {
    err << "onward serve: one file at a time\nTry 'onward help serve'.\n";
    return std::nullopt;
  }
  if (!operands.empty()) asked.file = operands[0];
  if (threads) {
    asked.threads = read_threads(*threads);
    if (!asked.threads) {
      err << "onward serve: --threads takes a number from 1 to " << kMaxThreads << '\n';
      return std::nullopt;
    }
  }
  if (!read_listeners(addresses, asked, err)) return std::nullopt;
  return asked;
}

/// What the command line says stands above what the file says.
config::Server server_of(const config::Configuration& configuration, const Asked& asked) {
  config::Server server = configuration.server;
  if (!asked.listeners.empty()) {
    // Only the address is the command line's: the rest is as the file has it of its first listener.
    const config::Listener first = server.listeners.front();
    server.listeners = asked.listeners;
    for (config::Listener& listener : server.listeners) {
      listener.origin = first.origin;
      listener.tls = first.tls;
      listener.acme_folder = first.acme_folder;
      listener.http2 = first.http2;
      listener.proxies = first.proxies;
      listener.forwarding = first.forwarding;
    }
  }
  if (asked.threads) server.threads = *asked.threads;
  if (asked.access_log) server.log.path = *asked.access_log;
  return server;
}

std::string counted(std::size_t number, std::string_view noun) {
  return std::to_string(number).append(" ").append(noun).append(number == 1 ? "" : "s");
}

void say_rules(std::string_view what, const Asked& asked,
               const config::Configuration& configuration, std::ostream& err) {
  const rules::Table& table = *configuration.table;
  const std::string rows =
      table.map_rows() == 0 ? "" : ", " + counted(table.map_rows(), "row") + " of maps";
  say(err, {what, printable(asked.file), ": ", counted(table.rules().size(), "rule"), rows});
}

Loaded load_asked(const Asked& asked, std::ostream& err) {
  return load({.command = "serve",
               .paths = std::span(&asked.file, 1),
               .format = asked.format,
               .base = asked.base},
              err);
}

void say_problems(const std::vector<gateway::Problem>& problems, std::string_view who,
                  std::ostream& err) {
  for (const gateway::Problem& problem : problems) {
    err << who << printable(gateway::to_text(problem)) << '\n';
  }
}

gateway::LoadedCertificates load_certificates(const config::Server& server, std::ostream& err) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  gateway::LoadedCertificates loaded = gateway::load_certificates(server, now);
  say_problems(loaded.problems, "onward serve: ", err);
  say_problems(loaded.warnings, "onward serve: warning: ", err);
  return loaded;
}

/// Those that the listeners of `server` show, from the files that it names.
void reload_certificates(config::Server server, config::Server& running, gateway::Gateway& gateway,
                         std::ostream& err) {
  const bool has_tls = std::ranges::any_of(
      server.listeners, [](const config::Listener& each) { return each.tls.has_value(); });
  if (!has_tls) return;
  const auto loaded = load_certificates(server, err);
  if (!loaded.problems.empty()) {
    gateway.count_refused(gateway::Reload::OfCertificates);
    return say(err, {"the old certificates go on"});
  }
  gateway.replace(loaded.certificates);
  running = std::move(server);
  say(err, {"reloaded the certificates"});
}

/// `server` with the TLS that `wanted` has for its listeners.
config::Server renewed(config::Server server, const config::Server& wanted, const Asked& asked,
                       std::ostream& err) {
  config::Renewal renewal = config::renew(server.listeners, wanted.listeners);
  for (const std::string& address : renewal.kept) {
    say(err, {"the listener ", address, " has no TLS of its own in ", printable(asked.file),
              ": it keeps its certificates until a restart"});
  }
  server.listeners = std::move(renewal.listeners);
  return server;
}

/// What is wrong with a file that was read again; "" where it can serve.
std::string_view fault_of(const config::Configuration& configuration, std::ostream& err) {
  if (!configuration.table) return " is refused";
  // A file that somebody is still writing is empty for a moment.
  if (configuration.table->rules().empty()) return " has no rule";
  return check_images(configuration, err) ? "" : " is refused";
}

void reload(const Asked& asked, config::Server& server, gateway::Gateway& gateway,
            ImageWatch& images, std::ostream& err) {
  const Loaded loaded = load_asked(asked, err);
  if (const auto fault = fault_of(loaded.configuration, err); !fault.empty()) {
    gateway.count_refused(gateway::Reload::OfRules);
    say(err, {printable(asked.file), fault, "; the old rules go on"});
    // Certificates expire, whatever stands in the file.
    return reload_certificates(server, server, gateway, err);
  }
  gateway.replace(loaded.configuration.table);
  images.watch(loaded.configuration);
  const config::Server wanted = server_of(loaded.configuration, asked);
  reload_certificates(renewed(server, wanted, asked, err), server, gateway, err);
  if (config::needs_restart(server, wanted)) {
    say(err,
        {"listeners, limits, threads, the log and the admin stay as they are until a restart"});
  }
  say_rules("reloaded ", asked, loaded.configuration, err);
}

/// Waits for a signal, and looks for new images meanwhile.
gateway::Signal next_signal(gateway::Signals& signals, ImageWatch& images,
                            gateway::Gateway& gateway) {
  while (images.has_images()) {
    if (const auto signal = signals.next_within(kWatchInterval)) return *signal;
    const std::size_t refused = images.refused();
    if (const auto table = images.look()) gateway.replace(table);
    if (images.refused() != refused) gateway.count_refused(gateway::Reload::OfRules);
    images.say_news();
  }
  return signals.next();
}

void reopen_log(gateway::Gateway& gateway, std::ostream& err) {
  if (const auto problem = gateway.reopen_log()) {
    say(err, {printable(gateway::to_text(*problem)),
              "; the access log goes on in the file that was open"});
  }
}

/// Does what signals say, until one says stop.
void obey(gateway::Signals& signals, const Asked& asked, config::Server server,
          gateway::Inheritance inheritance, Successor successor, ImageWatch& images,
          gateway::Gateway& gateway, std::ostream& err) {
  using Kind = gateway::Signal::Kind;
  gateway::Signal signal = next_signal(signals, images, gateway);
  for (; signal.kind != Kind::Stop; signal = next_signal(signals, images, gateway)) {
    bool is_reload = signal.kind == Kind::Reload;
    if (is_reload) {
      reopen_log(gateway, err);
      is_reload = !successor.takes_reload(err);
    }
    if (signal.kind == Kind::Upgrade) successor.start(gateway, err);
    if (signal.kind == Kind::ChildEnded) is_reload = successor.child_ended(err);
    if (!is_reload) continue;
    say_reloading(inheritance);
    reload(asked, server, gateway, images, err);
    say_ready(inheritance);
  }
  if (successor.has_taken_over(signal)) {
    gateway.close_admin();
    successor.pass_reload_on(err);
  } else {
    successor.stop();
    say_stopping(inheritance);
  }
  say(err, {"ending when what has begun is answered"});
}

gateway::Inheritance inherit() {
  std::map<std::string, std::string, std::less<>> variables;
  for (const char* name : gateway::kHandoverVariables) {
    if (const char* value = std::getenv(name)) variables.emplace(name, value);
    if (std::string_view(name) != "NOTIFY_SOCKET") ::unsetenv(name);
  }
  return gateway::inherit(variables);
}

ExitCode serve(const Asked& asked, const config::Configuration& configuration,
               gateway::Inheritance inheritance, Arguments arguments, const Streams& streams) {
  auto signals = std::make_unique<gateway::Signals>();
  const config::Server server = server_of(configuration, asked);
  const gateway::Opened opened = gateway::open(server, configuration.table, inheritance.sockets);
  say_problems(opened.problems, "onward serve: ", streams.err);
  say_problems(opened.warnings, "onward serve: warning: ", streams.err);
  if (!opened.gateway) return ExitCode::Environment;
  for (const std::string& address : opened.unwanted) {
    say(streams.err, {"the socket of ", address,
                      " was given to this program, and no [[listen]] asks for it: closed"});
  }
  const Rights rights{asked.user, asked.file, server, opened.made};
  if (!give_up(rights, streams.err)) return ExitCode::Environment;
  opened.gateway->start();
  say_rules("", asked, configuration, streams.err);
  const auto& addresses = opened.gateway->addresses();
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    const char* const scheme = server.listeners[i].tls ? "https://" : "http://";
    say(streams.err, {"listening on ", scheme, addresses[i]});
  }
  for (const std::string& address : opened.gateway->admin_addresses()) {
    say(streams.err, {"metrics and health on http://", address});
  }
  say_ready(inheritance);
  ImageWatch images(streams.err);
  images.watch(configuration);
  obey(*signals, asked, server, std::move(inheritance),
       Successor({arguments.begin(), arguments.end()}), images, *opened.gateway, streams.err);
  signals.reset();  // the next signal ends the program at once
  opened.gateway->shut_down();
  opened.gateway->wait();
  if (const auto lost = opened.gateway->counters().log_lines_dropped; lost != 0) {
    say(streams.err, {counted(lost, "line"), " of the access log lost: ",
                      printable(server.log.path), " did not take what was written"});
  }
  return ExitCode::Yes;
}

}  // namespace

ExitCode run_serve(Arguments arguments, const Streams& streams) {
  auto inheritance = inherit();
  const auto asked = read_arguments(arguments, streams.err);
  if (!asked) return ExitCode::Usage;
  const Loaded loaded = load_asked(*asked, streams.err);
  if (!loaded.configuration.table) return loaded.code;
  // A start trusts an image until it has read it; who replaces one that serves does not.
  const bool is_start = inheritance.predecessor == 0 && !asked->only_check;
  if (!is_start && !check_images(loaded.configuration, streams.err)) return ExitCode::Usage;
  if (!asked->only_check) {
    return serve(*asked, loaded.configuration, std::move(inheritance), arguments, streams);
  }
  say_rules("", *asked, loaded.configuration, streams.err);
  const auto certificates = load_certificates(loaded.configuration.server, streams.err);
  const bool is_well = !loaded.configuration.has_errors() && certificates.problems.empty();
  return is_well ? ExitCode::Yes : ExitCode::No;
}

}  // namespace onward::cli
