// SPDX-License-Identifier: MIT
// Rows are texts of other programs' files: they are read as those meant them, and what cannot be
// honoured is said. The path of a key goes through the normal form of requests, its query stays as
// it is but for what cannot be sent raw; a target is written once, by the URL serializer.
#include "rules/map_key.h"

#include "base/ascii.h"
#include "onward/base/error.h"
#include "onward/url/percent_encode.h"
#include "onward/url/url.h"
#include "rules/asked.h"
#include "rules/findings.h"
#include "rules/normal_url.h"
#include "rules/target.h"
#include "rules/target_bytes.h"

#include <algorithm>
#include <utility>

namespace onward::rules {
namespace {

RowFault fault(std::string message, std::string hint = "") {
  return {std::move(message), std::move(hint)};
}

std::string quoted(std::string_view text) { return "'" + shown(text) + "'"; }

std::string literal_bytes(std::string_view path, std::string_view bytes) {
  std::string text;
  for (const char c : path) {
    if (bytes.find(c) == bytes.npos) {
      text += c;
    } else {
      text += c == '?' ? "%3F" : "%23";
    }
  }
  return text;
}

std::optional<RowFault> read_authority(std::string_view authority, MapKey& key) {
  const auto url =
      url::parse((key.scheme.empty() ? "http" : key.scheme) + "://" + std::string(authority) + "/");
  if (!url)
    return fault(quoted(authority) + " is no host: " + std::string(message(url.error().code)));
  if (url->includes_credentials()) return fault("a source has no user name: " + quoted(authority));
  if (url->pathname() != "/" || url->query() || url->fragment()) {
    return fault(quoted(authority) + " is no host");
  }
  key.host = url->hostname();
  key.port = url->port();
  return std::nullopt;
}

// Takes scheme and authority off `rest`, so that it begins with the path.
std::optional<RowFault> read_origin(std::string_view& rest, MapKey& key) {
  if (rest.starts_with('/')) return std::nullopt;
  const std::string_view whole = rest;
  if (const std::size_t scheme = rest.find("://"); scheme < rest.find('/')) {
    key.scheme = base::to_lower(rest.substr(0, scheme));
    if (key.scheme != "http" && key.scheme != "https") {
      return fault("no request has the scheme of " + quoted(whole));
    }
    rest.remove_prefix(scheme + 3);
  }
  const std::size_t end = rest.find_first_of("/?#");
  const std::string_view authority = rest.substr(0, end);
  const bool is_host = !key.scheme.empty() || (end != rest.npos && rest[end] == '/' &&
                                               authority.find_first_of(".:") != rest.npos);
  if (!is_host || authority.empty()) {
    return fault("neither a path nor a URL: " + quoted(whole),
                 "did you mean " + quoted("/" + std::string(whole)) + "?");
  }
  rest = end == rest.npos ? std::string_view() : rest.substr(end);
  return read_authority(authority, key);
}

void lower_in_place(std::string& text) {
  for (char& c : text) c = base::to_lower(c);
}

}  // namespace

void append_compared(std::string_view path, const Comparison& comparison, std::string& out) {
  const std::size_t begin = out.size();
  if (comparison.merge_slashes) {
    append_merged(path, out);
  } else {
    out += path;
  }
  if (comparison.ignore_trailing_slash && out.size() > begin + 1 && out.back() == '/') {
    out.pop_back();
  }
  if (!comparison.ignore_case) return;
  for (std::size_t i = begin; i < out.size(); ++i) out[i] = base::to_lower(out[i]);
}

std::variant<MapKey, RowFault> read_map_key(std::string_view from, const RowOptions& options) {
  if (from.empty()) return fault("the source is empty");
  MapKey key;
  std::string_view rest = from;
  if (auto wrong = read_origin(rest, key)) return std::move(*wrong);
  std::string path(rest);
  if (options.is_literal) {
    path = literal_bytes(rest, "?#");
  } else if (rest.find('#') != rest.npos) {
    return fault("fragments are never sent to a server: " + quoted(from),
                 "the part from '#' on belongs to the target, if anywhere");
  } else if (const std::size_t question = rest.find('?'); question != rest.npos) {
    key.query = url::percent_encode(rest.substr(question + 1), url::PercentEncodeSet::SpecialQuery);
    path.resize(question);
  }
  const Dots dots = options.comparison.keep_dots ? Dots::Keep : Dots::Remove;
  path = options.comparison.keep_escapes ? kept_path(path, dots) : normal_path(path);
  if (options.is_literal) append_encoded(std::exchange(path, ""), target_byte::kEscapedPath, path);
  append_compared(path, options.comparison, key.path);
  if (options.comparison.ignore_case) lower_in_place(key.query);
  return key;
}

bool leads_to_itself(const MapKey& key, std::string_view to, const RowOptions& options) {
  to = to.substr(0, to.find('#'));
  if (!to.starts_with('/')) {
    if (key.host.empty()) return false;  // which host asks is not known
    const auto url = url::parse(to);
    if (!url || url->hostname() != key.host) return false;
    if (!key.scheme.empty() && url->scheme() != key.scheme) return false;
    if (!key.port.empty() && url->port() != key.port) return false;
    to.remove_prefix(std::min(to.find('/', to.find("://") + 3), to.size()));
  }
  const std::size_t question = std::min(to.find('?'), to.size());
  // A key without a query takes each, that of its own target, too.
  const std::string_view query = to.substr(std::min(question + 1, to.size()));
  if (!key.query.empty() && query != key.query) return false;
  std::string path(to.substr(0, question));
  if (!options.comparison.keep_escapes && path.find_first_of("%|") != path.npos) {
    path = normal_path(path);
  }
  if (options.is_literal) append_encoded(std::exchange(path, ""), target_byte::kEscapedPath, path);
  std::string compared;
  append_compared(path, options.comparison, compared);
  return compared == key.path;
}

}  // namespace onward::rules
