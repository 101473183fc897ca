// SPDX-License-Identifier: MIT
// Reasons and their sections come from redirect::explain(); here they are only laid out. What a
// server wrote is shown with controls escaped.
#include "cli/follow_trace.h"

#include "cli/show.h"

#include <array>
#include <cstdio>
#include <ostream>

namespace onward::cli {
namespace {

namespace json = boost::json;
using client::Ending;
using client::Hop;
using redirect::Reason;

std::string milliseconds(client::Microseconds time) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f ms", static_cast<double>(time.count()) / 1000);
  return text.data();
}

double seconds(client::Microseconds time) { return static_cast<double>(time.count()) / 1e6; }

std::string explained(const Hop& hop, const redirect::Step* step) {
  if (!hop.answer || step == nullptr) return "";
  return redirect::explain({hop.request, hop.answer->status, hop.answer->fields.view()}, *step);
}

std::string bytes(std::uint64_t number) {
  return std::to_string(number).append(number == 1 ? " byte" : " bytes");
}

/// What is there to do about a redirect that is not followed.
std::string_view advice(Reason reason) {
  switch (reason) {
    case Reason::NotRedirect:
      return "";
    case Reason::NoLocation:
    case Reason::BadLocation:
    case Reason::LocationsDiffer:
    case Reason::UnsupportedScheme:
      return "the server must be corrected; --trace shows what it sent";
    case Reason::Limit:
      return "--max-redirects N allows more; --trace shows where they lead";
    case Reason::Loop:
      return "the servers send each other's requests around; --trace shows the circle";
    case Reason::Downgrade:
      return "--allow-downgrade follows it, with everything readable on the way";
    case Reason::CrossOriginRefused:
      return "the policy does not leave the origin; --policy onward does";
    case Reason::MethodRefused:
      return "the policy does not follow this status for this method; send the request to the new "
             "URL yourself";
    case Reason::ContentNotReplayable:
      return "give the content as a file (-T FILE), keep more of it (--spool-limit 8G), or send it "
             "to the new URL at once";
    case Reason::CredentialsInLocation:
      return "ask for that URL yourself, with -u, if you trust the server that named it";
  }
  return "";
}

std::string_view advice(const client::Outcome& outcome) {
  const Hop* hop = outcome.hops.empty() ? nullptr : &outcome.hops.back();
  if (outcome.reason == Reason::Loop && hop != nullptr && hop->answer &&
      hop->answer->fields.view().find("Location") == "") {
    return "Location is empty, which is the same URL; the server must be corrected";
  }
  return advice(outcome.reason);
}

std::string where_it_led(const client::Outcome& outcome) {
  const auto& answer = outcome.hops.back().answer;
  const auto location = answer ? answer->fields.view().find("Location") : std::nullopt;
  return location ? ", Location: " + printable(*location) : "";
}

std::string stop_message(const client::Outcome& outcome) {
  std::string text = "stopped: ";
  text.append(redirect::explanation(outcome.reason));
  if (!outcome.hops.empty()) {
    const Hop& hop = outcome.hops.back();
    text.append("\n  ").append(hop.request.url.href());
    if (hop.answer) text.append(" answered ").append(std::to_string(hop.answer->status.code()));
    text.append(where_it_led(outcome));
  }
  return text.append("\n  ").append(advice(outcome)).append("\n");
}

/// Whether the server may have acted, where nobody told us.
std::string uncertainty(const client::Outcome& outcome) {
  if (outcome.hops.empty()) return "";
  const Hop& hop = outcome.hops.back();
  const bool was_sent = hop.traffic.head_sent != 0;
  if (!was_sent || hop.answer) return "";
  const bool has_content = hop.request.content != redirect::ContentSource::None;
  std::string text;
  if (has_content) text = "\n  " + bytes(hop.traffic.content_sent) + " of content were sent";
  if (hop.request.method.is_safe()) return text;
  text += has_content ? "; " : "\n  ";
  return text.append("the server said nothing, so whether it did anything is not known");
}

/// What is there to do about a failure; "": nobody here can.
std::string_view advice(ErrorCode code) {
  switch (code) {
    case ErrorCode::ClientTls:
      return "where the server speaks TLS at all, --cacert FILE trusts other authorities, and -k "
             "everybody";
    case ErrorCode::ClientProxy:
      return "-U NAME:PASSWORD is for a proxy that answers 407; -x '' goes without one";
    case ErrorCode::ClientTimedOut:
      return "--max-time and --connect-timeout say how long it may take";
    default:
      return "";
  }
}

std::string failure_message(const client::Outcome& outcome) {
  std::string text = "failed: ";
  text.append(message(outcome.failure.code));
  if (!outcome.failure.detail.empty()) {
    text.append(" (").append(printable(outcome.failure.detail)).append(")");
  }
  if (!outcome.hops.empty()) {
    const Hop& hop = outcome.hops.back();
    text.append("\n  ").append(hop.request.method.name()).append(" ");
    text.append(hop.request.url.href());
  }
  text.append(uncertainty(outcome));
  const std::string_view hint = advice(outcome.failure.code);
  return text.append(hint.empty() ? "" : "\n  ").append(hint).append("\n");
}

std::string_view name(Ending ending) {
  switch (ending) {
    case Ending::Done:
      return "done";
    case Ending::Stopped:
      return "stopped";
    case Ending::Failed:
      return "failed";
    case Ending::Interrupted:
      return "interrupted";
  }
  return "";
}

json::array fields_to_json(http::FieldsView fields) {
  json::array out;
  for (const http::Field field : fields) {
    out.push_back(json::object{{"name", field.name}, {"value", printable(field.value)}});
  }
  return out;
}

void add_decision(const Hop& hop, json::object& object) {
  if (!hop.is_followed) {
    object["reason"] = redirect::name(hop.stopped);
    return;
  }
  json::array stripped;
  for (const redirect::Stripped field : hop.stripped) {
    stripped.push_back(json::object{{"name", field.name}, {"why", redirect::name(field.why)}});
  }
  object["content"] = redirect::name(hop.content);
  object["method_changed"] = hop.method_changed;
  object["origin_changed"] = hop.origin_changed;
  object["stripped"] = std::move(stripped);
}

}  // namespace

