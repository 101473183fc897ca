// SPDX-License-Identifier: MIT
// From a head to an answer, in the order in which a request is worth looking at: what no rule is
// asked about (RFC 9110 §9.3.6 CONNECT, §9.3.8 TRACE, §10.1.1 Expect, §7.4 misdirected requests,
// "OPTIONS *"), then the first rule that matches, again below each one that rewrites, then what
// that rule does. A response is made of views of the table and of the workspace.
#include "base/ascii.h"
#include "rules/action_state.h"
#include "rules/answering.h"
#include "rules/table_state.h"
#include "rules/workspace_state.h"

#include <algorithm>

namespace onward::rules {
namespace {

using http::FieldName;
using http::FieldValue;
using http::KnownMethod;
using http::Status;

/// What rules may be asked about; RFC 9110 §15.5.6: 405 says so.
constexpr FieldValue kAllowed("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");

bool is_permanent(Status status) { return status == 301 || status == 308; }

bool is_host_listed(std::string_view host, const std::vector<std::string>& hosts) {
  return std::any_of(hosts.begin(), hosts.end(), [host](std::string_view listed) {
    if (!listed.starts_with("*.")) return base::equals_ignore_case(host, listed);
    listed.remove_prefix(1);
    return host.size() > listed.size() &&
           base::equals_ignore_case(host.substr(host.size() - listed.size()), listed);
  });
}

class Answering {
 public:
  Answering(const Table& table, const Request& request, std::chrono::sys_seconds now,
            WorkspaceState& room, Observer* observer)
      : table_(table),
        request_(request),
        head_(request.head),
        now_(now),
        room_(room),
        observer_(observer) {
    room_.fields.clear();
    room_.page.clear();
    room_.location.clear();
  }

  Response run() {
    if (head_.method.known() == KnownMethod::Connect) return plain(Status(501));
    if (head_.method.known() == KnownMethod::Trace) {
      room_.fields.push_back({FieldName("Allow"), kAllowed});
      return plain(Status(405));
    }
    if (head_.expectation == http::Expectation::Unknown) return plain(Status(417));
    if (!normalize(request_, room_.url, url_)) return plain(Status(400));
    if (!is_served()) return plain(Status(421));
    if (head_.target.form == http::TargetForm::Asterisk) return no_content();
    return by_rules();
  }

 private:
  /// RFC 9110 §7.4. What the client called us counts, whatever our public origin is. RFC 9112 §3.3:
  /// where it called us nothing (HTTP/1.0), the configured name stands in; without one it is
  /// refused.
  bool is_served() {
    const std::vector<std::string>& hosts = request_.origin.hosts;
    if (hosts.empty()) return true;
    if (request_.origin.authority.empty() || head_.authority.empty()) {
      return is_host_listed(url_.host, hosts);
    }
    const Origin as_sent;
    NormalUrl sent;
    return normalize({head_, as_sent, {}}, room_.sent, sent) && is_host_listed(sent.host, hosts);
  }

  Response by_rules() {
    const auto asked_for = preflight_method(head_);
    method_ = asked_for.value_or(head_.method.name());
    std::size_t from = 0;
    for (int rewrites = 0; rewrites <= kMaxRewrites; ++rewrites) {
      const Question question{request_, url_, method_, now_};
      const auto found = select(table_, question, from, room_.selection);
      if (observer_ != nullptr) observer_->looked(question, from, found);
      if (!found) return plain(Status(404));
      rule_ = found->rule;
      if (room_.hits != nullptr) room_.hits->add(found->rule, now_);
      const ActionState& action = table_.state().compiled[found->rule].action.state();
      if (action.kind == ActionState::Kind::Pass) return plain(Status(404));
      if (action.kind != ActionState::Kind::Rewrite) {
        return asked_for ? preflight(action) : respond(action, *found);
      }
      if (rewrites == kMaxRewrites) break;
      if (!rewrite(action, *found, static_cast<std::size_t>(rewrites % 2))) {
        return plain(Status(414));
      }
      from = found->rule + 1;
    }
    return plain(Status(500));
  }

  /// The URL that matching goes on with.
  bool rewrite(const ActionState& action, const Selected& found, std::size_t room) {
    std::string& target = room_.rewritten[room];
    target.clear();
    if (write_target(action.target, filling(found), action.query, target) != Written::Done) {
      return false;
    }
    normalize_target(target, url_, room_.path[room]);
    return true;
  }

  Filling filling(const Selected& found) const {
    return {url_, method_, found.path, found.host, found.request_path};
  }

  /// Fetch: a preflight must be answered with an ok status, and is never redirected. Without cors
  /// it gets no permission, so that the browser reports what is missing.
  Response preflight(const ActionState& action) {
    room_.fields.push_back({FieldName("Vary"), FieldValue("Origin, Access-Control-Request-Method, "
                                                          "Access-Control-Request-Headers")});
    if (action.cors) add_preflight_fields(*action.cors, head_, room_.fields);
    return no_content();
  }

