// SPDX-License-Identifier: MIT
// The order in which nginx finds the value of a map: exact texts, in any case; masks "*.x" and then
// "x.*", the longest first, where it says `hostnames`; regular expressions in the order of the
// file; the default. Of a geo the longest network counts. Shares of split_clients are cumulated.
#include "config/nginx/map_choices.h"

#include "base/ascii.h"
#include "config/nginx/expression.h"
#include "config/pattern_text.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

namespace onward::config::nginx {
namespace {

/// From so many keys on they become the rows of one rule.
constexpr std::size_t kManyKeys = 8;

struct Entry {
  const Word* key = nullptr;
  const Word* value = nullptr;
  rules::Place place{};
};

bool is_row_target(std::string_view value) {
  return (value.starts_with('/') || value.starts_with("http://") ||
          value.starts_with("https://")) &&
         value.find('$') == std::string_view::npos;
}

class MapReader {
 public:
  MapReader(const MapVariable& map, const Value& source, const State& state, bool by_rows)
      : map_(map), source_(source), state_(state), by_rows_(by_rows) {}

  MapChoices run() {
    sort_entries();
    const bool by_rows = by_rows_ && exact_.size() >= kManyKeys && rows();
    for (const Entry& entry : exact_) {
      if (!by_rows || !in_rows(entry)) add_exact(entry);
    }
    for (const Entry& entry : heads_) add_mask(entry);
    for (const Entry& entry : tails_) add_mask(entry);
    for (const Entry& entry : regexes_) add_regex(entry);
    add_default();
    return std::move(result_);
  }

 private:
  void sort_entries() {
    const bool has_hostnames = std::ranges::any_of(*map_.block, [](const Directive& directive) {
      return directive.is() == "hostnames" && directive.words.empty();
    });
    for (const Directive& directive : *map_.block) {
      if (directive.words.size() != 1) continue;  // "hostnames", "volatile"
      const Entry entry{&directive.name, &directive.words[0], directive.name.place};
      const std::string& key = directive.is();
      if (directive.is_template()) {
        result_.why = "a template fills in a part of the map";
      } else if (key == "default") {
        default_ = entry.value;
      } else if (key.starts_with('~')) {
        regexes_.push_back(entry);
      } else if (has_hostnames && (key.starts_with("*.") || key.starts_with('.'))) {
        heads_.push_back(entry);
        if (key.starts_with('.')) exact_.push_back(entry);
      } else if (has_hostnames && key.ends_with(".*")) {
        tails_.push_back(entry);
      } else {
        exact_.push_back(entry);
      }
    }
    const auto longer = [](const Entry& a, const Entry& b) {
      return a.key->text.size() > b.key->text.size();
    };
    std::ranges::stable_sort(heads_, longer);
    std::ranges::stable_sort(tails_, longer);
  }

  static std::string key_of(const Entry& entry) {
    std::string key = entry.key->text;
    // "\default", "\~x": a key that would mean something else.
    if (key.starts_with('\\')) key.erase(0, 1);
    if (key.starts_with('.')) key.erase(0, 1);
    return key;
  }

  void add(const Entry& entry, const Test& asked) {
    Outcome outcome = test(state_, source_, asked);
    if (outcome.kind == Outcome::Kind::Fails) return;
    if (outcome.kind == Outcome::Kind::Unknown && result_.why.empty()) {
      result_.why = outcome.why;
    }
    result_.choices.push_back({std::move(outcome), entry.value->text, entry.place});
  }

  void add_exact(const Entry& entry) {
    const std::string key = key_of(entry);
    const bool has_letters =
        std::ranges::any_of(key, [](char c) { return base::to_lower(c) != base::to_upper(c); });
    const bool is_host = source_.size() == 1 && source_[0].source == Source::Host;
    Test asked;
    asked.place = entry.place;
    if (has_letters && !is_host) {
      asked.kind = Test::Kind::Regex;
      asked.text = "^" + escape_regex(key) + "$";
      asked.ignore_case = true;
    } else {
      asked.kind = Test::Kind::Equals;
      asked.text = key;
    }
    add(entry, asked);
  }

  void add_mask(const Entry& entry) {
    std::string expression = escape_regex(entry.key->text);
    Test asked;
    asked.kind = Test::Kind::Regex;
    asked.ignore_case = true;
    asked.place = entry.place;
    const std::string& key = entry.key->text;
    if (key.ends_with(".*")) {
      asked.text = "^" + escape_regex(key.substr(0, key.size() - 1));
    } else {
      asked.text = escape_regex(key.substr(key.starts_with('*') ? 1 : 0)) + "$";
    }
    add(entry, asked);
  }

  void add_regex(const Entry& entry) {
    std::string_view text = entry.key->text;
    text.remove_prefix(1);
    Test asked;
    asked.kind = Test::Kind::Regex;
    asked.place = entry.place;
    asked.ignore_case = text.starts_with('*');
    if (asked.ignore_case) text.remove_prefix(1);
    asked.text = text;
    add(entry, asked);
  }

  void add_default() {
    MapChoice choice;
    choice.condition.kind = Outcome::Kind::Holds;
    choice.place = map_.place;
    if (default_ != nullptr) {
      choice.value = default_->text;
      choice.place = default_->place;
    }
    result_.choices.push_back(std::move(choice));
  }

  bool in_rows(const Entry& entry) const {
    return is_row_target(entry.value->text) && row_key(key_of(entry)).has_value();
  }

