// SPDX-License-Identifier: MIT
// Images of maps: what they find, what is said of rows that go into them, and what they do with
// bytes that nobody wrote. Long: cases of one file format, with one way to build and to ask.
#include "onward/rules/map_image.h"

#include "rules/hash.h"
#include "rules/image/find.h"
#include "rules/image/layout.h"
#include "rules/image/memory_file.h"
#include "rules/little_endian.h"
#include "rules/map_table.h"
#include "rules/question.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::rules {
namespace {

using Image = std::shared_ptr<const MapImage>;

std::vector<MapRow> numbered(std::vector<MapRow> rows) {
  std::uint32_t line = 0;
  for (MapRow& row : rows) row.line = ++line;
  return rows;
}

const std::vector<MapRow>& some_rows() {
  static const std::vector<MapRow> rows = numbered({{"/a", "/1"},
                                                    {"/a?x=1", "/2"},
                                                    {"shop.example/a", "/3"},
                                                    {"shop.example/a?x=1", "/4", 308},
                                                    {"https://shop.example/a", "/5"},
                                                    {"shop.example:8080/a", "/6"},
                                                    {"http://only.example", "https://new.example/"},
                                                    {"/gone", "", 410}});
  return rows;
}

std::string bytes_of(const std::vector<MapRow>& rows, const ImageOptions& options = {}) {
  Diagnostics diagnostics;
  return image_of(rows, options, diagnostics);
}

Image opened(std::string_view bytes) {
  const auto image = open_bytes(bytes);
  EXPECT_TRUE(image.has_value());
  return image.value_or(nullptr);
}

// "line status to", or "" where no row answers.
std::string look_up(const MapImage& image, std::string_view url) {
  const TestQuestion question("GET", url);
  const Question asking = question.get();
  SelectionBuffer buffer;
  Asked asked(asking, buffer);
  const auto found = find(image, asked);
  if (!found) return "";
  std::string text = std::to_string(found->line) + " ";
  text.append(std::to_string(found->status)).append(" ").append(found->to);
  return text;
}

std::string code_of(const Result<Image>& image) {
  return image ? "" : std::string(name(image.error().code));
}

TEST(MapImages, TheMostSpecificRowAnswers) {
  const Image image = opened(bytes_of(some_rows(), {.key = {1, 2}}));
  EXPECT_TRUE(image->check_rows().has_value());
  EXPECT_EQ(image->header().rows, 8U);
  struct Case {
    const char* url;
    const char* found;
  };
  const Case cases[] = {
      {"http://h/a", "1 0 /1"},
      {"http://h/a?x=2", "1 0 /1"},
      {"http://h/a?x=1", "2 0 /2"},
      {"http://shop.example/a", "3 0 /3"},
      {"http://SHOP.example:81/a?y", "3 0 /3"},
      {"https://shop.example/a", "5 0 /5"},
      {"https://shop.example/a?x=1", "4 308 /4"},
      {"http://shop.example:8080/a", "6 0 /6"},
      {"http://only.example/", "7 0 https://new.example/"},
      {"https://only.example/", ""},
      {"http://h/gone", "8 410 "},
      {"http://h/b", ""},
      {"http://h/a/", ""},
      {"http://h/A", ""},
  };
  for (const Case& c : cases) EXPECT_EQ(look_up(*image, c.url), c.found) << c.url;
}

TEST(MapImages, AsAPersonAsks) {
  const Image image = opened(bytes_of(some_rows()));
  struct Case {
    const char* url;
    const char* from;
  };
  const Case cases[] = {{"/a", "/a"},
                        {"/a?x=1", "/a?x=1"},
                        {"http://shop.example:8080/a", "shop.example:8080/a"},
                        {"https://shop.example/a", "https://shop.example/a"},
                        {"http://only.example", "http://only.example/"},
                        {"http://nowhere.example/b", ""}};
  for (const Case& c : cases) {
    const auto row = find(*image, c.url);
    const bool is_there = row && *row;
    EXPECT_EQ(is_there ? (*row)->from : "", c.from) << c.url;
    EXPECT_EQ(is_there ? (*row)->origin : "rows", "rows");
  }
  EXPECT_FALSE(find(*image, "http://a b/").has_value());
}

TEST(MapImages, ComparedAsTheyWereBuilt) {
  struct Case {
    const char* from;
    const char* url;
    ImageOptions options;
  };
  const Case cases[] = {
      {"/A/b", "http://h/a/B", {.comparison = {.ignore_case = true}}},
      {"/a?X=1", "http://h/a?x=1", {.comparison = {.ignore_case = true}}},
      {"/a//b", "http://h//a/b", {.comparison = {.merge_slashes = true}}},
      {"/a/", "http://h/a", {.comparison = {.ignore_trailing_slash = true}}},
      {"/%61%2f", "http://h/%61%2f", {.comparison = {.keep_escapes = true}}},
      {"/x/../a", "http://h/x/../a", {.comparison = {.keep_escapes = true, .keep_dots = true}}},
      {"/Function/*(|)", "http://h/Function/%2A%28%7c%29", {.is_literal = true}},
      {"/What?", "http://h/What%3F", {.is_literal = true}},
  };
  for (const Case& c : cases) {
    const Image image = opened(bytes_of({{c.from, "/to", 0, 1}}, c.options));
    EXPECT_EQ(look_up(*image, c.url), "1 0 /to") << c.from;
    EXPECT_EQ(image->header().comparison, c.options.comparison);
    EXPECT_EQ(image->header().is_literal, c.options.is_literal);
  }
}

TEST(MapImages, WhatIsSaidOfRows) {
  Diagnostics diagnostics;
  const auto rows = numbered({{"/a", "/1"},
                              {"/%61", "/2"},
                              {"b", "/3"},
                              {"/c", "/c"},
                              {"/d", ""},
                              {"/a", "/4"},
                              {"/c", "/c"}});
  const Image image = opened(image_of(rows, {}, diagnostics));
  std::vector<std::string> said;
  for (const Diagnostic& d : diagnostics) said.push_back(std::to_string(d.place.line) + d.message);
  EXPECT_EQ(said,
            (std::vector<std::string>{"2'/a' is the source of line 1 again; that one is used",
                                      "3neither a path nor a URL: 'b'", "4'/c' leads to itself",
                                      "5the target is empty",
                                      "6'/a' is the source of line 1 again; that one is used",
                                      "7'/c' is the source of line 4 again; that one is used"}));
  EXPECT_EQ(look_up(*image, "http://h/a"), "1 0 /1");
  EXPECT_EQ(image->header().rows, 2U);
  EXPECT_TRUE(image->check_rows().has_value());
}

TEST(MapImages, AStatusForRowsThatHaveNone) {
  const Image image = opened(bytes_of(numbered({{"/a", ""}, {"/b", "/c", 302}}), {.status = 410}));
  EXPECT_EQ(look_up(*image, "http://h/a"), "1 410 ");
  EXPECT_EQ(look_up(*image, "http://h/b"), "2 302 /c");
}

// docs/map_format.md says where what stands.
TEST(MapImages, TheFormat) {
  const std::string bytes = bytes_of({{"/a", "/b", 308, 7}}, {.key = {1, 2}, .built_at = 3});
  const auto number = [&bytes](std::size_t at) { return load<std::uint64_t>(bytes.data() + at); };
  EXPECT_EQ(bytes.substr(0, 12), std::string("\x89ONWMAP\n\x01\0\0\0", 12));
  EXPECT_EQ(number(16), bytes.size());
  EXPECT_EQ(number(24), 1U);               // rows
  EXPECT_EQ(number(32), 9U);               // homes
  EXPECT_EQ(number(40), 1U | 1ULL << 32);  // longest probe; shapes
  EXPECT_EQ(number(48), 1U);               // key
  EXPECT_EQ(number(56), 2U);
  EXPECT_EQ(number(64), 128U);  // records
  EXPECT_EQ(number(72), 24U);
  EXPECT_EQ(number(80), 152U);  // slots
  EXPECT_EQ(number(88), 152U + 9 * 8);
  EXPECT_EQ(number(104), 3U);
  EXPECT_EQ(bytes.substr(132, 20),
            std::string("\x07\0\0\0\x02\0\0\0\0\0\x02\0\x34\x01\0\0/a/b", 20));
  EXPECT_EQ(bytes.substr(bytes.size() - 16), std::string("\x80\0\0\0\0\0\0\0\x04\0\0\0rows", 16));
}

TEST(MapImages, AnEmptyOne) {
  const Image image = opened(bytes_of({}));
  EXPECT_TRUE(image->check_rows().has_value());
  EXPECT_EQ(look_up(*image, "http://h/a"), "");
}

TEST(MapImages, CutOffAnywhere) {
  const std::string bytes = bytes_of(some_rows());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string code = code_of(open_bytes(bytes.substr(0, size)));
    EXPECT_EQ(code, size < kImageMagic.size() ? "image-foreign" : "image-size-wrong") << size;
  }
  EXPECT_EQ(code_of(open_bytes(bytes + "x")), "image-size-wrong");
}

