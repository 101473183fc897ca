// SPDX-License-Identifier: MIT
// As curl has them: several -d are joined by "&"; -d @FILE leaves out line ends and NULs,
// --data-binary @FILE does not; "-" is the standard input. One binary file alone is sent as it is
// read, so that its length does not matter.
#include "cli/follow_content.h"

#include "base/check.h"
#include "cli/show.h"
#include "client/multipart.h"

#include <algorithm>
#include <fstream>
#include <ostream>
#include <random>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace onward::cli {
namespace {

using client::Content;
using Kind = SentText::Kind;

/// -d @FILE is read into memory; what is larger is for --data-binary or -T.
constexpr std::uint64_t kMaxTextBytes = std::uint64_t{64} << 20;

void complain(std::string_view path, const Error& error, std::ostream& err) {
  err << "onward follow: " << printable(path) << ": " << message(error.code) << '\n';
}

std::unique_ptr<Content> open_one(const std::string& path, const client::SpoolLimits& spool,
                                  std::ostream& err) {
  if (path == "-") return client::stream_content(STDIN_FILENO, spool);
  auto content = client::file_content(path, spool);
  if (content) return *std::move(content);
  complain(path, content.error(), err);
  return nullptr;
}

/// The whole of a file, or of the standard input.
std::optional<std::string> read_all(const std::string& path, std::ostream& err) {
  std::ifstream file(path == "-" ? "/dev/stdin" : path, std::ios::binary);
  std::string text;
  std::vector<char> room(std::size_t{64} << 10);
  while (file && text.size() <= kMaxTextBytes) {
    file.read(room.data(), static_cast<std::streamsize>(room.size()));
    text.append(room.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (text.size() > kMaxTextBytes) {
    err << "onward follow: " << printable(path)
        << ": more than 64 MiB; use --data-binary @FILE or -T FILE\n";
    return std::nullopt;
  }
  if (file.eof()) return text;
  complain(path, {ErrorCode::FileUnreadable}, err);
  return std::nullopt;
}

/// What one -d says; a file is read.
std::optional<std::string> text_of(const SentText& word, std::ostream& err) {
  if (word.kind == Kind::Raw || !word.text.starts_with('@')) return word.text;
  auto text = read_all(word.text.substr(1), err);
  if (text && word.kind == Kind::Text) {
    std::erase_if(*text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
  }
  return text;
}

std::unique_ptr<Content> open_data(const ContentWords& words, std::ostream& err) {
  const SentText& first = words.data.front();
  if (words.data.size() == 1 && first.kind == Kind::Binary && first.text.starts_with('@')) {
    return open_one(first.text.substr(1), words.spool, err);
  }
  std::string joined;
  for (const SentText& word : words.data) {
    const auto text = text_of(word, err);
    if (!text) return nullptr;
    if (&word != &first) joined += '&';
    joined += *text;
  }
  return client::memory_content(std::move(joined));
}

/// ";type=text/plain;filename=x" behind the value of a -F.
void read_attributes(std::string& value, client::FormPart& part) {
  for (;;) {
    const std::size_t at = value.rfind(';');
    if (at == std::string::npos) return;
    const std::string attribute = value.substr(at + 1);
    if (attribute.starts_with("type=")) {
      part.type = attribute.substr(5);
    } else if (attribute.starts_with("filename=")) {
      part.file_name = attribute.substr(9);
    } else {
      return;
    }
    value.resize(at);
  }
}

/// "name=text", "name=@file", "name=<file".
std::optional<client::FormPart> read_part(const std::string& word, const ContentWords& words,
                                          std::ostream& err) {
  const std::size_t equals = word.find('=');
  CHECK(equals != std::string::npos);
  client::FormPart part{word.substr(0, equals), "", "", nullptr};
  std::string value = word.substr(equals + 1);
  read_attributes(value, part);
  const bool is_file = value.starts_with('@');
  if (!is_file && !value.starts_with('<')) {
    part.content = client::memory_content(std::move(value));
    return part;
  }
  const std::string path = value.substr(1);
  part.content = open_one(path, words.spool, err);
  if (!part.content) return std::nullopt;
  if (is_file && part.file_name.empty()) part.file_name = path.substr(path.rfind('/') + 1);
  if (is_file && part.type.empty()) part.type = "application/octet-stream";
  return part;
}

std::string random_boundary() {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::random_device random;
  std::string boundary = "onward-";
  for (int i = 0; i < 32; ++i) boundary += kDigits[random() % kDigits.size()];
  return boundary;
}

std::optional<NamedContent> open_form(const ContentWords& words, std::ostream& err) {
  std::vector<client::FormPart> parts;
  for (const std::string& word : words.form) {
    auto part = read_part(word, words, err);
    if (!part) return std::nullopt;
    parts.push_back(*std::move(part));
  }
  const std::string boundary = random_boundary();
  return NamedContent{client::multipart_content(std::move(parts), boundary),
                      "multipart/form-data; boundary=" + boundary};
}

}  // namespace

std::optional<NamedContent> open_content(const ContentWords& words, std::ostream& err) {
  if (!words.form.empty()) return open_form(words, err);
  NamedContent named;
  if (!words.data.empty()) {
    named.content = open_data(words, err);
    named.type = "application/x-www-form-urlencoded";
  }
  if (words.upload) named.content = open_one(*words.upload, words.spool, err);
  const bool was_asked_for = !words.data.empty() || words.upload;
  if (was_asked_for && !named.content) return std::nullopt;
  return named;
}

}  // namespace onward::cli
