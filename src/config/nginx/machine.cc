// SPDX-License-Identifier: MIT
// The phases of ngx_http_rewrite_module and of the search for a location. The list of rules for
// some requests is always complete: it ends with a rule for all of them, a `pass` at the least. So
// what stands below it is for the other requests, without a word about that in its conditions.
#include "config/nginx/machine.h"

#include "base/ascii.h"
#include "config/nginx/expression.h"
#include "config/nginx/map_choices.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace onward::config::nginx {
namespace {

using rules::Severity;

int number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : -1;
}

/// Whether an expression fits every path, and gives no groups.
bool fits_any_path(std::string_view expression) {
  return expression == "^" || expression == ".*" || expression == "^.*" || expression == "^.*$" ||
         expression == "^/" || expression == "/";
}

/// "set $a $a$a;" doubles: what no URL could hold is not known.
bool is_too_long(const Value& value) {
  constexpr std::size_t kMaxBytes = std::size_t{64} * 1024;
  constexpr std::size_t kMaxPieces = 1'000;
  std::size_t size = 0;
  for (const Piece& piece : value) size += piece.text.size();
  return size > kMaxBytes || value.size() > kMaxPieces;
}

}  // namespace

void Machine::run(State state) {
  const Block* block = state.server->root.block;
  follow(std::move(state), {{{block, 0}}, nullptr});
}

/// Recursion is one level a division, of which there are at most kMaxDivisions, or a jump.
void Machine::follow(State state, Position position) {
  for (;;) {
    while (!position.frames.empty() &&
           position.frames.back().next == position.frames.back().block->size()) {
      position.frames.pop_back();
    }
    if (position.frames.empty()) return finish_level(std::move(state), position);
    Frame& frame = position.frames.back();
    const Directive& directive = (*frame.block)[frame.next++];
    if (is_spent(state, directive.name.place)) return;
    if (step(state, position, directive)) return;
  }
}

/// True where nothing is left to follow.
bool Machine::step(State& state, Position& position, const Directive& directive) {
  const std::string& name = directive.is();
  if (name == "set") {
    do_set(state, directive);
  } else if (name == "return") {
    return do_return(state, position, directive);
  } else if (name == "rewrite") {
    return do_rewrite(state, position, directive);
  } else if (name == "if") {
    return do_if(state, position, directive);
  } else if (name == "break") {
    position.frames.clear();
    state.was_rewritten = false;
  }
  return false;
}

void Machine::finish_level(State state, const Position& position) {
  if (position.location == nullptr) return choose_location(std::move(state));
  if (!state.was_rewritten) return answer(std::move(state), *position.location);
  if (++state.jumps > kMaxJumps) {
    return make_status(state, 500, position.location->place, ledger_);
  }
  choose_location(std::move(state));
}

bool Machine::is_spent(const State& state, const rules::Place& place) {
  // Many conditions that hold together are rare, and dear.
  steps_ += 1 + state.atoms.size() * state.atoms.size() / 8;
  if (state.atoms.size() <= kMaxDivisions && steps_ <= kMaxSteps && !ledger_.is_full()) {
    return false;
  }
  if (!std::exchange(is_spent_said_, true)) {
    ledger_.say(Severity::Error, place,
                "the conditions up to here divide the requests into too many cases; what comes "
                "behind is lost for some of them",
                "write fewer conditions that only set variables");
  }
  return true;
}

void Machine::do_set(State& state, const Directive& directive) {
  if (directive.words.size() != 2 || !directive.word(0).starts_with('$')) return;
  const std::string name = directive.word(0).substr(1);
  // What only other directives ask for makes no difference here.
  if (!model_.relevant.contains(name)) return;
  Value value = value_of(state, directive.word(1));
  if (directive.is_template()) value = {{Source::Unknown, name, 0}};
  state.variables[name] = std::move(value);
}

bool Machine::do_return(State& state, const Position& position, const Directive& directive) {
  const rules::Place& place = directive.name.place;
  const Location& location = position.location == nullptr ? state.server->root : *position.location;
  const std::string& first = directive.word(0);
  const int status = directive.words.size() == 1 && number(first) < 0 ? 302 : number(first);
  const bool is_url = directive.words.size() == 1 && number(first) < 0;
  if (directive.is_template()) {
    if (is_redirect(directive)) ledger_.lose(place, "a template fills in a part of this redirect");
    make_pass(state, place, "a directive of a template", ledger_);
    return true;
  }
  const bool redirects =
      status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  if (redirects && (is_url || directive.words.size() > 1)) {
    Redirect redirect;
    redirect.status = status;
    redirect.place = place;
    redirect.status_place = directive.words[0].place;
    redirect.target = value_of(state, directive.word(is_url ? 0 : 1));
    this->redirect(state, std::move(redirect));
  } else if (directive.words.size() > 1) {
    make_status(state, status, place, ledger_);
  } else {
    answer_status(state, location, status, place);
  }
  return true;
}

