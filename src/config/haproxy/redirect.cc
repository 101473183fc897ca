// SPDX-License-Identifier: MIT
//   redirect = ( "location" format / "prefix" format / "scheme" format ) *option [ condition ]
//   option   = "code" status / "drop-query" / "keep-query" / "append-slash" / "ignore-empty"
//            / "set-cookie" text / "clear-cookie" text
//
// location is the target; prefix stands before the path and query; scheme before host, path and
// query. A target that is looked up in a map becomes a map, or a rule for each row.
#include "config/haproxy/redirect.h"

#include "config/haproxy/maps.h"
#include "config/logic.h"
#include "config/pattern_text.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <utility>

namespace onward::config::haproxy {
namespace {

using rules::Conditions;
using rules::Rule;

/// Most rows that become rules of their own.
constexpr std::size_t kMaxRowRules = 200'000;

struct Options {
  std::string type;
  Word format;
  int code = 302;
  bool drops_query = false;
  bool keeps_query = false;
  bool appends_slash = false;
  bool ignores_empty = false;
  bool sets_cookie = false;
  std::string why;
};

Options read_options(std::span<const Word> words) {
  Options options;
  options.why = why_open(words);
  for (std::size_t i = 0; i < words.size() && options.why.empty(); ++i) {
    const std::string& word = words[i].text;
    const bool has_value = i + 1 < words.size();
    if (word == "location" || word == "prefix" || word == "scheme") {
      options.type = word;
      if (!has_value) {
        options.why = "'" + word + "' has no value";
        break;
      }
      options.format = words[++i];
    } else if (word == "code" && has_value) {
      const std::string& text = words[++i].text;
      options.code = 0;
      std::from_chars(text.data(), text.data() + text.size(), options.code);
      const int code = options.code;
      if (code != 301 && code != 302 && code != 303 && code != 307 && code != 308) {
        options.why = "'" + text + "' is no status of a redirect";
      }
    } else if (word == "drop-query") {
      options.drops_query = true;
    } else if (word == "keep-query") {
      options.keeps_query = true;
    } else if (word == "append-slash") {
      options.appends_slash = true;
    } else if (word == "ignore-empty") {
      options.ignores_empty = true;
    } else if ((word == "set-cookie" || word == "clear-cookie" || word == "set-cookie-fmt") &&
               has_value) {
      options.sets_cookie = true;
      ++i;
    } else {
      options.why = "'" + word + "' is no part of a redirect";
    }
  }
  if (options.why.empty() && options.type.empty()) {
    options.why = "it says neither location nor prefix nor scheme";
  }
  return options;
}

class RedirectReader {
 public:
  RedirectReader(Options options, const Context& context, std::vector<Rule>& rules)
      : options_(std::move(options)), context_(context), rules_(rules) {}

  std::string run(std::span<const Word> condition, const rules::Place& place) {
    place_ = place;
    Test test = read_condition(condition, context_.acls, context_.reading);
    if (!test.why.empty()) return "its condition cannot be asked: " + test.why;
    when_ = context_.when;
    add(when_, std::move(test.when));
    if (is_never(when_)) return "";
    Target target = targeted();
    if (!target.why.empty()) return target.why;
    if (!target.warning.empty()) context_.report.warning_at(place, target.warning);
    if (options_.sets_cookie) {
      context_.report.warning_at(place, "the redirect is taken over, and its cookie is not set");
    }
    if (target.map) return write_map(target, test.found);
    if (test.found) return write_found(target, *test.found);
    for (const Variant& variant : target.variants) write(variant, target, when_);
    return "";
  }

