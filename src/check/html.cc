// SPDX-License-Identifier: MIT
// One page that loads nothing: style, script and data stand in it. The data is JSON in a script
// element, in which "<" is written as an escape, so that no text of a file can end the element; the
// script puts texts in as text.
#include "check/html_script.h"
#include "check/html_style.h"
#include "check/json_text.h"
#include "check/markup.h"
#include "onward/check/report.h"

#include <algorithm>
#include <set>

namespace onward::check {
namespace {

namespace json = boost::json;

/// Findings that the page has; the others are counted.
constexpr std::size_t kMostFindings = 20'000;

/// JSON as it may stand in a script element (HTML, "restrictions for contents of script elements").
std::string script_json(const json::value& value) {
  std::string out;
  for (const char c : json::serialize(value)) {
    if (c == '<') {
      out += "\\u003c";
    } else {
      out += c;
    }
  }
  return out;
}

json::object edge_of(const Report& report, const Edge& edge) {
  json::object object = json_place(report, edge.place);
  object["from"] = json_text(edge.from);
  object["to"] = json_text(edge.to);
  object["status"] = edge.status;
  object["hops"] = edge.hops;
  return object;
}

template <typename Items, typename Write>
void append_array(std::string_view key, const Items& items, std::size_t most, Write write,
                  std::string& out) {
  out.append("\"").append(key).append("\":[");
  for (std::size_t i = 0; i < std::min(items.size(), most); ++i) {
    if (i != 0) out += ",\n";
    out += script_json(write(items[i]));
  }
  out += "]";
}

std::string data_of(const Report& report) {
  std::string out = "{";
  append_array(
      "findings", report.findings, kMostFindings,
      [&](const Finding& finding) { return json_finding(report, finding); }, out);
  out += ",\n";
  append_array(
      "edges", report.edges, kMaxEdges, [&](const Edge& edge) { return edge_of(report, edge); },
      out);
  json::object all;
  for (const Id& id : ids()) {
    json::object one;
    one["title"] = id.title;
    one["why"] = id.why;
    all[id.name] = std::move(one);
  }
  return out + ",\n\"ids\":" + script_json(all) + "}";
}

std::string counted(std::size_t count, std::string_view what) {
  return std::to_string(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

std::string summary(const Report& report) {
  const Counts& counts = report.counts;
  std::string text = counted(counts.rules, "rule");
  if (counts.rows != 0) text += ", " + counted(counts.rows, "row");
  text += "; " + counted(counts.edges, "redirect") + ", " + std::to_string(counts.in_chains) +
          " in chains, " + std::to_string(counts.in_loops) + " without an end; " +
          counted(counts.requests, "request") + " asked";
  if (report.findings.size() > kMostFindings) {
    text += "; the first " + std::to_string(kMostFindings) + " of " +
            counted(report.findings.size(), "finding") + " are here";
  }
  if (counts.edges > report.edges.size()) {
    text += "; the first " + counted(report.edges.size(), "redirect") + " are here";
  }
  return text;
}

std::string severity_buttons(const Report& report) {
  std::string text;
  for (const Severity severity : {Severity::Error, Severity::Warning, Severity::Note}) {
    const auto count =
        static_cast<std::size_t>(std::ranges::count(report.findings, severity, &Finding::severity));
    const std::string word(name(severity));
    text.append("<button class=\"sev ").append(word).append("\" data-severity=\"").append(word);
    text.append("\" aria-pressed=\"true\">").append(counted(count, word)).append("</button>\n");
  }
  return text;
}

std::string id_choice(const Report& report) {
  std::set<std::string_view> found;
  for (const Finding& finding : report.findings) found.insert(finding.id);
  std::string text = "<select id=\"id\" aria-label=\"id\"><option value=\"\">all ids</option>";
  for (const std::string_view id : found) {
    text.append("<option>").append(escaped_markup(id)).append("</option>");
  }
  return text + "</select>\n";
}

}  // namespace

std::string to_html(const Report& report) {
  std::string files;
  for (std::size_t i = 0; i < std::min<std::size_t>(report.files.size(), 5); ++i) {
    files += (i == 0 ? "" : ", ") + escaped_markup(report.files[i]);
  }
  if (report.files.size() > 5) files += " …";
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>Redirects: ";
  page.append(files).append("</title>\n<style>").append(kStyle).append("</style></head><body>\n");
  page +=
      "<header><h1>Redirects of " + files + "</h1>\n<div class=\"dim\">" + summary(report) +
      "</div>\n<div class=\"bar\"><nav role=\"tablist\" aria-label=\"views\">\n"
      "<button role=\"tab\" data-view=\"findings\" aria-selected=\"true\">Findings</button>\n"
      "<button role=\"tab\" data-view=\"redirects\" aria-selected=\"false\">Redirects</button>\n"
      "<button role=\"tab\" data-view=\"graph\" aria-selected=\"false\">Graph</button></nav>\n"
      "<span id=\"filters\" class=\"bar\" style=\"margin:0\">\n" +
      severity_buttons(report) + id_choice(report) +
      "</span><input id=\"search\" type=\"search\" placeholder=\"search ( / )\" "
      "aria-label=\"search\"><span id=\"shown\" class=\"dim\" aria-live=\"polite\"></span>"
      "</div></header>\n<main><div id=\"list\" role=\"listbox\" tabindex=\"0\" "
      "aria-label=\"list\"><div id=\"rows\"></div></div>\n"
      "<section id=\"detail\" aria-label=\"what is chosen\"></section></main>\n"
      "<noscript><p class=\"empty\">This page lists its findings with JavaScript; "
      "onward check --report text has the same.</p></noscript>\n"
      "<script id=\"data\" type=\"application/json\">" +
      data_of(report) + "</script>\n<script>";
  page.append(kScript).append("</script>\n</body></html>\n");
  return page;
}

}  // namespace onward::check