// Whatever byte is another one: a row may be lost, and none is answered otherwise.
TEST(MapImages, AnyByteChanged) {
  const std::string whole = bytes_of(some_rows(), {.key = {3, 4}});
  const Image good = opened(whole);
  const std::vector<std::string> urls{"http://h/a", "http://h/a?x=1", "http://shop.example/a",
                                      "http://h/gone"};
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const int flip : {0x01, 0x80, 0xFF}) {
      std::string bytes = whole;
      bytes[at] = static_cast<char>(bytes[at] ^ flip);
      const auto image = open_bytes(bytes);
      if (!image) continue;
      EXPECT_FALSE((*image)->check().has_value()) << at;
      EXPECT_FALSE((*image)->check_rows().has_value()) << at;
      for (const std::string& url : urls) {
        const std::string found = look_up(**image, url);
        // A more specific row that is lost leaves the next one.
        const bool is_right = found.empty() || found == look_up(*good, url) || found == "1 0 /1";
        EXPECT_TRUE(is_right) << at << " " << url << " " << found;
      }
    }
  }
}

// What a file looks like whose end was cut off while it was mapped (cli/bus_error.h).
TEST(MapImages, ZerosFromAnywhereOn) {
  const std::string whole = bytes_of(some_rows());
  for (std::size_t from = kImageHeaderBytes; from < whole.size(); ++from) {
    const auto owner = std::make_shared<std::string>(whole);
    const auto image = MapImage::open({*owner, owner});
    ASSERT_TRUE(image.has_value());
    std::fill(owner->begin() + static_cast<std::ptrdiff_t>(from), owner->end(), '\0');
    const std::string found = look_up(**image, "http://h/gone");
    EXPECT_TRUE(found.empty() || found == "8 410 ") << from;
  }
}

