// SPDX-License-Identifier: MIT
//   test      = sample [ flags ] [ "--" ] *value            a suffix of the sample's name, "_beg",
//   condition = term *( [ "or" / "||" ] term )              says how values are compared
//   term      = [ "!" ] ( name / "{" test "}" )
//
// HAProxy compares the request's bytes as they came, we compare the normal form.
#include "config/haproxy/acl.h"

#include "config/haproxy/assigned.h"
#include "config/haproxy/compare.h"
#include "config/lines.h"
#include "config/logic.h"
#include "onward/base/error.h"

#include <algorithm>
#include <array>
#include <utility>

namespace onward::config::haproxy {
namespace {

using rules::Conditions;

constexpr std::array<std::pair<std::string_view, How>, 7> kSuffixes{
    std::pair{std::string_view("_beg"), How::Begin},
    std::pair{std::string_view("_end"), How::End},
    std::pair{std::string_view("_sub"), How::Sub},
    std::pair{std::string_view("_reg"), How::Regex},
    std::pair{std::string_view("_dir"), How::Dir},
    std::pair{std::string_view("_dom"), How::Dom},
    std::pair{std::string_view("_str"), How::String}};

std::optional<How> how_named(std::string_view name) {
  if (name == "found") return How::Found;
  if (name == "bool") return How::Bool;
  for (const auto& [suffix, how] : kSuffixes) {
    if (suffix.substr(1) == name) return how;
  }
  return {};
}

/// The predefined ones that may stand in a redirect's condition.
Test predefined(std::string_view name) {
  const auto methods = [](std::initializer_list<const char*> names) {
    std::vector<rules::Text> texts;
    for (const char* method : names) texts.push_back({method, {}});
    return Test{exact_methods(std::move(texts)), ""};
  };
  if (name == "TRUE" || name == "HTTP" || name == "HTTP_1.1" || name == "HTTP_URL_SLASH" ||
      name == "WAIT_END") {
    return {};
  }
  if (name == "FALSE") return {never(), ""};
  if (name == "METH_GET") return methods({"GET", "HEAD"});
  constexpr std::string_view kMethod = "METH_";
  if (name.starts_with(kMethod)) {
    const std::string method(name.substr(kMethod.size()));
    return methods({method.c_str()});
  }
  if (name == "LOCALHOST") {
    Conditions local;
    local.clients = {{"127.0.0.1", {}}};
    return {std::move(local), ""};
  }
  return {{}, "the ACL '" + std::string(name) + "' is not defined"};
}

/// The values of a file, one a line.
void add_values(const ForeignText& text, Values& values) {
  LineReader lines(text.text);
  for (Line line; lines.next(line);) {
    const std::string_view value = trimmed(line.text);
    if (value.empty() || value.starts_with('#')) continue;
    values.push_back({std::string(value), {text.file, static_cast<std::uint32_t>(line.number), 1}});
  }
}

/// One of the tests must hold.
Test read_tests(const std::vector<Words>& tests, Reading& reading) {
  Test all;
  std::vector<Conditions> choices;
  for (const Words& words : tests) {
    Test one = read_test(words, reading);
    if (one.found && tests.size() > 1) one.why = "a map's keys are one of several alternatives";
    if (all.why.empty()) all.why = std::move(one.why);
    if (one.found) all.found = std::move(one.found);
    choices.push_back(std::move(one.when));
  }
  if (all.why.empty()) all.when = either(std::move(choices));
  return all;
}

/// Reads a condition from left to right. "and" binds closer than "or".
class ConditionReader {
 public:
  ConditionReader(std::span<const Word> words, const Acls& acls, Reading& reading)
      : rest_(words), acls_(acls), reading_(reading) {}

  Test run() {
    std::vector<Conditions> choices(1);
    while (!rest_.empty() && why_.empty()) {
      if (rest_[0].text == "or" || rest_[0].text == "||") {
        choices.emplace_back();
        rest_ = rest_.subspan(1);
        continue;
      }
      Conditions term = read_term();
      add(choices.back(), std::move(term));
    }
    if (found_ && choices.size() > 1) why_ = kOnlyAlone;
    if (!why_.empty()) return {{}, why_};
    return {either(std::move(choices)), "", found_};
  }

 private:
  static constexpr const char* kOnlyAlone =
      "whether a map has a key can be asked together with other conditions only, and once";

