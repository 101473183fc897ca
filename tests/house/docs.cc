// SPDX-License-Identifier: MIT
// Links are read from the text outside fenced code; of a link "x.md#part", the file is checked.
// A corpus is known by the names of its folders and files.
#include "house/docs.h"

#include <array>
#include <regex>
#include <sstream>

namespace onward::house {
namespace {

constexpr std::array<std::string_view, 11> kCorpusFolders{
    "corpora",          "wpt-url",           "wpt-fetch",
    "browser-location", "follow-cases",      "h1spec",
    "nginx-tests",      "gateway-api",       "cispa-http-conformance",
    "cache-tests",      "web-platform-tests"};
constexpr std::array<std::string_view, 6> kCorpusFiles{
    "urltestdata.json", "setters_tests.json",      "toascii.json",
    "IdnaTestV2.json",  "urlpatterntestdata.json", "percent-encoding.json"};

bool leads_outside(const std::string& target) {
  static const std::regex kScheme(R"(^([a-z][a-z0-9+.-]*:|//).*)", std::regex::icase);
  return std::regex_match(target, kScheme);
}

}  // namespace

Findings check_links(const Source& markdown, const std::filesystem::path& root) {
  static const std::regex kLink(R"(\]\(([^)\s]+)(\s+"[^"]*")?\))");
  Findings findings;
  bool in_code = false;
  for (std::size_t i = 0; i < markdown.lines.size(); ++i) {
    const std::string& line = markdown.lines[i];
    if (line.starts_with("```")) in_code = !in_code;
    if (in_code) continue;
    for (std::sregex_iterator it(line.begin(), line.end(), kLink), end; it != end; ++it) {
      const std::string target = it->str(1);
      if (leads_outside(target) || target.starts_with('#')) continue;
      const auto file = root / std::filesystem::path(markdown.path).parent_path() /
                        target.substr(0, target.find('#'));
      if (!std::filesystem::exists(file)) {
        findings.push_back({markdown.path, i + 1, "the link leads nowhere: " + target});
      }
    }
  }
  return findings;
}

Findings check_no_corpus(const std::string& path) {
  std::istringstream parts{path};
  for (std::string part; std::getline(parts, part, '/');) {
    for (const std::string_view folder : kCorpusFolders) {
      if (part == folder) return {{path, 0, "a corpus: read it from ONWARD_CORPORA"}};
    }
    for (const std::string_view file : kCorpusFiles) {
      if (part == file) return {{path, 0, "a file of a corpus: read it from ONWARD_CORPORA"}};
    }
  }
  return {};
}

}  // namespace onward::house
