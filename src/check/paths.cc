// SPDX-License-Identifier: MIT
// Words of segments. A page that writes about logging in stands under "docs" or "blog", or has a
// longer name than "login".
#include "check/paths.h"

#include "base/ascii.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace onward::check {
namespace {

using std::string_view;

constexpr std::array<string_view, 12> kEndpoints{"api",     "apis",     "graphql", "rpc",
                                                 "webhook", "webhooks", "upload",  "uploads",
                                                 "soap",    "rest",     "oauth",   "oauth2"};
constexpr std::array<string_view, 9> kLogins{"login",    "log-in",    "signin",
                                             "sign-in",  "sign_in",   "logon",
                                             "wp-login", "authorize", "authenticate"};
constexpr std::array<string_view, 15> kTexts{"docs",     "doc",       "blog",     "help",   "guide",
                                             "guides",   "reference", "articles", "wiki",   "learn",
                                             "tutorial", "tutorials", "support",  "manual", "kb"};

bool is_one_of(string_view word, std::span<const string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

std::vector<std::string> segments_of(string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    if (end > 0) segments.push_back(base::to_lower(path.substr(0, end)));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return segments;
}

bool is_about(const std::vector<std::string>& segments) {
  return std::ranges::any_of(segments,
                             [](const std::string& word) { return is_one_of(word, kTexts); });
}

}  // namespace

string_view path_of(string_view url) {
  const std::size_t authority = url.find("://");
  if (authority != url.npos) {
    url.remove_prefix(std::min(url.find('/', authority + 3), url.size()));
  }
  return url.substr(0, url.find('?'));
}

bool is_endpoint(string_view path) {
  const std::vector<std::string> segments = segments_of(path);
  if (is_about(segments) || path.ends_with(".html")) return false;
  const std::size_t looked_at = std::min<std::size_t>(segments.size(), 1);
  return std::any_of(segments.begin(), segments.begin() + static_cast<std::ptrdiff_t>(looked_at),
                     [](const std::string& word) { return is_one_of(word, kEndpoints); });
}

bool is_login(string_view path) {
  const std::vector<std::string> segments = segments_of(path);
  if (segments.empty() || segments.size() > 4 || is_about(segments)) return false;
  const string_view last = segments.back();
  return is_one_of(last.substr(0, last.find('.')), kLogins);
}

}  // namespace onward::check
