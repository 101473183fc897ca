// SPDX-License-Identifier: MIT
// The checks of an action, every one of them with the reason and what to write instead. The names
// of statuses are RFC 9110 §15.
#include "rules/compiled_action.h"

#include "base/ascii.h"
#include "rules/action_state.h"

#include <algorithm>
#include <array>

namespace onward::rules {
namespace {

/// Beyond a year nobody comes back.
constexpr std::chrono::seconds kMaxRetryAfter{std::chrono::hours{24 * 365}};

constexpr std::array kRedirects{301, 302, 303, 307, 308};

bool is_redirect(http::Status status) {
  return std::find(kRedirects.begin(), kRedirects.end(), status.code()) != kRedirects.end();
}

struct Unfit {
  int status;
  const char* why;
};
// Statuses that a rule cannot answer by itself.
constexpr std::array kUnfit{
    Unfit{300, "300 leaves the choice to the client, which follows none"},
    Unfit{304, "304 answers a conditional request and leads nowhere"},
    Unfit{305, "305 is deprecated (RFC 9110 §15.4.6)"},
    Unfit{306, "306 is not used any more (RFC 9110 §15.4.7)"},
    Unfit{401, "401 needs a challenge in WWW-Authenticate (RFC 9110 §15.5.2)"},
    Unfit{405, "405 needs the list of methods in Allow (RFC 9110 §15.5.6)"},
    Unfit{407, "407 needs a challenge in Proxy-Authenticate (RFC 9110 §15.5.8)"},
    Unfit{408, "408 ends a connection that is too slow"},
    Unfit{417, "417 answers an unknown expectation"},
    Unfit{426, "426 needs a protocol in Upgrade (RFC 9110 §15.5.22)"},
};

std::string why_unfit(http::Status status) {
  const auto* const row = std::find_if(kUnfit.begin(), kUnfit.end(), [status](const Unfit& unfit) {
    return status == unfit.status;
  });
  return row == kUnfit.end() ? "" : std::string(row->why) + "; ";
}

class ActionCompiler {
 public:
  ActionCompiler(const Rule& rule, const CaptureNames& names, Diagnostics& diagnostics)
      : rule_(rule), action_(rule.action), names_(names), diagnostics_(diagnostics) {}

  std::unique_ptr<const ActionState> run() {
    count_actions();
    if (action_.to) {
      state_->kind = ActionState::Kind::Redirect;
      state_->target = compile_target(*action_.to, action_.to_hosts, names_, diagnostics_);
    } else if (action_.rewrite) {
      state_->kind = ActionState::Kind::Rewrite;
      state_->target = compile_path(*action_.rewrite, names_, diagnostics_);
    } else if (action_.map != nullptr) {
      state_->kind = ActionState::Kind::Map;
    } else if (action_.pass) {
      state_->kind = ActionState::Kind::Pass;
    }
    check_status();
    check_fields();
    if (action_.pass) check_pass();
    state_->query = action_.query;
    state_->body = action_.body;
    state_->location = action_.location;
    if (action_.cors) state_->cors = compile_cors(*action_.cors, rule_.when, diagnostics_);
    state_->vary = vary();
    if (state_->target.is_constant && state_->kind == ActionState::Kind::Redirect) {
      const Target& target = state_->target;
      append_page(state_->status, target.constant + target.constant_fragment,
                  state_->constant_body);
    }
    return std::move(state_);
  }

 private:
  void fault(Place place, std::string message, std::string hint) {
    diagnostics_.push_back({Severity::Error, place, std::move(message), std::move(hint)});
  }

  Place action_place() const {
    if (action_.to) return action_.to->place;
    if (action_.rewrite) return action_.rewrite->place;
    return rule_.place;
  }

  void count_actions() {
    const int actions = (action_.to ? 1 : 0) + (action_.rewrite ? 1 : 0) +
                        (action_.map != nullptr ? 1 : 0) + (action_.pass ? 1 : 0);
    if (actions > 1) {
      fault(action_place(), "the rule does more than one thing",
            "a rule has one of to, rewrite, map, pass, or a status alone; make two rules of it");
    }
    if (actions == 0 && !action_.status) {
      fault(rule_.place, "the rule does nothing",
            "add to = \"https://new.example/{0}\", rewrite, map, pass, or a status such as 410");
    }
  }

