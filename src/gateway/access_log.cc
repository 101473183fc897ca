// SPDX-License-Identifier: MIT
// The two forms of an access log line: Apache's "combined", which every log tool reads, and JSON
// lines. Invariant: one line feed, at the end; between quotes nothing but printable ASCII.
#include "gateway/access_log.h"

#include "gateway/traceparent.h"
#include "onward/rules/network.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <chrono>

namespace onward::gateway {
namespace {

using Format = config::AccessLog::Format;

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void add_escaped(std::string& out, std::string_view text, std::string_view escape) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\') {
      out += c;
    } else {
      out += escape;
      out += kHexDigits[byte >> 4U];
      out += kHexDigits[byte & 15U];
    }
  }
}

void add_number(std::string& out, std::size_t number, std::size_t width = 1) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.begin(), digits.end(), number).ptr;
  const auto size = static_cast<std::size_t>(end - digits.data());
  out.append(width - std::min(width, size), '0').append(digits.data(), size);
}

struct Calendar {
  std::size_t year, month, day, hour, minute, second;
};

Calendar calendar(std::chrono::sys_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return {static_cast<std::size_t>(static_cast<int>(date.year())),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          static_cast<std::size_t>(clock.hours().count()),
          static_cast<std::size_t>(clock.minutes().count()),
          static_cast<std::size_t>(clock.seconds().count())};
}

void add_clock(std::string& out, const Calendar& at) {
  add_number(out, at.hour, 2);
  out += ':';
  add_number(out, at.minute, 2);
  out += ':';
  add_number(out, at.second, 2);
}

std::string_view version_of(const http::RequestHead& head) {
  if (head.version == http::Version::Http2) return "HTTP/2.0";
  return head.version == http::Version::Http11 ? "HTTP/1.1" : "HTTP/1.0";
}

void add_quoted(std::string& out, std::optional<std::string_view> value) {
  out += " \"";
  add_escaped(out, value.value_or("-"), "\\x");
  out += '"';
}

void write_combined(std::string& out, const Exchange& exchange) {
  const Calendar at = calendar(exchange.now.wall);
  out.append(to_text(exchange.client)).append(" - - [");
  add_number(out, at.day, 2);
  out.append("/").append(kMonths[at.month - 1]).append("/");
  add_number(out, at.year, 4);
  out += ':';
  add_clock(out, at);
  out += " +0000] \"";
  if (exchange.head != nullptr) {
    out.append(exchange.head->method.name()).append(" ");
    add_escaped(out, exchange.head->target.text, "\\x");
    out.append(" ").append(version_of(*exchange.head));
  } else {
    out += '-';
  }
  out += "\" ";
  add_number(out, static_cast<std::size_t>(exchange.status), 3);  // "000": nothing was answered
  out += ' ';
  add_number(out, exchange.content_bytes);
  const http::FieldsView fields =
      exchange.head != nullptr ? exchange.head->fields : http::FieldsView();
  add_quoted(out, fields.find("Referer"));
  add_quoted(out, fields.find("User-Agent"));
  out += '\n';
}

void add_member(std::string& out, std::string_view name, std::string_view value) {
  out.append(",\"").append(name).append("\":\"");
  add_escaped(out, value, "\\u00");
  out += '"';
}

void write_json(std::string& out, const Exchange& exchange, const LogRemarks& remarks) {
  const Calendar at = calendar(exchange.now.wall);
  out += "{\"time\":\"";
  add_number(out, at.year, 4);
  out += '-';
  add_number(out, at.month, 2);
  out += '-';
  add_number(out, at.day, 2);
  out += 'T';
  add_clock(out, at);
  out += "Z\"";
  add_member(out, "client", to_text(exchange.client));
  if (exchange.head != nullptr) {
    const http::RequestHead& head = *exchange.head;
    add_member(out, "method", head.method.name());
    add_member(out, "host", head.authority);
    add_member(out, "target", head.target.text);
    add_member(out, "version", version_of(head));
    for (const auto& [member, field] :
         {std::pair("referer", "Referer"), std::pair("user_agent", "User-Agent")}) {
      if (const auto value = head.fields.find(field)) add_member(out, member, *value);
    }
    if (const auto trace = traceparent_of(head.fields)) {
      add_member(out, "trace_id", trace->trace_id);
      add_member(out, "parent_id", trace->parent_id);
    }
  }
  if (!remarks.rule.empty()) add_member(out, "rule", remarks.rule);
  out += ",\"status\":";
  add_number(out, static_cast<std::size_t>(exchange.status));
  out += ",\"bytes\":";
  add_number(out, exchange.content_bytes);
  if (exchange.cause.refusal != Refusal::None) {
    add_member(out, "reason", Refusals::reason(exchange.cause.refusal, exchange.cause.reason));
  }
  if (remarks.sample > 1) {
    out += ",\"sample\":";
    add_number(out, remarks.sample);
  }
  out += "}\n";
}

}  // namespace

std::string to_text(const rules::Address& address) {
  const bool is_ipv4 = rules::is_ipv4(address);
  const std::size_t begin = is_ipv4 ? address.bytes.size() - sizeof(in_addr) : 0;
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(is_ipv4 ? AF_INET : AF_INET6, address.bytes.data() + begin, text.data(), text.size());
  return text.data();
}

void write_log_line(std::string& lines, Format format, const Exchange& exchange,
                    const LogRemarks& remarks) {
  if (format == Format::Json) {
    write_json(lines, exchange, remarks);
  } else {
    write_combined(lines, exchange);
  }
}

}  // namespace onward::gateway
