// SPDX-License-Identifier: MIT
// What is written, what is refused, and the property: whatever bytes are offered as values, what
// the reader makes of the result is what was meant, or nothing was written.
#include "onward/http/writer.h"

#include "http/transcript.h"
#include "onward/http/reader.h"

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::http {
namespace {

std::string_view text_of(std::span<const char> room, const Result<std::size_t>& size) {
  return size ? std::string_view(room.data(), *size) : name(size.error().code);
}

TEST(HttpWriter, ExampleHolds) {
  const std::string_view location = "https://example.com/";
  std::array<char, 1024> room;
  auto head = onward::http::HeadWriter::response(room, onward::http::Status(307));
  head.field(onward::http::FieldName("Location"), location);
  head.field(onward::http::FieldName("Cache-Control"), onward::http::FieldValue("no-store"));
  auto size = head.end({onward::http::FramingKind::Length, 0});
  EXPECT_EQ(text_of(room, size),
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: https://example.com/\r\n"
            "Cache-Control: no-store\r\nContent-Length: 0\r\n\r\n");
}

struct FramingCase {
  int status;  ///< 0: a request
  Framing framing;
  std::string_view fields;  ///< or the error's name
};

constexpr FramingCase kFramings[] = {
    {0, {FramingKind::None}, "\r\n"},
    {0, {FramingKind::Length, 0}, "Content-Length: 0\r\n\r\n"},
    {0, {FramingKind::Length, INT64_MAX}, "Content-Length: 9223372036854775807\r\n\r\n"},
    {0, {FramingKind::Length, UINT64_MAX}, "http-length-invalid"},
    {0, {FramingKind::Chunked}, "Transfer-Encoding: chunked\r\n\r\n"},
    {0, {FramingKind::UntilClose}, "http-content-refused"},
    {0, {FramingKind::Tunnel}, "http-content-refused"},
    {200, {FramingKind::None}, "Content-Length: 0\r\n\r\n"},
    {200, {FramingKind::UntilClose}, "\r\n"},
    {200, {FramingKind::Tunnel}, "\r\n"},
    {404, {FramingKind::Tunnel}, "http-content-refused"},
    {100, {FramingKind::None}, "\r\n"},
    {100, {FramingKind::Length, 0}, "http-content-refused"},
    {101, {FramingKind::Tunnel}, "\r\n"},
    {204, {FramingKind::None}, "\r\n"},
    {204, {FramingKind::Length, 0}, "http-content-refused"},
    {204, {FramingKind::Chunked}, "http-content-refused"},
    {204, {FramingKind::UntilClose}, "http-content-refused"},
    {304, {FramingKind::None}, "\r\n"},
    {304, {FramingKind::Length, 7}, "Content-Length: 7\r\n\r\n"},
    {304, {FramingKind::UntilClose}, "http-content-refused"},
};

TEST(HttpWriter, Framing) {
  for (const FramingCase& row : kFramings) {
    SCOPED_TRACE(std::to_string(row.status) + " " + to_text(row.framing));
    std::array<char, 256> room;
    auto head = row.status == 0 ? HeadWriter::request(room, Method("PUT"), "/", "h")
                                : HeadWriter::response(room, *Status::from(row.status));
    const std::string text(text_of(room, head.end(row.framing)));
    const std::size_t start = text.starts_with("http-") ? 0 : text.find('\n') + 1;
    const std::string host = row.status == 0 && start != 0 ? "Host: h\r\n" : "";
    EXPECT_EQ(text.substr(start), host + std::string(row.fields));
  }
}

struct RequestCase {
  std::string_view target;
  std::string_view host;
  std::string_view result;  ///< the first line, or the error's name
};

constexpr RequestCase kRequests[] = {
    {"/a?b", "h:8080", "PUT /a?b HTTP/1.1"}, {"http://H/", "h", "PUT http://H/ HTTP/1.1"},
    {"", "h", "http-target-invalid"},        {"/ HTTP/1.1\r\nA: b", "h", "http-target-invalid"},
    {"/a b", "h", "http-target-invalid"},    {"/#", "h", "http-target-invalid"},
    {"*", "h", "http-target-form"},          {"http://u@h/", "h", "http-target-userinfo"},
    {"/", "", "http-host-invalid"},          {"/", "h\r\nA: b", "http-host-invalid"},
    {"/", "u@h", "http-host-invalid"},       {"http://a/", "b", "http-host-disagrees"},
};

TEST(HttpWriter, Requests) {
  for (const RequestCase& row : kRequests) {
    SCOPED_TRACE(row.target);
    std::array<char, 256> room;
    auto head = HeadWriter::request(room, Method("PUT"), row.target, row.host);
    const std::string_view text = text_of(room, head.end({}));
    EXPECT_EQ(text.substr(0, text.find('\r')), row.result);
  }
}

TEST(HttpWriter, RefusesFields) {
  std::array<char, 256> room;
  const auto with = [&room](auto... field) {
    auto head = HeadWriter::response(room, Status(200));
    head.field(field...).field(FieldName("B"), FieldValue("c"));
    return text_of(room, head.end({}));
  };
  EXPECT_EQ(with(FieldName("A"), std::string_view("b\r\nC: d")), "http-field-value-invalid");
  EXPECT_EQ(with(FieldName("A"), std::string_view(" b")), "http-field-value-invalid");
  EXPECT_EQ(with(FieldName("Content-Length"), FieldValue("1")), "http-field-reserved");
  EXPECT_EQ(with(FieldName("transfer-encoding"), FieldValue("chunked")), "http-field-reserved");
  EXPECT_EQ(with(FieldName("host"), std::string_view("a")), "http-field-reserved");
}

TEST(HttpWriter, FullBuffer) {
  const std::string_view whole =
      "HTTP/1.1 299 \r\nLocation: /somewhere\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const auto room = std::make_unique<char[]>(size);
    auto head = HeadWriter::response({room.get(), size}, *Status::from(299));
    head.field(FieldName("Location"), FieldValue("/somewhere"));
    const auto written = head.end({FramingKind::Chunked});
    EXPECT_EQ(text_of({room.get(), size}, written),
              size == whole.size() ? whole : "http-buffer-full");
  }
}

TEST(HttpWriter, Chunks) {
  EXPECT_EQ(chunk_line(1).view(), "1\r\n");
  EXPECT_EQ(chunk_line(0x1fa0).view(), "1fa0\r\n");
  EXPECT_EQ(chunk_line(UINT64_MAX).view(), "ffffffffffffffff\r\n");
  std::array<char, 64> room;
  EXPECT_EQ(text_of(room, write_chunk(room, "hello")), "5\r\nhello\r\n");
  EXPECT_EQ(text_of(room, write_chunk(room, "")), "");
  EXPECT_EQ(text_of(room, write_chunk(std::span(room).first(9), "hello")), "http-buffer-full");
  EXPECT_EQ(text_of(room, write_last_chunk(room, {})), kLastChunk);
  Fields trailers;
  trailers.add(FieldName("A"), FieldValue("b"));
  EXPECT_EQ(text_of(room, write_last_chunk(room, trailers.view())), "0\r\nA: b\r\n\r\n");
  trailers.add(FieldName("Host"), FieldValue("b"));
  EXPECT_EQ(text_of(room, write_last_chunk(room, trailers.view())), "http-trailer-forbidden");
}

// Values that try to be more than a value, at every place of a longer one.
TEST(HttpWriter, NothingIsInjected) {
  const std::vector<std::string> payloads{
      "\r\nSet-Cookie: a=b", "\nA: b",  "\rA: b", "\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
      std::string(1, '\0'),  "\x7f",    "\x0b",   "\x85\r\nA: b",
      "%0d%0aA: b",          "\\r\\nA", "\t",     "\xe5\x98\x8a\xe5\x98\x8d"};
  const std::string value = "https://example.com/a?b";
  for (const std::string& payload : payloads) {
    for (std::size_t at = 0; at <= value.size(); ++at) {
      std::string offered = value;
      offered.insert(at, payload);
      std::array<char, 256> room;
      auto head = HeadWriter::response(room, Status(302));
      const auto size = head.field(FieldName("Location"), std::string_view(offered)).end({});
      ASSERT_EQ(size.has_value(), is_field_value(offered));
      if (!size) continue;
      ResponseReader reader(Method("GET"));
      EXPECT_EQ(transcript(reader, {room.data(), *size}, *size),
                "HTTP/1.1 302 Found length:0 keep\n  Location=" + offered +
                    "\n  Content-Length=0\nend\nclosed\n");
    }
  }
}

}  // namespace
}  // namespace onward::http