void seal(std::string& bytes) {
  const auto put = [&bytes](std::size_t at, std::uint64_t number) {
    std::string text;
    append_number(number, text);
    bytes.replace(at, text.size(), text);
  };
  put(112, image::body_checksum(std::string_view(bytes).substr(kImageHeaderBytes), 0));
  put(120, hash_of(std::string_view(bytes).substr(0, 120), 0));
}

TEST(MapImages, NumbersThatPointElsewhere) {
  const std::string whole = bytes_of(some_rows());
  // The header's numbers, each of 64 bits but for two of 32 at 40.
  for (std::size_t at = 16; at < 104; at += 8) {
    if (at == 48 || at == 56) continue;  // the hash's key: any is one
    for (const std::uint64_t number :
         {std::uint64_t{0}, std::uint64_t{1} << 40, ~std::uint64_t{0}, ~std::uint64_t{0} << 3}) {
      std::string bytes = whole;
      std::string text;
      append_number(number, text);
      bytes.replace(at, 8, text);
      seal(bytes);
      const auto image = open_bytes(bytes);
      const bool is_refused = !image || !(*image)->check_rows();
      EXPECT_TRUE(is_refused) << at << " " << number;
      EXPECT_EQ(image ? look_up(**image, "http://h/b") : "", "");
    }
  }
  // Slots that all lead to one place, inside the records or not.
  const Image good = opened(whole);
  for (const std::uint64_t offset : {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{129},
                                     good->header().slots_at, std::uint64_t{1} << 47}) {
    std::string bytes = whole;
    const std::uint64_t slots = good->header().homes + good->header().longest_probe - 1;
    for (std::uint64_t i = 0; i < slots; ++i) {
      const std::size_t at = good->header().slots_at + 8 * i;
      std::string text;
      append_number((load<std::uint64_t>(whole.data() + at) & ~image::kOffsetMask) | offset, text);
      bytes.replace(at, 8, text);
    }
    seal(bytes);
    const Image image = opened(bytes);
    EXPECT_FALSE(image->check_rows().has_value());
    EXPECT_TRUE(image->rows().empty());
    EXPECT_EQ(look_up(*image, "http://h/a"), "");
  }
}

TEST(MapImages, OtherVersions) {
  const std::string whole = bytes_of(some_rows());
  for (const std::size_t at : {8U, 10U, 15U}) {
    std::string bytes = whole;
    bytes[at] = 0x55;
    seal(bytes);
    EXPECT_EQ(code_of(open_bytes(bytes)), "image-version-unknown") << at;
  }
}

