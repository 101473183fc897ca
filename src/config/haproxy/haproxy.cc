// SPDX-License-Identifier: MIT
// Frontends in their order, each with its `http-request` rules, then its `redirect` rules, then
// those of the backends that it uses. Lines without a section are one. What answers or changes the
// path on the way stands among them. Long: what a line sets, those behind it see, in one walk.
#include "base/ascii.h"
#include "config/foreign.h"
#include "config/haproxy/redirect.h"
#include "config/haproxy/section.h"
#include "config/logic.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>
#include <span>
#include <tuple>
#include <utility>

namespace onward::config {
namespace {

using haproxy::Section;
using haproxy::Word;
using haproxy::Words;
using rules::Conditions;

class HaproxyReader {
 public:
  HaproxyReader(std::uint32_t file, Includes& includes)
      : report_(file), reading_(includes, report_) {}

  ForeignRules run(const ForeignText& text) {
    sections_ = haproxy::split_sections(haproxy::read_words(text, report_));
    haproxy::read_acls(sections_, reading_);
    for (const Section& section : sections_) {
      if (section.kind == "backend" || section.kind == "listen") {
        backends_.emplace(section.name, &section);
      }
    }
    const std::vector<const Section*> fronts = frontends();
    const bool has_fronts = !fronts.empty();
    for (const Section* front : fronts) write_front(*front, fronts);
    variables_.clear();
    reading_.assigned.clear();
    lost_below_.clear();
    for (const Section& section : sections_) {
      // A part of a configuration may have backends alone.
      if (section.kind == "backend" && !has_fronts) read_backend(section, {}, "");
      if (section.kind == "backend" && has_fronts && !used_.contains(section.name)) {
        read_backend(section, {},
                     dynamic_ ? "which requests reach its backend is computed"
                              : "no frontend uses its backend");
      }
    }
    while (!read_.rules.empty() && read_.rules.back().action.pass) read_.rules.pop_back();
    for (rules::Rule& rule : read_.rules) {  // bytes, as sent
      rule.comparison.keep_escapes = rule.comparison.keep_dots = true;
    }
    read_.takeover = {redirects_.size(), lost_.size()};
    read_.diagnostics = report_.take();
    return std::move(read_);
  }

 private:
  /// Those that speak HTTP; of a port of its own first, as their conditions name it.
  std::vector<const Section*> frontends() const {
    std::vector<const Section*> fronts;
    for (const Section& section : sections_) {
      if (section.is_front() && !section.is_tcp) fronts.push_back(&section);
    }
    std::ranges::stable_sort(fronts, {},
                             [](const Section* front) { return front->has_default_port(); });
    return fronts;
  }

  void write_front(const Section& front, const std::vector<const Section*>& fronts) {
    const Conditions when = haproxy::listening(front, fronts);
    const std::size_t before = read_.rules.size();
    variables_.clear();
    reading_.assigned.clear();
    lost_below_.clear();
    read_section(front, when, "");
    use_backends(front, when);
    while (read_.rules.size() > before && read_.rules.back().action.pass) read_.rules.pop_back();
    if (fronts.size() > 1 && front.is_bound()) pass(when, front.place);
  }

  void pass(Conditions when, const rules::Place& place) {
    rules::Rule& rule = read_.rules.emplace_back();
    rule.place = place;
    rule.when = std::move(when);
    rule.action.pass = true;
  }

  /// The rules of the backends, each below the condition under which it is used.
  void use_backends(const Section& front, const Conditions& front_when) {
    std::string fallback;
    for (const Words& line : front.lines) {
      if (line.size() < 2) continue;
      if (line[0].text == "default_backend") fallback = line[1].text;
      if (line[0].text != "use_backend") continue;
      if (line[1].text.find("%[") != std::string::npos) {
        dynamic_ = true;
        continue;
      }
      const auto backend = backends_.find(line[1].text);
      if (backend == backends_.end()) continue;
      used_.insert(line[1].text);
      const auto test = haproxy::read_condition(haproxy::condition_of(std::span(line).subspan(2)),
                                                front.acls, reading_);
      Conditions when = front_when;
      add(when, test.when);
      std::string lost;
      if (!test.why.empty()) lost = "when its backend is used cannot be asked: " + test.why;
      if (test.found) lost = "its backend is used by the keys of a map";
      if (lost.empty() && is_never(when)) continue;
      read_backend(*backend->second, when, lost);
      if (lost.empty()) pass(std::move(when), line[0].place);
    }
    const auto backend = backends_.find(fallback);
    if (backend == backends_.end() || backend->second == &front) return;
    used_.insert(fallback);
    read_backend(*backend->second, front_when, "");
  }

