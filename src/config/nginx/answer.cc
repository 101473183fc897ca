// SPDX-License-Identifier: MIT
// What answers where no directive redirects: files, a proxy, a page for an error. Those get no rule
// but a `pass`; only what follows for redirects is looked at.
#include "config/nginx/machine.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace onward::config::nginx {
namespace {

constexpr std::string_view kNoFiles =
    "nginx looks for a file first; taken over as if there were none";

const Directive* directive_of(const Location& location, std::string_view name) {
  const auto found = std::ranges::find(*location.block, name, &Directive::is);
  return found == location.block->end() ? nullptr : &*found;
}

const ErrorPage* page_for(const Location& location, int status) {
  for (const ErrorPage& page : location.error_pages) {
    if (page.codes.contains(status)) return &page;
  }
  return nullptr;
}

}  // namespace

void Machine::answer(State state, const Location& location) {
  if (location.content.empty()) {
    const Directive* files = directive_of(location, "try_files");
    // What stands in a server is for requests that no location takes.
    if (files != nullptr && !files->words.empty() && !files->is_template()) {
      return try_files(state, location, *files);
    }
    const ErrorPage* page = page_for(location, 404);
    if (page != nullptr && !state.is_error_page && state.status_behind == 0) {
      if (state.assumption.empty()) state.assumption = kNoFiles;
      state.status_behind = -1;  // a file may answer as well
      return answer_status(std::move(state), location, 404, location.place);
    }
  } else if (const Directive* files = directive_of(location, "try_files");
             files != nullptr && !files->words.empty() &&
             files->words.back().text.starts_with('@')) {
    return try_files(state, location, *files);
  }
  if (state.status_behind > 0) {
    return make_status(state, state.status_behind, location.place, ledger_);
  }
  make_pass(state, location.place, location.content.empty() ? "files" : location.content, ledger_);
}

void Machine::try_files(const State& state, const Location& location, const Directive& directive) {
  State next = state;
  if (next.assumption.empty()) next.assumption = kNoFiles;
  if (next.status_behind == 0) next.status_behind = -1;
  if (++next.jumps > kMaxJumps) {
    return make_pass(state, location.place, "try_files that goes round", ledger_);
  }
  const std::string& last = directive.words.back().text;
  if (!last.starts_with('=')) return jump(std::move(next), last);
  int status = 0;
  std::from_chars(last.data() + 1, last.data() + last.size(), status);
  answer_status(std::move(next), location, status, directive.name.place);
}

/// To "@name", or to a path, through the directives of the server again.
void Machine::jump(State state, std::string_view to) {
  const bool has_flags =
      over_flags(state, value_of(state, to), state.server->place,
                 [&](State part, const Value& /*known*/) { jump(std::move(part), to); });
  if (has_flags) return;
  if (++state.jumps > kMaxJumps) {
    return make_pass(state, state.server->place, "too many jumps, answered 500", ledger_);
  }
  if (to.starts_with('@')) {
    const auto named = state.server->named.find(std::string(to));
    if (named == state.server->named.end()) {
      return make_pass(state, state.server->place, "a location that is not there", ledger_);
    }
    state.location = named->second;
    return follow(std::move(state), {{{named->second->block, 0}}, named->second});
  }
  const std::size_t question = std::min(to.find('?'), to.size());
  Value path = value_of(state, to.substr(0, question));
  if (question < to.size()) state.args = value_of(state, to.substr(question + 1));
  if (has(path, Source::Map) || has(path, Source::Unknown)) {
    return make_pass(state, state.server->place, "a path that is not known", ledger_);
  }
  state.uri = std::move(path);
  run(std::move(state));
}

/// A status without a text: a page for it may redirect.
void Machine::answer_status(State state, const Location& location, int status,
                            const rules::Place& place) {
  const ErrorPage* page = state.is_error_page ? nullptr : page_for(location, status);
  if (page == nullptr || page->to.is_template) {
    if (state.status_behind == -1) return make_pass(state, place, "files", ledger_);
    return make_status(state, status, place, ledger_);
  }
  state.is_error_page = true;
  if (page->is_redirect()) {
    Redirect redirect;
    redirect.status = page->status.value_or(302);
    const bool redirects = redirect.status == 301 || redirect.status == 302 ||
                           redirect.status == 303 || redirect.status == 307 ||
                           redirect.status == 308;
    if (!redirects) redirect.status = 302;
    redirect.place = redirect.status_place = page->place;
    redirect.target = value_of(state, page->to.text);
    return this->redirect(state, std::move(redirect));
  }
  if (state.status_behind == 0) {
    state.status_behind = page->takes_status ? 0 : page->status.value_or(status);
  }
  jump(std::move(state), page->to.text);
}

}  // namespace onward::config::nginx
