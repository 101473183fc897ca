// SPDX-License-Identifier: MIT
#pragma once

#include "clients/cell.h"

#include "onward/redirect/atlas.h"
#include "onward/redirect/decision.h"

#include <string>
#include <string_view>
#include <variant>

// What a client's policy says about a cell. The question is rebuilt from the row's name (a request,
// an answer, perhaps several hops) and put to next(); its step is written in the words of the
// records. Nothing here knows a client.
namespace onward::clients {

/// In the words of the records, reduced to what the policy can say; `seen` reduced likewise.
struct Prediction {
  std::string predicted;
  std::string seen;
  bool agrees() const { return predicted == seen; }
};

/// The cell is no prediction: a plain reason, the same for all of its sort.
struct LeftOut {
  std::string_view reason;
};

using Predicted = std::variant<Prediction, LeftOut>;

Predicted predict(const redirect::Policy& policy, const Cell& cell);

/// "POST+b", "PUT ∅" for content that is lost, "–" for none: the second request.
std::string text_of(const redirect::Request& sent, const redirect::Step& step);

// By kind. A kind that is none of these is left out.
Predicted predict_second_request(const redirect::Policy& policy, const Cell& cell);
Predicted predict_fields(const redirect::Policy& policy, const Cell& cell);
Predicted predict_location(const redirect::Policy& policy, const Cell& cell);
Predicted predict_limit(const redirect::Policy& policy, const Cell& cell);
Predicted predict_upload(const redirect::Policy& policy, const Cell& cell);
Predicted predict_answer_content(const redirect::Policy& policy, const Cell& cell);
Predicted predict_stored(const redirect::Policy& policy, const Cell& cell);
Predicted predict_other(const redirect::Policy& policy, const Cell& cell);

}  // namespace onward::clients
