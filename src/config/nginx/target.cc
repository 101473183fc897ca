// SPDX-License-Identifier: MIT
// A redirect becomes a rule: its conditions are assembled, its value becomes a template. What nginx
// would do where that cannot be faithful is said in an Error. A Location that begins with "/" is
// made absolute by nginx with the scheme and host of the request, which leads where the path alone
// leads; but "//x" is a path then, too.
#include "config/nginx/target.h"

#include "config/nginx/assembly.h"
#include "config/nginx/expression.h"
#include "config/nginx/glue.h"
#include "config/nginx/template_text.h"
#include "config/source_url.h"
#include "onward/http/status.h"
#include "onward/url/url.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace onward::config::nginx {
namespace {

using rules::Severity;

std::optional<http::Status> status_of(int code) {
  const auto status = http::Status::from(code);
  return status ? std::optional(*status) : std::nullopt;
}

std::set<std::size_t> atoms_used(const Value& value) {
  std::set<std::size_t> used;
  for (const Piece& piece : value) {
    if (piece.source == Source::Group) used.insert(piece.from);
  }
  return used;
}

/// The index of the group that would go on with a host; 0 where there is none.
std::size_t glued_group(const Value& value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    const Piece& piece = value[i];
    if (piece.source == Source::Group) {
      const bool begins_label =
          i > 0 && value[i - 1].source == Source::Text &&
          (value[i - 1].text.ends_with('.') || value[i - 1].text.ends_with("://"));
      return begins_label ? 0 : i;
    }
    const bool is_authority = piece.source == Source::Text || piece.source == Source::Scheme ||
                              piece.source == Source::Host || piece.source == Source::HttpHost;
    if (!is_authority) return 0;
    if (piece.source != Source::Text) continue;
    const std::size_t slashes = piece.text.find("://");
    const std::size_t from = slashes == std::string::npos ? 0 : slashes + 3;
    if (piece.text.find_first_of("/?#", from) != std::string::npos) return 0;
  }
  return 0;
}

class RedirectMaker {
 public:
  RedirectMaker(const State& state, const Redirect& redirect, Ledger& ledger)
      : state_(state), redirect_(redirect), ledger_(ledger) {}

  bool run() {
    Value value = redirect_.target;
    if (redirect_.is_rewrite) undo_escapes(value);
    if (has(value, Source::Row)) return rows(value);
    if (const std::size_t glued = glued_group(value); glued > 0) {
      unglue(glued, value);
      return true;
    }
    write(state_, value);
    return true;
  }

 private:
  static void undo_escapes(Value& value) {
    bool in_query = false;
    for (Piece& piece : value) {
      if (piece.source != Source::Text || in_query) continue;
      piece.text = without_escapes(piece.text);
      in_query = piece.text.find('?') != std::string::npos;
    }
  }

  void lose(const std::string& why, std::string hint = "",
            rules::About about = rules::About::Other) {
    const std::string shown = "the redirect " + std::to_string(redirect_.status) + " is lost: ";
    ledger_.lose(redirect_.place, shown + why, std::move(hint), about);
    make_pass(state_, redirect_.place, "a redirect that is lost", ledger_);
  }

  /// With scheme and host where the value has a path that a rule would not write so.
  bool complete(Value& value) {
    if (value.empty()) {
      lose("its target is empty");
      return false;
    }
    const Server& server = *state_.server;
    const Location& location = state_.location == nullptr ? server.root : *state_.location;
    const Piece& first = value.front();
    const bool is_path = first.source == Source::Uri || first.source == Source::RequestUri ||
                         (first.source == Source::Text && first.text.starts_with('/'));
    if (is_path) {
      const bool is_double = first.source == Source::Text && first.text.starts_with("//");
      const bool names_server =
          location.names_server && location.makes_absolute && !server.names.empty();
      if (!is_double && !names_server) return true;
      Value whole{{Source::Scheme, "", 0}};
      append_text(location.makes_absolute ? "://" : ":", whole);
      if (names_server) {
        append_text(server.names.front().text, whole);
      } else if (location.makes_absolute) {
        whole.push_back({Source::Host, "", 0});
      }
      append(value, whole);
      value = std::move(whole);
      return true;
    }
    const bool has_scheme = (first.source == Source::Text && is_http_url(first.text)) ||
                            (first.source == Source::Scheme && value.size() > 1 &&
                             value[1].source == Source::Text && value[1].text.starts_with("://"));
    if (has_scheme) return true;
    if (is_constant(value)) {
      const auto url = url::parse(text_of(value));
      if (url && !url->is_special()) return true;
      lose("'" + text_of(value) +
               "' is neither a path nor a URL: a client reads it from the "
               "folder that it asked for",
           "begin it with '/' or 'https://'");
      return false;
    }
    lose(first.source == Source::Unknown ? "nothing is known of $" + first.text + " here"
                                         : "a client could choose where it leads",
         "write the scheme and the host of the target");
    return false;
  }

