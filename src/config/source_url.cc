// SPDX-License-Identifier: MIT
// Sources are split by hand and not by the URL parser: they hold wildcards and placeholders, which
// it would encode.
#include "config/source_url.h"

#include "base/ascii.h"
#include "onward/url/url.h"

namespace onward::config {
namespace {

std::string_view without_last_slash(std::string_view path) {
  if (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

}  // namespace

bool is_http_url(std::string_view text) {
  return base::equals_ignore_case(text.substr(0, 7), "http://") ||
         base::equals_ignore_case(text.substr(0, 8), "https://");
}

SourceUrl split_source(std::string_view text) {
  SourceUrl parts;
  if (const std::size_t hash = text.find('#'); hash != std::string_view::npos) {
    parts.has_fragment = true;
    text = text.substr(0, hash);
  }
  if (const std::size_t mark = text.find('?'); mark != std::string_view::npos) {
    parts.has_query = true;
    parts.query = text.substr(mark + 1);
    text = text.substr(0, mark);
  }
  if (is_http_url(text)) {
    const std::size_t colon = text.find(':');
    parts.scheme = text.substr(0, colon);
    text.remove_prefix(colon + 3);
    const std::size_t slash = text.find('/');
    parts.authority = text.substr(0, slash);
    text = slash == std::string_view::npos ? std::string_view{} : text.substr(slash);
  }
  parts.path = text;
  return parts;
}

Result<std::string> canonical_authority(std::string_view authority) {
  const auto parsed = url::parse("http://" + std::string(authority) + "/");
  if (!parsed) return fail(parsed.error());
  if (parsed->includes_credentials() || parsed->pathname() != "/") {
    return fail(ErrorCode::HostForbidden);
  }
  std::string canonical(parsed->host());
  if (canonical.ends_with(":443")) canonical.resize(canonical.size() - 4);
  return canonical;
}

bool only_scheme_differs(const SourceUrl& source, std::string_view target) {
  const SourceUrl to = split_source(target);
  return !to.authority.empty() && !base::equals_ignore_case(source.scheme, to.scheme) &&
         base::equals_ignore_case(source.authority, to.authority);
}

void SchemePairs::add(std::string_view source, std::string_view target) {
  if (!is_http_url(source)) return;
  const std::size_t colon = source.find(':');
  Targets& targets = targets_[std::string(source.substr(colon))];
  std::string& place = colon == 4 ? targets.http : targets.https;
  if (place.empty()) place = target;
}

bool SchemePairs::counts(std::string_view source) const {
  if (!is_http_url(source)) return false;
  const auto found = targets_.find(source.substr(source.find(':')));
  if (found == targets_.end()) return false;
  const Targets& targets = found->second;
  return !targets.http.empty() && !targets.https.empty() && targets.http != targets.https;
}

bool only_slash_differs(std::string_view a, std::string_view b) {
  return a != b && without_last_slash(a) == without_last_slash(b);
}

}  // namespace onward::config
