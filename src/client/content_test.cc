// SPDX-License-Identifier: MIT
// What can be sent again, and that it is the same bytes: in pieces of all sizes, after an early
// end, beyond each limit of the spool.
#include "onward/client/content.h"

#include "client/credentials.h"
#include "client/multipart.h"
#include "support/temporary_file.h"

#include <array>
#include <fcntl.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace onward::client {
namespace {

using redirect::ContentSource;

/// Up to `most` bytes in pieces of `step`; nullopt where reading fails.
std::optional<std::string> read_some(Content& content, std::size_t most = std::string::npos,
                                     std::size_t step = 7) {
  std::string all;
  std::vector<char> room(step);
  while (all.size() < most) {
    const auto piece = content.read(std::span(room).first(std::min(step, most - all.size())));
    if (!piece) return std::nullopt;
    all.append(room.data(), piece->size);
    if (piece->at_end) break;
  }
  return all;
}

/// A generator: each byte once.
class Once final : public Content {
 public:
  explicit Once(std::string bytes) : bytes_(std::move(bytes)) {}
  ContentSource kind() const override { return ContentSource::Stream; }
  std::optional<std::uint64_t> size() const override { return std::nullopt; }
  Result<Piece> read(std::span<char> room) override {
    const std::size_t size = bytes_.copy(room.data(), room.size(), at_);
    at_ += size;
    return Piece{size, size == 0};
  }
  Result<void> rewind() override {
    if (at_ != 0) return fail(ErrorCode::ContentGone);
    return {};
  }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

std::string some_bytes(std::size_t size) {
  std::string bytes;
  for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(i * i >> 3);
  return bytes;
}

std::string temporary_folder() { return ::testing::TempDir(); }

TEST(Content, OfMemoryIsReadAgain) {
  const auto content = memory_content("hello");
  EXPECT_EQ(content->kind(), ContentSource::Memory);
  EXPECT_EQ(content->size(), 5U);
  EXPECT_EQ(read_some(*content, 2), "he");
  EXPECT_TRUE(content->rewind());
  EXPECT_EQ(read_some(*content), "hello");
}

TEST(Content, OfAStreamIsKeptInMemoryAndInAFile) {
  const std::string bytes = some_bytes(1000);
  for (const std::uint64_t memory : {0U, 1U, 500U, 999U, 1000U, 4000U}) {
    for (const std::size_t first : {0U, 1U, 499U, 1000U}) {
      const auto content =
          spooled_content(std::make_unique<Once>(bytes),
                          {.memory_bytes = memory, .bytes = 1000, .folder = temporary_folder()});
      EXPECT_EQ(read_some(*content, first), bytes.substr(0, first));
      EXPECT_EQ(content->kind(), ContentSource::File);
      for (int again = 0; again < 2; ++again) {
        ASSERT_TRUE(content->rewind());
        EXPECT_EQ(read_some(*content), bytes) << memory << ' ' << first;
      }
      EXPECT_EQ(content->size(), 1000U);
    }
  }
}

TEST(Content, BeyondTheSpoolIsSentOnceAndNeverEmpty) {
  const std::string bytes = some_bytes(1001);
  for (const std::uint64_t memory : {0U, 400U, 4000U}) {
    const auto content =
        spooled_content(std::make_unique<Once>(bytes),
                        {.memory_bytes = memory, .bytes = 1000, .folder = temporary_folder()});
    EXPECT_EQ(read_some(*content, 900), bytes.substr(0, 900));
    ASSERT_TRUE(content->rewind());
    EXPECT_EQ(read_some(*content), bytes);
    EXPECT_EQ(content->kind(), ContentSource::Stream);
    EXPECT_EQ(content->rewind().error().code, ErrorCode::ContentGone);
  }
}

TEST(Content, WithoutASpoolFolderIsSentOnce) {
  const auto content =
      spooled_content(std::make_unique<Once>("hello"),
                      {.memory_bytes = 2, .bytes = 1000, .folder = "/nonexistent/folder"});
  EXPECT_EQ(read_some(*content), "hello");
  EXPECT_EQ(content->kind(), ContentSource::Stream);
  EXPECT_FALSE(content->rewind());
}

TEST(Content, OfAPipeComesWhenItComes) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const auto content = stream_content(ends[0], {});
  std::array<char, 8> room{};
  EXPECT_EQ(content->descriptor(), ends[0]);
  EXPECT_EQ(content->read(room).value_or(Piece{9, true}).size, 0U);  // and did not wait
  ASSERT_EQ(::write(ends[1], "hello", 5), 5);
  EXPECT_EQ(content->read(room).value_or(Piece{}).size, 5U);
  ::close(ends[1]);
  EXPECT_TRUE(content->read(room).value_or(Piece{}).at_end);
  EXPECT_EQ(content->descriptor(), -1);
  EXPECT_EQ(content->size(), 5U);
  ASSERT_TRUE(content->rewind());
  EXPECT_EQ(read_some(*content), "hello");
  ::close(ends[0]);
}

TEST(Content, OfAFileMustStayAsItWas) {
  const test::TemporaryFile file("content", "hello");
  const auto open = [&file] { return *file_content(file.path()); };
  const auto content = open();
  EXPECT_EQ(content->kind(), ContentSource::File);
  EXPECT_EQ(content->size(), 5U);
  EXPECT_EQ(read_some(*content), "hello");
  ASSERT_TRUE(content->rewind());
  EXPECT_EQ(read_some(*content, 3), "hel");
  ASSERT_EQ(::truncate(file.path().c_str(), 3), 0);
  EXPECT_EQ(read_some(*content), std::nullopt);
  EXPECT_EQ(content->rewind().error().code, ErrorCode::ContentChanged);
  EXPECT_EQ(read_some(*open()), "hel");
}

TEST(Content, OfADescriptorBeginsWhereItStands) {
  const test::TemporaryFile file("content", "hello world");
  const int fd = ::open(file.path().c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_EQ(::lseek(fd, 6, SEEK_SET), 6);
  const auto content = stream_content(fd, {});
  EXPECT_EQ(content->size(), 5U);
  EXPECT_EQ(read_some(*content), "world");
  ASSERT_TRUE(content->rewind());
  EXPECT_EQ(read_some(*content), "world");
  ::close(fd);
}

TEST(Content, ThatIsNoneIsSaid) {
  EXPECT_EQ(file_content("/nonexistent").error().code, ErrorCode::FileNotFound);
  EXPECT_EQ(file_content("/").error().code, ErrorCode::FileUnreadable);
}

TEST(Content, InPartsIsAsGoodAsItsWorstPart) {
  const auto joined = [](std::unique_ptr<Content> last) {
    std::vector<std::unique_ptr<Content>> parts;
    parts.push_back(memory_content("ab"));
    parts.push_back(memory_content(""));
    parts.push_back(std::move(last));
    return joined_content(std::move(parts));
  };
  const auto whole = joined(memory_content("cd"));
  EXPECT_EQ(whole->size(), 4U);
  EXPECT_EQ(read_some(*whole, 3, 1), "abc");
  ASSERT_TRUE(whole->rewind());
  EXPECT_EQ(read_some(*whole), "abcd");
  const auto once = joined(std::make_unique<Once>("cd"));
  EXPECT_EQ(once->kind(), ContentSource::Stream);
  EXPECT_EQ(once->size(), std::nullopt);
  EXPECT_EQ(read_some(*once), "abcd");
  EXPECT_FALSE(once->rewind());
}

TEST(Rfc7578Form, EscapesItsNames) {
  std::vector<FormPart> parts;
  parts.push_back({"a\"b", "", "", memory_content("1")});
  parts.push_back({"f", "x\r\ny", "text/plain", memory_content("2")});
  const auto form = multipart_content(std::move(parts), "B");
  EXPECT_EQ(read_some(*form),
            "--B\r\nContent-Disposition: form-data; name=\"a%22b\"\r\n\r\n1\r\n"
            "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x%0D%0Ay\"\r\n"
            "Content-Type: text/plain\r\n\r\n2\r\n--B--\r\n");
}

TEST(Rfc7617Credentials, AreBase64AndLeaveTheUrl) {
  EXPECT_EQ(basic_credentials("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_EQ(basic_credentials("test", "123\xC2\xA3"), "Basic dGVzdDoxMjPCow==");
  EXPECT_EQ(basic_credentials("", ""), "Basic Og==");
  auto url = *url::parse("http://me:a%3Ab@h/x");
  http::Fields fields;
  take_credentials(url, fields);
  EXPECT_EQ(url.href(), "http://h/x");
  EXPECT_EQ(fields.view().find("Authorization").value_or(""), basic_credentials("me", "a:b"));
}

}  // namespace
}  // namespace onward::client
