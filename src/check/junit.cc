// SPDX-License-Identifier: MIT
// JUnit's XML as CI servers read it: a suite a file, a case an id. Errors and warnings are failures
// of their case; notes are its output.
#include "check/markup.h"
#include "config/printable.h"
#include "onward/check/report.h"

#include <map>
#include <vector>

namespace onward::check {

std::string escaped_markup(std::string_view text) {
  std::string out;
  for (const char c : config::printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

namespace {

using Findings = std::vector<const Finding*>;

std::string attribute(std::string_view name, std::string_view value) {
  std::string text(" ");
  return text.append(name).append("=\"").append(escaped_markup(value)).append("\"");
}

std::string place_of(const Report& report, const Finding& finding) {
  if (!finding.url.empty()) return finding.url;
  std::string text;
  if (finding.place.file < report.files.size()) text = report.files[finding.place.file];
  if (finding.place.line != 0) text += ":" + std::to_string(finding.place.line);
  return text;
}

std::string described(const Report& report, const Finding& finding) {
  std::string text = place_of(report, finding) + ": " + finding.message;
  if (const std::string curl = finding.request.curl(); !curl.empty()) text += "\n  " + curl;
  if (!finding.fix.empty()) text += "\n  " + finding.fix;
  std::string out;
  // Line by line, as what is printable has no line ends.
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    out += escaped_markup(std::string_view(text).substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return out;
}

std::string case_of(const Report& report, std::string_view suite, const Id& id,
                    const Findings& findings) {
  std::string text = "    <testcase";
  text += attribute("classname", suite) + attribute("name", id.name) + ">\n";
  std::string failures;
  std::string notes;
  std::size_t failed = 0;
  for (const Finding* finding : findings) {
    const bool is_note = finding->severity == Severity::Note;
    (is_note ? notes : failures) += described(report, *finding);
    failed += is_note ? 0 : 1;
  }
  if (failed != 0) {
    text += "      <failure" +
            attribute("message", std::to_string(failed) + ": " + std::string(id.title)) +
            attribute("type", id.name) + ">" + failures + "</failure>\n";
  }
  if (!notes.empty()) text += "      <system-out>" + notes + "</system-out>\n";
  return text + "    </testcase>\n";
}

}  // namespace

std::string to_junit(const Report& report) {
  std::map<std::string, std::map<std::string_view, Findings>> suites;
  for (const std::string& file : report.files) suites[file];
  for (const Finding& finding : report.findings) {
    const bool has_file = finding.url.empty() && finding.place.file < report.files.size();
    suites[has_file ? report.files[finding.place.file] : finding.url][finding.id].push_back(
        &finding);
  }
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"onward\">\n";
  for (const auto& [suite, findings] : suites) {
    std::size_t failures = 0;
    std::string cases;
    for (const Id& id : ids()) {
      const auto found = findings.find(id.name);
      const Findings& own = found == findings.end() ? Findings{} : found->second;
      for (const Finding* finding : own) {
        if (finding->severity == Severity::Note) continue;
        ++failures;
        break;
      }
      cases += case_of(report, suite, id, own);
    }
    text += "  <testsuite" + attribute("name", suite) +
            attribute("tests", std::to_string(ids().size())) +
            attribute("failures", std::to_string(failures)) + ">\n" + cases + "  </testsuite>\n";
  }
  return text + "</testsuites>\n";
}

}  // namespace onward::check