  Conditions read_term() {
    bool is_negated = false;
    std::string name = rest_[0].text;
    while (name.starts_with('!')) {
      is_negated = !is_negated;
      name.erase(0, 1);
      if (name.empty() && rest_.size() > 1) {
        rest_ = rest_.subspan(1);
        name = rest_[0].text;
      }
    }
    rest_ = rest_.subspan(1);
    Test test = name == "{" ? anonymous() : named(name);
    if (!test.why.empty()) why_ = std::move(test.why);
    if (test.found && (is_negated || found_)) why_ = kOnlyAlone;
    if (test.found) found_ = std::move(test.found);
    return is_negated ? negation(std::move(test.when)) : std::move(test.when);
  }

  Test anonymous() {
    const auto close = std::ranges::find(rest_, "}", &Word::text);
    if (close == rest_.end()) return {{}, "'{' is never closed"};
    const auto size = static_cast<std::size_t>(close - rest_.begin());
    const auto inner = rest_.first(size);
    rest_ = rest_.subspan(size + 1);
    return read_test(inner, reading_);
  }

  Test named(const std::string& name) const {
    const auto found = acls_.find(name);
    if (found == acls_.end()) return predefined(name);
    const bool is_changed = std::ranges::any_of(found->second.tests, [this](const Words& words) {
      return assigned_to(read_sample(words[0].text), reading_.assigned) != nullptr;
    });
    return is_changed ? read_tests(found->second.tests, reading_) : found->second.known;
  }

  std::span<const Word> rest_;
  const Acls& acls_;
  Reading& reading_;
  std::string why_;
  std::optional<Sample> found_;
};

}  // namespace

std::optional<ForeignText> Reading::open(std::string_view path, const rules::Place& place) {
  const auto found = reading_.find(path);
  if (found != reading_.end()) return found->second;
  auto text = includes_.open(path);
  std::optional<ForeignText> opened;
  if (text) {
    opened = *text;
  } else {
    report_.error_at(place,
                     "'" + std::string(path) + "': " + std::string(message(text.error().code)));
  }
  return reading_.emplace(std::string(path), opened).first->second;
}

Test read_test(std::span<const Word> words, Reading& reading) {
  if (words.empty()) return {{}, "an empty test"};
  if (std::string why = why_open(words); !why.empty()) return {{}, std::move(why)};
  Comparing comparing;
  comparing.sample = read_sample(words[0].text);
  std::string& name = comparing.sample.fetch.name;
  for (const auto& [suffix, how] : kSuffixes) {
    if (!name.ends_with(suffix) || name == "dst_str") continue;
    name.resize(name.size() - suffix.size());
    comparing.how = how;
  }
  std::size_t i = 1;
  bool is_open = true;
  for (; i < words.size() && is_open; ++i) {
    const std::string& word = words[i].text;
    const std::string_view value = i + 1 < words.size() ? std::string_view(words[i + 1].text) : "";
    if (word == "-i") {
      comparing.ignores_case = true;
    } else if (word == "-m" && (how_named(value) || value == "len" || value == "int")) {
      if (!how_named(value)) return {{}, "'-m " + std::string(value) + "' compares numbers"};
      comparing.how = *how_named(value);
      ++i;
    } else if (word == "-m" && value == "ip") {
      ++i;
    } else if (word == "-f" && !value.empty()) {
      const auto text = reading.open(value, words[i + 1].place);
      if (!text) return {{}, "the file '" + std::string(value) + "' is not there"};
      add_values(*text, comparing.values);
      ++i;
    } else if (word == "--") {
      is_open = false;
    } else if (word != "-n" && word != "-u" && word != "-M") {
      break;
    }
  }
  for (; i < words.size(); ++i) comparing.values.push_back(words[i]);
  comparing.place = words[0].place;
  const auto* assignments = assigned_to(comparing.sample, reading.assigned);
  return assignments == nullptr ? compare(comparing) : compare_assigned(comparing, *assignments);
}

void know_acls(Acls& acls, Reading& reading) {
  for (auto& [name, acl] : acls) acl.known = read_tests(acl.tests, reading);
}

void define_acl(std::span<const Word> words, Acls& acls) {
  if (words.size() < 2) return;
  acls[words[0].text].tests.emplace_back(words.begin() + 1, words.end());
}

Test read_condition(std::span<const Word> words, const Acls& acls, Reading& reading) {
  if (words.empty()) return {};
  if (std::string why = why_open(words); !why.empty()) return {{}, std::move(why)};
  Test test = ConditionReader(words.subspan(1), acls, reading).run();
  if (words[0].text == "unless" && test.found) test.why = "a map's keys cannot be excluded";
  if (words[0].text == "unless") test.when = negation(std::move(test.when));
  return test;
}

}  // namespace onward::config::haproxy
