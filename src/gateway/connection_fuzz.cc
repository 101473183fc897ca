// SPDX-License-Identifier: MIT
// Any bytes as what a client sends. Whole or in pieces, the server says the same; what it says is a
// sequence of valid responses, the last of them alone says "close" or was refused; nothing is said
// behind that. The first byte says how large the pieces are.
#include "base/check.h"
#include "gateway/conversation.h"

#include <cstddef>
#include <cstdint>
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
  for (const std::string_view refusal : {"400 ", "414 ", "431 ", "501 ", "505 "}) {
    const auto at = outcome.find(refusal);
    if (at != std::string_view::npos) CHECK(outcome.substr(at + 4).starts_with("close | "));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view wire(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = converse(wire, wire.size() + 1);
  const auto in_pieces = converse(wire, data[0] % 16U + 1U);
  CHECK(whole.said() == in_pieces.said());
  CHECK(whole.is_over() == in_pieces.is_over());
  check_order(whole.outcome());
  CHECK(whole.outcome().ends_with("read") || whole.is_over());
  return 0;
}
