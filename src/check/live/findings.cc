// SPDX-License-Identifier: MIT
// What answers give reason to say. Nothing here asks anybody: outcomes come in, findings go out, so
// that tests make the outcomes by hand.
#include "check/live/findings.h"

#include "base/ascii.h"
#include "onward/base/error.h"
#include "onward/http/cache_control.h"
#include "onward/http/reader.h"
#include "onward/redirect/forecast.h"
#include "onward/rules/answer.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace onward::check {
namespace {

using redirect::Reason;

/// Beyond so many redirects a chain is told: RFC 9110 §15.4 tells of clients that follow five.
constexpr std::size_t kLongChain = 2;

bool is_permanent(int status) { return status == 301 || status == 308; }

std::string seconds(std::chrono::seconds time) { return std::to_string(time.count()) + " s"; }

/// The walk as a person tells it: "http://a/ -> /b -> https://c/".
std::string path_of(const LiveUrl& live) {
  std::string text = live.url;
  for (const LiveHop& hop : live.hops) {
    if (!hop.location.empty()) text += " -> " + hop.location;
  }
  return text;
}

ShownRequest shown(const LiveUrl& live) {
  ShownRequest request;
  if (live.hops.empty()) return request;
  request.method = live.hops.front().method;
  request.url = live.url;
  for (const LiveHop& hop : live.hops) request.hops.push_back({hop.url, hop.status, hop.location});
  return request;
}

class Looking {
 public:
  Looking(const LiveUrl& live, const client::Outcome& outcome) : live_(live), outcome_(outcome) {}

  std::vector<Finding> run() {
    look_at_end();
    look_at_chain();
    for (const client::Hop& hop : outcome_.hops) look_at(hop);
    return std::move(findings_);
  }

 private:
  void add(std::string_view id, Severity severity, std::string message, std::string fix = "") {
    Finding finding = finding_at(live_.url, id, severity, std::move(message), std::move(fix));
    finding.request = shown(live_);
    findings_.push_back(std::move(finding));
  }

  void look_at_end() {
    switch (outcome_.ending) {
      case client::Ending::Done:
        return look_at_answer(outcome_.hops.back().answer);
      case client::Ending::Failed:
        return add("no-answer", Severity::Error,
                   std::string(message(outcome_.failure.code)) +
                       (outcome_.failure.detail.empty() ? "" : ": " + outcome_.failure.detail));
      case client::Ending::Stopped:
        return look_at_stop();
      case client::Ending::Interrupted:
        break;
    }
  }

  void look_at_answer(const std::optional<client::AnswerHead>& answer) {
    const bool was_redirected = outcome_.hops.size() > 1;
    if (was_redirected && answer && answer->status.code() >= 400) {
      add("dead-end", Severity::Warning,
          "the redirect leads to an answer of " + std::to_string(answer->status.code()) + ": " +
              path_of(live_));
    }
  }

  void look_at_stop() {
    switch (outcome_.reason) {
      case Reason::Loop:
        return add("loop", Severity::Error, "the redirects come round again: " + path_of(live_));
      case Reason::Limit:
        return add("loop", Severity::Error,
                   "there are more than 20 redirects: " + path_of(live_).substr(0, 500));
      default:
        return add("bad-location", Severity::Error,
                   std::string(redirect::explanation(outcome_.reason)) + " (" +
                       std::string(redirect::section(outcome_.reason)) + ")",
                   "send one Location, an http or https URL or a path");
    }
  }

  void look_at_chain() {
    std::size_t redirects = 0;
    for (const LiveHop& hop : live_.hops) redirects += hop.location.empty() ? 0U : 1U;
    if (redirects < kLongChain || outcome_.ending != client::Ending::Done) return;
    add("chain", Severity::Warning,
        "takes " + std::to_string(redirects) + " redirects: " + path_of(live_),
        "lead to '" + live_.hops.back().url + "' at once");
  }