TEST(MapImages, ManyRowsAsInMemory) {
  MapSource source;
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    source.rows.push_back({"/old/" + std::to_string(i), "/new/" + std::to_string(i), 0, i + 1});
  }
  Diagnostics diagnostics;
  const Image image = opened(image_of(source.rows, {.key = {5, 6}}, diagnostics));
  EXPECT_TRUE(image->check_rows().has_value());
  EXPECT_LE(image->header().longest_probe, image::kMaxProbe);
  const std::vector<MapRow> rows = image->rows();
  ASSERT_EQ(rows.size(), source.rows.size());
  for (std::size_t i = 0; i < rows.size(); i += 97) {
    EXPECT_EQ(rows[i].from, source.rows[i].from);
    EXPECT_EQ(look_up(*image, "http://h" + rows[i].from),
              std::to_string(i + 1) + " 0 " + source.rows[i].to);
  }
  EXPECT_EQ(look_up(*image, "http://h/old/20000"), "");
}

/// A disk that is full after so many bytes.
class FullDisk final : public ImageFile {
 public:
  explicit FullDisk(std::uint64_t room) : room_(room) {}
  Result<void> write(std::uint64_t offset, std::string_view bytes) override {
    if (offset + bytes.size() > room_) return fail(ErrorCode::FileUnwritable);
    return file_.write(offset, bytes);
  }
  Result<std::string> read(std::uint64_t offset, std::size_t size) override {
    return file_.read(offset, size);
  }

 private:
  std::uint64_t room_;
  MemoryFile file_;
};

TEST(MapImages, ADiskThatIsFull) {
  const std::size_t size = bytes_of(some_rows()).size();
  for (const std::size_t room : {std::size_t{0}, std::size_t{200}, size - 1}) {
    FullDisk disk(room);
    Diagnostics diagnostics;
    ImageBuilder builder({}, disk, diagnostics);
    builder.begin_origin("rows", 0);
    for (const MapRow& row : some_rows()) builder.add(row);
    EXPECT_FALSE(builder.finish().has_value()) << room;
  }
}

Rule rule_of(const Image& image, Comparison comparison = {}) {
  MapSource source;
  source.file = 4;
  source.image = image;
  Rule rule;
  rule.comparison = comparison;
  rule.action.map = std::make_shared<const MapSource>(source);
  return rule;
}

TEST(MapImages, InATable) {
  Image first = opened(bytes_of(numbered({{"/a", "/1"}})));
  const Image second = opened(bytes_of(numbered({{"/a", "/2"}, {"/b", "/3"}})));
  const Image other =
      opened(bytes_of(numbered({{"/a", "/4"}}), {.comparison = {.ignore_case = true}}));
  Compiled compiled = compile({rule_of(first)});
  ASSERT_NE(compiled.table, nullptr);
  ASSERT_EQ(compiled.table->images().size(), 1U);
  EXPECT_EQ(compiled.table->images()[0].file, 4U);
  EXPECT_EQ(compiled.table->map_rows(), 1U);
  const auto answer_of = [](const Table& table, std::string_view url) {
    const TestQuestion question("GET", url);
    SelectionBuffer buffer;
    const auto found = select(table, question.get(), 0, buffer);
    return found && found->row ? std::string(found->row->to) : "";
  };
  EXPECT_EQ(answer_of(*compiled.table, "http://h/a"), "/1");
  const auto swapped = compiled.table->with_image(0, second);
  ASSERT_TRUE(swapped.has_value());
  EXPECT_EQ(answer_of(**swapped, "http://h/a"), "/2");
  EXPECT_EQ(answer_of(**swapped, "http://h/b"), "/3");
  EXPECT_EQ(answer_of(*compiled.table, "http://h/a"), "/1");
  EXPECT_EQ((*swapped)->map_rows(), 2U);
  const auto refused = compiled.table->with_image(0, other);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::ImageCompares);
  // Nothing but the table that uses it keeps an image.
  const std::weak_ptr<const MapImage> old = first;
  first.reset();
  EXPECT_FALSE(old.expired());
  compiled.table.reset();
  EXPECT_TRUE(old.expired());
}

TEST(MapImages, ARuleThatComparesOtherwise) {
  const Image image = opened(bytes_of(some_rows()));
  const Compiled compiled = compile({rule_of(image, {.ignore_case = true})});
  EXPECT_EQ(compiled.table, nullptr);
  ASSERT_EQ(compiled.diagnostics.size(), 1U);
  EXPECT_EQ(compiled.diagnostics[0].message,
            "the image was built with nothing ignored, and the rule says ignore_case = true");
}

}  // namespace
}  // namespace onward::rules
