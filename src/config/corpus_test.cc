// SPDX-License-Identifier: MIT
// Redirect files from the wild: the source of each rule answers with the rule's status and target,
// or the line is in the report. What is expected is computed here from the raw lines, by another
// way than the readers': the first line whose source, taken as a glob, fits the request decides.
#include "config/testing.h"
#include "onward/url/url.h"
#include "support/corpora.h"
#include "support/files.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::config {
namespace {

using Lines = std::set<std::uint32_t>;

/// The lines that the report holds an error or a warning for.
Lines reported(const Configuration& configuration) {
  Lines lines;
  for (const auto& d : configuration.diagnostics) lines.insert(d.place.line);
  return lines;
}

/// The lines that are not served.
Lines refused(const Configuration& configuration) {
  Lines lines;
  for (const auto& d : configuration.diagnostics) {
    if (d.severity == rules::Severity::Error) lines.insert(d.place.line);
  }
  return lines;
}

/// What a target written in a file becomes as a Location; "" where it is no URL.
std::string location_of(const std::string& target) {
  if (!target.starts_with('/')) {
    const auto url = url::parse(target);
    return url ? std::string(url->href()) : "";
  }
  const auto url = url::parse("http://base.invalid" + target);
  if (!url) return "";
  std::string text(url->pathname());
  return text.append(url->search()).append(url->hash());
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) {
    text.replace(at, what.size(), by);
  }
  return text;
}

struct SplitUrl {
  std::string scheme = "http";
  std::string host = "site.example";
  std::string target;  ///< as a request asks for it
};

SplitUrl split(const std::string& source) {
  SplitUrl split;
  split.target = source;
  const std::size_t colon = source.find("://");
  if (colon == std::string::npos) return split;
  split.scheme = source.substr(0, colon);
  const std::size_t slash = std::min(source.find('/', colon + 3), source.size());
  split.host = source.substr(colon + 3, slash - colon - 3);
  split.target = slash == source.size() ? "/" : source.substr(slash);
  return split;
}

/// One raw line of _redirects, and one request that it is meant for.
struct RawLine {
  std::uint32_t number = 0;
  std::string source;
  std::string target;
  int status = 301;
  SplitUrl request;
};

