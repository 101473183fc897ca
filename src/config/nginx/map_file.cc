// SPDX-License-Identifier: MIT
// What is included inside of `map { … }`: keys and values. What the map asks and what is done with
// its value stand elsewhere, so both are taken as they are by most: the keys are paths, perhaps
// with a host before them, and the value is where a `return 301` leads. A key "_/a" is a path for
// every host: "_" is nginx's name for a server that has none.
#include "base/ascii.h"
#include "config/foreign.h"
#include "config/nginx/expression.h"
#include "config/nginx/tree.h"
#include "config/nginx/value.h"
#include "config/pattern_text.h"
#include "config/source_url.h"
#include "onward/http/status.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace onward::config {
namespace {

using nginx::Directive;
using rules::Severity;

bool is_target(std::string_view value) { return value.starts_with('/') || is_http_url(value); }

bool is_host(std::string_view text) {
  return text.find('.') != std::string_view::npos && std::ranges::all_of(text, [](char c) {
           return base::is_alnum(c) || c == '.' || c == '-';
         });
}

class NoIncludes final : public Includes {
 public:
  Result<ForeignText> open(std::string_view /*path*/) override {
    return fail(ErrorCode::FileNotFound);
  }
  std::vector<std::string> matching(std::string_view /*pattern*/) override { return {}; }
};

class MapFile {
 public:
  explicit MapFile(const ForeignText& text) : file_(text.file) {
    tree_ = nginx::parse(text, includes_, read_.diagnostics);
  }

  ForeignRules run() {
    map_->file = file_;
    std::vector<const Directive*> regexes;
    for (const Directive& entry : tree_.top.block) {
      if (entry.words.size() != 1 || entry.has_block) {
        skip(entry);
      } else if (entry.is().starts_with('~')) {
        regexes.push_back(&entry);
      } else {
        add(entry);
      }
    }
    add_map();
    std::ranges::move(hosts_, std::back_inserter(read_.rules));
    for (const Directive* entry : regexes) add_regex(*entry);
    return std::move(read_);
  }

 private:
  void say(Severity severity, const Directive& entry, std::string what, std::string hint = "") {
    read_.diagnostics.push_back({severity, entry.name.place, std::move(what), std::move(hint)});
  }

  void lose(const Directive& entry, const std::string& what, std::string hint = "") {
    ++read_.takeover.lost;
    say(Severity::Error, entry, "the redirect is lost: " + what, std::move(hint));
  }

  void skip(const Directive& entry) {
    if (entry.is() == "hostnames" || entry.is() == "volatile") return;
    say(Severity::Warning, entry, "'" + entry.is() + "' is no key and value", "left out");
  }

  void add(const Directive& entry) {
    const std::string& value = entry.word(0);
    if (entry.is() == "default" || !is_target(value)) {
      return say(Severity::Note, entry, "'" + value + "' leads nowhere: left out");
    }
    ++read_.takeover.redirects;
    if (value.find('$') != std::string::npos || value.starts_with("//")) {
      return lose(entry, "its target is filled in where the map is used");
    }
    std::string key = entry.is();
    if (key.starts_with("_/")) key.erase(0, 1);
    const std::string host = key.substr(0, key.find('/'));
    if (key.starts_with('/') || (is_host(host) && host.size() < key.size())) {
      map_->rows.push_back({std::move(key), value, 301, entry.name.place.line});
    } else if (is_host(key)) {
      add_host(key, value, entry);
    } else {
      lose(entry, "'" + key + "' is neither a path nor a host",
           "say what the map asks: import "
           "the file that has `map`");
    }
  }

  rules::Rule rule(const Directive& entry, const std::string& value) const {
    rules::Rule rule;
    rule.place = entry.name.place;
    rule.comparison = {true, true, false};
    rule.action.to = {escape_template(value), entry.words[0].place};
    rule.action.status = http::Status(301);
    rule.action.query = rules::QueryPolicy::Drop;
    return rule;
  }

  void add_host(const std::string& host, const std::string& value, const Directive& entry) {
    rules::Rule made = rule(entry, value);
    made.when.hosts.push_back({base::to_lower(host), entry.name.place});
    hosts_.push_back(std::move(made));
  }

  void add_regex(const Directive& entry) {
    std::string_view text = std::string_view(entry.is()).substr(1);
    const bool ignore_case = text.starts_with('*');
    if (ignore_case) text.remove_prefix(1);
    if (!is_target(entry.word(0))) {
      return say(Severity::Note, entry, "'" + entry.word(0) + "' leads nowhere: left out");
    }
    ++read_.takeover.redirects;
    const auto regex = nginx::compilable((ignore_case ? "(?i)" : "") + std::string(text), false);
    if (!regex) return lose(entry, "it is no regular expression that is understood here");
    const auto groups = nginx::groups_of(text);
    std::string to;
    for (const nginx::Template& piece : nginx::split_variables(entry.word(0))) {
      if (!piece.is_variable) {
        to += escape_template(piece.text);
        continue;
      }
      const auto named = std::ranges::find(groups, piece.text, &nginx::GroupSpan::name);
      const bool is_number = piece.text.size() == 1 && base::is_digit(piece.text[0]);
      if (named == groups.end() && !is_number) {
        return lose(entry, "nothing is known of $" + piece.text + " here");
      }
      to += "{" + piece.text + "}";
    }
    rules::Rule made = rule(entry, "");
    made.comparison.ignore_case = false;
    made.action.to->value = std::move(to);
    made.when.regex = rules::Regex{
        {regex->expression, entry.name.place}, regex->engine, rules::Subject::DecodedPath};
    read_.rules.push_back(std::move(made));
  }

  void add_map() {
    if (map_->rows.empty()) return;
    rules::Rule made;
    made.place = {file_, map_->rows.front().line, 1};
    made.comparison = {true, true, false};
    made.action.query = rules::QueryPolicy::Drop;
    made.action.map = std::move(map_);
    read_.rules.push_back(std::move(made));
  }

  std::uint32_t file_;
  NoIncludes includes_;
  ForeignRules read_;
  nginx::Tree tree_;
  std::shared_ptr<rules::MapSource> map_ = std::make_shared<rules::MapSource>();
  std::vector<rules::Rule> hosts_;
};

}  // namespace

ForeignRules read_nginx_map(const ForeignText& text) { return MapFile(text).run(); }

}  // namespace onward::config
