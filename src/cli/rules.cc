// SPDX-License-Identifier: MIT
// `onward rules hits`: one request to the admin's socket, read to its end, and shown as a table.
// What comes is JSON of our own server; where it is none, somebody else listens there.
#include "cli/rules.h"

#include "base/descriptor.h"
#include "cli/options.h"
#include "cli/show.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <iomanip>
#include <limits>
#include <optional>
#include <ostream>
#include <sstream>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <vector>

#include <boost/json.hpp>

namespace onward::cli {
namespace {

constexpr std::string_view kScheme = "unix:";
/// Some hundred bytes a rule, and a million rules.
constexpr std::size_t kMaxBytes = std::size_t{1} << 30;

struct Row {
  std::string what;
  std::int64_t line = 0;
  std::int64_t hits = 0;
  std::optional<std::int64_t> last;
  std::optional<std::int64_t> until;
};

base::Descriptor connect_to(const std::string& path) {
  sockaddr_un address{};
  if (path.empty() || path.size() >= sizeof address.sun_path) return {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  base::Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto* const where = reinterpret_cast<const sockaddr*>(&address);
  if (!socket.is_open() || ::connect(socket.fd(), where, sizeof address) != 0) return {};
  const timeval limit{10, 0};
  ::setsockopt(socket.fd(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  return socket;
}

/// The content of a 200; nullopt where nobody answers so.
std::optional<std::string> get(const std::string& path, std::string_view page) {
  const base::Descriptor socket = connect_to(path);
  if (!socket.is_open()) return std::nullopt;
  std::string request = "GET ";
  request.append(page).append(" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  if (::send(socket.fd(), request.data(), request.size(), MSG_NOSIGNAL) < 0) return std::nullopt;
  std::string all;
  std::array<char, 65536> room{};
  while (all.size() < kMaxBytes) {
    const auto size = ::recv(socket.fd(), room.data(), room.size(), 0);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return std::nullopt;
    if (size == 0) break;
    all.append(room.data(), static_cast<std::size_t>(size));
  }
  const std::size_t end = all.find("\r\n\r\n");
  if (!all.starts_with("HTTP/1.1 200 ") || end == all.npos) return std::nullopt;
  return all.substr(end + 4);
}

std::string text_of(const boost::json::object& rule, std::string_view key) {
  const auto* const value = rule.if_contains(key);
  const auto* const text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? "" : std::string(*text);
}

std::optional<std::int64_t> number_of(const boost::json::object& rule, std::string_view key) {
  const auto* const value = rule.if_contains(key);
  const auto* const number = value == nullptr ? nullptr : value->if_int64();
  return number == nullptr ? std::nullopt : std::optional(*number);
}

std::optional<std::vector<Row>> read_rows(const std::string& content) {
  boost::json::error_code error;
  const auto parsed = boost::json::parse(content, error);
  const auto* const top = error ? nullptr : parsed.if_object();
  const auto* const rules = top == nullptr ? nullptr : top->if_contains("rules");
  if (rules == nullptr || !rules->is_array()) return std::nullopt;
  std::vector<Row> rows;
  for (const auto& each : rules->get_array()) {
    if (!each.is_object()) return std::nullopt;
    const auto& rule = each.get_object();
    const std::string name = text_of(rule, "name");
    const std::string source = text_of(rule, "source");
    Row row;
    row.what = name.empty() ? source : name;
    if (!name.empty() && !source.empty()) row.what.append(" (").append(source).append(")");
    row.line = number_of(rule, "line").value_or(0);
    row.hits = number_of(rule, "hits").value_or(0);
    row.last = number_of(rule, "last");
    row.until = number_of(rule, "until");
    rows.push_back(std::move(row));
  }
  return rows;
}

/// "2026-11-23 08:00:00"; "-" for none.
std::string time_text(std::optional<std::int64_t> seconds) {
  if (!seconds) return "-";
  const std::chrono::sys_seconds time{std::chrono::seconds(*seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::ostringstream text;
  text << std::setfill('0') << std::setw(4) << static_cast<int>(date.year()) << '-' << std::setw(2)
       << static_cast<unsigned>(date.month()) << '-' << std::setw(2)
       << static_cast<unsigned>(date.day()) << ' ' << std::setw(2) << clock.hours().count() << ':'
       << std::setw(2) << clock.minutes().count() << ':' << std::setw(2) << clock.seconds().count();
  return text.str();
}

void print(std::vector<Row> rows, bool only_never, std::ostream& out) {
  if (only_never) std::erase_if(rows, [](const Row& row) { return row.hits != 0; });
  std::ranges::stable_sort(rows, {}, [](const Row& row) {
    return row.hits == 0 ? std::numeric_limits<std::int64_t>::min() : row.last.value_or(0);
  });
  out << "        hits  last                 ends                 rule\n";
  for (const Row& row : rows) {
    const std::string hits = row.hits == 0 ? "never" : std::to_string(row.hits);
    out << std::setw(12) << hits << "  " << std::left << std::setw(19) << time_text(row.last)
        << "  " << std::setw(19) << time_text(row.until) << "  " << std::right;
    if (row.line != 0) out << row.line << ": ";
    out << printable(row.what) << '\n';
  }
}

}  // namespace

ExitCode run_rules(Arguments arguments, const Streams& streams) {
  bool only_never = false;
  bool as_json = false;
  std::vector<std::string> operands;
  const OptionTable table{.command = "rules",
                          .flags = {{"--never", &only_never}, {"--json", &as_json}},
                          .operands = &operands};
  if (!read_options(table, arguments, streams.err)) return ExitCode::Usage;
  if (operands.size() != 2 || operands[0] != "hits" || !operands[1].starts_with(kScheme)) {
    streams.err << "onward rules: write 'onward rules hits unix:/run/onward/admin.sock', with the "
                   "address of [admin]\nTry 'onward help rules'.\n";
    return ExitCode::Usage;
  }
  const auto content = get(operands[1].substr(kScheme.size()), "/rules/hits");
  const auto rows = content ? read_rows(*content) : std::nullopt;
  if (!rows) {
    streams.err << "onward rules: no server of ours answers at " << printable(operands[1])
                << ": it does not run, has no [admin], or only its owner may ask\n";
    return ExitCode::Environment;
  }
  if (as_json) {
    streams.out << *content;
  } else {
    print(*rows, only_never, streams.out);
  }
  return ExitCode::Yes;
}

}  // namespace onward::cli