void Machine::redirect(const State& state, Redirect redirect) {
  const auto with = [&](const State& part, Value target) {
    Redirect one = redirect;
    one.target = std::move(target);
    this->redirect(part, std::move(one));
  };
  if (over_flags(state, redirect.target, redirect.place, with) ||
      over_maps(state, redirect.target, redirect.place, with)) {
    return;
  }
  if (redirect.target.empty()) {
    return make_pass(state, redirect.place, "a redirect without a target", ledger_);
  }
  if (!make_redirect(state, redirect, ledger_)) rows_failed_ = true;
}

bool Machine::do_rewrite(State& state, Position& position, const Directive& directive) {
  if (directive.words.size() < 2) return false;
  if (directive.is_template()) {
    if (is_redirect(directive)) {
      ledger_.lose(directive.name.place, "a template fills in a part of this redirect");
    }
    return false;
  }
  const bool has_flags = over_flags(state, value_of(state, directive.word(1)), directive.name.place,
                                    [&](State part, const Value& /*known*/) {
                                      if (!do_rewrite(part, position, directive))
                                        follow(std::move(part), position);
                                    });
  if (has_flags) return true;
  Test asked;
  asked.kind = Test::Kind::Regex;
  asked.text = directive.word(0);
  asked.place = directive.words[0].place;
  const Value uri = value_of(state, "$uri");
  Outcome outcome = test(state, uri, asked);
  if (outcome.kind == Outcome::Kind::Unknown && fits_any_path(asked.text)) {
    outcome = {Outcome::Kind::Holds};
  }
  switch (outcome.kind) {
    case Outcome::Kind::Fails:
      return false;
    case Outcome::Kind::Unknown:
      if (is_redirect(directive)) {
        ledger_.lose(directive.name.place, "the redirect is lost: " + outcome.why);
      } else {
        // It may have changed the path, and nobody knows to what.
        state.uri = Value{{Source::Unknown, "uri", 0}};
      }
      return false;
    case Outcome::Kind::Holds:
    case Outcome::Kind::Depends:
      break;
  }
  State part = state;
  assume(outcome, part);
  apply_rewrite(std::move(part), position, directive);
  return outcome.kind == Outcome::Kind::Holds || outcome.is_certain;
}

void Machine::apply_rewrite(State state, Position position, const Directive& directive) {
  std::string text = directive.word(1);
  const std::string& flag = directive.word(2);
  const bool keeps_args = !text.ends_with('?');
  if (!keeps_args) text.pop_back();
  Value value = value_of(state, text);
  if (is_redirect(directive)) {
    Redirect redirect;
    redirect.status = flag == "permanent" ? 301 : 302;
    redirect.place = directive.name.place;
    redirect.status_place = directive.words.back().place;
    redirect.is_rewrite = true;
    redirect.keeps_args = keeps_args && !state.args;
    if (keeps_args && state.args && !state.args->empty()) {
      append_text(text.find('?') == std::string::npos ? "?" : "&", value);
      append(*state.args, value);
    }
    redirect.target = std::move(value);
    return this->redirect(state, std::move(redirect));
  }
  // The query of the new path, and the old one behind it.
  Value path;
  Value args;
  bool in_args = false;
  for (const Piece& piece : value) {
    const std::size_t question =
        piece.source == Source::Text && !in_args ? piece.text.find('?') : std::string::npos;
    if (question != std::string::npos) {
      append_text(std::string_view(piece.text).substr(0, question), path);
      append_text(std::string_view(piece.text).substr(question + 1), args);
      in_args = true;
    } else {
      append({piece}, in_args ? args : path);
    }
  }
  if (in_args || !keeps_args) {
    if (keeps_args) {
      if (!args.empty()) append_text("&", args);
      append(value_of(state, "$args"), args);
    }
    state.args = std::move(args);
  }
  state.uri = std::move(path);
  state.was_rewritten = flag != "break";
  if (flag == "last") return finish_level(std::move(state), position);
  if (flag == "break") position.frames.clear();
  follow(std::move(state), std::move(position));
}

