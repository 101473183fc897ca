// SPDX-License-Identifier: MIT
// RFC 3986 §5.2, "Relative Resolution", and what clients make of it. A base is a Url of the URL
// standard: its path begins with "/" and has no dot segments left.
#include "redirect/location_join.h"

#include "base/ascii.h"
#include "redirect/escape.h"

#include <algorithm>
#include <vector>

namespace onward::redirect {
namespace {

using Rules = LocationRules;

// RFC 3986 §3.1: scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )
bool is_scheme(std::string_view word) {
  return !word.empty() && base::is_alpha(word.front()) && std::ranges::all_of(word, [](char c) {
    return base::is_alnum(c) || c == '+' || c == '-' || c == '.';
  });
}

bool is_scheme_here(const Rules& rules, std::string_view word, std::string_view rest) {
  if (!is_scheme(word)) return false;
  switch (rules.schemes) {
    case Rules::Schemes::Any:
      return true;
    case Rules::Schemes::WithSlashes:
      return rest.starts_with("//");
    case Rules::Schemes::KnownWithSlashes:
      if (!rest.starts_with("//")) return false;
      break;
    case Rules::Schemes::Known:
      break;
  }
  if (rules.scheme_case_matters && std::ranges::any_of(word, base::is_upper)) return false;
  return is_listed(word, "http https") || is_listed(word, rules.opens) ||
         is_listed(word, rules.knows);
}

std::size_t leading_slashes(std::string_view text) {
  return std::min(text.find_first_not_of('/'), text.size());
}

// The authority at the front of `rest`, which moves behind it.
std::string_view take_authority(const Rules& rules, std::string_view& rest) {
  std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  if (rules.userinfo == Rules::Userinfo::Unknown && !rest.starts_with('[')) {
    const std::size_t colon = rest.find(':');
    if (colon < end) end = std::min(rest.find_first_not_of("0123456789", colon + 1), end);
  }
  const std::string_view authority = rest.substr(0, end);
  rest.remove_prefix(end);
  return authority;
}

// "//host/p" without a scheme.
void take_network_path(const Rules& rules, std::string_view& rest, Reference& parts) {
  const std::string_view behind = rest.substr(2);
  const bool is_empty = behind.empty() || behind.find_first_of("/?#") == 0;
  if (is_empty && rules.network_path == Rules::NetworkPath::PathIfEmpty) return;
  rest = behind;
  if (is_empty && rules.network_path == Rules::NetworkPath::DroppedIfEmpty) return;
  parts.authority = take_authority(rules, rest);
}

std::string_view directory(std::string_view path) { return path.substr(0, path.rfind('/') + 1); }

std::optional<std::string> owned(std::optional<std::string_view> view) {
  if (!view) return std::nullopt;
  return std::string(*view);
}

// A reference without a path: RFC 3986 §5.2.2, the branch of R.path == "".
std::variant<Target, Instead> without_path(const Rules& rules, const Reference& reference,
                                           const url::Url& base) {
  const EmptyPath left = reference.query ? rules.query_only : rules.fragment_only;
  Target target = target_of({}, reference);
  switch (left) {
    case EmptyPath::Refused:
      return rules.malformed;
    case EmptyPath::Root:
      target.path = "/";
      break;
    case EmptyPath::Directory:
      target.path = directory(base.pathname());
      break;
    case EmptyPath::Document:
      if (!reference.query) target.query = owned(base.query());
      [[fallthrough]];
    case EmptyPath::WithoutQuery:
      target.path = base.pathname();
      break;
  }
  return target;
}

// ";p" (RFC 1808 §4, step 5).
Target with_parameters(const Rules& rules, const Reference& reference, const url::Url& base) {
  Target target = target_of(std::string(base.pathname()), reference);
  const auto before = base.query();
  if (rules.parameters == Rules::Parameters::BehindPath || !before) {
    target.path += reference.path;
  } else {
    std::string query(*before);
    query.append(reference.path);
    if (reference.query) query.append("?").append(*reference.query);
    target.query = std::move(query);
  }
  return target;
}

Target pasted(const Reference& reference, const url::Url& base) {
  const std::string_view path = reference.path;
  const std::string_view folder = directory(base.pathname());
  std::size_t size = path.size();
  if (reference.query) size += 1 + reference.query->size();
  if (reference.fragment) size += 1 + reference.fragment->size();
  const bool alone = size == 1;
  Target target = target_of({}, reference);
  target.path = alone ? "/" : folder;
  if (target.path.size() > 1) target.path += '/';
  target.path += path;
  return target;
}

// Takes the last segment off, or keeps ".." where there is none to take.
void go_up(bool keeps, std::vector<std::string_view>& segments) {
  const bool above = segments.empty() || segments.back() == "..";
  if (!above) {
    segments.pop_back();
  } else if (keeps) {
    segments.emplace_back("..");
  }
}

}  // namespace

Target target_of(std::string path, const Reference& reference) {
  return {.path = std::move(path),
          .query = owned(reference.query),
          .fragment = owned(reference.fragment)};
}

bool is_listed(std::string_view word, std::string_view list) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(' '), list.size());
    if (base::equals_ignore_case(word, list.substr(0, end))) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