  void look_at(const client::Hop& hop) {
    if (!hop.answer || !is_redirect(hop.answer->status, hop.answer->fields.view())) return;
    const int status = hop.answer->status.code();
    const auto fields = hop.answer->fields.view();
    const http::CacheControl control = http::read_cache_control(fields);
    const std::string where = std::string(hop.request.url.href());
    if (is_permanent(status) && !control.max_age && !control.no_store && !control.no_cache &&
        !fields.contains("Expires")) {
      add("permanent-uncached", Severity::Warning,
          where + " answers " + std::to_string(status) +
              " and does not say for how long: it is kept for as long as a cache likes",
          "send Cache-Control: max-age=86400");
    }
    const std::chrono::seconds kept = control.max_age.value_or(std::chrono::seconds(0));
    const bool is_kept = kept.count() > 0 && !control.no_store;
    if ((status == 302 || status == 307) && is_kept) {
      add("temporary-cached", Severity::Warning,
          where + " answers " + std::to_string(status) + ", and clients keep it " + seconds(kept),
          "send Cache-Control: no-store");
    }
    if (const auto next = url::resolve(fields.find("Location").value_or(""), hop.request.url);
        next && next->scheme() == "http" && hop.request.url.scheme() == "https") {
      add("downgrade", Severity::Warning,
          where + " leads from https to http: " + std::string(next->href()),
          "write the target with https://");
    }
  }

  const LiveUrl& live_;
  const client::Outcome& outcome_;
  std::vector<Finding> findings_;
};

/// What many clients would do with one answer.
class Predicting {
 public:
  Predicting(LiveUrl& live, std::vector<Finding>& findings) : live_(live), findings_(findings) {}

  void predict(const redirect::atlas::Client& client, const client::Hop& hop) {
    if (!hop.answer) return;
    const redirect::Exchange exchange{hop.request, hop.answer->status, hop.answer->fields.view()};
    const redirect::Forecast forecast = redirect::forecast(client, exchange);
    live_.clients.push_back({&client, redirect::name(forecast.severity), forecast.verdict});
    by_severity_[forecast.severity].emplace_back(client.id);
    if (const auto* follow = std::get_if<redirect::Follow>(&forecast.step)) {
      ++places_[place_of(follow->request)];
    }
  }

  void say_all(std::string_view method) {
    say(redirect::Severity::Lost, "clients-lose", Severity::Error,
        "clients lose the content and report success",
        "forward the request for such clients, or answer an error that they report");
    say(redirect::Severity::Changed, "loses-method", Severity::Warning,
        "clients send another request than " + std::string(method),
        "answer 308 instead of 301 and 307 instead of 302");
    say(redirect::Severity::Leaked, "clients-leak", Severity::Warning,
        "clients send credentials on to another origin",
        "keep to one origin, or answer 401 there and let clients sign in anew");
    say_places();
  }

 private:
  static std::string place_of(const redirect::Request& request) {
    std::string place = request.url.origin();
    if (!request.target.empty()) return place + request.target;
    return place.append(request.url.pathname()).append(request.url.search());
  }

  /// The first of them, and that there are more.
  static std::string some(const std::vector<std::string>& names) {
    constexpr std::size_t kMost = 5;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), kMost); ++i) {
      text.append(i == 0 ? "" : ", ").append(names[i]);
    }
    return names.size() > kMost ? text + ", ..." : text;
  }

  void add(std::string_view id, Severity severity, std::string message, std::string fix) {
    Finding finding = finding_at(live_.url, id, severity, std::move(message), std::move(fix));
    finding.request = shown(live_);
    findings_.push_back(std::move(finding));
  }

  void say(redirect::Severity of, std::string_view id, Severity severity, const std::string& what,
           std::string fix) {
    const std::vector<std::string>& names = by_severity_[of];
    if (names.empty()) return;
    std::string message = std::to_string(names.size());
    message.append(" of ").append(std::to_string(live_.clients.size())).append(" ").append(what);
    add(id, severity, message.append(": ").append(some(names)), std::move(fix));
  }

  void say_places() {
    const bool leads_nowhere =
        std::ranges::count(findings_, std::string_view("bad-location"), &Finding::id) > 0;
    if (places_.size() < 2 || leads_nowhere) return;
    std::string text;
    for (const auto& [place, count] : places_) {
      text.append(text.empty() ? "" : "; ").append(std::to_string(count)).append(" to ");
      text.append(place);
    }
    add("location-reading", Severity::Warning, "clients read the Location differently: " + text,
        "send an absolute URL of visible ASCII, without dot segments and with escapes in upper "
        "case");
  }

  LiveUrl& live_;
  std::vector<Finding>& findings_;
  std::map<std::string, std::size_t> places_;
  std::map<redirect::Severity, std::vector<std::string>> by_severity_;
};

}  // namespace