  /// What a frontend sets and changes counts in its backends.
  void read_backend(const Section& backend, const Conditions& when, const std::string& lost) {
    const auto variables = variables_;
    const haproxy::Assignments assigned = reading_.assigned;
    const std::string lost_below = lost_below_;
    read_section(backend, when, lost);
    variables_ = variables;
    reading_.assigned = assigned;
    lost_below_ = lost_below;
  }

  void read_section(const Section& section, const Conditions& when, const std::string& lost) {
    for (const Words& line : section.lines) {
      if (line[0].text == "http-request" && line.size() > 1) {
        http_request(section, resolved(line), when, lost);
      }
      if (line[0].text == "http-response" && line.size() > 1 && line[1].text == "redirect") {
        count_lost(line[0].place, haproxy::why_no_response(line));
      }
    }
    for (const Words& line : section.lines) {
      if (line[0].text == "redirect") {
        const Words words = resolved(line);
        const bool is_format = std::ranges::any_of(
            words, [](const Word& word) { return word.text.find("%[") != std::string::npos; });
        redirect(section, words[0], std::span(words).subspan(1), when,
                 is_format ? "without http-request in front HAProxy fills in nothing, and sends "
                             "'%[' as it stands"
                           : lost);
      }
    }
  }

  void redirect(const Section& section, const Word& head, std::span<const Word> words,
                const Conditions& when, const std::string& lost) {
    const std::tuple key(head.place.file, head.place.line);
    redirects_.insert(key);
    const haproxy::Context context{when, section.acls, reading_, report_,
                                   lost.empty() ? lost_below_ : lost};
    const std::size_t before = read_.rules.size();
    const std::string why = haproxy::read_redirect(words, context, read_.rules);
    if (!why.empty()) return count_lost(head.place, why);
    if (read_.rules.size() > kMaxRules) {
      read_.rules.resize(before);
      count_lost(head.place, "the file makes more than 300,000 rules");
    }
  }

  void count_lost(const rules::Place& place, const std::string& why) {
    redirects_.insert({place.file, place.line});
    if (!lost_.insert({place.file, place.line}).second) return;
    report_.error_at(place, "the redirect is lost: " + why);
  }

  void http_request(const Section& section, const Words& line, const Conditions& when,
                    const std::string& lost) {
    const std::string& action = line[1].text;
    const auto words = std::span(line).subspan(2);
    if (action == "redirect") return redirect(section, line[0], words, when, lost);
    if (!lost.empty()) return;
    if (action.starts_with("set-var-fmt(") && action.ends_with(')')) {
      return set_format(action.substr(12, action.size() - 13), words);
    }
    if (action == "allow") return allow(section, line, when);
    if (action.starts_with("set-var(") && action.ends_with(')')) {
      return set_variable(section, action.substr(8, action.size() - 9), words);
    }
    if (action.starts_with("set-var-fmt(") && action.ends_with(')')) {
      return assign(section, "var(" + action.substr(12), words, false);
    }
    if (is_one_of(action,
                  {"set-header", "add-header", "del-header", "replace-header", "replace-value"}) &&
        !words.empty()) {
      return assign(section, "hdr(" + words[0].text + ")", words.subspan(1),
                    action == "set-header");
    }
    if (redirects_by_status(line)) return redirect_by_status(section, line, when, lost);
    if (is_one_of(action, {"set-path", "set-pathq", "set-uri", "replace-path", "replace-pathq",
                           "replace-uri", "set-query"})) {
      if (lost_below_.empty()) lost_below_ = "'" + action + "' changes the URL before it";
      return;
    }
    if (is_one_of(action,
                  {"deny", "return", "tarpit", "auth", "use-service", "reject", "silent-drop"})) {
      answer(section, line, when);
    }
  }

