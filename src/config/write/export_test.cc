// SPDX-License-Identifier: MIT
// Rules in the languages of others. Golden files (testdata_<format>/): onward.toml, a line of
// dashes, and what is written, with its diagnostics. tests/differential/exports.py asks the real
// servers.
#include "config/testing.h"
#include "onward/config/written.h"
#include "support/files.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::config {
namespace {

std::string exported(const std::string& toml, Format format) {
  TextReader reader({std::pair<const std::string, std::string>("onward.toml", toml)});
  OpenOptions options;
  options.keeps_rules = true;
  Configuration configuration = open("onward.toml", options, reader);
  EXPECT_NE(configuration.table, nullptr) << all_text(configuration);
  Written written = to_foreign(configuration.rules, format, {"shop.example", configuration.files});
  configuration.diagnostics = std::move(written.diagnostics);
  std::string text;
  for (const WrittenFile& file : written.files) {
    if (!file.name.empty()) text.append("== ").append(file.name).append("\n");
    text += file.text;
  }
  text += test::kGoldenDashes;
  return text + all_text(configuration);
}

void check_golden(const std::string& folder, Format format) {
  const auto cases = test::golden_cases("src/config/write/" + folder);
  ASSERT_FALSE(cases.empty());
  for (const auto& one : cases) {
    EXPECT_EQ(exported(one.input, format), one.expected) << one.name;
  }
}

TEST(Exports, Nginx) { check_golden("testdata_nginx", Format::Nginx); }
TEST(Exports, Apache) { check_golden("testdata_apache", Format::Apache); }
TEST(Exports, Haproxy) { check_golden("testdata_haproxy", Format::Haproxy); }
TEST(Exports, Caddy) { check_golden("testdata_caddy", Format::Caddy); }
TEST(Exports, GatewayApi) { check_golden("testdata_gateway_api", Format::GatewayApi); }
TEST(Exports, Netlify) { check_golden("testdata_netlify", Format::NetlifyRedirects); }
TEST(Exports, CloudflareBulk) { check_golden("testdata_bulk", Format::Csv); }

TEST(Exports, OnlyWhatIsWritten) {
  EXPECT_TRUE(can_write(Format::Nginx));
  EXPECT_FALSE(can_write(Format::Express));
  EXPECT_EQ(written_format_names(), "nginx, apache, haproxy, caddy, gateway-api, netlify, csv");
}

}  // namespace
}  // namespace onward::config
