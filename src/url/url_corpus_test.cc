// SPDX-License-Identifier: MIT
// The URL tests that others wrote: WHATWG's (web-platform-tests), the RFC 3986 §5.4 examples, and
// Location values resolved by real browsers. Each row is parsed from a buffer of its exact size.
#include "onward/url/percent_encode.h"
#include "onward/url/url.h"
#include "support/corpora.h"
#include "support/exact_buffer.h"

#include <string>

#include <gtest/gtest.h>

namespace onward::url {
namespace {

using boost::json::object;
using boost::json::value;
using test::corpus;
using test::ExactBuffer;

std::string text(const object& row, std::string_view key) {
  return std::string(row.at(key).as_string());
}

bool has_text(const object& row, std::string_view key) {
  return row.contains(key) && row.at(key).is_string();
}

Result<Url> parse_exact(std::string_view input) { return parse(ExactBuffer(input).view()); }

/// "API URL parser": a base that does not parse is a failure too.
Result<Url> parse_row(const object& row) {
  const std::string input = text(row, "input");
  if (!has_text(row, "base")) return parse_exact(input);
  const auto base = parse_exact(text(row, "base"));
  if (!base) return fail(base.error());
  return resolve(ExactBuffer(input).view(), *base);
}

void expect_components(const object& row, const Url& url) {
  EXPECT_EQ(url.href(), text(row, "href"));
  EXPECT_EQ(url.protocol(), text(row, "protocol"));
  EXPECT_EQ(url.username(), text(row, "username"));
  EXPECT_EQ(url.password(), text(row, "password"));
  EXPECT_EQ(url.host(), text(row, "host"));
  EXPECT_EQ(url.hostname(), text(row, "hostname"));
  EXPECT_EQ(url.port(), text(row, "port"));
  EXPECT_EQ(url.pathname(), text(row, "pathname"));
  EXPECT_EQ(url.search(), text(row, "search"));
  EXPECT_EQ(url.hash(), text(row, "hash"));
  if (has_text(row, "origin")) {
    EXPECT_EQ(url.origin(), text(row, "origin"));
  }
}

/// An input that only parses against some kind of base does so.
void expect_parses_relative_to(const object& row) {
  const ExactBuffer input(text(row, "input"));
  const auto parses_against = [&input](std::string_view base) {
    return resolve(input.view(), *parse(base)).has_value();
  };
  if (text(row, "relativeTo") == "any-base") {
    EXPECT_TRUE(parses_against("test:test"));
  }
  EXPECT_TRUE(parses_against("http://example.org/") || parses_against("https://example.org/"));
}

TEST(WhatwgUrlCorpus, Urltestdata) {
  const auto rows = corpus("wpt-url/urltestdata.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  std::size_t seen = 0;
  for (const value& item : rows->as_array()) {
    if (!item.is_object()) continue;
    const object& row = item.as_object();
    SCOPED_TRACE(boost::json::serialize(row));
    ++seen;
    const auto url = parse_row(row);
    if (row.contains("failure")) {
      EXPECT_FALSE(url.has_value());
      if (row.contains("relativeTo")) expect_parses_relative_to(row);
      continue;
    }
    if (!url) {
      ADD_FAILURE() << message(url.error().code);
      continue;
    }
    expect_components(row, *url);
    const auto again = parse_exact(url->href());
    ASSERT_TRUE(again.has_value()) << "href does not parse: " << url->href();
    expect_components(row, *again);
  }
  EXPECT_GE(seen, 400U);
}

/// Where an input ends is part of no row: each of its beginnings parses to a fixed point, or fails
/// with an offset inside, and reads no byte behind its end.
TEST(WhatwgUrlCorpus, EveryBeginningOfAnInput) {
  const auto rows = corpus("wpt-url/urltestdata.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  const auto base = parse("http://example.org/a/b?c#d");
  for (const value& item : rows->as_array()) {
    if (!item.is_object()) continue;
    const std::string input = text(item.as_object(), "input");
    for (std::size_t size = 0; size <= input.size(); ++size) {
      const ExactBuffer beginning(std::string_view(input).substr(0, size));
      const auto url = resolve(beginning.view(), *base);
      if (url) {
        EXPECT_EQ(parse_exact(url->href()), url) << beginning.view();
      } else {
        EXPECT_LE(url.error().offset, size) << beginning.view();
      }
    }
  }
}

using Setter = bool (Url::*)(std::string_view);
using Getter = std::string_view (Url::*)() const;

struct Property {
  std::string_view name;
  Setter set;
  Getter get;
};

constexpr Property kProperties[] = {
    {"href", &Url::set_href, &Url::href},
    {"protocol", &Url::set_protocol, &Url::protocol},
    {"username", &Url::set_username, &Url::username},
    {"password", &Url::set_password, &Url::password},
    {"host", &Url::set_host, &Url::host},
    {"hostname", &Url::set_hostname, &Url::hostname},
    {"port", &Url::set_port, &Url::port},
    {"pathname", &Url::set_pathname, &Url::pathname},
    {"search", &Url::set_search, &Url::search},
    {"hash", &Url::set_hash, &Url::hash},
};

void check_setter(const Property& property, const object& row) {
  SCOPED_TRACE(std::string(property.name) + ": " + boost::json::serialize(row));
  auto url = parse_exact(text(row, "href"));
  ASSERT_TRUE(url.has_value());
  ((*url).*property.set)(ExactBuffer(text(row, "new_value")).view());
  const object& expected = row.at("expected").as_object();
  for (const Property& other : kProperties) {
    if (expected.contains(other.name)) {
      EXPECT_EQ(((*url).*other.get)(), text(expected, other.name)) << other.name;
    }
  }
  const auto again = parse_exact(url->href());
  ASSERT_TRUE(again.has_value()) << url->href();
  EXPECT_EQ(*again, *url);
}

TEST(WhatwgUrlCorpus, Setters) {
  const auto rows = corpus("wpt-url/setters_tests.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  for (const Property& property : kProperties) {
    if (!rows->as_object().contains(property.name)) continue;
    for (const value& row : rows->at(property.name).as_array()) {
      check_setter(property, row.as_object());
    }
  }
}

/// WPT's toascii and IdnaTestV2 put the host into a URL, percent-encoded and as it is.
void check_hosts(std::string_view file, std::size_t at_least) {
  const auto rows = corpus(file);
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  std::size_t seen = 0;
  for (const value& item : rows->as_array()) {
    if (!item.is_object()) continue;
    const object& row = item.as_object();
    SCOPED_TRACE(boost::json::serialize(row));
    ++seen;
    const std::string input = text(row, "input");
    const std::string escaped = percent_encode(input, PercentEncodeSet::Component);
    const auto url = parse_exact("https://" + escaped + "/x");
    if (has_text(row, "output")) {
      if (!url) {
        ADD_FAILURE() << message(url.error().code);
        continue;
      }
      EXPECT_EQ(url->host(), text(row, "output"));
      EXPECT_EQ(url->pathname(), "/x");
      EXPECT_EQ(url->href(), "https://" + text(row, "output") + "/x");
    } else {
      EXPECT_FALSE(url.has_value()) << url->href();
    }
    auto changed = parse("https://x/x");
    const bool accepted = changed->set_host(escaped);
    EXPECT_EQ(accepted, has_text(row, "output"));
    EXPECT_EQ(changed->host(), accepted ? text(row, "output") : "x");
  }
  EXPECT_GE(seen, at_least);
}

TEST(WhatwgUrlCorpus, ToAscii) { check_hosts("wpt-url/toascii.json", 40); }
TEST(WhatwgUrlCorpus, IdnaTestV2) { check_hosts("wpt-url/IdnaTestV2.json", 1300); }

TEST(WhatwgUrlCorpus, PercentEncoding) {
  const auto rows = corpus("wpt-url/percent-encoding.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  for (const value& item : rows->as_array()) {
    if (!item.is_object()) continue;
    const std::string input = text(item.as_object(), "input");
    const std::string output = text(item.at("output").as_object(), "utf-8");
    const auto url =
        parse_exact(std::string("https://example.com/?").append(input).append("#").append(input));
    ASSERT_TRUE(url.has_value());
    EXPECT_EQ(url->search(), "?" + output);
    EXPECT_EQ(url->hash(), "#" + output);
  }
}

TEST(Rfc3986Resolution, RowsOnWhichWhatwgAgrees) {
  const auto rows = corpus("rfc3986/reference-resolution.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  std::size_t agreed = 0;
  for (const value& item : rows->at("cases").as_array()) {
    const object& row = item.as_object();
    SCOPED_TRACE(boost::json::serialize(row));
    const auto base = parse_exact(text(row, "base"));
    ASSERT_TRUE(base.has_value());
    const auto url = resolve(ExactBuffer(text(row, "ref")).view(), *base);
    if (row.at("agree").as_bool()) ++agreed;
    if (has_text(row, "whatwg")) {
      ASSERT_TRUE(url.has_value());
      EXPECT_EQ(url->href(), text(row, "whatwg"));
    }
  }
  EXPECT_GE(agreed, 80U);
}

TEST(BrowserLocation, OpenRedirectPayloads) {
  const auto rows = corpus("browser-location/open-redirect-payloads.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  const auto base = parse("https://victim.test/a/b?x=1");
  for (const value& item : rows->as_array()) {
    const object& row = item.as_object();
    SCOPED_TRACE(boost::json::serialize(row));
    const auto url = resolve(ExactBuffer(text(row, "location")).view(), *base);
    if (!row.at("whatwg").is_object()) {
      EXPECT_FALSE(url.has_value());
      continue;
    }
    if (!url) {
      ADD_FAILURE() << message(url.error().code);
      continue;
    }
    const object& expected = row.at("whatwg").as_object();
    if (has_text(expected, "error")) continue;
    EXPECT_EQ(url->href(), text(expected, "href"));
    EXPECT_EQ(url->host(), text(expected, "host"));
    EXPECT_EQ(url->protocol(), text(expected, "protocol"));
    EXPECT_EQ(!same_origin(*url, *base), row.at("leaves_origin").as_bool());
  }
}

TEST(BrowserLocation, LocationValues) {
  const auto rows = corpus("browser-location/location-http-base.json");
  if (!rows) GTEST_SKIP() << test::kCorpusAbsent;
  for (const value& item : rows->as_array()) {
    const object& row = item.as_object();
    SCOPED_TRACE(boost::json::serialize(row));
    const auto base = parse(text(row, "base"));
    const auto url = resolve(ExactBuffer(text(row, "location")).view(), *base);
    EXPECT_EQ(url.has_value(), has_text(row, "wpt_expected"));
    if (url && has_text(row, "wpt_expected")) {
      EXPECT_EQ(url->href(), text(row, "wpt_expected"));
    }
  }
}

}  // namespace
}  // namespace onward::url
