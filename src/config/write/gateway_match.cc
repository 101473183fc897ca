// SPDX-License-Identifier: MIT
// The precedence of HTTPRoutes: an exact path goes before a prefix, a longer one before a shorter,
// then what asks a method, more fields, more parameters.
#include "config/write/gateway_match.h"

#include "config/pattern_text.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace onward::config {
namespace {

using Of = Question::Of;
using Test = Question::Test;

constexpr std::array<std::string_view, 9> kMethods{"GET",     "HEAD",    "POST",  "PUT",  "DELETE",
                                                   "CONNECT", "OPTIONS", "TRACE", "PATCH"};

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

/// "a.example", "*.a.example", and no address.
bool is_name(std::string_view host) {
  if (host.starts_with("*.")) host.remove_prefix(2);
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789-.";
  return !host.empty() && host.find_first_not_of(kLetters) == host.npos &&
         host.find_first_not_of("0123456789.") != host.npos;
}

/// What a host's expression says as "*.example.com"; "" where it says something else.
std::string wildcard_of(const std::string& regex) {
  constexpr std::string_view kAnyLabels = "^(.*)\\.";
  if (!regex.starts_with(kAnyLabels) || !regex.ends_with('$')) return "";
  std::string host = "*.";
  for (const char c : regex.substr(kAnyLabels.size(), regex.size() - kAnyLabels.size() - 1)) {
    if (c != '\\') host += c;
  }
  const bool is_name =
      host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.", 2) == std::string::npos;
  return is_name ? host : "";
}

/// "^/a\.b" without its anchor and backslashes; "" where it is no plain text.
std::string text_of(std::string_view regex) {
  std::string text;
  for (std::size_t i = 1; i < regex.size(); ++i) {
    if (regex[i] == '\\' && i + 1 < regex.size()) ++i;
    text += regex[i];
  }
  return "^" + escape_regex(text) == regex ? text : "";
}

bool read_path(const Question& question, GatewayMatch& match) {
  match.has_path = true;
  if (question.ignores_case) return false;
  if (question.test == Test::Equals) {
    match.is_prefix = false;
    match.path = question.values[0];
    return true;
  }
  const auto first = std::ranges::find(question.groups, std::size_t{1});
  match.below_group =
      question.first_group + static_cast<std::size_t>(first - question.groups.begin());
  if (question.test == Test::Begins) {
    match.path = question.values[0];
    // "/a/*" takes what is below "/a/"; a prefix takes "/a" as well.
    match.is_wider = match.path != "/";
    if (!match.path.ends_with('/')) return false;
    if (match.path.size() > 1) match.path.pop_back();
    return true;
  }
  for (const std::string_view ending : {"(?:(/.*))?$", "(/.*)?$", "(?:/(.*))?$"}) {
    if (!question.regex.ends_with(ending)) continue;
    match.group_is_behind_slash = ending.starts_with("(?:/");
    match.path =
        text_of(std::string_view(question.regex).substr(0, question.regex.size() - ending.size()));
    return !match.path.empty();
  }
  return false;
}

bool is_prefix_of(const std::string& prefix, const std::string& path) {
  return prefix == "/" || path == prefix ||
         (path.starts_with(prefix) && path.substr(prefix.size(), 1) == "/");
}

bool path_covers(const GatewayMatch& a, const GatewayMatch& b) {
  if (a.is_prefix) return is_prefix_of(a.path, b.path);
  return !b.is_prefix && a.path == b.path;
}

bool host_covers(const std::string& a, const std::string& b) {
  return a == b || (a.starts_with("*.") && b.ends_with(a.substr(1)) && b.size() >= a.size());
}

template <class Values>
bool has_all(const Values& of, const Values& in) {
  return std::ranges::all_of(
      of, [&in](const auto& one) { return std::ranges::find(in, one) != in.end(); });
}

template <class Values>
bool differ(const Values& a, const Values& b) {
  return std::ranges::any_of(a, [&b](const auto& one) {
    return std::ranges::any_of(
        b, [&one](const auto& two) { return one.first == two.first && one.second != two.second; });
  });
}

bool methods_cover(const GatewayMatch& a, const GatewayMatch& b) {
  return a.methods.empty() || (!b.methods.empty() && has_all(b.methods, a.methods));
}

auto rank(const GatewayMatch& match) {
  std::size_t longest = 0;
  bool is_wildcard = false;
  for (const std::string& host : match.hosts) {
    longest = std::max(longest, host.size());
    is_wildcard = is_wildcard || host.starts_with('*');
  }
  const int host_rank = match.hosts.empty() ? 0 : is_wildcard ? 1 : 2;
  return std::tuple(host_rank, longest, !match.is_prefix, match.is_prefix ? match.path.size() : 0,
                    !match.methods.empty(), match.fields.size(), match.parameters.size());
}

}  // namespace

