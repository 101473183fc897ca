// SPDX-License-Identifier: MIT
// SARIF 2.1.0 (OASIS): one run; a rule an id (§3.49), a result a finding (§3.27). Paths are URIs
// (§3.4.3), so that what a URI cannot hold is escaped. Columns are left out: ours count bytes, and
// SARIF's code points or UTF-16 units (§3.14.17).
#include "base/ascii.h"
#include "check/json_text.h"
#include "onward/check/report.h"

#include <algorithm>
#include <string>

namespace onward::check {
namespace {

namespace json = boost::json;

/// RFC 3986: a path as a reference; its first segment must not look like a scheme.
std::string uri_of(std::string_view path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::string_view kPlain = "-._~/!$&'()*+,;=@";
  std::string uri;
  if (path.starts_with("//")) uri = "file://";
  for (const char c : path) {
    if (base::is_alnum(c) || kPlain.find(c) != kPlain.npos) {
      uri += c;
    } else {
      uri += {'%', kHex[base::byte(c) >> 4], kHex[base::byte(c) & 15]};
    }
  }
  return uri.empty() ? "unknown" : uri;
}

json::object location_of(const Report& report, const rules::Place& place) {
  json::object artifact;
  if (place.file < report.files.size()) artifact["uri"] = uri_of(report.files[place.file]);
  json::object physical;
  physical["artifactLocation"] = std::move(artifact);
  if (place.line != 0) {
    json::object region;
    region["startLine"] = place.line;
    physical["region"] = std::move(region);
  }
  json::object location;
  location["physicalLocation"] = std::move(physical);
  return location;
}

json::object live_location(std::string_view url) {
  json::object artifact;
  artifact["uri"] = json_text(url);
  json::object physical;
  physical["artifactLocation"] = std::move(artifact);
  json::object location;
  location["physicalLocation"] = std::move(physical);
  return location;
}

json::object text_object(std::string_view text) {
  json::object object;
  object["text"] = json_text(text);
  return object;
}

json::object result_of(const Report& report, const Finding& finding) {
  json::object result;
  result["ruleId"] = finding.id;
  const auto all = ids();
  const auto index = std::ranges::find(all, finding.id, &Id::name) - all.begin();
  result["ruleIndex"] = index;
  result["level"] = name(finding.severity);
  std::string message = finding.message;
  if (!finding.fix.empty()) message += ". " + finding.fix;
  if (const std::string curl = finding.request.curl(); !curl.empty()) message += ". " + curl;
  result["message"] = text_object(message);
  result["locations"] = json::array{finding.url.empty() ? location_of(report, finding.place)
                                                        : live_location(finding.url)};
  json::array related;
  for (const rules::Place& place : finding.also) related.push_back(location_of(report, place));
  if (!related.empty()) result["relatedLocations"] = std::move(related);
  if (finding.count > 1) result["occurrenceCount"] = finding.count;
  return result;
}

json::array rules_of_driver() {
  json::array rules;
  for (const Id& id : ids()) {
    json::object rule;
    rule["id"] = id.name;
    rule["shortDescription"] = text_object(id.title);
    rule["fullDescription"] = text_object(id.why);
    rule["help"] = text_object(id.fix);
    json::object configuration;
    configuration["level"] = name(id.severity);
    rule["defaultConfiguration"] = std::move(configuration);
    rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace

std::string to_sarif(const Report& report) {
  json::object driver;
  driver["name"] = "onward check";
  driver["rules"] = rules_of_driver();
  json::object tool;
  tool["driver"] = std::move(driver);
  std::string text =
      R"({"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{)";
  text += "\"tool\":" + json::serialize(tool) + ",\"results\":[";
  bool is_first = true;
  for (const Finding& finding : report.findings) {
    text += is_first ? "\n" : ",\n";
    is_first = false;
    text += json::serialize(result_of(report, finding));
  }
  return text + "\n]}]}\n";
}

}  // namespace onward::check
