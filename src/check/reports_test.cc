// SPDX-License-Identifier: MIT
// Reports of hostile texts: what a file says stays text in JSON, SARIF, XML, HTML and on a
// terminal, whatever it says.
#include "check/markup.h"
#include "check/testing.h"
#include "onward/check/report.h"

#include <string>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace onward::check {
namespace {

namespace json = boost::json;

constexpr std::string_view kHostile =
    "</script><script>alert(1)</script>\"'&<!--]]>\x1b[31m\x01\xff\n\xe2\x80\xae";

Report hostile() {
  Report report;
  report.files = {std::string("a b/") + std::string(kHostile), "c:\\d%.csv"};
  Finding finding;
  finding.id = "chain";
  finding.place = {0, 3, 2};
  finding.message = kHostile;
  finding.fix = kHostile;
  finding.request = {"GET",
                     std::string("http://a/") + std::string(kHostile),
                     {std::string("X: ") + std::string(kHostile)},
                     {{std::string(kHostile), 301, std::string(kHostile)}}};
  finding.also = {{1, 4, 1}};
  report.findings = {finding};
  report.edges = {{std::string(kHostile), std::string(kHostile), {0, 3, 2}, 301, 1}};
  return report;
}

TEST(Report, JsonIsJson) {
  const json::value value = json::parse(to_json(hostile()));
  const json::object& finding = value.at("findings").at(0).as_object();
  EXPECT_EQ(finding.at("id"), "chain");
  EXPECT_EQ(finding.at("line"), 3);
  EXPECT_EQ(finding.at("also").at(0).at("file"), "c:\\d%.csv");
}

// SARIF 2.1.0: §3.13.2 version, §3.27.3 ruleId, §3.27.10 level, §3.28.3 physicalLocation.
TEST(Report, SarifHasWhatItMust) {
  const json::value value = json::parse(to_sarif(hostile()));
  EXPECT_EQ(value.at("version"), "2.1.0");
  const json::value& run = value.at("runs").at(0);
  const json::array& rules = run.at("tool").at("driver").at("rules").as_array();
  EXPECT_EQ(rules.size(), ids().size());
  const json::value& result = run.at("results").at(0);
  EXPECT_EQ(rules.at(result.at("ruleIndex").to_number<std::size_t>()).at("id"),
            result.at("ruleId"));
  EXPECT_EQ(result.at("level"), "warning");
  const json::value& place = result.at("locations").at(0).at("physicalLocation");
  const std::string uri(place.at("artifactLocation").at("uri").as_string());
  EXPECT_TRUE(uri.starts_with("a%20b/%3C/script%3E")) << uri;
  EXPECT_EQ(place.at("region").at("startLine"), 3);
  EXPECT_EQ(
      result.at("relatedLocations").at(0).at("physicalLocation").at("artifactLocation").at("uri"),
      "c%3A%5Cd%25.csv");
}

TEST(Report, JunitIsXml) {
  const std::string xml = to_junit(hostile());
  EXPECT_EQ(xml.find("<script"), std::string::npos);
  EXPECT_EQ(xml.find('\x1b'), std::string::npos);
  EXPECT_EQ(xml.find('\x01'), std::string::npos);
  EXPECT_EQ(xml.find('\xff'), std::string::npos);
  EXPECT_NE(xml.find("&lt;/script&gt;"), std::string::npos);
  EXPECT_NE(xml.find("<failure message=\"1: "), std::string::npos);
  EXPECT_EQ(escaped_markup("<a b=\"c'&\">"), "&lt;a b=&quot;c&#39;&amp;&quot;&gt;");
}

TEST(Report, HtmlLoadsAndRunsNothingOfTheFile) {
  const std::string html = to_html(hostile());
  EXPECT_EQ(html.find("<script>alert"), std::string::npos);
  std::size_t ends = 0;
  for (std::size_t at = 0; (at = html.find("</script", at)) != html.npos; ++at) ++ends;
  EXPECT_EQ(ends, 2U) << "the data and the script end where we end them";
  for (const char* outside : {"src=\"http", "href=\"http", "url(http", "@import"}) {
    EXPECT_EQ(html.find(outside), std::string::npos) << outside;
  }
}

TEST(Report, TextActsOnNoTerminal) {
  const std::string text = to_text(hostile(), {});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos);
  EXPECT_NE(to_text(hostile(), {.colours = true}).find("\x1b[1;33m"), std::string::npos);
}

TEST(Report, CurlIsOneCommand) {
  ShownRequest request{"PUT", "http://a/b'; rm -rf /", {"X: it's"}, {}};
  EXPECT_EQ(request.curl(), "curl -i -X 'PUT' -H 'X: it'\\''s' 'http://a/b'\\''; rm -rf /'");
  EXPECT_EQ(ShownRequest{}.curl(), "");
}

TEST(Report, FilesAreAdded) {
  Report sum = check_rules(open_text("a.csv", "/a,/a"), {});
  append(sum, check_rules(open_text("b.csv", "/x,/y\n/y,/z"), {}));
  EXPECT_EQ(sum.files.size(), 2U);
  const std::string text = to_text(sum, {});
  EXPECT_NE(text.find("b.csv:1:1: warning: takes 2 redirects: /x → /y → /z"), std::string::npos)
      << text;
}

}  // namespace
}  // namespace onward::check
