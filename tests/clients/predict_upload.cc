// SPDX-License-Identifier: MIT
// Content on its way: one-shot, large, with Expect, and the redirect's own. What next() does not
// decide is read from the policy's Wire.
#include "clients/predict.h"
#include "clients/scene.h"

#include <algorithm>

namespace onward::clients {
namespace {

using redirect::Wire;

Step step_for(const Policy& policy, int status, std::string_view method, ContentSource content) {
  const Request request = request_to(std::string(kA).append("/d/start"), method, content);
  Chain chain(policy);
  return step_to(request, status, std::string(kA).append("/target"), chain);
}

// "nf", "POST+b", "POST": followed or not, and with content or without.
std::string text_of(const Step& step) {
  const auto* follow = std::get_if<Follow>(&step);
  if (follow == nullptr) return "nf";
  std::string text(follow->request.method.name());
  return follow->content == redirect::ContentFate::Resent ? text.append("+b") : text;
}

// The same of "POST kept, new conn" and "nf status 307".
std::string reduced(std::string_view seen) {
  if (seen.starts_with("nf")) return "nf";
  std::string text(seen.substr(0, seen.find_first_of(" ,;(")));
  std::string_view rest = seen.substr(text.size());
  take(rest, " ");
  const bool kept = rest.starts_with("kept") || rest.starts_with("DIFFERENT");
  return kept ? text.append("+b") : text;
}

// The record is of a request that had none, whatever was asked of the set-up.
bool sent_no_content(std::string_view seen) {
  return seen.find("first sent only 0 B") != seen.npos ||
         seen.starts_with("no Expect, 0 B of body");
}

// "chunked → POST kept chunked": what follows the arrow.
std::string_view behind(std::string_view text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  return at == text.npos ? std::string_view() : text.substr(at + mark.size());
}

struct Row {
  int status = 0;
  std::string_view method;
};

// "307-POST" or "307-close-POST".
Row row_of(std::string_view text) {
  const std::size_t first = text.find('-');
  const std::size_t last = text.rfind('-');
  if (first == text.npos) return {};
  return {status_of(text.substr(0, first)), text.substr(last + 1)};
}

// Large content is given as bytes, not as text.
ContentSource source_of_bytes(const Policy& policy) {
  return policy.content.buffers_are_streams ? ContentSource::Stream : ContentSource::Memory;
}

// As of a caller that asks for a 100, whatever the client makes of that.
Step step_with_expect(const Policy& policy, const Row& row) {
  const Request request = request_to(std::string(kA).append("/d/start"), row.method,
                                     source_of_bytes(policy), {{"Expect", "100-continue"}});
  return first_step_to(request, row.status, std::string(kA).append("/target"), policy);
}

Predicted predict_expect(const Policy& policy, const Row& row, bool closes, std::string_view seen) {
  const Wire::Expect expect = policy.wire.expect;
  const Step step = step_with_expect(policy, row);
  std::string after = text_of(step);
  std::string predicted = expect == Wire::Expect::NotSent ? "no Expect, " : "Expect, ";
  const bool holds = expect != Wire::Expect::NotSent && expect != Wire::Expect::SendsAnyway;
  predicted += holds ? "held, " : "sent, ";
  if (expect == Wire::Expect::Breaks && after != "nf") after = row.method;
  if (expect == Wire::Expect::Desyncs && !closes && after != "nf") after = "desync";
  predicted += after;

  std::string told;
  if (seen.starts_with("DESYNC")) {
    told = "Expect, held, desync";
  } else {
    told = seen.starts_with("no Expect") ? "no Expect, " : "Expect, ";
    told += seen.find(", 0 B of body") != seen.npos ? "held, " : "sent, ";
    const std::string_view second = behind(seen, "2nd: ");
    told += second.empty() ? "nf" : reduced(second);
  }
  return Prediction{predicted, told};
}

Predicted predict_early(const Policy& policy, std::string_view row, std::string_view seen) {
  const std::string_view method = row.substr(row.rfind('-') + 1);
  std::string predicted = text_of(step_for(policy, 307, method, source_of_bytes(policy)));
  if (row.starts_with("early-close")) {
    const Wire::EarlyClose early = policy.wire.early_close;
    if (early == Wire::EarlyClose::Loses) predicted = "nf";
    if (early == Wire::EarlyClose::SendsAgain) predicted = "the old URL again";
  }
  if (seen.starts_with("re-sent")) return Prediction{predicted, "the old URL again"};
  const std::string_view followed = behind(seen, "followed: ");
  return Prediction{predicted, followed.empty() ? "nf" : reduced(followed)};
}

}  // namespace

Predicted predict_upload(const Policy& policy, const Cell& cell) {
  const std::string_view seen = cell.seen;
  std::string_view row = cell.row;
  if (seen.starts_with("none sent")) return LeftOut{"the client could not send the request"};
  if (sent_no_content(seen)) return LeftOut{"the set-up sent no content"};
  if (row.starts_with("early-")) return predict_early(policy, row, seen);
  const bool stream = take(row, "stream-");
  const bool large = !stream && take(row, "big-");
  const bool expect = !stream && !large && take(row, "expect-");
  const Row what = row_of(row);
  if (what.status == 0 || !(stream || large || expect)) return LeftOut{"an upload not known here"};
  if (expect) return predict_expect(policy, what, row.find("-close-") != row.npos, seen);
  if (stream) {
    const Step step = step_for(policy, what.status, what.method, ContentSource::Stream);
    return Prediction{text_of(step), reduced(behind(seen, "→ "))};
  }
  const Request request =
      request_to(std::string(kA).append("/d/start"), what.method, source_of_bytes(policy));
  Chain chain(policy);
  const Step step = step_to(request, what.status, std::string(kA).append("/target"), chain);
  return Prediction{clients::text_of(request, step), std::string(seen)};
}

Predicted predict_answer_content(const Policy& policy, const Cell& cell) {
  const Step step = step_for(policy, 307, "GET", ContentSource::None);
  const bool follows = std::holds_alternative<Follow>(step);
  const bool waits = policy.wire.answer != Wire::Answer::NotAwaited;
  const std::string_view seen = cell.seen;
  if (cell.row == "small" || cell.row == "close") {
    const bool same = cell.row == "small" && policy.wire.reuses;
    return Prediction{!follows ? "not followed" : same ? "same conn" : "new conn", cell.seen};
  }
  if (cell.row == "stall") {
    const bool at_once = seen.starts_with("followed at once");
    return Prediction{follows && !waits ? "at once" : "not at once",
                      at_once ? "at once" : "not at once"};
  }
  if (cell.row == "infinite") {
    const bool goes_on = follows && policy.wire.answer != Wire::Answer::ReadToEnd;
    return Prediction{goes_on ? "followed" : "not followed",
                      seen.starts_with("followed") ? "followed" : "not followed"};
  }
  return LeftOut{"whether a connection is kept depends on sizes of buffers"};
}

}  // namespace onward::clients