json::object hop_to_json(const Hop& hop, const redirect::Step* step) {
  json::object object{{"method", hop.request.method.name()},
                      {"url", hop.request.url.href()},
                      {"content_bytes", hop.traffic.content_sent},
                      {"status", nullptr},
                      {"version", nullptr},
                      {"location", nullptr},
                      {"fields", json::array()},
                      {"answer_content_bytes", hop.traffic.content_received},
                      {"remote_address", hop.traffic.remote_address},
                      {"remote_port", hop.traffic.remote_port},
                      {"via_proxy", hop.traffic.via_proxy},
                      {"from_cache", hop.is_from_cache},
                      {"validated", hop.is_validated},
                      {"asked_again", hop.is_asked_again},
                      {"new_connection", hop.traffic.new_connections > 0},
                      {"seconds", seconds(hop.traffic.times.total)}};
  if (hop.answer) {
    object["status"] = hop.answer->status.code();
    object["version"] = hop.answer->version;
    object["fields"] = fields_to_json(hop.answer->fields.view());
    if (const auto location = hop.answer->fields.view().find("Location")) {
      object["location"] = printable(*location);
    }
  }
  if (hop.answer) {
    add_decision(hop, object);
    object["explanation"] = explained(hop, step);
  }
  return object;
}

std::string readable_size(std::uint64_t number) {
  constexpr std::array kUnits = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  auto value = static_cast<double>(number);
  std::size_t unit = 0;
  while (value >= 1024 && unit + 1 < kUnits.size()) {
    value /= 1024;
    ++unit;
  }
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), unit == 0 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
  return text.data();
}

void print_hop(int number, const Hop& hop, const redirect::Step* step, std::ostream& out) {
  const client::Traffic& traffic = hop.traffic;
  out << number << "  " << hop.request.method.name() << ' ' << hop.request.url.href() << '\n';
  if (hop.answer) {
    out << "   " << hop.answer->status.code() << ' ' << hop.answer->status.reason();
    if (const auto location = hop.answer->fields.view().find("Location")) {
      out << "  Location: " << printable(*location);
    }
    out << '\n';
  } else {
    out << "   no answer\n";
  }
  if (hop.is_from_cache) out << "   from the cache; nothing was sent\n";
  if (hop.is_validated) out << "   from the cache; the server says that it still holds\n";
  out << "   " << bytes(traffic.content_sent) << " of content sent, "
      << bytes(traffic.content_received) << " received";
  if (!traffic.remote_address.empty()) {
    out << "; " << traffic.remote_address << " port " << traffic.remote_port
        << (traffic.via_proxy ? " (the proxy)" : "")
        << (traffic.new_connections > 0 ? ", new connection" : ", same connection");
  }
  if (hop.answer) out << ", HTTP/" << hop.answer->version;
  out << "; " << milliseconds(traffic.times.total) << '\n';
  if (const std::string text = explained(hop, step); !text.empty()) out << "   " << text << '\n';
  if (hop.is_asked_again) out << "   once more, without the cache: servers may have changed\n";
}

std::string ending_message(const client::Outcome& outcome) {
  switch (outcome.ending) {
    case Ending::Done:
      return "";
    case Ending::Stopped:
      return stop_message(outcome);
    case Ending::Failed:
      return failure_message(outcome);
    case Ending::Interrupted:
      return "interrupted" + uncertainty(outcome) + "\n";
  }
  return "";
}

json::object outcome_to_json(const client::Outcome& outcome, ExitCode code, json::array hops) {
  json::object object{{"result", name(outcome.ending)},
                      {"exit_code", static_cast<int>(code)},
                      {"reason", nullptr},
                      {"error", nullptr},
                      {"message", ending_message(outcome)},
                      {"url", nullptr},
                      {"status", nullptr},
                      {"seconds", seconds(outcome.time)},
                      {"hops", std::move(hops)}};
  if (outcome.ending == Ending::Stopped) object["reason"] = redirect::name(outcome.reason);
  if (outcome.ending == Ending::Failed) object["error"] = onward::name(outcome.failure.code);
  if (!outcome.hops.empty()) {
    const Hop& last = outcome.hops.back();
    object["url"] = last.request.url.href();
    if (last.answer) object["status"] = last.answer->status.code();
  }
  return object;
}

std::string head_text(const client::AnswerHead& head) {
  std::string text = "HTTP/";
  text.append(head.version).append(" ").append(std::to_string(head.status.code())).append(" ");
  text.append(head.status.reason()).append("\r\n");
  for (const http::Field field : head.fields.view()) {
    text.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  return text.append("\r\n");
}

}  // namespace onward::cli
