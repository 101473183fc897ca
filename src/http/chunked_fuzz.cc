// SPDX-License-Identifier: MIT
// Any bytes as chunked content: in pieces as whole; what a content says, written as chunks of any
// size, is read again as the same; and no event consumes more than it was given.
#include "onward/http/content.h"
#include "onward/http/writer.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

namespace {

namespace http = onward::http;

void require(bool holds) {
  if (!holds) std::abort();
}

struct Reading {
  std::string content;
  std::string trailers;
  std::string end;  ///< an error's name, "end" or "more"

  friend bool operator==(const Reading&, const Reading&) = default;
};

Reading read(std::string_view wire, std::size_t piece) {
  std::array<http::FieldSlice, 8> room;
  http::ContentReader reader;
  reader.start({http::FramingKind::Chunked}, http::kDefaultLimits, room);
  Reading reading{{}, {}, "more"};
  std::size_t begin = 0;
  for (std::size_t end = 0; end < wire.size();) {
    end = std::min(end + piece, wire.size());
    for (bool goes_on = true; goes_on;) {
      const auto exact = std::make_unique<char[]>(end - begin);
      std::copy_n(wire.begin() + static_cast<std::ptrdiff_t>(begin), end - begin, exact.get());
      const auto event = reader.read({exact.get(), end - begin});
      if (!event) {
        reading.end = name(event.error().code);
        return reading;
      }
      require(event->consumed <= end - begin);
      begin += event->consumed;
      reading.content += event->content;
      goes_on = event->kind == http::EventKind::Content;
      if (event->kind != http::EventKind::End) continue;
      for (const http::Field field : reader.trailers()) {
        reading.trailers.append(field.name).append("=").append(field.value).append("\n");
      }
      reading.end = "end " + std::to_string(begin);
      return reading;
    }
  }
  return reading;
}

std::string written(std::string_view content, std::size_t chunk) {
  std::string wire;
  for (std::size_t at = 0; at < content.size(); at += chunk) {
    std::string room(chunk + 32, '\0');
    room.resize(*http::write_chunk(room, content.substr(at, chunk)));
    wire += room;
  }
  return wire.append(http::kLastChunk);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t piece = data[0] % 32U + 1U;
  const Reading whole = read(bytes, bytes.size() + 1);
  require(read(bytes, piece) == whole);

  const std::string wire = written(bytes, piece);
  require(read(wire, 7) == Reading{std::string(bytes), {}, "end " + std::to_string(wire.size())});
  return 0;
}
