// SPDX-License-Identifier: MIT
// A rule with `pass` is needed only where a rule below it, that does something, takes requests that
// it takes, too. That two rules have none in common is seen by their schemes, hosts and the begins
// of their paths; what is not seen counts as common.
#include "config/nginx/order.h"

#include "config/source_url.h"

#include <algorithm>
#include <string>
#include <utility>

namespace onward::config::nginx {
namespace {

/// From so many exact paths in a row on they are a map.
constexpr std::size_t kManyRows = 100;

/// Pairs of rules that are compared; with more all rules with `pass` stay.
constexpr std::size_t kMaxPairs = 20'000'000;

bool is_plain_host(const std::string& host) {
  return host.find_first_of("*:{}()?+") == std::string::npos;
}

bool have_common_host(const rules::Conditions& a, const rules::Conditions& b) {
  if (a.hosts.empty() || b.hosts.empty()) return true;
  for (const rules::Text& one : a.hosts) {
    for (const rules::Text& other : b.hosts) {
      if (!is_plain_host(one.value) || !is_plain_host(other.value)) return true;
      if (one.value == other.value) return true;
    }
  }
  return false;
}

bool have_common_path(const Made& a, const Made& b) {
  if (a.is_exact && b.is_exact) return a.begin == b.begin;
  if (a.is_exact) return a.begin.starts_with(b.begin);
  if (b.is_exact) return b.begin.starts_with(a.begin);
  return a.begin.starts_with(b.begin) || b.begin.starts_with(a.begin);
}

bool may_have_common(const Made& a, const Made& b) {
  const rules::Conditions& one = a.rule.when;
  const rules::Conditions& other = b.rule.when;
  if (one.scheme && other.scheme && one.scheme->value != other.scheme->value) return false;
  return have_common_path(a, b) && have_common_host(one, other);
}

void drop_idle(std::vector<Made>& made) {
  const auto passes = static_cast<std::size_t>(
      std::ranges::count_if(made, [](const Made& one) { return one.rule.action.pass; }));
  if (passes * made.size() > kMaxPairs) return;
  std::vector<Made> kept;
  std::vector<const Made*> active;
  std::vector<bool> is_needed(made.size(), true);
  for (std::size_t i = made.size(); i-- > 0;) {
    if (!made[i].rule.action.pass) {
      active.push_back(&made[i]);
    } else {
      is_needed[i] = std::ranges::any_of(
          active, [&](const Made* below) { return may_have_common(made[i], *below); });
    }
  }
  for (std::size_t i = 0; i < made.size(); ++i) {
    if (is_needed[i]) kept.push_back(std::move(made[i]));
  }
  made = std::move(kept);
}

bool same_hosts(const std::vector<rules::Text>& a, const std::vector<rules::Text>& b) {
  return std::ranges::equal(a, b, {}, &rules::Text::value, &rules::Text::value);
}

/// Whether two rules differ by path, target and status alone.
bool are_rows_of_one(const Made& a, const Made& b) {
  const rules::Conditions& one = a.rule.when;
  const rules::Conditions& other = b.rule.when;
  const auto is_simple = [](const rules::Conditions& when) {
    return when.all.empty() && when.any.empty() && when.none.empty() && !when.regex &&
           when.methods.empty() && when.fields.empty() && when.query.empty() &&
           when.cookies.empty() && when.clients.empty() && !when.share;
  };
  return is_simple(one) && is_simple(other) && same_hosts(one.hosts, other.hosts) &&
         one.scheme.has_value() == other.scheme.has_value() &&
         (!one.scheme || one.scheme->value == other.scheme->value) &&
         a.rule.action.query == b.rule.action.query && a.rule.place.file == b.rule.place.file &&
         a.rule.action.to_hosts.empty() && b.rule.action.to_hosts.empty();
}

/// A target template without places, as the text that it stands for.
std::string plain(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    result += text[i];
    if ((text[i] == '{' || text[i] == '}') && i + 1 < text.size() && text[i + 1] == text[i]) ++i;
  }
  return result;
}

Made as_map(std::vector<Made>::const_iterator from, std::vector<Made>::const_iterator to) {
  auto map = std::make_shared<rules::MapSource>();
  map->file = from->rule.place.file;
  for (auto one = from; one != to; ++one) {
    map->rows.push_back({one->begin, plain(one->rule.action.to->value),
                         static_cast<std::uint16_t>(one->rule.action.status->code()),
                         one->rule.place.line});
  }
  Made made = *from;
  made.begin = "/";
  made.is_exact = made.is_plain_exact = false;
  made.rule.when.match.reset();
  made.rule.action.to.reset();
  made.rule.action.status.reset();
  made.rule.action.map = std::move(map);
  return made;
}

void gather_rows(std::vector<Made>& made) {
  std::vector<Made> gathered;
  for (auto from = made.begin(); from != made.end();) {
    auto to = from;
    while (to != made.end() && to->is_plain_exact && are_rows_of_one(*from, *to)) ++to;
    if (static_cast<std::size_t>(to - from) >= kManyRows) {
      gathered.push_back(as_map(from, to));
      from = to;
    } else {
      to = std::max(to, from + 1);
      std::move(from, to, std::back_inserter(gathered));
      from = to;
    }
  }
  made = std::move(gathered);
}

}  // namespace

void shorten(std::vector<Made>& made) {
  drop_idle(made);
  gather_rows(made);
}

}  // namespace onward::config::nginx
