// SPDX-License-Identifier: MIT
// Variables are a table of names and functions. Times run over all hops, as curl's do with -L:
// those of the last hop begin where the hops before it ended.
#include "cli/write_out.h"

#include "cli/follow_trace.h"
#include "cli/show.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

namespace onward::cli {
namespace {

using client::Hop;
using client::Microseconds;
using client::Outcome;

/// All that a variable may need.
struct Known {
  const Outcome& outcome;
  ExitCode code;
  std::string_view output_path;

  const Hop* last() const { return outcome.hops.empty() ? nullptr : &outcome.hops.back(); }
  const client::AnswerHead* answer() const {
    if (outcome.hops.empty()) return nullptr;
    const auto& answer = outcome.hops.back().answer;
    return answer ? &*answer : nullptr;
  }
};

std::string seconds(Microseconds time) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.6f", static_cast<double>(time.count()) / 1e6);
  return text.data();
}

/// Before the last hop.
Microseconds earlier(const Known& known) {
  Microseconds sum{};
  for (const Hop& hop : known.outcome.hops) {
    if (&hop != known.last()) sum += hop.traffic.times.total;
  }
  return sum;
}

template <Microseconds client::Times::*member>
std::string last_time(const Known& known) {
  const Hop* last = known.last();
  return seconds(last == nullptr ? Microseconds{} : earlier(known) + last->traffic.times.*member);
}

template <std::uint64_t client::Traffic::*member>
std::string sum(const Known& known) {
  std::uint64_t all = 0;
  for (const Hop& hop : known.outcome.hops) all += hop.traffic.*member;
  return std::to_string(all);
}

template <std::uint64_t client::Traffic::*member>
std::string of_last(const Known& known) {
  const Hop* last = known.last();
  return last == nullptr ? "0" : std::to_string(last->traffic.*member);
}

template <std::uint64_t client::Traffic::*member>
std::string speed(const Known& known) {
  const Hop* last = known.last();
  if (last == nullptr || known.outcome.time.count() == 0) return "0";
  const auto bytes = static_cast<double>(last->traffic.*member);
  return std::to_string(
      static_cast<std::uint64_t>(bytes * 1e6 / static_cast<double>(known.outcome.time.count())));
}

std::string status(const Known& known) {
  const client::AnswerHead* answer = known.answer();
  return answer == nullptr ? "000" : std::to_string(answer->status.code());
}

std::string connections(const Known& known) {
  int all = 0;
  for (const Hop& hop : known.outcome.hops) all += hop.traffic.new_connections;
  return std::to_string(all);
}

/// Where the last answer leads, followed or not.
std::string redirect_url(const Known& known) {
  const Hop* last = known.last();
  if (last == nullptr || !last->answer) return "";
  const auto location = last->answer->fields.view().find("Location");
  if (!location) return "";
  const auto url = url::resolve(*location, last->request.url);
  return url ? std::string(url->href()) : printable(*location);
}

std::string field(const Known& known, std::string_view name) {
  const client::AnswerHead* answer = known.answer();
  return std::string(answer == nullptr ? "" : answer->fields.view().find(name).value_or(""));
}

std::string one_line(const std::string& text) { return text.substr(0, text.find('\n')); }

struct Variable {
  std::string_view name;
  std::string (*value)(const Known& known);
};

using client::Times;
using client::Traffic;

constexpr Variable kVariables[] = {
    {"content_type", [](const Known& k) { return field(k, "Content-Type"); }},
    {"errormsg", [](const Known& k) { return one_line(ending_message(k.outcome)); }},
    {"exitcode", [](const Known& k) { return std::to_string(static_cast<int>(k.code)); }},
    {"filename_effective", [](const Known& k) { return std::string(k.output_path); }},
    {"http_code", status},
    {"http_version",
     [](const Known& k) { return std::string(k.answer() == nullptr ? "0" : k.answer()->version); }},
    {"method",
     [](const Known& k) {
       return std::string(k.last() == nullptr ? "" : k.last()->request.method.name());
     }},
    {"num_connects", connections},
    {"num_redirects",
     [](const Known& k) { return std::to_string(std::max(k.outcome.hop_count, 1) - 1); }},
    {"redirect_url", redirect_url},
    {"remote_ip",
     [](const Known& k) { return k.last() == nullptr ? "" : k.last()->traffic.remote_address; }},
    {"remote_port",
     [](const Known& k) {
       return std::to_string(k.last() == nullptr ? 0 : k.last()->traffic.remote_port);
     }},
    {"response_code", status},
    {"scheme",
     [](const Known& k) {
       return std::string(k.last() == nullptr ? "" : k.last()->request.url.scheme());
     }},
    {"size_download", of_last<&Traffic::content_received>},
    {"size_header", sum<&Traffic::head_received>},
    {"size_request", sum<&Traffic::head_sent>},
    {"size_upload", of_last<&Traffic::content_sent>},
    {"speed_download", speed<&Traffic::content_received>},
    {"speed_upload", speed<&Traffic::content_sent>},
    {"stop_reason", [](const Known& k) { return std::string(redirect::name(k.outcome.reason)); }},
    {"time_appconnect", last_time<&Times::app_connect>},
    {"time_connect", last_time<&Times::connect>},
    {"time_namelookup", last_time<&Times::name_lookup>},
    {"time_pretransfer", last_time<&Times::pre_transfer>},
    {"time_redirect", [](const Known& k) { return seconds(earlier(k)); }},
    {"time_starttransfer", last_time<&Times::start_transfer>},
    {"time_total", [](const Known& k) { return seconds(k.outcome.time); }},
    {"url_effective",
     [](const Known& k) {
       return std::string(k.last() == nullptr ? "" : k.last()->request.url.href());
     }},
};

std::optional<std::string> value_of(std::string_view name, const Known& known) {
  for (const Variable& variable : kVariables) {
    if (variable.name == name) return variable.value(known);
  }
  return std::nullopt;
}

/// What stands between the braces of `prefix`{...} at the front of `text`.
std::optional<std::string_view> braced(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return std::nullopt;
  const std::size_t end = text.find('}');
  if (end == std::string_view::npos) return std::nullopt;
  return text.substr(prefix.size(), end - prefix.size());
}

/// Appends what `text` begins with, and says how long that was.
std::size_t take_percent(std::string_view text, const Known& known, std::string& out) {
  if (text.starts_with("%%")) {
    out += '%';
    return 2;
  }
  if (const auto name = braced(text, "%header{")) {
    out += field(known, *name);
    return name->size() + 9;
  }
  if (const auto name = braced(text, "%{")) {
    if (const auto value = value_of(*name, known)) {
      out += *value;
      return name->size() + 3;
    }
  }
  out += '%';
  return 1;
}

std::size_t take_escape(std::string_view text, std::string& out) {
  constexpr std::string_view kNames = "nrt\\";
  constexpr std::string_view kValues = "\n\r\t\\";
  const std::size_t at = text.size() < 2 ? std::string_view::npos : kNames.find(text[1]);
  if (at == std::string_view::npos) {
    out += '\\';
    return 1;
  }
  out += kValues[at];
  return 2;
}

}  // namespace

std::string write_out(std::string_view format, const client::Outcome& outcome, ExitCode code,
                      std::string_view output_path) {
  const Known known{outcome, code, output_path};
  std::string out;
  while (!format.empty()) {
    std::size_t size = 1;
    if (format.front() == '%') {
      size = take_percent(format, known, out);
    } else if (format.front() == '\\') {
      size = take_escape(format, out);
    } else {
      out += format.front();
    }
    format.remove_prefix(size);
  }
  return out;
}

}  // namespace onward::cli
