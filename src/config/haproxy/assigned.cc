// SPDX-License-Identifier: MIT
// Of several assignments the last whose condition holds counts; where none does, a variable is not
// there and a field is what the client sends.
#include "config/haproxy/assigned.h"

#include "base/ascii.h"
#include "config/logic.h"

#include <optional>
#include <utility>

namespace onward::config::haproxy {
namespace {

using rules::Conditions;

/// Whether a text that is known is what a test asks for; nullopt where that is not said.
std::optional<bool> holds(const Comparing& comparing, const Known& known, std::string text) {
  if (comparing.how == How::Found) return !text.empty();
  if (comparing.how == How::Bool) return text == "1" || text == "true";
  const bool ignores_case = comparing.ignores_case || known.is_lower;
  if (ignores_case) text = base::to_lower(text);
  for (const Word& word : comparing.values) {
    const std::string value = ignores_case ? base::to_lower(word.text) : word.text;
    switch (comparing.how) {
      case How::String:
        if (text == value) return true;
        break;
      case How::Begin:
        if (text.starts_with(value)) return true;
        break;
      case How::End:
        if (text.ends_with(value)) return true;
        break;
      case How::Sub:
        if (text.find(value) != std::string::npos) return true;
        break;
      default:
        return std::nullopt;
    }
  }
  return false;
}

}  // namespace

const std::vector<Assignment>* assigned_to(const Sample& sample, const Assignments& assigned) {
  if (assigned.empty()) return nullptr;
  const Known known = know(sample);
  std::string name;
  if (sample.fetch.name.starts_with("var")) {
    name = std::string("var(").append(sample.fetch.arg(0)) + ")";
  } else if (known.part == Part::Field || known.part == Part::FieldCount ||
             known.part == Part::Host) {
    name = std::string("hdr(").append(sample.fetch.arg(0)) + ")";
  } else if (known.part == Part::Base) {
    name = "hdr(host)";
  }
  const auto found = assigned.find(base::to_lower(name));
  return found == assigned.end() ? nullptr : &found->second;
}

Test compare_assigned(const Comparing& comparing, const std::vector<Assignment>& assignments) {
  constexpr std::size_t kMaxAssignments = 32;
  const Known known = know(comparing.sample);
  if (!known.converters.empty() || known.part == Part::FieldCount ||
      assignments.size() > kMaxAssignments) {
    return {{}, "what '" + spelled(comparing.sample) + "' is set to cannot be asked for"};
  }
  // The last whose condition holds counts.
  std::vector<Conditions> choices;
  Conditions none_later;
  for (auto one = assignments.rbegin(); one != assignments.rend(); ++one) {
    const auto is_asked = holds(comparing, known, one->value);
    if (!one->why.empty()) return {{}, one->why};
    if (!is_asked) return {{}, "how '" + spelled(comparing.sample) + "' is compared is not known"};
    if (*is_asked) {
      choices.push_back(one->when);
      add(choices.back(), none_later);
    }
    add(none_later, negation(one->when));
  }
  const bool may_be_sent = known.part == Part::Field || known.part == Part::Host;
  if (may_be_sent && !is_never(none_later)) {
    Test sent = compare(comparing);
    if (!sent.why.empty() || sent.found) return {{}, "it is set above, or what the client sends"};
    choices.push_back(std::move(sent.when));
    add(choices.back(), none_later);
  }
  return {either(std::move(choices)), ""};
}

}  // namespace onward::config::haproxy
