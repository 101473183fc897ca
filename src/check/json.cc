// SPDX-License-Identifier: MIT
// The report as JSON (docs/check.md has its members), finding by finding, so that a long one needs
// no tree of all of it.
#include "check/json_text.h"
#include "onward/check/report.h"
#include "url/utf8.h"

namespace onward::check {

namespace json = boost::json;

json::string json_text(std::string_view text) {
  return json::string(url::to_well_formed_utf8(text));
}

json::object json_place(const Report& report, const rules::Place& place) {
  json::object object;
  if (place.file < report.files.size()) object["file"] = json_text(report.files[place.file]);
  if (place.line != 0) object["line"] = place.line;
  if (place.line != 0 && place.column != 0) object["column"] = place.column;
  return object;
}

json::object json_finding(const Report& report, const Finding& finding) {
  json::object object;
  object["id"] = finding.id;
  object["severity"] = name(finding.severity);
  for (auto& [key, value] : json_place(report, finding.place)) object[key] = std::move(value);
  if (!finding.url.empty()) object["url"] = json_text(finding.url);
  object["message"] = json_text(finding.message);
  if (!finding.fix.empty()) object["fix"] = json_text(finding.fix);
  object["count"] = finding.count;
  if (!finding.request.url.empty()) {
    json::object request;
    request["method"] = json_text(finding.request.method);
    request["url"] = json_text(finding.request.url);
    json::array fields;
    for (const std::string& field : finding.request.fields) fields.push_back(json_text(field));
    request["fields"] = std::move(fields);
    request["curl"] = json_text(finding.request.curl());
    json::array hops;
    for (const Hop& hop : finding.request.hops) {
      json::object one;
      one["url"] = json_text(hop.url);
      if (hop.status != 0) one["status"] = hop.status;
      if (!hop.location.empty()) one["location"] = json_text(hop.location);
      hops.push_back(std::move(one));
    }
    request["hops"] = std::move(hops);
    object["request"] = std::move(request);
  }
  json::array also;
  for (const rules::Place& place : finding.also) also.push_back(json_place(report, place));
  if (!also.empty()) object["also"] = std::move(also);
  return object;
}

json::object json_counts(const Report& report) {
  json::object counts;
  counts["rules"] = report.counts.rules;
  counts["rows"] = report.counts.rows;
  counts["redirects"] = report.counts.edges;
  counts["requests"] = report.counts.requests;
  counts["unasked"] = report.counts.unasked;
  counts["in_chains"] = report.counts.in_chains;
  counts["in_loops"] = report.counts.in_loops;
  counts["left_out"] = report.counts.left_out;
  for (const Severity severity : {Severity::Error, Severity::Warning, Severity::Note}) {
    std::size_t count = 0;
    for (const Finding& finding : report.findings) count += finding.severity == severity ? 1 : 0;
    counts[std::string(name(severity)) + "s"] = count;
  }
  return counts;
}

std::string to_json(const Report& report) {
  json::array files;
  for (const std::string& file : report.files) files.push_back(json_text(file));
  std::string text = "{\"version\":1,\"files\":" + json::serialize(files);
  text += ",\"counts\":" + json::serialize(json_counts(report)) + ",\"findings\":[";
  bool is_first = true;
  for (const Finding& finding : report.findings) {
    text += is_first ? "\n" : ",\n";
    is_first = false;
    text += json::serialize(json_finding(report, finding));
  }
  return text + "\n]}\n";
}

}  // namespace onward::check
