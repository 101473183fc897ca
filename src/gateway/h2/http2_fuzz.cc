// SPDX-License-Identifier: MIT
// Any bytes as the client's side of an HTTP/2 connection: nothing is read outside of them, whole or
// in pieces the server says the same, it holds and says no more than its bounds, and it comes to an
// end. The first byte chooses the pieces, the second whether the rest is the wire itself, or frames
// whose lengths are right: type, flags, stream, length, payload.
#include "base/check.h"
#include "gateway/h2/http2_client.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

namespace gateway = onward::gateway;

/// A length of 255 stands for the largest payload, filled with what is left.
std::string frames_of(std::string_view script) {
  constexpr std::size_t kHead = 4;
  std::string wire;
  while (script.size() >= kHead) {
    const auto type = static_cast<gateway::FrameType>(gateway::byte_at(script, 0));
    const auto flags = gateway::byte_at(script, 1);
    const auto stream = gateway::byte_at(script, 2);
    std::size_t size = gateway::byte_at(script, 3);
    script.remove_prefix(kHead);
    std::string payload(script.substr(0, size));
    script.remove_prefix(payload.size());
    if (size == 255) payload.resize(gateway::kFrameBytes, '\0');
    wire += gateway::frame(type, flags, stream, payload);
  }
  return wire.append(script);
}

void check_bounds(const gateway::Http2Client& client) {
  CHECK(client.most_output_bytes() <= gateway::kMaxOutputBytes + 3 * gateway::kFrameBytes);
  CHECK(client.most_unread_bytes() < gateway::kFrameHeadBytes + gateway::kFrameBytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::string wire = data[1] % 2 == 0 ? std::string(rest) : frames_of(rest);
  gateway::Http2Client whole;
  whole.say(wire);
  gateway::Http2Client in_pieces;
  in_pieces.say(wire, data[0] % 64U + 1U);
  CHECK(whole.outcome() == in_pieces.outcome());
  CHECK(whole.transcript().content() == in_pieces.transcript().content());
  check_bounds(whole);
  check_bounds(in_pieces);
  const bool was_over = whole.is_over();
  const std::string before = whole.outcome();
  whole.say(gateway::get(0x7FFF'FFFF, "/a"));
  if (was_over) CHECK(whole.outcome() == before);
  if (data[0] >= 128 && !whole.is_over()) whole.server_goes_away();
  whole.pass(std::chrono::hours(1));
  CHECK(whole.is_over());
  return 0;
}