  void write(const State& state, Value value) {
    value = groups_at_front(std::move(value));
    if (!complete(value)) return;
    Assembled assembled = assemble(state, atoms_used(value), has(value, Source::Uri));
    TargetText text = template_of(state, redirect_, value, assembled);
    if (!assembled.why.empty()) return lose(assembled.why);
    if (!text.why.empty()) return lose(text.why, "", text.about);
    Made& made = assembled.made;
    rules::Rule& rule = made.rule;
    rule.place = redirect_.place;
    rule.action.to = {std::move(text.to), redirect_.place};
    rule.action.status = status_of(redirect_.status);
    rule.action.status_place = redirect_.status_place;
    rule.action.query = text.query;
    for (std::string& host : text.to_hosts) {
      rule.action.to_hosts.push_back({std::move(host), redirect_.place});
    }
    made.is_plain_exact = made.is_plain_exact && is_constant(value) && is_for_map(rule);
    warn(value, text);
    ledger_.add(std::move(made));
    ledger_.taken.push_back(redirect_.place);
  }

  static bool is_for_map(const rules::Rule& rule) {
    const std::string to = rule.action.to.value_or(rules::Text{}).value;
    return to.starts_with('/') || is_http_url(to);
  }

  /// A group that surely begins with a slash stands for a path.
  Value groups_at_front(Value value) const {
    if (value.empty() || value[0].source != Source::Group) return value;
    for (const Atom& atom : state_.atoms) {
      if (atom.number != value[0].from || !atom.is_path()) continue;
      const auto simple = reduced(atom.text, atom.ignore_case);
      if (simple && simple->groups.size() == 1 && simple->groups[0] == "/{0}") {
        value[0] = {Source::Uri, "", 0};
      }
    }
    return value;
  }

  void warn(const Value& value, const TargetText& text) {
    const auto say = [this](std::string what) {
      ledger_.say(Severity::Warning, redirect_.place, std::move(what));
    };
    if (!state_.assumption.empty()) say(state_.assumption);
    if (!text.warning.empty()) say(text.warning);
    if (redirect_.keeps_args && has(value, Source::RequestUri)) {
      say("nginx sends the request's query twice here, as it is in $request_uri, too; here it is "
          "sent once");
    }
    if (!redirect_.is_rewrite && has(value, Source::Uri) && !known_path(state_)) {
      say("nginx fills $uri in decoded, so that a client can break the Location into lines; here "
          "it stays encoded");
    }
  }