void Machine::choose_location(State state) {
  state.was_rewritten = false;
  const std::vector<Choice>& all = choices(*state.server);
  if (all.empty()) {
    ledger_.say(Severity::Error, state.server->place,
                "the server has more locations with an order of their own than can be followed",
                "divide the file");
  }
  std::string unsure;
  for (const Choice& choice : all) {
    if (is_spent(state, state.server->place)) return;
    State part = state;
    auto kind = Outcome::Kind::Holds;
    for (const Choice::Condition& condition : choice.conditions) {
      const bool any_case = condition.kind == Location::Kind::RegexAnyCase;
      Outcome outcome = condition.kind == Location::Kind::Exact
                            ? test_exact(part, condition.pattern)
                        : any_case || condition.kind == Location::Kind::Regex
                            ? test_path_regex(part, condition.pattern, any_case)
                            : test_prefix(part, condition.pattern);
      outcome.atom.place = condition.place;
      assume(outcome, part);
      if (outcome.kind == Outcome::Kind::Fails) kind = outcome.kind;
      if (kind == Outcome::Kind::Fails) break;
      if (outcome.kind != Outcome::Kind::Holds) kind = outcome.kind;
      if (kind == Outcome::Kind::Unknown) unsure = outcome.why;
    }
    if (kind == Outcome::Kind::Fails) continue;
    if (!unsure.empty()) {
      if (!choice.location->has_redirects && !choice.is_slash_redirect) continue;
      ledger_.say(Severity::Error, choice.location->place, "requests are lost here: " + unsure);
      return make_pass(state, choice.location->place, "a rewritten path", ledger_);
    }
    if (choice.is_slash_redirect) {
      Redirect redirect;
      redirect.status = 301;
      redirect.place = redirect.status_place = choice.location->place;
      append_text(encoded_path(choice.location->pattern), redirect.target);
      redirect.keeps_args = true;
      this->redirect(part, std::move(redirect));
    } else {
      enter_location(std::move(part), *choice.location);
    }
    if (kind == Outcome::Kind::Holds) return;
  }
  make_pass(state, state.server->place, "files", ledger_);
}

void Machine::enter_location(State state, const Location& location) {
  state.location = nullptr;
  if (&location == &state.server->root) return answer(std::move(state), location);
  if (location.is_internal && !state.uri) {
    return answer_status(std::move(state), location, 404, location.place);
  }
  state.location = &location;
  follow(std::move(state), {{{location.block, 0}}, &location});
}

const std::vector<Choice>& Machine::choices(const Server& server) {
  const auto found = choices_.find(&server);
  if (found != choices_.end()) return found->second;
  return choices_.emplace(&server, choices_of(server)).first->second;
}

Value Machine::value_of(const State& state, std::string_view text) const {
  Value value;
  for (const Template& piece : split_variables(text)) {
    if (piece.is_variable) {
      append(variable(state, piece.text), value);
    } else {
      append_text(piece.text, value);
    }
    if (is_too_long(value)) return {{Source::Unknown, piece.text, 0}};
  }
  return value;
}

Value Machine::variable(const State& state, const std::string& name) const {
  const bool is_group = name.size() == 1 && base::is_digit(name[0]);
  if (is_group) {
    const auto index = static_cast<std::size_t>(name[0] - '0');
    Value value;
    if (state.groups.from != 0) {
      if (index > 0 && index > state.groups.count) return value;  // empty, to nginx
      return {{Source::Group, name, state.groups.from}};
    }
    if (index < state.groups.texts.size()) append_text(state.groups.texts[index], value);
    return value;
  }
  if (const auto set = state.variables.find(name); set != state.variables.end()) {
    return set->second;
  }
  if (model_.maps.contains(name)) return {{Source::Map, name, 0}};
  Piece piece = built_in(name);
  if (piece.source == Source::Uri && state.uri) return *state.uri;
  if (piece.source == Source::Args && state.args) return *state.args;
  Value value;
  if (piece.source == Source::IsArgs && state.args) {
    if (!state.args->empty()) append_text("?", value);
    return value;
  }
  if (name == "server_name") {
    if (!state.server->names.empty()) append_text(state.server->names[0].text, value);
    return value;
  }
  // Set somewhere, but not on the way here: nginx takes it for empty.
  if (piece.source == Source::Unknown && model_.set_variables.contains(name)) return value;
  return {std::move(piece)};
}

}  // namespace onward::config::nginx