  /// A variable that is set always, or where what it is set to is found, stands for that.
  void set_variable(const Section& section, const std::string& name, std::span<const Word> words) {
    if (words.empty()) return;
    const haproxy::Sample sample = haproxy::read_sample(words[0].text);
    const bool is_constant = is_one_of(sample.fetch.name, {"str", "bool", "int"}) &&
                             sample.converters.empty() && !words[0].is_template;
    const std::string key = base::to_lower("var(" + name + ")");
    if (is_constant && !variables_.contains(name)) {
      Words value(words.begin(), words.end());
      value[0].text = sample.fetch.arg(0);
      if (sample.fetch.name == "bool" && value[0].text == "true") value[0].text = "1";
      return assign(section, key, value, true);
    }
    const auto condition = haproxy::condition_of(words);
    const bool asks_itself =
        condition.size() == 6 && condition[0].text == "if" && condition[1].text == "{" &&
        haproxy::are_same(haproxy::read_sample(condition[2].text), sample) &&
        condition[3].text == "-m" && condition[4].text == "found" && condition[5].text == "}";
    const bool is_alone = condition.empty() || asks_itself;
    variables_.erase(name);
    if (is_alone && words[0].text.find("var(") == std::string::npos) {
      reading_.assigned.erase(key);
      variables_[name] = words[0].text;
    } else {
      assign(section, key, words, false);
    }
  }

  /// What a line gives a variable or a field: a constant is known.
  void assign(const Section& section, const std::string& name, std::span<const Word> words,
              bool is_constant) {
    haproxy::Assignment given;
    auto& all = reading_.assigned[base::to_lower(name)];
    const std::string why = "'" + name + "' is set above to something that is computed";
    if (!words.empty()) given.value = words[0].text;
    if (!is_constant || words.empty() || words[0].is_template ||
        given.value.find_first_of("%,") != std::string::npos) {
      given.why = why;
    }
    auto test = haproxy::read_condition(haproxy::condition_of(words), section.acls, reading_);
    if (!test.why.empty() || test.found) given.why = why;
    if (is_always(test.when)) all.clear();
    given.when = std::move(test.when);
    all.push_back(std::move(given));
  }

  /// "return status 302 hdr location /x", and so with `deny`.
  static bool redirects_by_status(const Words& line) {
    if (line[1].text != "return" && line[1].text != "deny") return false;
    bool has_status = false;
    bool has_location = false;
    for (std::size_t i = 2; i + 1 < line.size(); ++i) {
      const bool is_status = is_one_of(line[i].text, {"status", "deny_status"});
      has_status = has_status || (is_status && line[i + 1].text.starts_with('3'));
      has_location = has_location || (line[i].text == "hdr" &&
                                      base::equals_ignore_case(line[i + 1].text, "location"));
    }
    return has_status && has_location;
  }

  /// As "redirect code 302 location /x".
  void redirect_by_status(const Section& section, const Words& line, const Conditions& when,
                          const std::string& lost) {
    const auto rest = std::span(line).subspan(2);
    const auto parts = haproxy::without_condition(rest);
    Words words;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
      const std::string& name = parts[i].text;
      if (is_one_of(name, {"status", "deny_status"})) {
        words.push_back({"code", parts[i].place});
        words.push_back(parts[++i]);
      } else if (name == "hdr" && base::equals_ignore_case(parts[i + 1].text, "location") &&
                 i + 2 < parts.size()) {
        words.push_back({"location", parts[i].place});
        words.push_back(parts[i + 2]);
        i += 2;
      }
    }
    const auto condition = haproxy::condition_of(rest);
    words.insert(words.end(), condition.begin(), condition.end());
    redirect(section, line[0], words, when, lost);
  }

