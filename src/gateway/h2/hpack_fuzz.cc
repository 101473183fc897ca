// SPDX-License-Identifier: MIT
// Any bytes as the field blocks of one connection: libnghttp2 reads the same out of them, and
// refuses the same. What was read our encoder can say again. A byte before each block is its size;
// 255 is all that is left.
#include "base/check.h"
#include "gateway/h2/hpack_encoder.h"
#include "gateway/h2/hpack_oracle.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace gateway = onward::gateway;

/// Its end is the end of its memory.
std::vector<char> take_block(std::string_view& rest) {
  std::size_t size = static_cast<unsigned char>(rest.front());
  rest.remove_prefix(1);
  size = size == 255 ? rest.size() : std::min(size, rest.size());
  const std::vector<char> block(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(size));
  rest.remove_prefix(size);
  return block;
}

std::string encode_again(gateway::HpackDecoder decoder, std::string_view block,
                         gateway::HpackEncoder& encoder) {
  std::vector<std::string> texts;
  decoder.begin(block);
  while (decoder.next()) {
    texts.emplace_back(decoder.field().name);
    texts.emplace_back(decoder.field().value);
  }
  std::vector<gateway::HpackField> fields;
  for (std::size_t i = 0; i < texts.size(); i += 2) fields.push_back({texts[i], texts[i + 1]});
  return encode(encoder, fields);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  gateway::HpackDecoder ours;
  gateway::nghttp2::Decoder theirs;
  gateway::HpackEncoder encoder;
  gateway::HpackDecoder peer;
  while (!rest.empty()) {
    const std::vector<char> exact = take_block(rest);
    const std::string_view block(exact.data(), exact.size());
    const gateway::HpackDecoder before = ours;
    const gateway::DecodedBlock decoded = decode(ours, block);
    CHECK(decoded == theirs.decode(block));
    if (!decoded.is_good) return 0;
    CHECK(decode(peer, encode_again(before, block, encoder)) == decoded);
  }
  return 0;
}