std::string without_slash(std::string path) {
  if (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

/// Glob: "*" is anything, ":name" a segment. `taken` is what "*" took.
bool fits(const std::string& glob, std::size_t g, const std::string& path, std::size_t p,
          std::string& taken) {
  while (g < glob.size()) {
    if (glob[g] == '*') {
      for (std::size_t end = path.size() + 1; end-- > p;) {
        if (!fits(glob, g + 1, path, end, taken)) continue;
        taken = path.substr(p, end - p);
        return true;
      }
      return false;
    }
    if (glob[g] == ':' && g > 0 && glob[g - 1] == '/') {
      while (g < glob.size() && glob[g] != '/' && glob[g] != '.') ++g;
      if (p >= path.size() || path[p] == '/') return false;
      while (p < path.size() && path[p] != '/' && path[p] != '.') ++p;
      continue;
    }
    if (p >= path.size() || glob[g] != path[p]) return false;
    ++g, ++p;
  }
  return p == path.size();
}

bool fits(const RawLine& line, const SplitUrl& request, std::string& taken) {
  const SplitUrl source = split(line.source);
  if (line.source.find("://") != std::string::npos && source.host != request.host) return false;
  const std::string& glob = source.target;
  if (glob.ends_with("/*")) {
    const std::string parent = glob.substr(0, glob.size() - 2);
    return fits(glob, 0, request.target, 0, taken) || request.target == parent;
  }
  // A redirect that is about the slash takes the source alone.
  const SplitUrl target = split(line.target);
  const bool same_host =
      line.target.starts_with('/') ||
      (line.source.find("://") != std::string::npos && target.host == source.host);
  if (same_host && glob != target.target && without_slash(glob) == without_slash(target.target)) {
    return fits(glob, 0, request.target, 0, taken);
  }
  return fits(without_slash(glob), 0, without_slash(request.target), 0, taken);
}

std::vector<RawLine> raw_lines(const std::string& text) {
  std::vector<RawLine> lines;
  std::istringstream stream(text);
  std::uint32_t number = 0;
  for (std::string row; std::getline(stream, row);) {
    RawLine line;
    line.number = ++number;
    std::istringstream words(row);
    std::string status;
    words >> line.source >> line.target >> status;
    if (line.target.starts_with("200")) status = line.target;  // the target is the source
    if (line.source.empty() || line.source[0] == '#') continue;
    if (!status.empty() && status[0] != '#') line.status = std::atoi(status.c_str());
    if (!line.source.starts_with('/') && line.source.find("://") == std::string::npos) {
      line.source.insert(0, "/");
    }
    std::string asked = replaced(line.source, "*", "some/where");
    for (std::size_t at = 0; (at = asked.find("/:", at)) != std::string::npos;)
      asked.erase(++at, 1);
    line.request = split(asked);
    lines.push_back(std::move(line));
  }
  return lines;
}

/// Netlify's engine leaves requests alone that the line would redirect once more.
bool is_spared(const RawLine& line, const std::string& target) {
  const std::string own = line.target.substr(0, line.target.find("/:splat"));
  std::string taken;
  return line.source.ends_with('*') && own.starts_with('/') && target.starts_with(own) &&
         fits(line, split(own), taken);
}

std::string expected_of(const RawLine& line, const std::string& taken, const std::string& asked) {
  if (line.status == 200 || is_spared(line, asked)) return "404";  // it passes
  if (line.status >= 400) return std::to_string(line.status);
  std::string target = replaced(line.target, ":splat", taken);
  for (std::size_t at = 0; (at = target.find("/:", at)) != std::string::npos;)
    target.erase(++at, 1);
  return std::to_string(line.status) + " " + location_of(target);
}

void check_redirects(const std::string& name, const std::string& text,
                     std::optional<Format> format = {}) {
  const Configuration configuration = open_text(name, text, format);
  ASSERT_NE(configuration.table, nullptr) << name << "\n" << all_text(configuration);
  ASSERT_EQ(configuration.files[0].format, Format::NetlifyRedirects) << name;
  const Lines in_report = refused(configuration);
  Asking asking(*configuration.table);
  const std::vector<RawLine> lines = raw_lines(text);
  for (const RawLine& line : lines) {
    std::string taken;
    // The first line that fits and is served; one that fits and is only reported is no shadow.
    const auto decides = std::ranges::find_if(lines, [&](const RawLine& other) {
      taken.clear();
      return fits(other, line.request, taken) &&
             (!in_report.contains(other.number) || other.number == line.number);
    });
    if (decides == lines.end() || in_report.contains(line.number)) {
      EXPECT_TRUE(in_report.contains(line.number)) << name << ":" << line.number;
      continue;
    }
    const std::string expected = expected_of(*decides, taken, line.request.target);
    for (const char* method : {"GET", "HEAD", "POST"}) {
      EXPECT_EQ(asking.ask(method, line.request.host, line.request.target, line.request.scheme),
                expected)
          << name << ":" << line.number << " " << line.source << " by line " << decides->number;
    }
  }
}

TEST(CorpusRedirects, Netlify) {
  const auto files = test::corpus_files("configs/netlify_redirects");
  if (files.empty()) GTEST_SKIP() << test::kCorpusAbsent;
  for (const auto& file : files) check_redirects(file.name, file.text);
}

TEST(CorpusRedirects, NetlifyFixtures) {
  const auto files = test::corpus_files("configs/oracle_tests");
  if (files.empty()) GTEST_SKIP() << test::kCorpusAbsent;
  int checked = 0;
  for (const auto& file : files) {
    // Those about the query are asked below.
    if (file.name.find("redirects_file__") == std::string::npos) continue;
    if (file.name.ends_with("query")) continue;
    check_redirects(file.name, file.text, Format::NetlifyRedirects);
    const bool is_invalid = file.name.find("__invalid_") != std::string::npos;
    const auto configuration = open_text(file.name, file.text, Format::NetlifyRedirects);
    EXPECT_TRUE(configuration.has_errors() || !is_invalid) << file.name;
    ++checked;
  }
  EXPECT_GE(checked, 30);
}

TEST(CorpusRedirects, NetlifyQueryFixture) {
  const auto configuration = open_text("_redirects",
                                       "/      page=news      /news\n"
                                       "/blog  post=:post_id  /blog/:post_id\n"
                                       "/      _escaped_fragment_=/about    /about\n"
                                       "/two   a=:a b=:b  /x/:a/:b\n"
                                       "/blog  /all\n");
  ASSERT_NE(configuration.table, nullptr) << all_text(configuration);
  EXPECT_TRUE(configuration.diagnostics.empty()) << all_text(configuration);
  Asking asking(*configuration.table);
  const auto get = [&](const char* target) { return asking.ask("GET", "h", target); };
  EXPECT_EQ(get("/?page=news"), "301 /news");
  EXPECT_EQ(get("/?page=old"), "404");
  EXPECT_EQ(get("/?page=news&utm=1"), "301 /news");
  EXPECT_EQ(get("/?_escaped_fragment_=/about"), "301 /about");
  EXPECT_EQ(get("/blog?post=7"), "301 /blog/7");
  EXPECT_EQ(get("/blog/?post=7"), "301 /blog/7");
  EXPECT_EQ(get("/blog?other=7"), "301 /all?other=7");
  EXPECT_EQ(get("/two?a=1&b=2"), "301 /x/1/2");
  EXPECT_EQ(get("/two?b=2&a=1"), "301 /x/1/2");
  EXPECT_EQ(get("/two?a=1"), "404");
}

// Rows of a table, split at commas: no file of the corpus has quotes.
std::vector<std::vector<std::string>> rows_of(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream stream(text);
  for (std::string row; std::getline(stream, row);) {
    if (row.ends_with('\r')) row.pop_back();
    std::istringstream cells(row);
    rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, ',');) rows.back().push_back(cell);
  }
  return rows;
}