  /// The query with what stands before it, set where there is one, and path and query put together
  /// again are samples of ours; other formats are not followed.
  void set_format(const std::string& name, std::span<const Word> words) {
    variables_.erase(name);
    if (words.empty()) return;
    const std::string& format = words[0].text;
    std::string condition;
    for (const Word& word : haproxy::condition_of(words)) condition += word.text + " ";
    const bool asks_query = condition == "if { query -m len gt 0 } ";
    if (asks_query && format == "?%[query]") variables_[name] = haproxy::kQueryBehind;
    if (asks_query && format == "&%[query]") variables_[name] = haproxy::kQueryBehindAnother;
    if (!condition.empty() || !format.starts_with("%[path]%[var(") || !format.ends_with(")]"))
      return;
    const auto behind = variables_.find(format.substr(13, format.size() - 15));
    if (behind != variables_.end() && behind->second == haproxy::kQueryBehind) {
      variables_[name] = "pathq";
    }
  }

  /// No line below is asked, but those of the backend that takes the request are.
  void allow(const Section& section, const Words& line, const Conditions& when) {
    const bool has_more = std::ranges::any_of(sections_, [](const Section& other) {
      return !other.is_front() && std::ranges::any_of(other.lines, [](const Words& words) {
        return words[0].text == "redirect" || (words.size() > 1 && words[1].text == "redirect");
      });
    });
    if (!has_more || !section.is_front()) return answer(section, line, when);
    if (lost_below_.empty()) lost_below_ = "'allow' goes on with its backend's redirects";
  }

  /// The line with variables replaced by what they are set to.
  Words resolved(const Words& line) const {
    Words words = line;
    for (Word& word : words) {
      const std::size_t begin = word.text.find("var(");
      if (begin == std::string::npos || (begin > 0 && word.text[begin - 1] != '[')) continue;
      const std::size_t end = word.text.find(')', begin);
      if (end == std::string::npos) continue;
      const auto variable = variables_.find(word.text.substr(begin + 4, end - begin - 4));
      if (variable == variables_.end()) continue;
      word.text.replace(begin, end + 1 - begin, variable->second);
    }
    return words;
  }

  static bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::ranges::find(names, name) != names.end();
  }

  /// What answers takes the request from all that follows.
  void answer(const Section& section, const Words& line, const Conditions& section_when) {
    const auto words = std::span(line).subspan(2);
    const auto test = haproxy::read_condition(haproxy::condition_of(words), section.acls, reading_);
    if (!test.why.empty() || test.found) {
      report_.warning_at(line[0].place, "'" + line[1].text +
                                            "' is not taken over, and takes requests from the "
                                            "redirects below it: " +
                                            (test.why.empty() ? "it asks a map" : test.why));
      return;
    }
    if (line[1].text == "auth") {
      report_.warning_at(line[0].place,
                         "'auth' asks for credentials before the redirects below it; the rules do "
                         "not");
      return;
    }
    Conditions when = section_when;
    add(when, test.when);
    if (is_never(when)) return;
    pass(std::move(when), line[0].place);
    int status = line[1].text == "deny" ? 403 : 200;
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
      if (words[i].text == "status" || words[i].text == "deny_status") {
        const std::string& text = words[i + 1].text;
        std::from_chars(text.data(), text.data() + text.size(), status);
      }
    }
    constexpr std::array kPlain{400, 403, 404, 410, 429, 503};
    if (std::ranges::find(kPlain, status) == kPlain.end()) return;
    read_.rules.back().action.pass = false;
    read_.rules.back().action.status = http::Status::from(status).value_or(http::Status(403));
    read_.rules.back().action.status_place = line[0].place;
  }

  /// Most rules that a file may make: with what they are made of they take 2 KB each.
  static constexpr std::size_t kMaxRules = 300'000;

  Report report_;
  haproxy::Reading reading_;
  std::vector<Section> sections_;
  std::map<std::string, const Section*, std::less<>> backends_;
  std::set<std::string, std::less<>> used_;
  std::set<std::tuple<std::uint32_t, std::uint32_t>> redirects_;
  std::set<std::tuple<std::uint32_t, std::uint32_t>> lost_;
  ForeignRules read_;
  std::map<std::string, std::string, std::less<>> variables_;  ///< what they are set to
  std::string lost_below_;  ///< why no redirect below can be taken over
  bool dynamic_ = false;
};

}  // namespace

ForeignRules read_haproxy(const ForeignText& text, Includes& includes) {
  return HaproxyReader(text.file, includes).run(text);
}

}  // namespace onward::config
