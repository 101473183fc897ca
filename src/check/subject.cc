// SPDX-License-Identifier: MIT
// What shows a finding is asked as a gateway would be: written as bytes, read by the strict reader,
// answered by answer().
#include "check/subject.h"

#include "onward/url/url.h"
#include "rules/written_request.h"

#include <algorithm>

namespace onward::check {
namespace {

/// For a shell: in single quotes.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

}  // namespace

std::string ShownRequest::curl() const {
  if (url.empty()) return "";
  std::string text = hops.size() > 1 ? "curl -iL --max-redirs 20" : "curl -i";
  if (method == "HEAD") {
    text += " -I";
  } else if (method != "GET") {
    text += " -X " + quoted(method);
  }
  for (const std::string& field : fields) text += " -H " + quoted(field);
  return text + " " + quoted(url);
}

rules::Place Subject::place(std::size_t rule, std::uint32_t line) const {
  const rules::Rule& written = table.rules()[rule];
  if (line != 0 && written.action.map) return {written.action.map->file, line, 1};
  if (written.when.match && written.when.match->place.line != 0) return written.when.match->place;
  if (!written.when.match && written.when.regex && written.when.regex->expression.place.line != 0) {
    return written.when.regex->expression.place;
  }
  return written.place;
}

rules::Place Subject::place(const Start& start) const {
  return place(start.rule, start.row == 0 ? 0 : rules::row_line(table, start.rule, start.row - 1));
}

std::string Subject::where(const rules::Place& place, const rules::Place& from) const {
  if (place.file == from.file || place.file >= configuration.files.size()) {
    return "line " + std::to_string(place.line);
  }
  return configuration.files[place.file].path + ":" + std::to_string(place.line);
}

config::Format Subject::format(const rules::Place& place) const {
  return place.file < configuration.files.size() ? configuration.files[place.file].format
                                                 : config::Format::Toml;
}

ShownRequest Subject::show(const rules::SampleRequest& request) const {
  ShownRequest shown{request.method,
                     request.scheme + "://" + request.authority + request.target,
                     request.fields,
                     {}};
  rules::Workspace workspace;
  rules::SampleRequest asked = request;
  for (std::size_t hop = 0; hop <= kMaxHops; ++hop) {
    rules::WrittenRequest written;
    if (!written.write({asked.method, asked.target, asked.authority, asked.fields})) break;
    const rules::Origin& origin = site.origin_of(asked.scheme, asked.authority);
    const auto response =
        answer(table, {written.head(), origin, asked.client}, asked.now, workspace);
    const auto status = static_cast<std::uint16_t>(response.status.code());
    std::string url = asked.scheme + "://" + asked.authority + asked.target;
    shown.hops.push_back({url, status, std::string(response.location)});
    const auto base = url::parse(url);
    const auto to = base ? url::resolve(response.location, *base) : base;
    if (response.location.empty() || !to) break;
    if (site.origin(to->scheme(), to->host()) == nullptr) break;
    const bool was_here = std::ranges::any_of(shown.hops, [&](const Hop& before) {
      return before.url == to->href().substr(0, to->href().find('#'));
    });
    asked.method = method_behind(asked.method, status);
    asked.scheme = to->scheme();
    asked.authority = to->host();
    asked.target = std::string(to->pathname()).append(to->search());
    if (was_here) {
      shown.hops.push_back({std::string(to->href()), 0, ""});
      break;
    }
  }
  return shown;
}

std::string brief(const Subject& subject, std::string_view url) {
  const std::string here =
      std::string(subject.site.scheme()) + "://" + std::string(subject.site.authority()) + "/";
  if (url.starts_with(here)) url.remove_prefix(here.size() - 1);
  constexpr std::size_t kMost = 120;
  return url.size() <= kMost ? std::string(url) : std::string(url.substr(0, kMost)) + "…";
}

std::string trail(const Subject& subject, const ShownRequest& request, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < request.hops.size(); ++i) {
    if (i == most) return text + " → …";
    text += i == 0 ? "" : " → ";
    text += brief(subject, request.hops[i].url);
  }
  if (!request.hops.empty() && !request.hops.back().location.empty()) {
    text += " → " + brief(subject, request.hops.back().location);
  }
  return text;
}

}  // namespace onward::check
