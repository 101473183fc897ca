// SPDX-License-Identifier: MIT
// A line of _redirects as rules of ours. Mostly it is one; "/news/*" is two where the dialect lets
// it take "/news", and one more before them where it would redirect its own target. What is not
// served is an error with its reason, what is served otherwise than there is a warning.
#include "config/redirects/rule.h"

#include "base/ascii.h"
#include "config/source_url.h"
#include "rules/normal_url.h"
#include "rules/regex.h"

#include <algorithm>
#include <variant>

namespace onward::config {
namespace {

using Kind = SourcePiece::Kind;

/// A line on its way to rules.
struct Work {
  const RedirectLine& line;
  const Dialect& dialect;
  SourceUrl source;
  std::vector<SourcePiece> pieces;
  std::vector<CaptureName> captures;
  Report& report;

  Report::At at(const Piece& piece) const {
    return {.line = piece.line == 0 ? line.number : piece.line, .column = piece.column};
  }
  bool has_splat() const {
    return std::ranges::find(pieces, Kind::Splat, &SourcePiece::kind) != pieces.end();
  }
};

bool is_name(std::string_view text) {
  return !text.empty() && !base::is_digit(text[0]) &&
         std::ranges::all_of(text, [](char c) { return base::is_alnum(c) || c == '_'; });
}

/// The captures of a line: placeholders of the path, then of the query. False where two share a
/// name.
bool collect_captures(Work& work) {
  for (const SourcePiece& piece : work.pieces) {
    if (piece.kind == Kind::Splat) work.captures.push_back({"splat", "0"});
    if (piece.kind == Kind::Placeholder) {
      work.captures.push_back({std::string(piece.text), std::string(piece.text)});
    }
  }
  for (const auto& [name, value] : work.line.query) {
    if (!value.starts_with(':') || value.size() == 1) continue;
    if (!is_name(value.substr(1))) {
      work.report.error(work.at(work.line.from),
                        "'" + value + "' is not the name of a placeholder");
      return false;
    }
    if (name.find_first_of("{}") != std::string::npos) {
      work.report.error(work.at(work.line.from), "the parameter '" + name + "' has braces",
                        "rename it, or match the URL by a regex in onward.toml");
      return false;
    }
    work.captures.push_back({value.substr(1), "query." + name});
  }
  for (auto capture = work.captures.begin(); capture != work.captures.end(); ++capture) {
    if (std::ranges::count(work.captures, capture->name, &CaptureName::name) > 1) {
      work.report.error(work.at(work.line.from),
                        capture->name == "splat"
                            ? "more than one '*' in the source"
                            : "two placeholders are called ':" + capture->name + "'");
      return false;
    }
  }
  return true;
}

/// Whether the source can be asked for at all.
bool check_source(Work& work) {
  const auto at = work.at(work.line.from);
  if (work.source.has_fragment) {
    work.report.error(at, "the source has a fragment, which no client ever sends",
                      "remove the '#' and what follows it", rules::About::NeverAsked);
    return false;
  }
  if (work.source.has_query) {
    work.report.error(at, "the source has a '?', and sources are compared with paths",
                      "put the parameters behind the source, as words: id=:id");
    return false;
  }
  if (work.line.from.text.find_first_of("{}") != std::string::npos) {
    work.report.error(at, "the source has braces, which _redirects files do not know",
                      "write placeholders as /:name and a wildcard as /*");
    return false;
  }
  if (!work.source.scheme.empty() && !canonical_authority(work.source.authority)) {
    work.report.error(at, "the source is not a valid URL: its host is none");
    return false;
  }
  return true;
}

void warn_of_source(Work& work) {
  const bool splat_is_last = !work.pieces.empty() && work.pieces.back().kind == Kind::Splat;
  if (work.has_splat() && !splat_is_last &&
      work.dialect.placeholders == Placeholders::AtSegmentStart) {
    work.report.warning(work.at(work.line.from),
                        "'*' stands in the middle of the source; it is taken for any text there",
                        "Netlify promises this only at the end of a source");
  }
}

bool check_target(Work& work, const TargetTemplate& target) {
  const auto at = work.at(work.line.to);
  if (target.in_authority) {
    work.report.error(at, "a placeholder stands in the host of the target",
                      "write the rule in onward.toml, with the hosts allowed in to_hosts",
                      rules::About::HostOfClient);
    return false;
  }
  if (work.line.to.text.starts_with("//") || work.line.to.text.starts_with("/\\")) {
    work.report.error(at, "the target begins with '//', which a browser takes for another host",
                      "write its scheme, or a path with one '/'");
    return false;
  }
  for (const std::string& name : target.unknown) {
    work.report.warning(at, "':" + name + "' in the target is no placeholder of the source",
                        "it is sent as it stands");
  }
  return true;
}

bool has_query(std::string_view target) {
  const SourceUrl parts = split_source(target);
  return parts.has_query && !parts.query.empty();
}

/// In the line of the source: where that stands in another than the status, its own column is
/// meant.
rules::Place status_place(const Work& work) {
  const Report::At source = work.at(work.line.from);
  const bool is_one_line = source.line == work.line.number;
  return work.report.place(
      {.line = source.line, .column = is_one_line ? work.line.status_column : source.column});
}

/// What all rules of a line have in common.
rules::Rule basic_rule(const Work& work) {
  const RedirectLine& line = work.line;
  rules::Rule rule;
  rule.place = work.report.place(work.at(line.from));
  rule.when.place = rule.place;
  if (!line.cookies.empty()) {
    for (const std::string& cookie : line.cookies) {
      rules::Conditions one;
      one.place = rule.place;
      one.cookies.push_back({{cookie, rule.place}, rules::ValueTest::Kind::Present, {}});
      rule.when.any.push_back(std::move(one));
    }
  }
  if (line.passes()) {
    rule.action.pass = true;
  } else if (auto status = http::Status::from(line.status)) {
    rule.action.status = *status;
  }
  for (const auto& [name, value] : line.query) {
    const bool is_placeholder = value.starts_with(':') && value.size() > 1;
    const auto test = value.empty() || is_placeholder ? rules::ValueTest::Kind::Present
                                                      : rules::ValueTest::Kind::Equals;
    rule.when.query.push_back(
        {{name, rule.place}, test, {is_placeholder ? "" : value, rule.place}});
  }
  rule.action.status_place = status_place(work);
  return rule;
}

void set_target(rules::Rule& rule, const Work& work, const TargetTemplate& target) {
  if (!work.line.is_redirect()) return;
  rule.action.to = {target.text, work.report.place(work.at(work.line.to))};
  // Netlify and Cloudflare pass the query on unless the target has one of its own, or the rule has
  // taken parameters out of it.
  if (has_query(work.line.to.text) || !work.line.query.empty()) {
    rule.action.query = rules::QueryPolicy::Drop;
  }
}

bool does_scheme_count(const Work& work) {
  return work.line.scheme_counts || only_scheme_differs(work.source, work.line.to.text);
}

/// Scheme, host and path as conditions.
void set_source(rules::Rule& rule, const Work& work, const std::string& pattern) {
  const SourceUrl& source = work.source;
  if (source.authority.empty()) {
    rule.when.match = {pattern, rule.place};
    return;
  }
  const auto authority = canonical_authority(source.authority);
  const std::string host = authority ? *authority : std::string(source.authority);
  const bool scheme_counts = does_scheme_count(work);
  if (scheme_counts || host.find(':') != std::string::npos) {
    const std::string scheme = scheme_counts ? base::to_lower(source.scheme) : "http{s}?";
    const std::size_t colon = host.rfind(':');
    const bool has_port = colon != std::string::npos && host.find(']', colon) == std::string::npos;
    const std::string name = has_port ? host.substr(0, colon) : host;
    rule.when.match = {scheme + "://" + escape_pattern(name) +
                           (has_port ? host.substr(colon) : std::string()) + pattern,
                       rule.place};
    return;
  }
  rule.when.hosts = {{escape_pattern(host), rule.place}};
  rule.when.match = {pattern, rule.place};
}

/// Whether the redirect only adds or removes a slash: then the slash must count, or it would loop.
bool is_about_the_slash(const Work& work) {
  if (!work.line.is_redirect()) return false;
  const SourceUrl target = split_source(work.line.to.text);
  const bool same_host =
      target.authority.empty() || base::equals_ignore_case(target.authority, work.source.authority);
  return same_host && only_slash_differs(work.source.path, target.path);
}

/// Whether the source, which ends with '*', takes that path.
bool takes(const Work& work, std::string_view path) {
  std::string expression = "^";
  for (const SourcePiece& piece : work.pieces) {
    if (piece.kind == Kind::Literal) expression += escape_regex(piece.text);
    if (piece.kind == Kind::Placeholder) expression += "[^/]+";
  }
  if (expression.ends_with('/')) expression.replace(expression.size() - 1, 1, "(?:/|$)");
  const auto made = rules::CompiledRegex::create(expression, {});
  const auto* source = std::get_if<rules::CompiledRegex>(&made);
  return source != nullptr && source->search(path, {}) == rules::CompiledRegex::Outcome::Found;
}

/// What the target of a last '*' begins with, up to "/:splat", where the source takes that, too:
/// Netlify's engine leaves requests for it alone, and the lines below do not get them.
std::string own_target(const Work& work) {
  const std::string& to = work.line.to.text;
  const bool splat_is_last = !work.pieces.empty() && work.pieces.back().kind == Kind::Splat;
  if (!work.dialect.spares_own_target || !work.line.is_redirect() || !splat_is_last) return "";
  const std::string_view begin = std::string_view(to).substr(0, to.find("/:splat"));
  if (!begin.starts_with('/') || begin.find_first_of("?#:") != begin.npos) return "";
  return takes(work, begin) ? std::string(begin) : "";
}

/// Of the requests for `rule`, those below its own target pass.
rules::Rule spared(const Work& work, const rules::Rule& rule, const std::string& own) {
  rules::Rule spared = rule;
  rules::Conditions begins;
  begins.place = rule.place;
  begins.regex = rules::Regex{{"^" + escape_regex(own), rule.place}};
  spared.when.all.push_back(std::move(begins));
  spared.action = {};
  spared.action.pass = true;
  spared.action.status_place = status_place(work);
  return spared;
}

void append_path_rules(Work& work, const TargetTemplate& target, std::vector<rules::Rule>& rules) {
  std::string path = to_pattern(work.pieces);
  const bool splat_is_last = !work.pieces.empty() && work.pieces.back().kind == Kind::Splat;
  rules::Rule rule = basic_rule(work);
  if (work.dialect.ignores_trailing_slash && !splat_is_last && !is_about_the_slash(work)) {
    rule.comparison.ignore_trailing_slash = true;
    // What '*' in the middle takes ends before this slash.
    if (path.size() > 1 && path.ends_with('/') && !work.has_splat()) path.pop_back();
  }
  set_source(rule, work, path);
  set_target(rule, work, target);
  if (const std::string own = own_target(work); !own.empty()) {
    rules.push_back(spared(work, rule, own));
    const std::string_view source = work.source.path;
    if (source.substr(0, source.size() - 1).starts_with(own) && !own.ends_with('/')) {
      work.report.warning(work.at(work.line.to), "the target is what the source takes",
                          "Netlify leaves such requests alone, and so this line redirects nothing");
      return;
    }
  }
  rules.push_back(std::move(rule));

  if (!work.dialect.splat_takes_parent || !path.ends_with("/*") || path == "/*") return;
  path.resize(path.size() - 2);
  for (CaptureName& capture : work.captures) {
    if (capture.name == "splat") capture.in_template.clear();
  }
  rules::Rule parent = basic_rule(work);
  set_source(parent, work, path);
  set_target(parent, work, to_template(work.line.to.text, work.captures));
  rules.push_back(std::move(parent));
}

std::string sample_path(std::span<const SourcePiece> pieces) {
  std::string path;
  for (const SourcePiece& piece : pieces) {
    switch (piece.kind) {
      case Kind::Literal:
        path += piece.text;
        break;
      case Kind::Placeholder:
        path += kSampleSegment;
        break;
      case Kind::Splat:
        path += kSampleSegments;
        break;
    }
  }
  return rules::normal_path(path);
}

/// A request that the line is meant for.
LineSample sample_of(const Work& work) {
  LineSample sample;
  sample.place = work.report.place(work.at(work.line.from));
  sample.target = sample_path(work.pieces);
  for (const auto& [name, value] : work.line.query) {
    const bool is_placeholder = value.starts_with(':') && value.size() > 1;
    sample.target += (sample.target.find('?') == std::string::npos ? "?" : "&") + name + "=";
    sample.target += is_placeholder ? kSampleSegment : value;
  }
  if (!work.source.authority.empty()) {
    if (auto host = canonical_authority(work.source.authority)) sample.host = std::move(*host);
    if (does_scheme_count(work)) {
      sample.scheme = base::to_lower(work.source.scheme);
    }
  }
  if (!work.line.cookies.empty()) {
    sample.fields.push_back("Cookie: " + work.line.cookies.front() + "=1");
  }
  return sample;
}

}  // namespace

bool append_rules(const RedirectLine& line, const Dialect& dialect, ForeignRules& read,
                  Report& report) {
  Work work{line, dialect, split_source(line.from.text), {}, {}, report};
  if (!check_source(work)) return false;
  if (work.source.path.empty()) work.source.path = "/";
  work.pieces = split_pieces(work.source.path, dialect.placeholders);
  if (!collect_captures(work)) return false;
  const TargetTemplate target = to_template(line.to.text, work.captures);
  if (line.is_redirect() && !check_target(work, target)) return false;
  warn_of_source(work);
  read.samples.push_back(sample_of(work));
  const std::size_t before = read.rules.size();
  append_path_rules(work, target, read.rules);
  return read.rules.size() > before;
}

}  // namespace onward::config