 private:
  /// The target with what its type adds.
  Target targeted() {
    Word word = options_.format;
    const std::string_view requested = options_.drops_query ? "%[path]" : "%[url]";
    if (options_.type == "scheme") {
      if (word.text != "http" && word.text != "https") {
        Target target;
        target.why = "the scheme '" + word.text + "' is not http or https";
        return target;
      }
      word.text += std::string("://%[req.hdr(host)]").append(requested);
    } else if (options_.type == "prefix") {
      // As a prefix "/" alone adds nothing.
      if (word.text == "/") word.text.clear();
      word.text += requested;
    }
    // What HAProxy writes behind a line break are fields of their own.
    const std::size_t end = std::min(word.text.find_first_of("\r\n"), word.text.size());
    if (end < word.text.size()) {
      context_.report.warning_at(place_, "the fields behind the line break are not sent");
      word.text.resize(end);
    }
    Target target = read_target(word, context_.reading.assigned);
    if (options_.type == "location" && options_.keeps_query) target.keeps_query = true;
    return target;
  }

  Rule& write(const Variant& variant, const Target& target, Conditions when) {
    add(when, variant.also);
    if (options_.appends_slash && variant.to.ends_with("{request.path}")) {
      Conditions ends = when;
      Conditions slash;
      slash.regex = rules::Regex{{"/$", place_}, rules::Engine::Re2, rules::Subject::Path};
      add(ends, slash);
      write_one(variant.to, target, std::move(ends));
      return write_one(variant.to + "/", target, std::move(when));
    }
    return write_one(variant.to, target, std::move(when));
  }

  Rule& write_one(const std::string& to, const Target& target, Conditions when) {
    Rule& rule = rules_.emplace_back();
    rule.place = place_;
    rule.when = std::move(when);
    rule.action.to = rules::Text{to, options_.format.place};
    rule.action.status = http::Status::from(options_.code).value_or(http::Status(302));
    rule.action.status_place = place_;
    rule.action.query = policy_of(target);
    if (target.fills_host) rule.action.to_hosts = {{"*", options_.format.place}};
    return rule;
  }

  std::optional<std::vector<Row>> rows_of(const Sample& sample, std::string& why) {
    const Call& call = sample.converters.back();
    const auto text = context_.reading.open(call.arg(0), options_.format.place);
    if (!text) {
      why = "its map '" + std::string(call.arg(0)) + "' is not there";
      return {};
    }
    std::vector<Row> rows = read_rows(*text);
    sort_rows(rows, how_of(call));
    return rows;
  }

  /// The condition that a key of a map is what is looked up.
  static Test key_test(const Sample& sample, const Row& row) {
    Comparing comparing;
    comparing.sample = sample;
    comparing.how = how_of(sample.converters.back());
    comparing.sample.converters.pop_back();
    comparing.values = {row.key};
    comparing.place = row.key.place;
    return compare(comparing);
  }

  std::string write_map(const Target& target, const std::optional<Sample>& found) {
    if (!target.map) return "it looks in no map";
    const Sample& sample = *target.map;
    if (found && !are_same(*found, sample))
      return "it looks in one map and asks for the keys of another";
    std::string why;
    const auto rows = rows_of(sample, why);
    if (!rows) return why;
    const Call& call = sample.converters.back();
    const bool has_default = call.args.size() > 1;
    if (is_plain_map(target, call, sample)) {
      write_source(*rows, options_.keeps_query ? rules::QueryPolicy::Keep : policy_of(target));
    } else {
      if (rows->size() > kMaxRowRules) return "its map has more than 200,000 rows";
      for (const Row& row : *rows) {
        Test test = key_test(sample, row);
        if (!test.why.empty()) return test.why;
        Conditions when = when_;
        add(when, std::move(test.when));
        if (!is_never(when)) write_row(target, row.value, when, row.key.place);
      }
    }
    if (has_default && !found) {
      write_row(target, std::string(call.arg(1)), when_, place_);
    } else if (!found && !options_.ignores_empty) {
      context_.report.warning_at(
          place_, "where the map has no row HAProxy sends an incomplete Location; the rules do not",
          "say ignore-empty, or ask for the key: if { … -m found }");
    }
    return "";
  }

