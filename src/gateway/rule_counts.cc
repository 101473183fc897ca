// SPDX-License-Identifier: MIT
// A worker counts without a lock in what it was given; the lock here is for who asks and who
// reloads.
#include "gateway/rule_counts.h"

#include <algorithm>
#include <utility>

namespace onward::gateway {
namespace {

std::string source_of(const rules::Rule& rule) {
  const rules::Conditions& when = rule.when;
  std::string source;
  for (const rules::Text& host : when.hosts) source += (source.empty() ? "" : " ") + host.value;
  const std::string* const path = when.match   ? &when.match->value
                                  : when.regex ? &when.regex->expression.value
                                               : nullptr;
  if (path != nullptr) source += (source.empty() ? "" : " ") + *path;
  return source;
}

/// What a rule is known by over reloads, but for how many like it stand above it.
std::string key_of(const rules::Rule& rule) {
  if (!rule.name.value.empty()) return "name " + rule.name.value;
  std::string key = "rule " + source_of(rule);
  for (const rules::Text& method : rule.when.methods) key += " " + method.value;
  return key;
}

std::chrono::sys_seconds end_of(const rules::Rule& rule) {
  auto last = std::chrono::sys_seconds::min();
  for (const rules::Between& span : rule.when.between) {
    last = std::max(last, span.until.value_or(std::chrono::sys_seconds::max()));
  }
  return rule.when.between.empty() ? std::chrono::sys_seconds::max() : last;
}

/// Bytes other than printable ASCII as \u00xx: what stands in a rule may be no UTF-8.
void add_text(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\') {
      out += c;
      continue;
    }
    out += "\\u00";
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  out += '"';
}

void add_time(std::string& out, std::string_view key, std::chrono::sys_seconds time,
              bool is_there) {
  out.append(",\"").append(key).append("\":");
  out += is_there ? std::to_string(time.time_since_epoch().count()) : "null";
}

}  // namespace

std::vector<std::shared_ptr<rules::Hits>> RuleCounts::begin(
    std::shared_ptr<const rules::Table> table, std::size_t workers) {
  const std::lock_guard lock(mutex_);
  std::map<std::pair<std::string, std::size_t>, rules::RuleHits> kept;
  std::map<std::string, std::size_t> alike;
  for (std::size_t i = 0; table_ && i < table_->rules().size(); ++i) {
    std::string key = key_of(table_->rules()[i]);
    const std::size_t number = alike[key]++;
    kept.emplace(std::pair(std::move(key), number), sum(i));
  }
  alike.clear();
  before_.clear();
  for (const rules::Rule& rule : table->rules()) {
    std::string key = key_of(rule);
    const std::size_t number = alike[key]++;
    const auto known = kept.find(std::pair(std::move(key), number));
    before_.push_back(known == kept.end() ? rules::RuleHits{} : known->second);
  }
  hits_.clear();
  for (std::size_t i = 0; i < workers; ++i) {
    hits_.push_back(std::make_shared<rules::Hits>(table->rules().size()));
  }
  table_ = std::move(table);
  return hits_;
}

rules::RuleHits RuleCounts::sum(std::size_t rule) const {
  rules::RuleHits sum = before_[rule];
  for (const auto& hits : hits_) sum.add(hits->of(rule));
  return sum;
}

std::vector<CountedRule> RuleCounts::rules() const {
  const std::lock_guard lock(mutex_);
  std::vector<CountedRule> counted;
  for (std::size_t i = 0; table_ && i < table_->rules().size(); ++i) {
    const rules::Rule& rule = table_->rules()[i];
    counted.push_back({rule.name.value, source_of(rule), rule.place, end_of(rule), sum(i)});
  }
  return counted;
}

std::string to_json(const std::vector<CountedRule>& rules, std::chrono::sys_seconds now) {
  std::string out = "{\"now\":" + std::to_string(now.time_since_epoch().count()) + ",\"rules\":[";
  for (const CountedRule& rule : rules) {
    out += &rule == &rules.front() ? "{\"name\":" : ",\n{\"name\":";
    add_text(out, rule.name);
    out += ",\"source\":";
    add_text(out, rule.source);
    out.append(",\"line\":").append(std::to_string(rule.place.line));
    out.append(",\"hits\":").append(std::to_string(rule.hits.count));
    add_time(out, "last", rule.hits.last, rule.hits.count != 0);
    add_time(out, "until", rule.until, rule.until != std::chrono::sys_seconds::max());
    out += '}';
  }
  out += "]}\n";
  return out;
}

}  // namespace onward::gateway
