// SPDX-License-Identifier: MIT
// A sample has texts of its own where its line has wildcards; what takes it takes nearly all that
// the line could. No pattern is compared with a pattern, so that what is said here holds for the
// very table that serves. Where many lines share a path each sample asks all of them, which would
// be quadratic; so there is a limit to what is asked.
#include "config/line_sample.h"

#include "onward/rules/answer.h"
#include "onward/url/url.h"
#include "rules/workspace_state.h"
#include "rules/written_request.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace onward::config {
namespace {

/// The host of samples whose lines take any.
constexpr std::string_view kAnyHost = "any-host.invalid";

/// A question that asks up to so many rules is free.
constexpr std::size_t kFreeRules = 16;
/// So many rules beyond those are asked for all samples together: a fraction of a second.
constexpr std::size_t kMaxRulesAsked = 200'000;

class Asker {
 public:
  explicit Asker(const rules::Table& table) : table_(table) {
    for (std::size_t i = 0; i < table.rules().size(); ++i) {
      const rules::Place& place = table.rules()[i].place;
      firsts_.emplace(std::pair(place.file, place.line), i);
    }
  }

  bool is_tired() const { return rules_asked_ > kMaxRulesAsked; }

  void look_at(const LineSample& sample, rules::Diagnostics& diagnostics) {
    const auto own = firsts_.find({sample.place.file, sample.place.line});
    if (own == firsts_.end()) return;  // it was refused
    std::optional<rules::Place> shadow;
    bool leads_back = true;
    bool is_same = false;
    for (const char* scheme : {"http", "https"}) {
      if (!sample.scheme.empty() && sample.scheme != scheme) continue;
      const Decision first = ask(scheme, sample.host, sample.target, sample.fields);
      if (!first.rule) return;
      shadow = table_.rules()[*first.rule].place;
      is_same = does_the_same(*first.rule, own->second);
      leads_back = leads_back && comes_back(first, sample, *shadow);
      if (*first.rule >= own->second && !is_of(sample, *shadow)) return;
    }
    if (!shadow || shadow->file != sample.place.file) return;
    if (!is_of(sample, *shadow)) {
      say(sample,
          "line " + std::to_string(shadow->line) + " takes the requests of this line first" +
              (is_same ? ", with the same answer" : ""),
          is_same ? "this line may be removed"
                  : "the first line that fits decides: put this one above it, or remove it",
          rules::About::Shadowed, diagnostics);
    } else if (leads_back) {
      say(sample, "the target is taken by this line again, so that clients go round in circles",
          "name a target that the source does not take", rules::About::Loop, diagnostics);
    }
  }

 private:
  struct Decision {
    std::optional<std::size_t> rule;
    std::string url;       ///< what was asked
    std::string location;  ///< "" where it is no redirect
  };

  static bool is_of(const LineSample& sample, const rules::Place& place) {
    return place.file == sample.place.file && place.line == sample.place.line;
  }

  bool does_the_same(std::size_t rule, std::size_t other) const {
    const rules::Action& a = table_.rules()[rule].action;
    const rules::Action& b = table_.rules()[other].action;
    const auto target = [](const rules::Action& action) {
      return action.to ? std::string_view(action.to->value) : std::string_view();
    };
    return target(a) == target(b) && a.status == b.status;
  }

  static void say(const LineSample& sample, std::string what, std::string hint, rules::About about,
                  rules::Diagnostics& diagnostics) {
    diagnostics.push_back(
        {rules::Severity::Warning, sample.place, std::move(what), std::move(hint), about});
  }

  Decision ask(const std::string& scheme, std::string_view host, std::string_view target,
               std::span<const std::string> fields) {
    const std::string_view asked_host = host.empty() ? kAnyHost : host;
    rules::WrittenRequest request;
    if (!request.write({"GET", target, asked_host, fields})) return {};
    rules::Origin origin;
    origin.scheme = scheme;
    std::size_t& rules_asked = workspace_.state().selection.rules_asked;
    rules_asked = 0;
    const auto response = answer(table_, {request.head(), origin, {}}, {}, workspace_);
    rules_asked_ += rules_asked - std::min(rules_asked, kFreeRules);
    return {response.rule, scheme + "://" + std::string(asked_host) + std::string(target),
            std::string(response.location)};
  }

  /// Whether the target of a decision is a request on the same host that the same line redirects.
  bool comes_back(const Decision& first, const LineSample& sample, const rules::Place& place) {
    const auto from = url::parse(first.url);
    const auto to = from ? url::resolve(first.location, *from) : from;
    if (first.location.empty() || !to || to->host() != from->host()) return false;
    const std::string target = std::string(to->pathname()).append(to->search());
    const Decision next = ask(std::string(to->scheme()), to->host(), target, sample.fields);
    if (!next.rule || next.location.empty()) return false;
    const rules::Place& again = table_.rules()[*next.rule].place;
    return again.file == place.file && again.line == place.line;
  }

  const rules::Table& table_;
  rules::Workspace workspace_;
  std::size_t rules_asked_ = 0;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> firsts_;
};

}  // namespace

void report_idle_lines(const rules::Table& table, std::span<const LineSample> samples,
                       rules::Diagnostics& diagnostics) {
  if (samples.empty()) return;
  Asker asker(table);
  for (const LineSample& sample : samples) {
    if (asker.is_tired()) {
      diagnostics.push_back({rules::Severity::Warning, sample.place,
                             "from here on it was not looked whether another line is in the way",
                             "too many lines have the same path or a '*' in the middle"});
      return;
    }
    asker.look_at(sample, diagnostics);
  }
}

}  // namespace onward::config