  /// Whether look-ups of ours do all that the map does: whole paths, and the value is the target.
  static bool is_plain_map(const Target& target, const Call& call, const Sample& sample) {
    const Known known =
        know({sample.fetch, {sample.converters.begin(), sample.converters.end() - 1}});
    return target.variants.size() == 1 && target.variants[0].to == std::string(1, kRowValue) &&
           how_of(call) == How::String && known.part == Part::Path && !known.is_lower &&
           known.converters.empty();
  }

  static rules::QueryPolicy policy_of(const Target& target) {
    if (!target.keeps_query) return rules::QueryPolicy::Drop;
    return target.keeps_empty ? rules::QueryPolicy::Keep : rules::QueryPolicy::KeepNonempty;
  }

  void write_source(const std::vector<Row>& rows, rules::QueryPolicy policy) {
    auto map = std::make_shared<rules::MapSource>();
    if (!rows.empty()) map->file = rows[0].key.place.file;
    for (const Row& row : rows) {
      // What is no path is never looked up.
      if (!row.key.text.starts_with('/') || row.key.text.find('?') != std::string::npos) continue;
      if (row.value.empty()) continue;
      map->rows.push_back({row.key.text, row.value, 0, row.key.place.line});
    }
    if (map->rows.empty()) return;
    Rule& rule = rules_.emplace_back();
    rule.place = place_;
    rule.when = when_;
    rule.action.status = http::Status::from(options_.code).value_or(http::Status(302));
    rule.action.status_place = place_;
    rule.action.query = policy;
    rule.action.map = std::move(map);
  }

  void write_row(const Target& target, const std::string& value, const Conditions& when,
                 const rules::Place& place) {
    for (const Variant& variant : target.variants) {
      Variant filled = variant;
      const std::size_t at = filled.to.find(kRowValue);
      if (at != std::string::npos) filled.to.replace(at, 1, escape_template(value));
      if (filled.to.starts_with("//")) filled.to.insert(0, "{request.scheme}:");
      Rule& rule = write(filled, target, when);
      rule.place = place;
    }
  }

  /// The target is not of the map whose keys are asked for.
  std::string write_found(const Target& target, const Sample& found) {
    std::string why;
    const auto rows = rows_of(found, why);
    if (!rows) return why;
    if (rows->size() > 1000) return "it asks for the keys of a map of more than 1,000 rows";
    std::vector<Conditions> choices;
    for (const Row& row : *rows) {
      Test test = key_test(found, row);
      if (!test.why.empty()) return test.why;
      choices.push_back(std::move(test.when));
    }
    add(when_, either(std::move(choices)));
    for (const Variant& variant : target.variants) write(variant, target, when_);
    return "";
  }

  Options options_;
  const Context& context_;
  std::vector<Rule>& rules_;
  rules::Place place_;
  Conditions when_;
};

bool begins_condition(const Word& word) { return word.text == "if" || word.text == "unless"; }

}  // namespace

std::string why_no_response(std::span<const Word> line) {
  const bool has_other_kind = std::ranges::any_of(without_condition(line), [](const Word& word) {
    return word.text == "prefix" || word.text == "scheme";
  });
  if (has_other_kind) return "HAProxy refuses it: of an answer only a 'location' can be made";
  return "it changes answers, which a gateway does not see yet";
}

std::span<const Word> without_condition(std::span<const Word> words) {
  const auto begin = std::ranges::find_if(words, begins_condition);
  return words.first(static_cast<std::size_t>(begin - words.begin()));
}

std::span<const Word> condition_of(std::span<const Word> words) {
  return words.subspan(without_condition(words).size());
}

std::string read_redirect(std::span<const Word> words, const Context& context,
                          std::vector<Rule>& rules) {
  if (words.empty()) return "it says nothing";
  if (!context.lost.empty()) return context.lost;
  Options options = read_options(without_condition(words));
  if (!options.why.empty()) return options.why;
  return RedirectReader(std::move(options), context, rules)
      .run(condition_of(words), words[0].place);
}

}  // namespace onward::config::haproxy
