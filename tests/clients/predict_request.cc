// SPDX-License-Identifier: MIT
// The second request, its fields, and how many there are: one step of next(), or as many as it
// takes until it stops.
#include "clients/predict.h"
#include "clients/scene.h"

#include <array>
#include <optional>

namespace onward::clients {
namespace {

// "GET +b" is "GET+b"; what a client sent twice, and why it did not go on, is left away.
std::string plain(std::string_view seen) {
  if (seen.starts_with("–")) return "–";
  std::string text(seen.substr(0, seen.find(" †")));
  if (const std::size_t sent = text.find("(sent"); sent != std::string::npos) text.resize(sent);
  if (const std::size_t space = text.find(" +b"); space != std::string::npos) text.erase(space, 1);
  return text;
}

struct Relation {
  std::string_view row;
  std::string_view from;
  std::string_view to;
};

constexpr Relation kRelations[] = {
    {"same", "http://127.0.0.1:8001/d/start", "http://127.0.0.1:8001/target"},
    {"other_port", "http://127.0.0.1:8001/d/start", "http://127.0.0.1:8002/target"},
    {"other_host", "http://127.0.0.1:8001/d/start", "http://localhost:8001/target"},
    {"subdomain", "http://a.test:8001/d/start", "http://sub.a.test:8001/target"},
    {"parent", "http://sub.a.test:8001/d/start", "http://a.test:8001/target"},
    {"http_to_https_other_port", "http://localhost:8001/d/start", "https://localhost:8443/target"},
    {"https_to_http_other_port", "https://localhost:8443/d/start", "http://localhost:8001/target"},
    {"http80_to_https443", "http://localhost/d/start", "https://localhost/target"},
    {"https443_to_http80", "https://localhost/d/start", "http://localhost/target"},
    {"port80_spelled_out", "http://localhost/d/start", "http://localhost:80/target"},
};

struct Letter {
  char letter;
  Line field;
};

constexpr Letter kLetters[] = {{'A', {"Authorization", "Bearer tok123"}},
                               {'C', {"Cookie", "sid=abc"}},
                               {'P', {"Proxy-Authorization", "Basic cHJveHk6cHc="}},
                               {'K', {"X-Api-Key", "k1"}},
                               {'X', {"X-Custom", "c1"}}};

constexpr int kMostRequests = 151;  // where the harness gave up

}  // namespace

Predicted predict_second_request(const Policy& policy, const Cell& cell) {
  const std::size_t space = cell.row.find(' ');
  const std::string_view row = cell.row;
  const int status = status_of(row.substr(0, space));
  if (status == 0 || space == row.npos) return LeftOut{"no status and method"};
  if (cell.seen.starts_with("none sent")) return LeftOut{"the client could not send the request"};
  std::string_view method = row.substr(space + 1);
  if (const std::size_t sent = cell.seen.find("(sent "); sent != std::string::npos) {
    method = std::string_view(cell.seen).substr(sent + 6);
    method = method.substr(0, method.find(')'));
  }
  const std::string start(std::string(kA).append("/d/start?q=1"));
  const std::string target(std::string(kA).append("/target"));
  const Request request = request_to(start, method, content_of(method, ContentSource::Memory));
  Chain chain(policy);
  return Prediction{text_of(request, step_to(request, status, target, chain)), plain(cell.seen)};
}

std::string text_of(const Request& sent, const Step& step) {
  const auto* follow = std::get_if<Follow>(&step);
  if (follow == nullptr) return "–";
  std::string text(follow->request.method.name());
  if (follow->content == ContentFate::Resent) return text.append("+b");
  const bool lost = sent.content != ContentSource::None && sent.method == follow->request.method;
  return lost ? text.append(" ∅") : text;
}

Predicted predict_fields(const Policy& policy, const Cell& cell) {
  std::string_view sent = cell.seen;
  const std::size_t arrow = sent.find(" → ");
  if (arrow == sent.npos) return LeftOut{"no fields sent and kept"};
  const std::string_view kept = sent.substr(arrow + std::string_view(" → ").size());
  sent = sent.substr(0, arrow);
  if (sent.empty()) return LeftOut{"the client could not send the request"};
  for (const Relation& relation : kRelations) {
    if (relation.row != cell.row) continue;
    std::vector<Line> fields;
    for (const Letter& letter : kLetters) {
      if (sent.find(letter.letter) != sent.npos) fields.push_back(letter.field);
    }
    Chain chain(policy);
    const Request request = request_to(relation.from, "GET", ContentSource::None, fields);
    const Step step = step_to(request, 307, relation.to, chain);
    const auto* follow = std::get_if<Follow>(&step);
    if (follow == nullptr) return Prediction{"not followed", std::string(kept)};
    std::string letters;
    for (const Letter& letter : kLetters) {
      if (follow->request.fields.view().contains(letter.field.name)) letters += letter.letter;
    }
    return Prediction{letters.empty() ? "·" : letters, std::string(kept)};
  }
  return LeftOut{"a relation of origins that is not known here"};
}

Predicted predict_limit(const Policy& policy, const Cell& cell) {
  std::string_view row = cell.row;
  const bool loops = take(row, "loop-");
  if (!loops && !take(row, "chain-")) return LeftOut{"no chain and no loop"};
  int status = 307;
  if (const std::size_t dash = row.find('-'); dash != row.npos) {
    status = status_of(row.substr(0, dash));
    row.remove_prefix(dash + 1);
  }
  if (status == 0) return LeftOut{"no status"};
  const std::string start(std::string(kA).append("/d/start"));
  Request request = request_to(start, row, content_of(row, ContentSource::Memory));
  Chain chain(policy);
  int sent = 1;
  for (; sent < kMostRequests; ++sent) {
    const std::string next(std::string(kA).append("/c/").append(std::to_string(sent)));
    Step step = step_to(request, status, loops ? start : next, chain);
    auto* follow = std::get_if<Follow>(&step);
    if (follow == nullptr) break;
    request = std::move(follow->request);
  }
  return Prediction{std::to_string(sent), cell.seen};
}

}  // namespace onward::clients
