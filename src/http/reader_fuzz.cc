// SPDX-License-Identifier: MIT
// Any bytes as requests and as responses: fed whole and in pieces they give the same transcript.
// The first byte says how large the pieces are and whose responses they would be.
#include "http/transcript.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

namespace http = onward::http;

constexpr http::Method kMethods[] = {http::Method("GET"), http::Method("HEAD"),
                                     http::Method("CONNECT")};

void check_requests(std::string_view wire, std::size_t piece) {
  http::RequestReader whole;
  http::RequestReader in_pieces;
  if (http::transcript(whole, wire, wire.size() + 1) != http::transcript(in_pieces, wire, piece)) {
    std::abort();
  }
}

void check_responses(std::string_view wire, std::size_t piece, const http::Method& method) {
  http::ResponseReader whole(method);
  http::ResponseReader in_pieces(method);
  if (http::transcript(whole, wire, wire.size() + 1) != http::transcript(in_pieces, wire, piece)) {
    std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view wire(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t piece = data[0] % 16U + 1U;
  check_requests(wire, piece);
  check_responses(wire, piece, kMethods[data[0] / 16 % 3]);
  return 0;
}