Finding finding_at(std::string_view url, std::string_view id, Severity severity,
                   std::string message, std::string fix) {
  Finding finding;
  finding.id = id;
  finding.severity = severity;
  finding.url = url;
  finding.message = std::move(message);
  finding.fix = std::move(fix);
  return finding;
}

std::string_view form_of(std::string_view location) {
  if (location.empty()) return "empty";
  if (location.starts_with("//")) return "network-path";
  if (location.front() == '/') return "path";
  if (location.front() == '?') return "query";
  if (location.front() == '#') return "fragment";
  const std::size_t end = location.find_first_of(":/?#");
  const bool has_scheme =
      end != location.npos && location[end] == ':' && base::is_alpha(location.front());
  return has_scheme ? "absolute" : "relative";
}

std::string caching_of(http::Status status, http::FieldsView fields) {
  const http::CacheControl control = http::read_cache_control(fields);
  if (control.no_store) return "not kept (no-store)";
  if (control.no_cache) return "asked again each time (no-cache)";
  if (control.max_age) return "kept " + seconds(*control.max_age);
  if (fields.contains("Expires")) return "kept until Expires";
  // RFC 9110 §15.1: which statuses are heuristically cacheable.
  constexpr std::array kHeuristic{200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501};
  return std::ranges::count(kHeuristic, status.code()) > 0 ? "kept as long as a cache likes"
                                                           : "not kept";
}

bool is_redirect(http::Status status, http::FieldsView fields) {
  constexpr std::array kFollowed{301, 302, 303, 307, 308};
  return std::ranges::count(kFollowed, status.code()) > 0 && fields.contains("Location");
}

std::vector<Finding> findings_of(const LiveUrl& live, const client::Outcome& outcome) {
  return Looking(live, outcome).run();
}

void predict_clients(const client::Hop& hop,
                     std::span<const redirect::atlas::Client* const> clients, LiveUrl& live,
                     std::vector<Finding>& findings) {
  if (!hop.answer || !is_redirect(hop.answer->status, hop.answer->fields.view())) return;
  Predicting predicting(live, findings);
  for (const redirect::atlas::Client* client : clients) predicting.predict(*client, hop);
  predicting.say_all(hop.request.method.name());
}

std::optional<Finding> compare(const client::Hop& hop, const config::Configuration& against) {
  if (!hop.answer || against.table == nullptr) return std::nullopt;
  const url::Url& url = hop.request.url;
  std::string wire(hop.request.method.name());
  wire.append(" ").append(url.pathname()).append(url.search()).append(" HTTP/1.1\r\nHost: ");
  wire.append(url.host()).append("\r\n");
  for (const http::Field field : hop.request.fields.view()) {
    if (!base::equals_ignore_case(field.name, "Host")) {
      wire.append(field.name).append(": ").append(field.value).append("\r\n");
    }
  }
  wire += "\r\n";
  http::RequestReader reader;
  const auto event = reader.read(wire);
  if (!event || event->kind != http::EventKind::Head) return std::nullopt;
  rules::Origin origin;
  origin.scheme = url.scheme();
  rules::Workspace workspace;
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const rules::Response response =
      rules::answer(*against.table, {reader.head(), origin, {}}, now, workspace);
  const auto resolved = [&url](std::string_view location) -> std::string {
    const auto target = url::resolve(location, url);
    return target ? std::string(target->href()) : std::string(location);
  };
  const auto found = hop.answer->fields.view().find("Location");
  const std::string is = found ? resolved(*found) : "";
  const std::string should = response.location.empty() ? "" : resolved(response.location);
  // Where no rule decides, the server answers by itself.
  if (!response.rule && should.empty() && is.empty()) return std::nullopt;
  if (hop.answer->status == response.status && is == should) return std::nullopt;
  const auto told = [](int status, const std::string& location) {
    return std::to_string(status) + (location.empty() ? "" : " " + location);
  };
  Finding finding = finding_at(url.href(), "differs", Severity::Error,
                               "answers " + told(hop.answer->status.code(), is) +
                                   ", and the rules say " + told(response.status.code(), should));
  if (response.rule) finding.place = against.table->rules()[*response.rule].place;
  finding.request = {
      std::string(hop.request.method.name()),
      std::string(url.href()),
      {},
      {{std::string(url.href()), static_cast<std::uint16_t>(hop.answer->status.code()),
        found ? std::string(*found) : ""}}};
  return finding;
}

}  // namespace onward::check