  /// A key as that of a row; nullopt where a row cannot have it.
  std::optional<std::string> row_key(const std::string& key) const {
    const bool has_query = key.find('?') != std::string::npos;
    const std::size_t slash = key.find('/');
    if (slash == std::string::npos || key.find_first_of("#% ") != std::string::npos) {
      return std::nullopt;
    }
    if (with_host_ ? slash == 0 : slash != 0) return std::nullopt;
    if (has_query) return std::nullopt;
    return key;
  }

  /// The keys that are paths, together.
  bool rows() {
    const auto is = [this](std::initializer_list<Source> form) {
      return std::ranges::equal(source_, form, {}, &Piece::source);
    };
    with_host_ = is({Source::Host, Source::Uri}) || is({Source::Host, Source::RequestUri});
    const bool with_query = is({Source::RequestUri}) || is({Source::Host, Source::RequestUri});
    if (!with_host_ && !with_query && !is({Source::Uri})) return false;
    if (known_path(state_) && !with_host_) return false;
    auto rows = std::make_shared<std::vector<rules::MapRow>>();
    for (const Entry& entry : exact_) {
      if (!in_rows(entry)) continue;
      rows->push_back({key_of(entry), entry.value->text, 0, entry.place.line});
    }
    if (rows->size() < kManyKeys) return false;
    MapChoice choice;
    choice.place = map_.place;
    choice.comparison = {true, !with_query && state_.server->merges_slashes, false};
    choice.condition.kind = Outcome::Kind::Holds;
    if (with_query) {  // a row would take every query
      choice.condition.kind = Outcome::Kind::Depends;
      choice.condition.atom.other.regex =
          rules::Regex{{"^$", map_.place}, rules::Engine::Re2, rules::Subject::Query};
    }
    choice.rows = std::move(rows);
    result_.choices.push_back(std::move(choice));
    return true;
  }

  const MapVariable& map_;
  const Value& source_;
  const State& state_;
  bool by_rows_;
  bool with_host_ = false;
  std::vector<Entry> exact_;
  std::vector<Entry> heads_;
  std::vector<Entry> tails_;
  std::vector<Entry> regexes_;
  const Word* default_ = nullptr;
  MapChoices result_;
};

Outcome depends(rules::Conditions conditions) {
  Outcome outcome;
  outcome.kind = Outcome::Kind::Depends;
  outcome.atom.other = std::move(conditions);
  return outcome;
}

MapChoice otherwise(const std::string& value, const rules::Place& place) {
  MapChoice choice;
  choice.condition.kind = Outcome::Kind::Holds;
  choice.value = value;
  choice.place = place;
  return choice;
}

int prefix_length(std::string_view network) {
  const std::size_t slash = network.find('/');
  if (slash == std::string_view::npos) return 128;
  int length = 0;
  std::from_chars(network.data() + slash + 1, network.data() + network.size(), length);
  return length;
}

MapChoices geo_choices(const MapVariable& map, const Value& source) {
  MapChoices result;
  if (source.size() != 1 || source[0].source != Source::Client) {
    result.why = "a geo of another variable than $remote_addr is not known here";
    return result;
  }
  std::vector<const Directive*> networks;
  MapChoice last = otherwise("", map.place);
  for (const Directive& directive : *map.block) {
    if (directive.is() == "ranges") result.why = "ranges of a geo are not read";
    if (directive.is_template()) result.why = "a template fills in a part of the geo";
    if (directive.words.size() != 1) continue;
    if (directive.is() == "default") {
      last = otherwise(directive.word(0), directive.name.place);
    } else if (directive.is() != "proxy" && directive.is() != "delete" &&
               directive.is() != "include") {
      networks.push_back(&directive);
    }
  }
  std::ranges::stable_sort(networks, std::ranges::greater{},
                           [](const Directive* d) { return prefix_length(d->is()); });
  for (const Directive* network : networks) {
    rules::Conditions conditions;
    conditions.clients.push_back({network->is(), network->name.place});
    result.choices.push_back(
        {depends(std::move(conditions)), network->word(0), network->name.place});
  }
  result.choices.push_back(std::move(last));
  return result;
}

MapChoices split_choices(const MapVariable& map) {
  MapChoices result;
  double percent = 0;
  MapChoice last = otherwise("", map.place);
  for (const Directive& directive : *map.block) {
    if (directive.words.size() != 1) continue;
    if (directive.is() == "*") {
      last = otherwise(directive.word(0), directive.name.place);
      continue;
    }
    double share = 0;
    std::from_chars(directive.is().data(), directive.is().data() + directive.is().size(), share);
    percent = std::min(percent + share, 100.0);
    rules::Conditions conditions;
    rules::Share chosen;
    chosen.percent = percent;
    chosen.seed = map.source;
    chosen.place = directive.name.place;
    conditions.share = chosen;
    result.choices.push_back(
        {depends(std::move(conditions)), directive.word(0), directive.name.place});
  }
  result.choices.push_back(std::move(last));
  return result;
}

}  // namespace

MapChoices choices_of(const MapVariable& map, const Value& source, const State& state,
                      bool by_rows) {
  switch (map.kind) {
    case MapVariable::Kind::Geo:
      return geo_choices(map, source);
    case MapVariable::Kind::Split:
      return split_choices(map);
    case MapVariable::Kind::Map:
      break;
  }
  return MapReader(map, source, state, by_rows).run();
}

}  // namespace onward::config::nginx