  /// A rule that passes answers nothing, so that nothing can be said about the answer.
  void check_pass() {
    const bool is_silent = !action_.status && !action_.cache && !action_.retry_after &&
                           !action_.cors && action_.to_hosts.empty() &&
                           action_.query == QueryPolicy::Keep && action_.body == BodyKind::Html &&
                           action_.location == LocationForm::AsWritten;
    if (is_silent) return;
    fault(action_.status ? action_.status_place : rule_.place,
          "a rule that passes answers nothing: the request is answered as if no rule had matched",
          "remove what is said about the answer, or remove pass");
  }

  void check_status() {
    using Kind = ActionState::Kind;
    const Kind kind = state_->kind;
    if (!action_.status) {
      if (kind == Kind::Map) state_->status = http::Status(301);
      return;
    }
    const http::Status status = *action_.status;
    const std::string code = std::to_string(status.code());
    state_->status = status;
    if (kind == Kind::Pass) return;  // check_pass() says it
    if (kind == Kind::Rewrite) {
      fault(action_.status_place, "a rewrite has no status: matching goes on below",
            "remove the status, or redirect with to");
    } else if (kind == Kind::Redirect && !is_redirect(status)) {
      fault(action_.status_place, "a redirect cannot have the status " + code,
            why_unfit(status) + "use 301, 302, 303, 307 or 308");
    } else if (kind == Kind::Map && !is_redirect(status) && status != 404 && status != 410) {
      fault(action_.status_place, "the rows of a map cannot have the status " + code,
            "use 301, 302, 303, 307, 308, 404 or 410");
    } else if (kind == Kind::Status) {
      check_status_alone(status, code);
    }
  }

  void check_status_alone(http::Status status, const std::string& code) {
    if (is_redirect(status)) {
      fault(action_.status_place, "a redirect needs a target", "add to = \"https://…\"");
    } else if (!(status.is_client_error() || status == 503) || !why_unfit(status).empty()) {
      fault(action_.status_place, "a rule cannot answer " + code + " by itself",
            why_unfit(status) + "use a status such as 404, 410, 403, 451 or 503");
    }
  }

  void check_fields() {
    if (action_.cache) {
      if (!http::is_field_value(action_.cache->value)) {
        fault(action_.cache->place, "the value of cache is not a field value",
              "it has a control character or spaces at its ends; write \"max-age=3600\"");
      } else {
        state_->cache = action_.cache->value;
      }
    }
    if (!action_.retry_after) return;
    if (action_.retry_after->count() < 0 || *action_.retry_after > kMaxRetryAfter) {
      fault(rule_.place, "retry_after is not between 0 seconds and a year",
            "write retry_after = \"30s\"");
      return;
    }
    state_->retry_after = std::to_string(action_.retry_after->count());
  }

  /// RFC 9110 §12.5.5: the fields that choose whether this rule answers.
  std::string vary() const {
    std::vector<std::string> names;
    if (state_->cors && varies_by_origin(*state_->cors)) names.emplace_back("Origin");
    std::vector<const Conditions*> unread{&rule_.when};
    while (!unread.empty()) {
      const Conditions& when = *unread.back();
      unread.pop_back();
      for (const ValueTest& test : when.fields) names.push_back(test.name.value);
      if (!when.cookies.empty()) names.emplace_back("Cookie");
      if (when.share && when.share->key == Share::Key::Cookie) names.emplace_back("Cookie");
      if (when.share && when.share->key == Share::Key::Field) {
        names.push_back(when.share->name.value);
      }
      for (const auto* nested : {&when.all, &when.any, &when.none}) {
        for (const Conditions& inner : *nested) unread.push_back(&inner);
      }
    }
    std::string text;
    std::vector<std::string> seen;
    for (const std::string& name : names) {
      const std::string lower = base::to_lower(name);
      if (!http::is_token(name) || std::find(seen.begin(), seen.end(), lower) != seen.end()) {
        continue;
      }
      seen.push_back(lower);
      text.append(text.empty() ? "" : ", ").append(name);
    }
    return text;
  }

  const Rule& rule_;
  const Action& action_;
  const CaptureNames& names_;
  Diagnostics& diagnostics_;
  std::unique_ptr<ActionState> state_ = std::make_unique<ActionState>();
};

}  // namespace

CompiledAction::CompiledAction(std::unique_ptr<const ActionState> state)
    : state_(std::move(state)) {}
CompiledAction::~CompiledAction() = default;
CompiledAction::CompiledAction(CompiledAction&&) noexcept = default;
CompiledAction& CompiledAction::operator=(CompiledAction&&) noexcept = default;

CompiledAction compile_action(const Rule& rule, const CaptureNames& names,
                              Diagnostics& diagnostics) {
  return CompiledAction(ActionCompiler(rule, names, diagnostics).run());
}

}  // namespace onward::rules
