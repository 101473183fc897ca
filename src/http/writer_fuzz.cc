// SPDX-License-Identifier: MIT
// Any texts, cut at NULs, as method, target, host, and then names and values: a request and a
// response with them are either not written, or read back as exactly what was meant.
#include "base/check.h"
#include "http/transcript.h"
#include "onward/http/reader.h"
#include "onward/http/writer.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace http = onward::http;

std::vector<std::string_view> cut(std::string_view input) {
  std::vector<std::string_view> texts;
  for (std::size_t end = 0; end != std::string_view::npos;) {
    end = input.find('\0');
    texts.push_back(input.substr(0, end));
    if (end != std::string_view::npos) input.remove_prefix(end + 1);
  }
  return texts;
}

// The fields that were taken, as a transcript has them.
std::string add_fields(const std::vector<std::string_view>& texts, std::size_t first,
                       http::HeadWriter& head) {
  std::string expected;
  for (std::size_t i = first; i + 1 < texts.size(); i += 2) {
    const auto name = http::FieldName::parse(texts[i]);
    if (!name) continue;
    head.field(*name, texts[i + 1]);
    expected.append("  ").append(texts[i]).append("=").append(texts[i + 1]).append("\n");
  }
  return expected;
}

void check_request(const std::vector<std::string_view>& texts) {
  if (texts.size() < 3) return;
  const auto method = http::Method::parse(texts[0]);
  if (!method) return;
  std::string room(texts[0].size() + 40'000, '\0');
  auto head = http::HeadWriter::request(room, *method, texts[1], texts[2]);
  const std::string fields = add_fields(texts, 3, head);
  const auto size = head.end({http::FramingKind::Length, 3});
  if (!size) return;
  room.resize(*size);
  http::RequestReader reader;
  const auto event = reader.read(room);
  if (!event) {  // longer than the limits; never another reading
    CHECK(status_hint(event.error().code) == 414 || status_hint(event.error().code) == 431);
    return;
  }
  CHECK(event->kind == http::EventKind::Head && event->consumed == room.size());
  CHECK(reader.head().method == *method && reader.head().target.text == texts[1]);
  CHECK(reader.head().framing == http::Framing{http::FramingKind::Length, 3});
  CHECK(http::to_text(reader.head().fields) ==
        "  Host=" + std::string(texts[2]) + "\n" + fields + "  Content-Length=3\n");
}

void check_response(const std::vector<std::string_view>& texts) {
  std::string room(40'000, '\0');
  auto head = http::HeadWriter::response(room, http::Status(307));
  const std::string fields = add_fields(texts, 0, head);
  const auto size = head.end({http::FramingKind::Chunked});
  if (!size) return;
  room.resize(*size);
  http::ResponseReader reader(http::Method("GET"));
  const auto event = reader.read(room);
  if (!event) {
    CHECK(status_hint(event.error().code) == 431);
    return;
  }
  CHECK(event->kind == http::EventKind::Head && event->consumed == room.size());
  CHECK(reader.head().status == 307);
  CHECK(reader.head().framing == http::Framing{http::FramingKind::Chunked});
  CHECK(http::to_text(reader.head().fields) == fields + "  Transfer-Encoding=chunked\n");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto texts = cut({reinterpret_cast<const char*>(data), size});
  check_request(texts);
  check_response(texts);
  return 0;
}
