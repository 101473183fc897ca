// SPDX-License-Identifier: MIT
// Fields on the way from one request to the next: RFC 9110 §15.4, "when automatically following a
// redirected request", items 2, 3 and 5, and Fetch, "HTTP-redirect fetch". Which rules hold is the
// policy's affair; that a name which was stripped for one origin stays away is kept here.
#include "redirect/carry.h"

#include "base/ascii.h"
#include "base/check.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>

namespace onward::redirect {
namespace {

bool applies(const FieldRule& rule, const Carry& step) {
  using When = FieldRule::When;
  if (!rule.statuses.contains(step.status.code())) return false;
  if (rule.when == When::OriginChanged) {
    if (step.trusted && rule.why == WhyStripped::CrossOrigin) return false;
    return step.move.is_seen_by(rule.origin);
  }
  if (rule.when == When::Rewritten) return step.rewritten;
  if (rule.when == When::SafeMethod) return step.next_method.is_safe();
  return true;  // of BesideIfRange see why(): few requests have a Range
}

bool is_among(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::any_of(
      names, [name](const std::string& one) { return base::equals_ignore_case(one, name); });
}

bool is_gone(std::string_view names, std::string_view name) {
  while (!names.empty()) {
    const std::size_t end = names.find(',');
    if (base::equals_ignore_case(names.substr(0, end), name)) return true;
    names.remove_prefix(end + 1);
  }
  return false;
}

// RFC 9110 §7.6.1: what Connection names is about that connection.
bool is_named_by_connection(http::FieldsView fields, std::string_view name) {
  for (const http::Field field : fields) {
    if (!base::equals_ignore_case(field.name, "Connection")) continue;
    http::ListElements options(field.value);
    while (options.next()) {
      if (base::equals_ignore_case(options.element(), name)) return true;
    }
  }
  return false;
}

// The rules that apply to this step, found once for all fields.
class Sieve {
 public:
  explicit Sieve(const Carry& step) : step_(step) {
    const auto rules = step.policy.fields;
    CHECK(rules.size() <= 64);
    std::uint64_t present = 0;
    for (const http::Field field : step.fields.view()) present |= Names::mark(field.name);
    std::uint64_t named = 0;  // bit i: the request may have a field of rule i
    for (std::size_t i = 0; i < rules.size(); ++i) {
      named |= std::uint64_t{(rules[i].names.marks() & present) != 0} << i;
    }
    for (std::uint64_t rest = named; rest != 0; rest &= rest - 1) {
      const auto i = static_cast<std::size_t>(std::countr_zero(rest));
      if (!applies(rules[i], step)) continue;
      active_ |= std::uint64_t{1} << i;
      marks_ |= rules[i].names.marks() & present;
    }
    secrets_leave_ =
        !step.policy.secret_fields.empty() && !step.trusted && step.move.is_seen_by(kOrigin);
    has_connection_ = (marks_ & Names::mark("Connection")) != 0 &&
                      step.fields.view().contains("Connection") &&
                      why("Connection") == WhyStripped::Recomputed;
    suspect_ = marks_ | step.policy.unsendable.marks();
    if (has_connection_ || secrets_leave_ || !step.gone.empty()) suspect_ = ~std::uint64_t{0};
    is_idle_ = (suspect_ & present) == 0;
  }

  /// Every field passes.
  bool is_idle() const { return is_idle_; }
  /// It passes for sure: why() need not be asked.
  bool passes(std::string_view name) const { return (suspect_ & Names::mark(name)) == 0; }

  std::optional<WhyStripped> why(std::string_view name) const {
    const bool is_ruled = (marks_ & Names::mark(name)) != 0;
    for (std::uint64_t rest = is_ruled ? active_ : 0; rest != 0; rest &= rest - 1) {
      const FieldRule& rule = step_.policy.fields[static_cast<std::size_t>(std::countr_zero(rest))];
      if (!rule.names.contains(name)) continue;
      const bool is_beside = rule.when == FieldRule::When::BesideIfRange;
      if (!is_beside || step_.fields.view().contains("If-Range")) return rule.why;
    }
    if (secrets_leave_ && is_among(step_.policy.secret_fields, name)) {
      return WhyStripped::CrossOrigin;
    }
    if (is_gone(step_.gone, name)) return WhyStripped::CrossOrigin;
    if (step_.policy.unsendable.contains(name)) return WhyStripped::PolicyDropped;
    if (has_connection_ && is_named_by_connection(step_.fields.view(), name)) {
      return WhyStripped::Recomputed;
    }
    return std::nullopt;
  }

 private:
  const Carry& step_;
  std::uint64_t active_ = 0;   // bit i: rule i
  std::uint64_t marks_ = 0;    // of the names in active rules that the request may have
  std::uint64_t suspect_ = 0;  // of all names that may be stripped
  bool has_connection_ = false;
  bool secrets_leave_ = false;
  bool is_idle_ = false;
};

void set(http::Fields& fields, http::FieldName name, std::string_view text) {
  // A value that cannot stand in a field, or fields beyond their limit: it is left out.
  if (const auto value = http::FieldValue::parse(text)) (void)fields.set(name, *value);
}

}  // namespace

http::Fields carry(const Carry& step, StrippedFields& stripped) {
  const Sieve sieve(step);
  if (sieve.is_idle()) return step.fields;
  return http::Fields::copy_if(step.fields, [&](const http::Field& field) {
    if (sieve.passes(field.name)) return true;
    const auto why = sieve.why(field.name);
    if (!why) return true;
    stripped.add(field.name, *why);
    if (*why == WhyStripped::CrossOrigin && !step.restores) step.gone.append(field.name) += ',';
    return false;
  });
}

void StrippedFields::add(std::string_view name, WhyStripped why) {
  const bool is_there = std::ranges::any_of(
      *this, [name](Stripped one) { return base::equals_ignore_case(one.name, name); });
  if (is_there) return;
  text_.append(name) += static_cast<char>(0x80U + static_cast<unsigned>(why));
}

Stripped StrippedFields::Iterator::operator*() const {
  const std::size_t size = static_cast<std::size_t>(
      std::ranges::find_if_not(rest_, [](char c) { return base::is_ascii(c); }) - rest_.begin());
  return {rest_.substr(0, size), static_cast<WhyStripped>(base::byte(rest_[size]) - 0x80U)};
}

StrippedFields::Iterator& StrippedFields::Iterator::operator++() {
  rest_.remove_prefix((**this).name.size() + 1);
  return *this;
}

void add_cookies(http::FieldsView answer, http::Fields& fields) {
  std::string cookies(fields.view().find("Cookie").value_or(""));
  for (const http::Field field : answer) {
    if (!base::equals_ignore_case(field.name, "Set-Cookie")) continue;
    if (!cookies.empty()) cookies += "; ";
    cookies += field.value.substr(0, field.value.find(';'));
  }
  if (!cookies.empty()) set(fields, http::FieldName("Cookie"), cookies);
}

void set_referer(const url::Url& url, http::Fields& fields) {
  url::Url bare = url;
  bare.set_hash("");
  bare.set_username("");
  bare.set_password("");
  set(fields, http::FieldName("Referer"), bare.href());
}

}  // namespace onward::redirect