void check_table(const std::string& name, const std::string& text, std::size_t& asked) {
  const Configuration configuration = open_text(name, text);
  ASSERT_NE(configuration.table, nullptr) << name << "\n" << all_text(configuration);
  ASSERT_EQ(configuration.files[0].format, Format::Csv) << name;
  const Lines in_report = reported(configuration);
  Asking asking(*configuration.table);
  const auto rows = rows_of(text);
  const std::string third = rows[0].size() > 2 ? rows[0][2] : "";
  const bool has_status = third == "Status" || third == "status_code";
  for (std::uint32_t i = 1; i < rows.size(); ++i) {
    const auto& row = rows[i];
    if (row.empty() || in_report.contains(i + 1)) continue;
    const std::string status = has_status && !row[2].empty() ? row[2] : "301";
    const SplitUrl request = split(row[0].find('/') == std::string::npos ? "/" + row[0] : row[0]);
    const std::string expected =
        status == "410" || status == "404" ? status : status + " " + location_of(row[1]);
    for (const char* method : {"GET", "HEAD", "POST"}) {
      EXPECT_EQ(asking.ask(method, request.host, request.target, request.scheme), expected)
          << name << ":" << i + 1;
    }
    ++asked;
  }
}

void check_tables(const std::string& folder, std::size_t least) {
  const auto files = test::corpus_files(folder);
  if (files.empty()) GTEST_SKIP() << test::kCorpusAbsent;
  std::size_t asked = 0;
  for (const auto& file : files) check_table(file.name, file.text, asked);
  EXPECT_GE(asked, least);
}

TEST(CorpusRedirects, CsvMaps) { check_tables("configs/csv_map", 28'000); }
TEST(CorpusRedirects, CloudflareBulk) { check_tables("configs/cf_bulk_csv", 1'800); }

TEST(CorpusRedirects, AlphagovTests) {
  const auto files = test::corpus_files("configs/oracle_tests");
  if (files.empty()) GTEST_SKIP() << test::kCorpusAbsent;
  std::size_t asked = 0;
  for (const auto& file : files) {
    if (file.name.starts_with("alphagov")) check_table(file.name, file.text, asked);
  }
  EXPECT_GE(asked, 265U);  // all but those of status 200
}

/// Bytes that a browser escapes in a path, and what would end it (URL standard, "path").
std::string escaped(const std::string& path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string text;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7F &&
        std::string_view("?#\"<>\\^`{}%").find(c) == std::string_view::npos) {
      text += c;
    } else {
      text.append({'%', kHex[byte >> 4], kHex[byte & 15]});
    }
  }
  return text;
}

TEST(CorpusRedirects, Mdn) {
  const auto files = test::corpus_files("configs/mdn_redirects");
  if (files.empty()) GTEST_SKIP() << test::kCorpusAbsent;
  for (const auto& file : files) {
    const Configuration configuration = open_text(file.name, file.text);
    ASSERT_NE(configuration.table, nullptr) << file.name;
    ASSERT_EQ(configuration.files[0].format, Format::MdnRedirects) << file.name;
    const Lines in_report = reported(configuration);
    Asking asking(*configuration.table);
    std::istringstream stream(file.text);
    std::uint32_t number = 0;
    for (std::string row; std::getline(stream, row);) {
      ++number;
      const std::size_t tab = row.find('\t');
      if (row.empty() || row[0] == '#' || in_report.contains(number)) continue;
      const std::string target = escaped(row.substr(0, tab));
      // In a path "?" is a byte of the title, on the right side as on the left.
      std::string to = row.substr(tab + 1);
      if (to.starts_with('/')) to = replaced(to, "?", "%3F");
      const std::string expected = "301 " + location_of(to);
      for (const char* method : {"GET", "HEAD", "POST"}) {
        ASSERT_EQ(asking.ask(method, "mdn.example", target), expected)
            << file.name << ":" << number;
      }
    }
    EXPECT_LT(in_report.size(), number / 100 + 1) << file.name << "\n" << all_text(configuration);
  }
}

}  // namespace
}  // namespace onward::config
