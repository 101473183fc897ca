// SPDX-License-Identifier: MIT
// Any bytes as what a client sends. Whole or in pieces, the server says the same, and as many
// answers as the reader alone finds requests; what it says is a sequence of valid responses, the
// last of them alone says "close" or was refused; nothing is said behind that, however much time
// passes and whether or not the server goes away meanwhile. The first byte says how large the
// pieces are.
#include "base/check.h"
#include "gateway/conversation.h"
#include "gateway/expected_answers.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

namespace gateway = onward::gateway;

gateway::Conversation converse(std::string_view wire, std::size_t piece) {
  gateway::Conversation conversation;
  for (std::size_t at = 0; at < wire.size(); at += piece) conversation.say(wire.substr(at, piece));
  return conversation;
}

/// "307 keep-alive 100 200 | read": what says "close" is the last.
void check_order(std::string_view outcome) {
  const auto close = outcome.find("close ");
  if (close != std::string_view::npos) CHECK(outcome.substr(close + 6).starts_with("| "));
  for (const std::string_view refusal : {"400 ", "408 ", "414 ", "431 ", "501 ", "505 "}) {
    const auto at = outcome.find(refusal);
    if (at != std::string_view::npos) CHECK(outcome.substr(at + 4).starts_with("close | "));
  }
}

/// With a pause of so many seconds between two pieces; in the middle the server goes away.
void converse_slowly(std::string_view wire, std::size_t piece, std::chrono::seconds pause) {
  gateway::Conversation conversation;
  bool was_over = false;
  std::size_t said = 0;
  for (std::size_t at = 0; at < wire.size(); at += piece) {
    if (at <= wire.size() / 2 && at + piece > wire.size() / 2) conversation.server_goes_away();
    conversation.say(wire.substr(at, piece)).pass(pause);
    if (was_over) CHECK(conversation.said().size() == said);
    was_over = conversation.is_over();
    said = conversation.said().size();
  }
  check_order(conversation.outcome());
  conversation.pass(std::chrono::hours(1));
  CHECK(conversation.want() == gateway::Want::Close);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view wire(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = converse(wire, wire.size() + 1);
  const auto in_pieces = converse(wire, data[0] % 16U + 1U);
  CHECK(whole.said() == in_pieces.said());
  CHECK(whole.is_over() == in_pieces.is_over());
  const std::string outcome = whole.outcome();
  check_order(outcome);
  if (!gateway::asks_for_content(wire)) {
    CHECK(outcome.substr(0, outcome.find('|') + 1) == gateway::expected_answers(wire));
  }
  converse_slowly(wire, wire.size() / (data[0] / 64U + 1U) + 1U,
                  std::chrono::seconds(data[0] / 16U % 4U * 4U));
  CHECK(whole.outcome().ends_with("read") || whole.is_over());
  return 0;
}
