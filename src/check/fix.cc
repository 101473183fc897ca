// SPDX-License-Identifier: MIT
// Which chains may become one redirect is decided on what the requests were answered; how a line is
// rewritten, by the format of its file. A line in which the target is not plainly found stays.
#include "onward/check/fix.h"

#include "check/line_edit.h"
#include "check/subject.h"
#include "onward/url/url.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace onward::check {
namespace {

bool is_permanent(std::uint16_t status) { return status == 301 || status == 308; }
bool keeps_method(std::uint16_t status) { return status == 307 || status == 308; }

/// Whether a rule asks for nothing but a URL.
bool is_plain(const rules::Conditions& when) {
  return when.methods.empty() && when.fields.empty() && when.query.empty() &&
         when.cookies.empty() && when.clients.empty() && when.between.empty() && !when.share &&
         when.all.empty() && when.any.empty() && when.none.empty() && !when.regex;
}

class Fixer {
 public:
  Fixer(const config::Configuration& configuration, Subject& subject)
      : configuration_(configuration), subject_(subject) {
    for (const rules::Rule& rule : subject_.table.rules()) ++rules_at_[line_of(rule.place)];
  }

  Fixed run() {
    for (const Start& start : subject_.starts) {
      if (start.kind != Start::Kind::Decides) continue;
      const Node& node = subject_.walk.node(start.node);
      if (node.fate != Fate::Ends || node.hops < 2) continue;
      if (!fix(start)) ++fixed_.left;
    }
    for (auto& [file, edits] : edits_) {
      fixed_.files.push_back(
          {configuration_.files[file].path, with_edits(configuration_.files[file].text, edits)});
    }
    return std::move(fixed_);
  }

 private:
  bool fix(const Start& start) {
    const rules::Place place = subject_.place(start);
    if (place.file >= configuration_.files.size() || !done_.insert(line_of(place)).second) {
      return false;
    }
    const auto target = last_target(start);
    const auto edit = target ? edit_of(start, place, *target) : std::nullopt;
    if (!edit) return false;
    const std::string_view text = configuration_.files[place.file].text;
    fixed_.lines.push_back({place, std::string(text.substr(edit->at, edit->size)), edit->text});
    edits_[place.file].push_back(*edit);
    return true;
  }

  static std::pair<std::uint32_t, std::uint32_t> line_of(const rules::Place& place) {
    return {place.file, place.line};
  }

  /// What the first redirect may name at once; nullopt where that would change something.
  std::optional<std::string> last_target(const Start& start) const {
    const Node* node = &subject_.walk.node(start.node);
    const std::uint16_t status = node->status;
    const rules::QueryPolicy query = subject_.rule(start).action.query;
    const ShownRequest shown = subject_.show(subject_.walk.request(*node));
    const Hop* last = nullptr;
    for (const Hop& hop : shown.hops) {
      if (hop.location.empty()) break;
      const bool is_allowed = node->rule != 0 && hop.status != 303 && hop.status == node->status &&
                              (is_permanent(hop.status) || !is_permanent(status)) &&
                              keeps_method(hop.status) == keeps_method(status) &&
                              hop.url.find('?') == std::string::npos;
      if (!is_allowed) return std::nullopt;
      const rules::Rule& rule = subject_.table.rules()[node->rule - 1];
      if (!is_plain(rule.when) || rule.action.query != query) return std::nullopt;
      if (last != nullptr && last->location.find('#') != std::string::npos) return std::nullopt;
      last = &hop;
      if (node->next == 0) break;
      node = &subject_.walk.node(node->next);
    }
    if (last == nullptr || last->location.find('?') != std::string::npos) return std::nullopt;
    const auto from = url::parse(shown.url);
    const auto base = url::parse(last->url);
    const auto to = base ? url::resolve(last->location, *base) : base;
    if (!from || !to) return std::nullopt;
    const bool is_path = last->location.starts_with('/') && url::same_origin(*from, *base);
    return is_path ? last->location : std::string(to->href());
  }

  std::optional<Edit> edit_of(const Start& start, const rules::Place& place,
                              const std::string& target) {
    const LineIndex& lines =
        lines_.try_emplace(place.file, configuration_.files[place.file]).first->second;
    if (start.row != 0) {
      const std::string_view was = rules::row_target(subject_.table, start.rule, start.row - 1);
      return edit_of_row(lines, place.line, was, target);
    }
    const auto& to = subject_.rule(start).action.to;
    // "/a/* /b/:splat" is a rule for "/a", too.
    if (rules_at_[line_of(subject_.rule(start).place)] != 1) return std::nullopt;
    const bool is_fixed =
        to && to->place.file == place.file && to->value.find('{') == std::string::npos &&
        subject_.walk.node(start.node).rule == start.rule + 1 && is_literal(start);
    if (!is_fixed) return std::nullopt;
    return edit_of_target(lines, to->place, to->value, target);
  }

  bool is_literal(const Start& start) const {
    const auto& match = subject_.rule(start).when.match;
    return match && match->value.find_first_of("*:{(?+") == std::string::npos;
  }

  const config::Configuration& configuration_;
  Subject& subject_;
  Fixed fixed_;
  std::map<std::uint32_t, LineIndex> lines_;
  std::map<std::uint32_t, std::vector<Edit>> edits_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> rules_at_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> done_;
};

}  // namespace

Fixed fix_chains(const config::Configuration& configuration, const Options& options) {
  if (!configuration.table) return {};
  Report report;
  Collector found(report, options);
  Site site(configuration, options);
  Walk walk(*configuration.table, site, options.slashes_alike);
  Subject subject{configuration, *configuration.table, options, site, walk, found};
  find_starts(subject);
  return Fixer(configuration, subject).run();
}

}  // namespace onward::check