bool is_gateway_path(std::string_view path) {
  constexpr std::size_t kLongest = 1024;
  if (path.size() > kLongest || !path.starts_with('/')) return false;
  for (const std::string_view wrong : {"//", "/./", "/../", "%2f", "%2F"}) {
    if (path.find(wrong) != path.npos) return false;
  }
  return !path.ends_with("/.") && !path.ends_with("/..") &&
         path.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
             "-/._~!$&'()*+,;=:@%") == path.npos;
}

bool gateway_match(const Case& asked, std::string_view host, GatewayMatch& match,
                   std::string& why) {
  const auto cannot = [&why](const char* what) {
    why = std::string(what) + " cannot be said";
    return false;
  };
  if (!host.empty()) match.hosts = {std::string(host)};
  for (const Question& question : asked.questions) {
    if (question.is_negated) return cannot("a condition that must not hold");
    switch (question.of) {
      case Of::Path:
        if (match.has_path || !read_path(question, match)) return cannot("the pattern of the path");
        break;
      case Of::Host: {
        const std::string wildcard = wildcard_of(question.regex);
        if (question.test != Test::Equals && wildcard.empty()) {
          return cannot("a pattern of the host");
        }
        match.hosts = question.test == Test::Equals ? question.values : std::vector{wildcard};
        break;
      }
      case Of::Methods: {
        const bool are_known = std::ranges::all_of(question.values, [](const std::string& method) {
          return std::ranges::find(kMethods, method) != kMethods.end();
        });
        if (!match.methods.empty() || !are_known) return cannot("a method that is none of HTTP's");
        match.methods = question.values;
        break;
      }
      case Of::Field:
      case Of::Parameter: {
        if (question.test != Test::Equals) return cannot("a value that is not given as a whole");
        if (!is_printable(question.name) || !is_printable(question.values[0])) {
          return cannot("a value of bytes that are no letters");
        }
        auto& values = question.of == Of::Field ? match.fields : match.parameters;
        values.emplace_back(question.name, question.values[0]);
        break;
      }
      default:
        return cannot("a scheme, a cookie, an expression or the like");
    }
  }
  constexpr std::size_t kMost = 16;
  if (match.hosts.size() > kMost || match.fields.size() > kMost ||
      match.parameters.size() > kMost) {
    return cannot("more than 16 hosts, fields or parameters");
  }
  if (!is_gateway_path(match.path)) return cannot("such a path");
  if (!std::ranges::all_of(match.hosts, is_name)) return cannot("such a host");
  return true;
}

bool covers(const GatewayMatch& a, const GatewayMatch& b) {
  const bool hosts =
      a.hosts.empty() || (!b.hosts.empty() && std::ranges::all_of(b.hosts, [&a](const auto& host) {
        return std::ranges::any_of(a.hosts,
                                   [&host](const auto& above) { return host_covers(above, host); });
      }));
  return hosts && path_covers(a, b) && methods_cover(a, b) && has_all(a.fields, b.fields) &&
         has_all(a.parameters, b.parameters);
}

bool overlap(const GatewayMatch& a, const GatewayMatch& b) {
  const bool hosts = a.hosts.empty() || b.hosts.empty() ||
                     std::ranges::any_of(a.hosts, [&b](const std::string& one) {
                       return std::ranges::any_of(b.hosts, [&one](const std::string& two) {
                         return host_covers(one, two) || host_covers(two, one);
                       });
                     });
  const bool methods = a.methods.empty() || b.methods.empty() ||
                       std::ranges::any_of(a.methods, [&b](const std::string& method) {
                         return std::ranges::find(b.methods, method) != b.methods.end();
                       });
  return hosts && methods && (path_covers(a, b) || path_covers(b, a)) &&
         !differ(a.fields, b.fields) && !differ(a.parameters, b.parameters);
}

bool is_more_specific(const GatewayMatch& a, const GatewayMatch& b) { return rank(a) > rank(b); }

}  // namespace onward::config
