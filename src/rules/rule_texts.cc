// SPDX-License-Identifier: MIT
// Conditions of which every one must hold are looked at, and among them those about the URL: the
// pattern of the path, hosts, an expression, parameters of the query. Those under `any` and `not`
// say nothing of the kind.
#include "rules/rule_texts.h"

#include "base/ascii.h"

#include <algorithm>
#include <utility>

namespace onward::rules {
namespace {

class Collector {
 public:
  // Conditions nest at most kMaxConditionDepth deep (compile_conditions.cc).
  void add(const CompiledConditions& conditions) {
    if (conditions.path) add(Subject::Path, required_texts(*conditions.path));
    if (!conditions.further) return;
    const FurtherConditions& further = *conditions.further;
    if (further.host) add_hosts(*further.host);
    if (further.match_host) add_hosts(*further.match_host);
    if (further.search) add(Subject::Query, required_texts(*further.search));
    for (const CompiledTest& test : further.query) add_parameter(test);
    if (further.regex) add(further.subject, further.regex->required_texts(is_ascii(further)));
    for (const CompiledConditions& inner : further.all) add(inner);
  }

  std::vector<RequiredTexts> take() { return std::move(found_); }

 private:
  /// Whether the subject never holds other bytes, whatever a client sends.
  static bool is_ascii(const FurtherConditions& further) {
    return further.subject == Subject::Path || further.subject == Subject::Host;
  }

  void add(Subject subject, std::vector<OneOf> all) {
    for (OneOf& texts : all) {
      if (!texts.empty()) found_.push_back({subject, std::move(texts)});
    }
  }

  void add_hosts(const HostMatcher& hosts) {
    OneOf either;
    for (const ComponentMatcher* pattern : hosts.patterns()) {
      OneOf best = best_of(required_texts(*pattern));
      if (best.empty() || either.size() == kMaxRequiredAlternatives) return;
      either.push_back(std::move(best.front()));
    }
    add(Subject::Host, {std::move(either)});
  }

  // Values are compared byte by byte, as they were sent.
  void add_parameter(const CompiledTest& test) {
    std::string text = test.value;
    if (test.kind == ValueTest::Kind::Equals || test.kind == ValueTest::Kind::Prefix) {
      if (!text.empty()) text.insert(0, test.name + "=");
    } else if (test.kind != ValueTest::Kind::Contains) {
      return;
    }
    if (text.size() < kMinRequiredBytes) return;
    // What tells parameters apart stands at the end.
    if (text.size() > kMaxRequiredBytes) text.erase(0, text.size() - kMaxRequiredBytes);
    for (char& c : text) c = base::to_lower(c);
    add(Subject::Query, {{std::move(text)}});
  }

  std::vector<RequiredTexts> found_;
};

}  // namespace

std::vector<RequiredTexts> required_of(const CompiledConditions& conditions) {
  Collector collector;
  collector.add(conditions);
  return collector.take();
}

std::string_view text_of(Subject subject, const Comparison& comparison, Asked& asked) {
  const std::string_view text = subject_text(subject, comparison, asked);
  const bool has_longer = subject == Subject::Path && comparison.ignore_trailing_slash;
  return has_longer && !text.ends_with('/') ? asked.path_other_slash(comparison) : text;
}

}  // namespace onward::rules
