// SPDX-License-Identifier: MIT
// Several hops, fragments, Set-Cookie, and a Host that the caller gave: the records' last rows,
// each with a question of its own.
#include "clients/predict.h"
#include "clients/scene.h"

#include <vector>

namespace onward::clients {
namespace {

std::string with_content(const Request& request, bool content) {
  std::string text(request.method.name());
  return content ? text.append("+b") : text;
}

// "307-303-307-POST" → "POST+b → POST+b → GET → GET".
Predicted predict_hops(const Policy& policy, std::string_view row, std::string_view seen) {
  std::vector<int> statuses;
  for (std::size_t dash; (dash = row.find('-')) != row.npos; row.remove_prefix(dash + 1)) {
    statuses.push_back(status_of(row.substr(0, dash)));
    if (statuses.back() == 0) return LeftOut{"no statuses"};
  }
  Request request =
      request_to(std::string(kA).append("/d/start"), row, content_of(row, ContentSource::Memory));
  Chain chain(policy);
  std::string text = with_content(request, request.content != ContentSource::None);
  for (const int status : statuses) {
    Step step = step_to(request, status, "/h" + std::to_string(chain.followed()), chain);
    auto* follow = std::get_if<Follow>(&step);
    if (follow == nullptr) break;
    request = std::move(follow->request);
    text.append(" → ").append(with_content(request, follow->content == ContentFate::Resent));
  }
  return Prediction{text, std::string(seen)};
}

// The records have the whole URL or its end, as the client shows it.
Predicted predict_fragment(const Policy& policy, std::string_view location, std::string_view seen) {
  const std::size_t at = seen.find("/x");
  if (at == seen.npos) return LeftOut{"the client does not tell the final URL"};
  seen = seen.substr(at, seen.find_first_of(" '", at) - at);
  Chain chain(policy);
  const Request request = request_to(std::string(kA).append("/d/start#orig"), "GET");
  const Step step = step_to(request, 307, location, chain);
  const auto* follow = std::get_if<Follow>(&step);
  if (follow == nullptr) return Prediction{"not followed", std::string(seen)};
  std::string end(follow->request.url.pathname());
  return Prediction{end.append(follow->request.url.hash()), std::string(seen)};
}

Predicted predict_cookie(const Policy& policy, bool same_host, std::string_view seen) {
  if (seen != "sent" && seen != "no") return LeftOut{"not observed"};
  const Request request = request_to(std::string(kA).append("/d/start"), "GET");
  Chain chain(policy);
  const bool follows =
      std::holds_alternative<Follow>(step_to(request, 307, std::string(kA).append("/x"), chain));
  return Prediction{follows && same_host && policy.keeps_cookies ? "sent" : "no",
                    std::string(seen)};
}

Predicted predict_host(const Policy& policy, bool same_origin, std::string_view seen) {
  constexpr std::string_view kArrow = " → ";
  const std::size_t arrow = seen.find(kArrow);
  if (arrow == seen.npos) return LeftOut{"the client could not send the request"};
  std::vector<Line> fields;
  const std::string_view first = seen.substr(0, arrow);
  if (first.find("{A}") == first.npos) fields.push_back({"Host", first});
  const Request request =
      request_to(std::string(kA).append("/d/start"), "GET", ContentSource::None, fields);
  Chain chain(policy);
  const std::string target = same_origin ? "/x" : std::string(kB).append("/x");
  const Step step = step_to(request, 307, target, chain);
  const std::string_view second = seen.substr(arrow + kArrow.size());
  const auto* follow = std::get_if<Follow>(&step);
  if (follow == nullptr) return Prediction{"nf", std::string(second)};
  const auto host = follow->request.fields.view().find("Host");
  const std::string_view own = same_origin ? "127.0.0.1:{A}" : "127.0.0.1:{B}";
  return Prediction{std::string(host.value_or(own)), std::string(second)};
}

}  // namespace

// "307-maxage", "308-none": the same GET twice, and how often it is asked.
Predicted predict_stored(const Policy& policy, const Cell& cell) {
  const std::string_view row = cell.row;
  const std::size_t dash = row.find('-');
  const int status = status_of(row.substr(0, dash));
  if (status == 0) return LeftOut{"no status"};
  const Request request = request_to(std::string(kA).append("/d/start"), "GET");
  Chain chain(policy);
  const Step step = step_to(request, status, std::string(kA).append("/x"), chain);
  if (!std::holds_alternative<Follow>(step)) return LeftOut{"not followed, so never from a cache"};
  const bool fresh = row.substr(dash + 1) == "maxage";
  const bool permanent = status == 301 || status == 308;
  const bool stored = (fresh && policy.stores != redirect::Stores::Nothing) ||
                      (permanent && policy.stores == redirect::Stores::FreshOrPermanent);
  return Prediction{stored ? "1" : "2", cell.seen};
}

Predicted predict_other(const Policy& policy, const Cell& cell) {
  std::string_view row = cell.row;
  if (take(row, "hops-")) return predict_hops(policy, row, cell.seen);
  if (row == "fragment_inherit_final_url") return predict_fragment(policy, "/x", cell.seen);
  if (row == "fragment_override_final_url") return predict_fragment(policy, "/x#new", cell.seen);
  if (row == "setcookie_same_host") return predict_cookie(policy, true, cell.seen);
  if (row == "setcookie_other_host") return predict_cookie(policy, false, cell.seen);
  if (row == "caller_Host_header_same") return predict_host(policy, true, cell.seen);
  if (row == "caller_Host_header_other_port") return predict_host(policy, false, cell.seen);
  return LeftOut{"a row that is not known here"};
}

Predicted predict(const Policy& policy, const Cell& cell) {
  if (cell.kind == "second_request") return predict_second_request(policy, cell);
  if (cell.kind == "headers_kept") return predict_fields(policy, cell);
  if (cell.kind == "location") return predict_location(policy, cell);
  if (cell.kind == "limit_requests_seen") return predict_limit(policy, cell);
  if (cell.kind == "uploads") return predict_upload(policy, cell);
  if (cell.kind == "redirect_body") return predict_answer_content(policy, cell);
  if (cell.kind == "other") return predict_other(policy, cell);
  if (cell.kind == "cache_requests_to_redirector") return predict_stored(policy, cell);
  return LeftOut{"a kind that is not known here"};
}

}  // namespace onward::clients