Reference split_reference(const Rules& rules, std::string_view text) {
  Reference parts;
  std::string_view rest = text;
  const std::size_t colon = rest.find_first_of(":/?#");
  const bool has_colon = colon != std::string_view::npos && rest[colon] == ':';
  const bool has_scheme =
      has_colon && is_scheme_here(rules, rest.substr(0, colon), rest.substr(colon + 1));
  if (has_colon && !has_scheme && rules.drops_odd_schemes) rest.remove_prefix(colon + 1);
  if (has_scheme) {
    parts.scheme = rest.substr(0, colon);
    rest.remove_prefix(colon + 1);
    const std::size_t slashes = leading_slashes(rest);
    if (slashes >= rules.min_slashes) {
      rest.remove_prefix(std::min<std::size_t>(slashes, rules.max_slashes));
      parts.authority = take_authority(rules, rest);
    }
  } else if (rest.starts_with("//") && rules.network_path != Rules::NetworkPath::Path) {
    take_network_path(rules, rest, parts);
  }
  if (const std::size_t hash = rest.find('#'); hash != std::string_view::npos) {
    parts.fragment = rest.substr(hash + 1);
    rest = rest.substr(0, hash);
  }
  if (const std::size_t mark = rest.find('?'); mark != std::string_view::npos) {
    parts.query = rest.substr(mark + 1);
    rest = rest.substr(0, mark);
    if (parts.query->empty() && rules.empty_query == Rules::EmptyQuery::None) parts.query.reset();
  }
  parts.path = rest;
  return parts;
}

std::string normal_path(const Rules& rules, std::string_view path, PathKind kind) {
  const bool relative = kind == PathKind::Relative;
  const bool merges = rules.merge_slashes == Rules::MergeSlashes::Always ||
                      (rules.merge_slashes == Rules::MergeSlashes::InRelative && relative);
  const bool removes =
      rules.dots == Rules::Dots::Removed ||
      (rules.dots == Rules::Dots::RemovedWithoutHost && kind != PathKind::BehindHost) ||
      (rules.dots == Rules::Dots::RemovedInRelative && relative);
  const bool keeps_above =
      rules.above_root == Rules::AboveRoot::Kept ||
      (rules.above_root == Rules::AboveRoot::KeptBehindHost && kind == PathKind::BehindHost);
  if (!path.starts_with('/') || (!merges && !removes)) return std::string(path);
  std::vector<std::string_view> segments;
  bool open = false;  // the path ends in "/", because its last segment went away
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(end);
    const bool last = path.empty();
    open = last && removes && (segment == "." || segment == "..");
    if (removes && segment == ".") continue;
    if (removes && segment == "..") {
      go_up(keeps_above, segments);
    } else if (!merges || !segment.empty() || last) {
      segments.push_back(segment);
    }
  }
  std::string normal;
  for (const std::string_view segment : segments) normal.append("/").append(segment);
  if (open || normal.empty()) normal += '/';
  return normal;
}

std::string plain_path(const Rules& rules, std::string_view path) {
  const bool literal = rules.bad_escape == Rules::BadEscape::AllEscaped && has_bad_escape(path);
  return rules.decodes_first && !literal ? with_unreserved_decoded(path) : std::string(path);
}

std::variant<Target, Instead> join(const Rules& rules, const Reference& reference,
                                   const url::Url& base) {
  const std::string path = plain_path(rules, reference.path);
  if (path.starts_with('/')) {
    return target_of(normal_path(rules, path, PathKind::Absolute), reference);
  }
  switch (rules.relative) {
    case Rules::Relative::Refused:
      return rules.malformed;
    case Rules::Relative::Pasted:
      return pasted(reference, base);
    case Rules::Relative::AsWritten:
      if (reference.path.empty() && !reference.query) return target_of("/", reference);
      return target_of(std::string(reference.path), reference);
    case Rules::Relative::Merged:
      break;
  }
  if (reference.path.empty()) return without_path(rules, reference, base);
  if (path.starts_with(';') && rules.parameters != Rules::Parameters::Segment) {
    return with_parameters(rules, reference, base);
  }
  std::string merged(directory(base.pathname()));
  merged += path;
  return target_of(normal_path(rules, merged, PathKind::Relative), reference);
}

}  // namespace onward::redirect
