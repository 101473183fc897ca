// SPDX-License-Identifier: MIT
// Rules out of bytes, written as onward.toml and read again: whatever compiles is read back as the
// same rules; and an onward.toml that reads is written as one that reads as the same. Both are
// written in the languages of others, too.
#include "base/check.h"
#include "config/testing.h"
#include "config/write/same_rules.h"
#include "onward/config/written.h"

#include <algorithm>
#include <cstdint>
#include <set>

namespace {

using namespace onward::config;
using onward::rules::Rule;

std::vector<Rule> read_again(const std::vector<Rule>& rules) {
  const Written written = to_toml(rules, "x");
  std::map<std::string, std::string, std::less<>> files;
  for (const WrittenFile& file : written.files) {
    files.emplace(file.name.empty() ? "onward.toml" : file.name, file.text);
  }
  TextReader reader(std::move(files));
  Configuration again = open("onward.toml", {.keeps_rules = true}, reader);
  CHECK(again.table != nullptr);
  return std::move(again.rules);
}

/// Names that stood twice have a number now, and tests of one name are moved: the second time
/// nothing is left to change.
void check_round_trip(const std::vector<Rule>& rules) {
  const std::vector<Rule> once = read_again(rules);
  CHECK(once.size() == rules.size());
  const std::vector<Rule> twice = read_again(once);
  CHECK(same_rules(once, twice));
}

/// Whether each line begins with a word that the writer writes: no text of a rule ends a line.
bool has_only(std::string_view text, const std::set<std::string_view>& words) {
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    const std::string_view word = line.substr(0, line.find(' '));
    if (!word.empty() && !words.contains(word)) return false;
  }
  return true;
}

/// Rules are written in every language, and what was written reads again without a quote or a
/// bracket left open.
void check_exports(const std::vector<Rule>& rules) {
  const std::set<std::string_view> apache{
      "#",          "<VirtualHost", "UseCanonicalName", "AllowEncodedSlashes", "RewriteEngine",
      "RewriteMap", "RewriteCond",  "RewriteRule",      "</VirtualHost>"};
  const std::set<std::string_view> haproxy{"#",       "global",       "default-path",   "frontend",
                                           "mode",    "bind",         "timeout",        "acl",
                                           "backend", "http-request", "default_backend"};
  for (const Format format : {Format::Nginx, Format::Apache, Format::Haproxy, Format::Caddy,
                              Format::GatewayApi, Format::NetlifyRedirects, Format::Csv}) {
    const Written written = to_foreign(rules, format, {"shop.example"});
    CHECK(!written.files.empty());
    if (format == Format::Apache) CHECK(has_only(written.files[0].text, apache));
    if (format == Format::Haproxy) CHECK(has_only(written.files[0].text, haproxy));
    std::map<std::string, std::string, std::less<>> files;
    for (const WrittenFile& file : written.files) {
      files.emplace(file.name.empty() ? "rules" : file.name, file.text);
    }
    TextReader reader(std::move(files));
    const Configuration again = open("rules", {.format = format}, reader);
    for (const onward::rules::Diagnostic& one : again.diagnostics) {
      CHECK(one.message.find("never closed") == std::string::npos);
    }
  }
}

/// Texts of rules, one behind the other.
class Texts {
 public:
  explicit Texts(std::string_view bytes) : rest_(bytes) {}

  bool done() const { return rest_.empty(); }
  unsigned below(unsigned limit) {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return byte % limit;
  }
  onward::rules::Text text() {
    const std::string_view line = rest_.substr(0, rest_.find('\n'));
    rest_.remove_prefix(std::min(line.size() + 1, rest_.size()));
    return {std::string(line), {}};
  }

 private:
  std::string_view rest_;
};

onward::rules::ValueTest value_test(Texts& texts) {
  using Kind = onward::rules::ValueTest::Kind;
  const auto kind = static_cast<Kind>(texts.below(6));
  return {texts.text(), kind, texts.text()};
}

onward::rules::Conditions conditions(Texts& texts, int depth) {
  onward::rules::Conditions when;
  for (unsigned left = texts.below(4); left > 0; --left) {
    switch (texts.below(depth > 2 ? 9 : 12)) {
      case 0:
        when.match = texts.text();
        break;
      case 1: {
        const auto subject = static_cast<onward::rules::Subject>(texts.below(6));
        const auto engine = static_cast<onward::rules::Engine>(texts.below(2));
        when.regex = onward::rules::Regex{texts.text(), engine, subject};
        break;
      }
      case 2:
        when.hosts.push_back(texts.text());
        break;
      case 3:
        when.methods.push_back(texts.text());
        break;
      case 4:
        when.fields.push_back(value_test(texts));
        break;
      case 5:
        when.query.push_back(value_test(texts));
        break;
      case 6:
        when.cookies.push_back(value_test(texts));
        break;
      case 7:
        when.scheme = onward::rules::Text{texts.below(2) == 0 ? "http" : "https", {}};
        break;
      case 8: {
        onward::rules::Share share;
        share.percent = texts.below(101) + 0.125 * texts.below(8);
        share.key = static_cast<onward::rules::Share::Key>(texts.below(5));
        share.name = texts.text();
        share.seed = texts.text().value;
        when.share = share;
        break;
      }
      case 9:
        when.all.push_back(conditions(texts, depth + 1));
        break;
      case 10:
        when.any.push_back(conditions(texts, depth + 1));
        break;
      default:
        when.none.push_back(conditions(texts, depth + 1));
    }
  }
  return when;
}

Rule rule(Texts& texts) {
  Rule rule;
  rule.when = conditions(texts, 0);
  const unsigned bits = texts.below(128);
  rule.comparison = {(bits & 1U) != 0, (bits & 2U) != 0, (bits & 4U) != 0, (bits & 64U) != 0};
  if ((bits & 8U) != 0) rule.name = texts.text();
  switch (texts.below(4)) {
    case 0:
      rule.action.pass = true;
      return rule;
    case 1: {
      auto map = std::make_shared<onward::rules::MapSource>();
      map->is_literal = (bits & 16U) != 0;
      for (unsigned left = texts.below(12); left > 0; --left) {
        constexpr std::uint16_t kStatuses[] = {0, 301, 308, 410};
        const std::uint16_t status = kStatuses[texts.below(4)];
        map->rows.push_back({"/" + texts.text().value, texts.text().value, status, 0});
      }
      rule.action.map = map;
      break;
    }
    case 2:
      rule.action.rewrite = texts.text();
      break;
    default:
      rule.action.to = texts.text();
      if (auto host = texts.text(); !host.value.empty()) rule.action.to_hosts.push_back(host);
  }
  if ((bits & 32U) != 0) {
    rule.action.query = static_cast<onward::rules::QueryPolicy>(texts.below(4));
  }
  if (texts.below(4) == 0) rule.action.cache = texts.text();
  return rule;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  if (input.starts_with("[") || input.find(" = ") != input.npos) {
    TextReader reader({std::pair<const std::string, std::string>("onward.toml", input)});
    const Configuration read = open("onward.toml", {.keeps_rules = true}, reader);
    if (read.table != nullptr) {
      check_round_trip(read.rules);
      check_exports(read.rules);
    }
    return 0;
  }
  Texts texts(input);
  std::vector<Rule> rules;
  while (!texts.done() && rules.size() < 8) {
    Rule one = rule(texts);
    if (onward::rules::compile({one}).table != nullptr) rules.push_back(std::move(one));
  }
  check_round_trip(rules);
  check_exports(rules);
  return 0;
}