  Response respond(const ActionState& action, const Selected& found) {
    Status status = action.status;
    if (found.row && found.row->status != 0) {
      if (auto known = Status::from(found.row->status)) status = *known;
    }
    if (!status.is_redirection()) {
      add_fields(action, status);
      return plain(status, action.body);
    }
    if (action.target.is_constant && !url_.has_query &&
        action.kind == ActionState::Kind::Redirect && !prefix_of(action)) {
      room_.location.append(action.target.constant).append(action.target.constant_fragment);
      return redirect(action, status, action.constant_body);
    }
    switch (write_location(action, found)) {
      case Written::Done:
        break;
      case Written::HostRefused:  // asks for something that is not here, not for a redirect to it
        return plain(Status(404));
      case Written::TooLong:
        return plain(Status(414));
    }
    return redirect(action, status, {});
  }

  Written write_location(const ActionState& action, const Selected& found) {
    std::string& out = room_.location;
    if (!found.row) {
      if (prefix_of(action)) append_prefix();
      return write_target(action.target, filling(found), action.query, out);
    }
    if (action.location == LocationForm::Absolute && found.row->to.starts_with('/') &&
        has_own_origin()) {
      append_prefix();
    }
    const QueryPolicy policy = found.row->has_query ? QueryPolicy::Drop : action.query;
    return write_row(found.row->to, url_, policy, out);
  }

  /// Whether the Location is to begin with the origin that clients know us by.
  bool prefix_of(const ActionState& action) const {
    const Target& target = action.target;
    return action.location == LocationForm::Absolute && target.origin.empty() &&
           !target.is_origin_filled && has_own_origin();
  }

  /// Nothing is built from the request's Host alone: either the listener says what it is called, or
  /// it lists the hosts that it serves, and this is one of them.
  bool has_own_origin() const {
    return !url_.host.empty() &&
           (!request_.origin.authority.empty() || !request_.origin.hosts.empty());
  }

  void append_prefix() {
    room_.location.append(url_.scheme).append("://").append(url_.host);
    if (!url_.port.empty()) room_.location.append(":").append(url_.port);
  }

  /// `page` is what was written before for this Location; "" where nothing was.
  Response redirect(const ActionState& action, Status status, std::string_view page) {
    const auto location = FieldValue::parse(room_.location);
    if (!location) return plain(Status(500));  // cannot be: it is written as visible ASCII
    room_.fields.push_back({FieldName("Location"), *location});
    add_fields(action, status);
    if (action.body == BodyKind::Html && page.empty()) {
      append_page(status, room_.location, room_.page);
      page = room_.page;
    }
    Response response = with_content(status, action.body == BodyKind::Html ? page : "");
    response.location = room_.location;
    return response;
  }

  void add_fields(const ActionState& action, Status status) {
    if (action.cache) {
      if (!action.cache->empty()) add(FieldName("Cache-Control"), *action.cache);
    } else if (is_permanent(status)) {
      room_.fields.push_back({FieldName("Cache-Control"), FieldValue("max-age=86400")});
    } else if (status.is_redirection()) {
      room_.fields.push_back({FieldName("Cache-Control"), FieldValue("no-store")});
    }
    if (!action.retry_after.empty()) add(FieldName("Retry-After"), action.retry_after);
    if (action.cors) add_cors_fields(*action.cors, head_, room_.fields);
    if (!action.vary.empty()) add(FieldName("Vary"), action.vary);
  }

  void add(FieldName name, std::string_view value) {
    if (auto checked = FieldValue::parse(value)) room_.fields.push_back({name, *checked});
  }

  Response plain(Status status, BodyKind body = BodyKind::Html) {
    if (body == BodyKind::Html) append_page(status, "", room_.page);
    return with_content(status, room_.page);
  }

  Response no_content() { return with_content(Status(204), ""); }

  Response with_content(Status status, std::string_view content) {
    // A client that waits for "100 Continue" gets no page: Java 17's HttpClient waits for ever
    // behind a final answer that has content.
    if (head_.expectation != http::Expectation::None) content = "";
    Response response;
    response.status = status;
    response.rule = rule_;
    response.content_length = content.size();
    if (head_.method.known() != KnownMethod::Head) response.content = content;
    if (!content.empty()) {
      room_.fields.push_back({FieldName("Content-Type"), FieldValue("text/html; charset=utf-8")});
    }
    response.fields = room_.fields;
    return response;
  }

  const Table& table_;
  const Request& request_;
  const http::RequestHead& head_;
  std::chrono::sys_seconds now_;
  WorkspaceState& room_;
  Observer* observer_;
  NormalUrl url_;
  std::string_view method_;
  std::optional<std::size_t> rule_;
};

}  // namespace

Workspace::Workspace() : state_(std::make_unique<WorkspaceState>()) {}
Workspace::~Workspace() = default;

void Workspace::count_in(Hits* hits) { state_->hits = hits; }

Response answer_observed(const Table& table, const Request& request, std::chrono::sys_seconds now,
                         Workspace& workspace, Observer* observer) {
  return Answering(table, request, now, workspace.state(), observer).run();
}

Response answer(const Table& table, const Request& request, std::chrono::sys_seconds now,
                Workspace& workspace) {
  return answer_observed(table, request, now, workspace, nullptr);
}

}  // namespace onward::rules