  void unglue(std::size_t at, const Value& value) {
    const Piece& glued = value[at];
    const Value origin(value.begin(), value.begin() + static_cast<std::ptrdiff_t>(at));
    const auto atom = std::ranges::find(state_.atoms, glued.from, &Atom::number);
    std::size_t number = 0;
    for (const char c : glued.text) number = number * 10 + static_cast<std::size_t>(c - '0');
    SlashVariants split;
    if (atom != state_.atoms.end() && atom->kind == Atom::Kind::PathRegex) {
      split = slash_out_of_group(atom->text, number);
    }
    if (split.variants.empty()) {
      const bool is_host =
          atom != state_.atoms.end() &&
          atom->other.regex.value_or(rules::Regex{}).subject == rules::Subject::Host;
      if (is_host) return write(state_, value);
      return lose("what the client sends would go on with the host in front of it",
                  "put a '/' between them");
    }
    const auto index = static_cast<std::size_t>(atom - state_.atoms.begin());
    for (const SlashVariant& variant : split.variants) {
      State part = state_;
      part.atoms[index].text = variant.expression;
      Value target = origin;
      append_text("/", target);
      if (variant.has_group) target.push_back(glued);
      append(Value(value.begin() + static_cast<std::ptrdiff_t>(at) + 1, value.end()), target);
      write(part, std::move(target));
    }
    if (!split.leaves_rest) return;
    ledger_.say(
        Severity::Warning, redirect_.place,
        "where what is filled in goes on with the host in front of it nginx lets the client "
        "choose the host; there is no redirect then",
        "put a '/' between them", rules::About::HostOfClient);
    make_pass(state_, redirect_.place, "a target whose host a client could choose", ledger_);
  }

  /// One rule that looks the rows of a map up.
  bool rows(const Value& value) {
    std::string before;
    std::string behind;
    for (const Piece& piece : value) {
      const bool is_before = &piece < &*std::ranges::find(value, Source::Row, &Piece::source);
      if (piece.source == Source::Text) (is_before ? before : behind) += piece.text;
      if (piece.source != Source::Text && piece.source != Source::Row) return false;
    }
    Assembled assembled = assemble(state_, {}, false);
    if (!assembled.why.empty()) return false;
    auto map = std::make_shared<rules::MapSource>();
    map->file = redirect_.place.file;
    for (rules::MapRow row : *state_.rows) {
      row.to.insert(0, before).append(behind);
      if (!row.to.starts_with('/') && !is_http_url(row.to)) return false;
      if (row.to.starts_with("//")) return false;
      row.status = static_cast<std::uint16_t>(redirect_.status);
      map->rows.push_back(std::move(row));
    }
    Made& made = assembled.made;
    made.rule.place = redirect_.place;
    made.rule.comparison = state_.row_comparison;
    ledger_.rows += map->rows.size();
    made.rule.action.map = std::move(map);
    made.rule.action.query =
        redirect_.keeps_args ? rules::QueryPolicy::KeepNonempty : rules::QueryPolicy::Drop;
    made.is_plain_exact = false;
    ledger_.add(std::move(made));
    ledger_.taken.push_back(redirect_.place);
    return true;
  }

  const State& state_;
  const Redirect& redirect_;
  Ledger& ledger_;
};

bool can_answer(int status) {
  constexpr std::array kUnfit{401, 405, 407, 408, 417, 426, 444, 494, 495, 496, 497, 499};
  return ((status >= 400 && status < 500) || status == 503) &&
         std::ranges::find(kUnfit, status) == kUnfit.end();
}

}  // namespace

bool make_redirect(const State& state, const Redirect& redirect, Ledger& ledger) {
  if (ledger.is_full()) return true;
  return RedirectMaker(state, redirect, ledger).run();
}

void make_status(const State& state, int status, const rules::Place& place, Ledger& ledger) {
  if (ledger.is_full()) return;
  if (!can_answer(status)) {
    return make_pass(state, place, "the answer " + std::to_string(status), ledger);
  }
  Assembled assembled = assemble(state, {}, false);
  if (!assembled.why.empty()) return ledger.say(Severity::Warning, place, assembled.why);
  assembled.made.rule.place = place;
  assembled.made.rule.action.status = status_of(status);
  assembled.made.rule.action.status_place = place;
  assembled.made.is_plain_exact = false;
  if (!state.assumption.empty()) ledger.say(Severity::Warning, place, state.assumption);
  ledger.add(std::move(assembled.made));
}

void make_pass(const State& state, const rules::Place& place, std::string why, Ledger& ledger) {
  if (ledger.is_full()) return;
  Assembled assembled = assemble(state, {}, false);
  assembled.made.rule.place = place;
  assembled.made.rule.action.pass = true;
  assembled.made.is_plain_exact = false;
  assembled.made.why_pass = std::move(why);
  if (!assembled.why.empty()) return;
  ledger.add(std::move(assembled.made));
}

}  // namespace onward::config::nginx
