// SPDX-License-Identifier: MIT
// What a status does to the method, and to what is sent with it. What a rule takes is not read off
// its conditions: it is asked with the method.
#include "check/paths.h"
#include "check/subject.h"

#include <algorithm>
#include <array>
#include <map>

namespace onward::check {
namespace {

bool is_safe(std::string_view method) { return method == "GET" || method == "HEAD"; }

class Methods {
 public:
  explicit Methods(Subject& subject) : subject_(subject) {}

  void look(const Start& start, const Node& node) {
    const bool changes = node.status == 301 || node.status == 302;
    const bool keeps = node.status == 307 || node.status == 308;
    if (!changes && !keeps) return;
    const std::string_view path = path_of(subject_.walk.url(node));
    if (changes && takes_unsafe(start, node)) lose(start, node, is_endpoint(path));
    if (keeps && is_login(path) && takes_unsafe(start, node)) resend(start, node);
    if (keeps && is_secured(node) && takes_unsafe(start, node)) {
      secure(start, node, is_endpoint(path));
    }
    if (is_endpoint(path) && !subject_.rule(start).action.cors && !is_for_pages(node)) {
      preflight(start, node);
    }
  }

 private:
  /// Whether what asks is somebody who navigates: no script of another origin asks for HTML.
  bool is_for_pages(const Node& node) const {
    const rules::SampleRequest request = subject_.walk.request(node);
    return std::ranges::any_of(request.fields, [](const std::string& field) {
      return field.starts_with("Accept:") && field.find("text/html") != field.npos;
    });
  }

  rules::SampleRequest unsafe(const Node& node) const {
    rules::SampleRequest request = subject_.walk.request(node);
    if (is_safe(request.method)) request.method = "POST";
    return request;
  }

  /// Asked once for all rows of a map that have one status.
  bool takes_unsafe(const Start& start, const Node& node) {
    const auto [known, is_new] = takes_.try_emplace({start.rule, node.status}, false);
    if (!is_new) return known->second;
    const rules::SampleRequest request = unsafe(node);
    const auto& origin = subject_.site.origin_of(request.scheme, request.authority);
    const auto outcome = subject_.walk.asking().ask(request, origin);
    known->second = outcome.response.rule == start.rule;
    return known->second;
  }

  void lose(const Start& start, const Node& node, bool is_endpoint) {
    const rules::Place place = subject_.place(start);
    const auto& methods = subject_.rule(start).when.methods;
    const bool is_meant = std::ranges::any_of(
        methods, [](const rules::Text& method) { return !is_safe(method.value); });
    const bool is_ours = subject_.format(place) == config::Format::Toml;
    const auto severity = is_endpoint || is_meant || is_ours ? Severity::Warning : Severity::Note;
    subject_.found.add_manner("loses-method", severity, place, name(severity), [&] {
      Finding finding{.id = "loses-method", .severity = severity, .place = place};
      finding.request = subject_.show(unsafe(node));
      const std::string code = std::to_string(node.status);
      finding.message = "this loses a " + finding.request.method + ": with " + code +
                        " clients send it on as a GET without its content";
      finding.fix = std::string("answer ") + (node.status == 301 ? "308" : "307") +
                    ", or let the rule take GET alone";
      return finding;
    });
  }

  void resend(const Start& start, const Node& node) {
    Finding finding{
        .id = "credentials", .severity = Severity::Warning, .place = subject_.place(start)};
    finding.request = subject_.show(unsafe(node));
    finding.message = "a form with a password that is sent here is sent on, as " +
                      std::to_string(node.status) + " keeps the content (RFC 9700 §4.12)";
    finding.fix = find_id("credentials")->fix;
    subject_.found.add(std::move(finding));
  }

  /// The same host, by https instead of http.
  bool is_secured(const Node& node) const {
    constexpr std::string_view kHttp = "http://";
    constexpr std::string_view kHttps = "https://";
    if (node.next == 0) return false;
    std::string_view from = subject_.walk.url(node);
    std::string_view to = subject_.walk.url(subject_.walk.node(node.next));
    if (!from.starts_with(kHttp) || !to.starts_with(kHttps)) return false;
    from.remove_prefix(kHttp.size());
    to.remove_prefix(kHttps.size());
    return from.substr(0, from.find_first_of(":/")) == to.substr(0, to.find_first_of(":/"));
  }

  void secure(const Start& start, const Node& node, bool is_endpoint) {
    const rules::Place place = subject_.place(start);
    const bool is_ours = subject_.format(place) == config::Format::Toml;
    const auto severity = is_endpoint || is_ours ? Severity::Warning : Severity::Note;
    subject_.found.add_manner("plain-write", severity, place, name(severity), [&] {
      Finding finding{.id = "plain-write", .severity = severity, .place = place};
      finding.request = subject_.show(unsafe(node));
      finding.message = "a " + finding.request.method +
                        " has crossed the network in the clear when it is sent on to https";
      finding.fix = "let the rule take GET alone, and refuse the rest: https = \"redirect_reads\"";
      return finding;
    });
  }

  void preflight(const Start& start, const Node& node) {
    const rules::Place place = subject_.place(start);
    subject_.found.add_manner("preflight", Severity::Note, place, "", [&] {
      Finding finding{.id = "preflight", .severity = Severity::Note, .place = place};
      rules::SampleRequest request = subject_.walk.request(node);
      request.fields.emplace_back("Origin: https://app.example");
      request.fields.push_back("Access-Control-Request-Method: " +
                               std::string(is_safe(request.method) ? "PUT" : request.method));
      request.method = "OPTIONS";
      finding.request = subject_.show(request);
      const bool is_ours = subject_.format(place) == config::Format::Toml;
      finding.message = is_ours ? "a preflight is answered without permission, so that no page of "
                                  "another origin can use this"
                                : "a preflight is answered without permission; the server that the "
                                  "file is for would redirect it, which browsers refuse";
      finding.fix = find_id("preflight")->fix;
      return finding;
    });
  }

  Subject& subject_;
  std::map<std::pair<std::uint32_t, std::uint16_t>, bool> takes_;
};

}  // namespace

void find_methods(Subject& subject) {
  Methods methods(subject);
  for (const Start& start : subject.starts) {
    if (start.kind != Start::Kind::Decides) continue;
    const Node& node = subject.walk.node(start.node);
    if (node.rule == start.rule + 1) methods.look(start, node);
  }
}

}  // namespace onward::check
